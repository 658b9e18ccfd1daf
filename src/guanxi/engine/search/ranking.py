"""How well a found record fits what was typed: exact, then beginning, then sound, then any part."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import Final

from guanxi.engine.search.folding import fold, is_ideographic, runs
from guanxi.engine.search.phones import FEWEST, digits_of, sure_digits
from guanxi.engine.search.query_words import QueryWord, query_tokens
from guanxi.engine.search.readings import sounds_of, sounds_of_name

EXACT, BEGINS, SOUNDS_WHOLE, WORD_BEGINS, SOUNDS, PART, ONLY_LETTERS = 1.0, 0.8, 0.75, 0.65, 0.6, 0.4, 0.05
LENGTH_COUNTS: Final = 0.01
LONGEST_SPOKEN: Final = 40

Sounds = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=256)
def _words(query: str) -> tuple[str, tuple[QueryWord, ...]]:
    return fold(query).strip(), tuple(query_tokens(query))


def score(query: str, title: str) -> float:
    """How well a record fits a query, from 0 (not at all) to 1 (its title is the query); short titles come first."""
    wanted, words = _words(query)
    folded = fold(title).strip()
    if not words or folded == wanted:
        return EXACT if folded == wanted else 0.0
    fits = [_fit(word, folded) for word in words]
    length = LENGTH_COUNTS * min(1.0, len(wanted) / (len(folded) or 1))
    return 0.0 if 0.0 in fits else min(EXACT, 0.98 * sum(fits) / len(fits) + length)


def _fit(word: QueryWord, folded: str) -> float:
    at = folded.find(word.text)
    if at >= 0:
        return _written_fit(word.text, folded, at)
    if any(each.isdigit() for each in word.text):
        return _number_fit(word.text, folded)
    if word.text.isascii() and word.text.isalpha() and not folded.isascii():
        return _sound_fit(word.text, folded)
    return ONLY_LETTERS if len(word.text) > 1 and is_ideographic(word.text) and set(word.text) <= set(folded) else 0.0


def _written_fit(text: str, folded: str, at: int) -> float:
    if len(text) == len(folded):
        return EXACT
    if at == 0:
        return BEGINS
    if any(run.startswith(text) for run in runs(folded)):
        return WORD_BEGINS
    return PART


def _number_fit(text: str, folded: str) -> float:
    wanted, there = digits_of(text), digits_of(folded)
    if len(wanted) < FEWEST or not any(digits in there for digits in sure_digits(text)):
        return 0.0
    return BEGINS if there.endswith(wanted) else PART


def _sound_fit(letters: str, folded: str) -> float:
    sounds = tuple(sounds_of(folded[:LONGEST_SPOKEN]))
    as_name = tuple(sounds_of_name(folded[:LONGEST_SPOKEN]))
    taken = max(_syllables_read(letters, as_name), _syllables_read(letters, sounds))
    if taken:
        return SOUNDS_WHOLE if taken == len(sounds) else SOUNDS
    return PART if any(_syllables_read(letters, sounds[start:]) for start in range(1, len(sounds))) else 0.0


def _syllables_read(letters: str, sounds: Sounds, read: int = 0) -> int:
    """How many syllables the letters take in, each by its beginning (zhangwei, zhangw, zw); 0 where they do not fit."""
    if not letters:
        return read
    ways = _beginnings(letters, sounds)
    return max((_syllables_read(letters[length:], sounds[1:], read + 1) for length in ways), default=0)


def _beginnings(letters: str, sounds: Sounds) -> Iterator[int]:
    """How many letters the first syllable can take: all of it, its initial, or as many as are left."""
    for syllable in sounds[0] if sounds else ():
        common = sum(1 for _ in takewhile(_are_same, zip(letters, syllable, strict=False)))
        if common > 1 and common in (len(syllable), len(letters)):
            yield common
        if common:
            yield 1


def _are_same(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]
