"""Names that say what a thing is, and an engine that knows nothing of the business."""

import re
import tokenize
from pathlib import Path

import pytest

from tests.architecture.source import SOURCE, functions, place, python_files

ATTICS = {"utils", "util", "helpers", "helper", "common", "base", "misc", "lib", "manager", "managers"}
EMPTY_NAMES = {"do", "handle", "process", "execute_all", "data", "info", "obj"}
BUSINESS_WORDS = {
    "account", "campaign", "contact", "contract", "coupon", "crm", "customer", "deal",
    "invoice", "loyalty", "opportunity", "salesperson", "ticket",
}  # fmt: skip
WHOLE_NAMES = {"Lead", '"lead"', '"leads"'}  # as a part of a name it may be the first of two bytes
SPEAKING_TOKENS = {tokenize.NAME, tokenize.STRING}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def singular(word: str) -> str:
    return re.sub(r"ies$", "y", word.lower()).removesuffix("s")


def business_words(file: Path) -> list[str]:
    """The places where an identifier or a string of this file speaks of the business; comments may give examples."""
    with file.open("rb") as lines:
        tokens = [token for token in tokenize.tokenize(lines.readline) if token.type in SPEAKING_TOKENS]
    hits = [(token.start[0], spoken_words(token.string)) for token in tokens]
    return [f"{place(file)}:{line} {words}" for line, words in hits if words]


def spoken_words(text: str) -> list[str]:
    """The words of the business in one identifier or string."""
    return sorted({singular(word) for word in WORD.findall(text)} & BUSINESS_WORDS | {text} & WHOLE_NAMES)


def test_no_module_is_an_attic() -> None:
    assert [place(file) for file in python_files() if {file.stem, file.parent.name} & ATTICS] == []


def test_functions_are_named_for_what_they_do() -> None:
    assert [found.place for found in functions(SOURCE) if found.node.name.strip("_") in EMPTY_NAMES] == []


@pytest.mark.parametrize("layer", ["kernel", "engine"])
def test_the_lower_layers_know_no_word_of_the_business(layer: str) -> None:
    assert [line for file in python_files(SOURCE / layer) for line in business_words(file)] == []


def test_the_word_rule_sees_words_inside_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.architecture.test_names.place", str)
    sample = tmp_path / "sample.py"
    sample.write_text("class OpenDeals: pass\nplain = 'the customer_id'\nclass Lead: pass\nlead = 1\n")
    assert [line.split(" ", 1)[1] for line in business_words(sample)] == ["['deal']", "['customer']", "['Lead']"]
