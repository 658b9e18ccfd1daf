"""The repository as the house rules see it: its files, and the functions of its Python."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "guanxi"
PYTHON_FOLDERS = ("src", "tests", "scripts", "migrations", "bench")
TEXT_ENDINGS = {".py", ".pyi", ".ts", ".tsx", ".css", ".html", ".mjs", ".js", ".json", ".md", ".toml", ".txt", ".sql"}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """A function and where it stands."""

    place: str
    node: FunctionNode

    @property
    def lines(self) -> int:
        """Its length from the line of its `def` to its last."""
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1

    @property
    def parameters(self) -> int:
        """How many arguments a caller may give, self and cls not counted."""
        given = self.node.args
        names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
        return len([name for name in names if name not in {"self", "cls"}])


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that the repository keeps or would keep."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(ROOT / name for name in listed if (ROOT / name).is_file())


def text_files() -> list[Path]:
    """Those of them that people write or read."""
    return [file for file in tracked_files() if file.suffix in TEXT_ENDINGS or not file.suffix]


def python_files(folder: Path = ROOT) -> list[Path]:
    """The Python files below a folder."""
    below = [file for file in tracked_files() if file.suffix == ".py" and file.is_relative_to(folder)]
    return [file for file in below if file.relative_to(ROOT).parts[0] in PYTHON_FOLDERS]


@cache
def tree_of(file: Path) -> ast.Module:
    """A file's syntax."""
    return ast.parse(file.read_text(), str(file))


def functions(folder: Path = ROOT) -> Iterator[Function]:
    """Every function below a folder, inner ones and methods too."""
    for file in python_files(folder):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, FunctionNode):
                yield Function(f"{place(file)}:{node.lineno} {node.name}", node)


def place(file: Path) -> str:
    """A file's name as messages show it."""
    return str(file.relative_to(ROOT))
