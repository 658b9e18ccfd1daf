"""The tokens of a value for the search index, and those that a filter may ask for; what each looks like: `grams`.

Every token of the index stands behind the class of its field, so that a right to a field is a right to its tokens. Tokens are few
on purpose: they are most of what a write costs.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from guanxi.engine.search.folding import fold, is_ideographic, runs
from guanxi.engine.search.grams import (
    INITIALS,
    LONGEST_WORD,
    SOUND,
    START,
    TRUNCATED,
    WORD,
    fours,
    pairs,
    triples,
    whole,
)
from guanxi.engine.search.phones import digits_of, national
from guanxi.engine.search.query_words import QueryWord, query_tokens
from guanxi.engine.search.ranking import score
from guanxi.engine.search.readings import sounds_of, sounds_of_name
from guanxi.engine.search.sorting import sort_key
from guanxi.engine.search.values import CODES, LONG, text_of

__all__ = ["QueryWord", "contains_tokens", "fold", "query_tokens", "score", "sort_key", "text_of", "tokens_of"]

MOST_TOKENS: Final = 300  # of a long text
MOST_SPOKEN: Final = 12
MOST_INITIALS: Final = 6
LEGAL_FORM: Final = re.compile(r"(?:股份|有限|责任|集团|总|分)*(?:公司|集团)$")

Sounds = list[tuple[str, ...]]


def tokens_of(field_class: str, kind: str, value: Any, *, by_sound: bool = True) -> list[str]:
    """The tokens of a canonical value, each behind the class of its field; `by_sound` adds pinyin and initials."""
    if value is None:
        return []
    make = _MAKERS.get(kind)
    if make is not None:
        tokens = make(value)
    elif kind in LONG:
        tokens = _long(text_of(kind, value))
    else:
        tokens = _text(text_of(kind, value), by_sound=by_sound and kind not in CODES)
    prefix = field_class + ":"
    return [prefix + token for token in dict.fromkeys(tokens)]


def _text(text: str, *, by_sound: bool) -> list[str]:
    folded = fold(text).strip()
    if not folded:
        return []
    return _pieces(folded) + (_by_sound(sounds_of(_spoken(folded))) if by_sound and not folded.isascii() else [])


def _pieces(folded: str) -> list[str]:
    found = [whole(folded)]
    words = runs(folded)
    for run in words:
        if is_ideographic(run):
            found += run
            found += pairs(run)
        else:
            found.append(START + run[:2])
            found += triples(run)
    if words and not is_ideographic(words[0]):
        found.append(START + words[0][0])
    return found


def _spoken(folded: str) -> str:
    """The characters of a name, without its legal form; none of a text that is too long for a name."""
    characters = "".join(run for run in runs(folded) if is_ideographic(run))
    named = LEGAL_FORM.sub("", characters) or characters
    return named if len(named) <= MOST_SPOKEN else ""


def _by_sound(sounds: Sounds) -> list[str]:
    if not sounds:
        return []
    first = sounds[0][0]
    found = [SOUND + reading for readings in sounds for reading in readings]
    found += (START + first[0], START + first[:2])
    for letters in _initials(sounds):
        found += (INITIALS + letters[:length] for length in range(2, min(len(letters), MOST_INITIALS) + 1))
    return found


def _initials(sounds: Sounds) -> Iterable[str]:
    """The initials by the usual readings and, where they differ, by the other ones."""
    yield "".join(readings[0][0] for readings in sounds)
    yield "".join(readings[-1][0] for readings in sounds)


def _name(value: Any) -> list[str]:
    full = fold(text_of("person_name", value)).strip()
    if not full:
        return []
    if full.isascii():
        return _pieces(full)
    sounds = sounds_of_name(full)
    given = "".join(readings[0][0] for readings in sounds[-2:]) if len(sounds) > 2 else ""
    return _pieces(full) + _by_sound(sounds) + ([INITIALS + given] if given else [])


def _phone(value: Any) -> list[str]:
    digits = digits_of(str(value))
    return [*fours(digits), START + national(digits)[:3]] if digits else []


def _address_of_mail(value: Any) -> list[str]:
    folded = fold(str(value))
    words = runs(folded)
    found = [whole(folded), *(START + word[:2] for word in words[:1])]
    for word in words:
        found += triples(word)
    return found


def _long(text: str) -> list[str]:
    found: dict[str, None] = {}
    for run in runs(fold(text)):
        if is_ideographic(run):
            found.update(dict.fromkeys(pairs(run)))
        elif len(run) > 1:
            found[WORD + run[:LONGEST_WORD]] = None
        if len(found) > MOST_TOKENS:
            return [TRUNCATED, *list(found)[: MOST_TOKENS - 1]]
    return list(found)


_MAKERS: Final[Mapping[str, Callable[[Any], list[str]]]] = {
    "person_name": _name,
    "phone": _phone,
    "email": _address_of_mail,
    "url": _address_of_mail,
}


def contains_tokens(text: str, kind: str) -> tuple[str, ...] | None:
    """The tokens that every value of this kind has whose text contains this one; None where it is too short to say."""
    if kind == "phone":
        found = fours(digits_of(text))
    elif kind in LONG:
        return None
    else:
        found = _parts_of_words(fold(text).strip(), is_address=kind in ("email", "url"))
    return tuple(dict.fromkeys(found)) or None


def _parts_of_words(folded: str, *, is_address: bool) -> list[str]:
    """What a part of a text tells: the first of its words may lack the beginning, the last one the end."""
    found: list[str] = []
    for at, run in enumerate(runs(folded)):
        if is_ideographic(run):
            found += pairs(run) or [run]
            continue
        found += triples(run)
        if at and len(run) == 2 and not is_address:
            found.append(START + run)
    return found
