"""How well a found record fits what was typed: exact before beginning, beginning before sound, sound before any part."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from guanxi.engine.search.folding import fold, is_ideographic, runs
from guanxi.engine.search.phones import FEWEST, digits_of, sure_digits
from guanxi.engine.search.query_words import QueryWord, query_tokens
from guanxi.engine.search.readings import sounds_of, sounds_of_name

EXACT, BEGINS, WORD_BEGINS, SOUNDS, PART, ONLY_LETTERS = 1.0, 0.8, 0.65, 0.6, 0.4, 0.05
IN_ANOTHER_FIELD: Final = 0.5
LENGTH_COUNTS: Final = 0.01
LONGEST_SPOKEN: Final = 40

Sounds = tuple[tuple[str, ...], ...]


@lru_cache(maxsize=256)
def _words(query: str) -> tuple[str, tuple[QueryWord, ...]]:
    return fold(query).strip(), tuple(query_tokens(query))


def score(query: str, title: str, *fields: str) -> float:
    """How well a record fits a query, from 0 (not at all) to 1 (its title is the query); short titles first among equals."""
    wanted, words = _words(query)
    folded = fold(title).strip()
    if not words or folded == wanted:
        return EXACT if folded == wanted else 0.0
    others = [fold(each) for each in fields]
    fits = [max(_fit(word, folded), *(IN_ANOTHER_FIELD * _fit(word, each) for each in others), 0.0) for word in words]
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
    if len(wanted) < FEWEST or sure_digits(text) not in there:
        return 0.0
    return BEGINS if there.endswith(wanted) else PART


def _sound_fit(letters: str, folded: str) -> float:
    sounds = tuple(sounds_of(folded[:LONGEST_SPOKEN]))
    if _is_read(letters, tuple(sounds_of_name(folded[:LONGEST_SPOKEN]))) or _is_read(letters, sounds):
        return SOUNDS
    return PART if any(_is_read(letters, sounds[start:]) for start in range(1, len(sounds))) else 0.0


def _is_read(letters: str, sounds: Sounds) -> bool:
    """True where the letters are beginnings of these syllables one after the other: zhangwei, zhangw, zw."""
    if not letters:
        return True
    return any(_is_read(letters[length:], sounds[1:]) for length in _beginnings(letters, sounds))


def _beginnings(letters: str, sounds: Sounds) -> Iterator[int]:
    """How many letters the first syllable can take, all of it or its initial, the most first; any number at the end."""
    for syllable in sounds[0] if sounds else ():
        common = next((at for at, pair in enumerate(zip(letters, syllable, strict=False)) if pair[0] != pair[1]), None)
        length = min(len(letters), len(syllable)) if common is None else common
        if length > 1 and length in (len(syllable), len(letters)):
            yield length
        if length:
            yield 1
