"""Code that a person can hold in the head: short functions, short files, few parameters."""

from statistics import median

from tests.architecture.source import ROOT, SOURCE, functions, place, python_files, tracked_files

LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 10
LONGEST_FILE = 400
LONGEST_CLIENT_FILE = 250
MOST_PARAMETERS = 6


def test_no_function_is_long() -> None:
    assert [f"{found.place}: {found.lines} lines" for found in functions() if found.lines > LONGEST_FUNCTION] == []


def test_most_functions_are_short() -> None:
    assert median(found.lines for found in functions(SOURCE)) <= MEDIAN_FUNCTION


def test_no_function_takes_many_parameters() -> None:
    many = [found for found in functions(SOURCE) if found.parameters > MOST_PARAMETERS]
    assert [f"{found.place}: {found.parameters} parameters" for found in many] == []


def test_no_python_file_is_long() -> None:
    lengths = {place(file): len(file.read_text().splitlines()) for file in python_files()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_client_file_is_long() -> None:
    files = [file for file in tracked_files() if file.is_relative_to(ROOT / "client" / "src")]
    code = [file for file in files if file.suffix in {".ts", ".tsx"} and "i18n" not in file.parts]
    lengths = {place(file): len(file.read_text().splitlines()) for file in code}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_CLIENT_FILE} == {}
