"""The tokens of a value for the search index, and those that a filter may ask for; what each looks like: `grams`.

Tokens are few on purpose: they are most of what a write costs. The index holds them as numbers: `marks`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any, Final, cast

from guanxi.engine.search.folding import fold, is_ideographic, runs
from guanxi.engine.search.grams import (
    INITIALS,
    INSIDE,
    LONGEST_WORD,
    SOUND,
    START,
    WORD,
    fours,
    pairs,
    triples,
    whole,
)
from guanxi.engine.search.phones import digits_of, national
from guanxi.engine.search.query_words import QueryWord, query_tokens
from guanxi.engine.search.ranking import score
from guanxi.engine.search.readings import sounds_of, sounds_of_name, surname_length
from guanxi.engine.search.sorting import sort_key
from guanxi.engine.search.values import CODES, LONG, text_of

__all__ = ["QueryWord", "contains_tokens", "fold", "query_tokens", "score", "sort_key", "text_of", "tokens_of"]

MOST_TOKENS: Final = 300  # of a long text
MOST_SPOKEN: Final = 12
SHORT: Final = 40
MOST_INITIALS: Final = 6
SCHEMES: Final = "https://"
SCHEME_ENDS: Final = "://"
LEGAL_FORM: Final = re.compile("(?:股份|有限|责任)+公司$")

Sounds = list[tuple[str, ...]]


def tokens_of(kind: str, value: Any, *, is_title: bool = True) -> Iterable[str]:
    """The tokens of a canonical value; a title's are found by pinyin, initials and any two letters in a row too."""
    if value is None:
        return ()
    make = _MAKERS.get(kind)
    if make is not None:
        tokens: Iterable[str] = make(value)
    elif kind in LONG:
        tokens = _long(text_of(kind, value))
    elif isinstance(value, list):
        tokens = chain.from_iterable(_text(str(each), is_title=is_title) for each in cast(list[Any], value))
    else:
        tokens = _text(text_of(kind, value), is_title=is_title and kind not in CODES)
    return dict.fromkeys(tokens)


def _text(text: str, *, is_title: bool) -> Iterable[str]:
    return _tokens_of_text(text, is_title) if len(text) <= SHORT else _tokens_of_text.__wrapped__(text, is_title)


@lru_cache(maxsize=1024)  # a column of jobs, places or products holds few different texts
def _tokens_of_text(text: str, is_title: bool) -> tuple[str, ...]:
    folded = fold(text).strip()
    if not folded:
        return ()
    words = runs(folded)
    found = _pieces(folded, words)
    if is_title:
        found += _letter_pairs(words)
    if is_title and not folded.isascii():
        found += _by_sound(sounds_of(_spoken(words)))
    return tuple(found)


def _letter_pairs(words: list[str]) -> list[str]:
    return [INSIDE + pair for run in words if not is_ideographic(run) for pair in pairs(run)]


def _pieces(folded: str, words: list[str]) -> list[str]:
    found = [whole(folded)]
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


def _spoken(words: list[str]) -> str:
    """The characters of a name, without its legal form; none of a text that is too long for a name."""
    characters = words[0] if len(words) == 1 else "".join([run for run in words if is_ideographic(run)])
    if characters.endswith("公司"):
        characters = LEGAL_FORM.sub("", characters) or characters
    return characters if len(characters) <= MOST_SPOKEN else ""


def _by_sound(sounds: Sounds) -> list[str]:
    if not sounds:
        return []
    found: list[str] = []
    letters = ""
    for readings in sounds:
        found += _marked(readings)
        letters += readings[0][0]
    has_others = len(found) > len(sounds)
    first = sounds[0][0]
    found.append(START + first[0])
    found.append(START + first[:2])
    found += _initials(letters)
    if has_others:
        found += _initials("".join([readings[-1][0] for readings in sounds]))
    return found


@lru_cache(maxsize=1024)
def _marked(readings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(SOUND + each for each in readings)


@lru_cache(maxsize=4096)
def _initials(letters: str) -> tuple[str, ...]:
    return tuple(INITIALS + letters[:length] for length in range(2, min(len(letters), MOST_INITIALS) + 1))


def _name(value: Any) -> list[str]:
    full = fold(text_of("person_name", value)).strip()
    if not full:
        return []
    words = runs(full)
    found = _pieces(full, words) + _letter_pairs(words)
    if full.isascii():
        return found
    sounds = sounds_of_name(full)
    found += _by_sound(sounds)
    if len(sounds) > 2:
        found += _initials("".join([readings[0][0] for readings in sounds[surname_length(full) :]]))
    return found


def _phone(value: Any) -> list[str]:
    digits = digits_of(str(value))
    return [*fours(digits), START + national(digits)[:3]] if digits else []


def _email(value: Any) -> list[str]:
    folded = fold(str(value))
    mailbox, _, domain = folded.partition("@")
    return [whole(folded), START + folded[:2], *_within(mailbox), *_within_domain(domain)]


def _url(value: Any) -> list[str]:
    folded = fold(str(value))
    return [whole(folded), *_within(folded.rpartition(SCHEME_ENDS)[2])]


@lru_cache(maxsize=1024)  # many have theirs with the same few
def _within_domain(domain: str) -> tuple[str, ...]:
    return tuple(_within(domain))


def _within(folded: str) -> list[str]:
    found: list[str] = []
    for run in runs(folded):
        found += [*run, *pairs(run)] if is_ideographic(run) else triples(run)
    return found


def _long(text: str) -> list[str]:
    found: dict[str, None] = {}
    for run in runs(fold(text)):
        if is_ideographic(run):
            found.update(dict.fromkeys(pairs(run)))
        elif len(run) > 1:
            found[WORD + run[:LONGEST_WORD]] = None
        if len(found) > MOST_TOKENS:
            break
    return list(found)[:MOST_TOKENS]


_MAKERS: Final[Mapping[str, Callable[[Any], list[str]]]] = {
    "person_name": _name,
    "phone": _phone,
    "email": _email,
    "url": _url,
}


def contains_tokens(text: str, kind: str, *, is_title: bool = False) -> tuple[str, ...] | None:
    """The tokens that every value of this kind has whose text contains this one; None where it is too short to say."""
    if kind in LONG:
        return None
    if kind == "phone":
        return tuple(dict.fromkeys(fours(digits_of(text)))) or None
    folded = fold(text).strip()
    if kind == "url":
        folded = "" if folded in SCHEMES else folded.rpartition(SCHEME_ENDS)[2]
    has_pairs = kind == "person_name" or (is_title and kind not in _MAKERS and kind not in CODES)
    return tuple(dict.fromkeys(_parts_of_words(folded, kind not in _MAKERS, has_pairs))) or None


def _parts_of_words(folded: str, has_starts: bool, has_pairs: bool) -> list[str]:
    """What a part of a text tells: the first of its words may lack the beginning, the last one the end."""
    found: list[str] = []
    for at, run in enumerate(runs(folded)):
        if is_ideographic(run):
            found += pairs(run) or [run]
            continue
        found += triples(run)
        if at and len(run) == 2 and has_starts:
            found.append(START + run)
        elif len(run) == 2 and has_pairs:
            found.append(INSIDE + run)
    return found
