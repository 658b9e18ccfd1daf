"""Things that must not creep in: silenced types, unfinished business, the addresses of somebody's network."""

import re
from pathlib import Path

from tests.architecture.source import SOURCE, place, python_files, text_files

IGNORES_PER_LINE = 0.3 / 1000
SILENCED = re.compile(r"#\s*(?:pyright|type):\s*ignore(?P<code>\[[^\]]+\])?")
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b")
REGISTRIES = re.compile(
    r"\b(?:py[p]i|python[h]osted|npm[j]s|npm[m]irror|tao[b]ao|yarn[p]kg|js[d]elivr|un[p]kg|deb[i]an|tsing[h]ua\.edu|ali[y]un)"
    r"\.(?:org|com|cn|net)\b"
)


def lines_matching(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    """The places where a pattern is found."""
    return [
        f"{place(file)}:{number} {line.strip()[:80]}"
        for file in files
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_a_silenced_type_error_names_its_code() -> None:
    texts = [file.read_text() for file in python_files() if file != Path(__file__)]
    assert [found[0] for text in texts for found in SILENCED.finditer(text) if found["code"] is None] == []


def test_few_type_errors_are_silenced() -> None:
    files = python_files(SOURCE)
    lines = sum(len(file.read_text().splitlines()) for file in files)
    assert len(lines_matching(SILENCED, files)) <= lines * IGNORES_PER_LINE


def test_nothing_is_left_for_later_in_a_comment() -> None:
    assert lines_matching(UNFINISHED, text_files()) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert lines_matching(REGISTRIES, text_files()) == []
