"""The words that the demo company is told with; they lie beside this file, one JSON file for each topic."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import opencc

WORDS = Path(__file__).parent / "words"


@cache
def words(topic: str) -> Any:
    return json.loads((WORDS / f"{topic}.json").read_text(encoding="utf-8"))


@cache
def _converter() -> Any:
    return opencc.OpenCC("s2twp")


@cache
def traditional(text: str) -> str:
    """A text in the characters and words of Taiwan."""
    written = str(_converter().convert(text))
    return written.replace("臺", "台").replace("裝置", "設備")  # the converter takes machines for devices


def spoken(pair: tuple[str, str] | list[str], language: str) -> str:
    """The half of a Chinese and English pair that a person of this language reads."""
    if language == "en":
        return pair[1]
    return traditional(pair[0]) if language == "zh-TW" else pair[0]
