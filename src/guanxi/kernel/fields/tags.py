"""Tags: free words, and known ones that are kept by their key and meant by their labels in any language."""

import unicodedata
from collections.abc import Iterable
from typing import Any

from guanxi.kernel.fields.values import Norms, Refused, parts_of, text
from guanxi.kernel.specs import ChoiceSpec, FieldSpec

MOST_TOLD = 12


def folded(word: str) -> str:
    """A word without what does not tell tags apart: width, case and blanks around it."""
    return unicodedata.normalize("NFKC", word).strip().lower()


def words_of(tag: ChoiceSpec) -> tuple[str, ...]:
    """All words that mean a known tag; the key is one of them."""
    return tuple(dict.fromkeys((tag.key, *tag.labels.values(), *tag.aliases)))


def tag_words(tags: Iterable[ChoiceSpec]) -> dict[str, str]:
    """The folded words of known tags, each with the key of its tag; the first tag that has a word keeps it."""
    found: dict[str, str] = {}
    for each in tags:
        for word in words_of(each):
            found.setdefault(folded(word), each.key)
    return found


def tag_key(word: str, spec: FieldSpec) -> str:
    """The key of the known tag that a word means, or the word itself."""
    return spec.tag_words.get(folded(word), word) if spec.tag_words else word


def tags(value: Any, spec: FieldSpec, norms: Norms) -> list[str]:
    """Tags as they are kept. Raises Refused for a free word where only known tags are taken."""
    found = (text(part, spec, norms) for part in parts_of(value))
    keys = list(dict.fromkeys(tag_key(word, spec) for word in found if word))
    if spec.only_known:
        known = {each.key for each in spec.choices}
        unknown = next((key for key in keys if key not in known), None)
        if unknown is not None:
            told = ", ".join(each.key for each in spec.choices[:MOST_TOLD])
            raise Refused("unknown_choice", value=unknown[:100], choices=told)
    return keys
