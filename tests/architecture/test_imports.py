"""What import-linter cannot say: a module's own files are its own business."""

import ast
from pathlib import Path

from tests.architecture.source import SOURCE, place, python_files, tree_of

MODULES = "guanxi.modules."


def imported_names(file: Path) -> list[tuple[int, str]]:
    """The modules that a file imports, with the line."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.module or ""))
    return found


def is_foreign_inside(file: Path, name: str) -> bool:
    """True when this names a file inside of a module to which the importing file does not belong."""
    owner, _, inside = name.removeprefix(MODULES).partition(".")
    return name.startswith(MODULES) and bool(inside) and not file.is_relative_to(SOURCE / "modules" / owner)


def test_modules_are_imported_through_their_front_door() -> None:
    wrong = [
        f"{place(file)}:{line} {name}"
        for file in python_files(SOURCE)
        for line, name in imported_names(file)
        if is_foreign_inside(file, name)
    ]
    assert wrong == []


def test_every_module_declares_its_objects() -> None:
    folders = [folder for folder in (SOURCE / "modules").iterdir() if (folder / "__init__.py").exists()]
    assert folders
    assert [place(folder) for folder in folders if not (folder / "objects.py").exists()] == []
