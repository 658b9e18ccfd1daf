"""What a person types into a search box, as tokens to ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from guanxi.engine.search.folding import fold, is_ideographic, runs
from guanxi.engine.search.grams import INITIALS, SOUND, START, WORD, fours, pairs, triples, whole
from guanxi.engine.search.phones import FEWEST, WRITTEN, digits_of, sure_digits
from guanxi.engine.search.readings import beginning_with, syllables

MOST_WORDS: Final = 10
MOST_GRAMS: Final = 24
MOST_SPELLINGS: Final = 5  # of several syllables; each costs a look into the index for each field
FEW_SYLLABLES: Final = 4
LONGEST_SPELLING: Final = 40
LONGEST_SYLLABLE: Final = 6
MOST_INITIALS: Final = 6
NO_INITIAL: Final = frozenset("iuv")
MAIL_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]*[^\s@.,;]")
LEGAL_FORM: Final = re.compile(r"(?<=..)(?:gufen)?youxian(?:zeren)?gongsi$")  # which the index leaves out
TWO_LETTER_INITIALS: Final = ("zh", "ch", "sh")

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query. It is found where all tokens of one of the alternatives stand in one field.

    `text` is the word folded, `whole` the token of a value that is exactly this word; a broad word (one ideograph, one
    or two letters) is found in a large part of all records.
    """

    text: str
    alternatives: tuple[Tokens, ...]
    whole: str
    is_broad: bool = False


def query_tokens(text: str) -> list[QueryWord]:
    """The words of a query, all of which a record must have; none where nothing in the text can be searched."""
    folded = fold(text)
    found = {each[0]: _mail_address(each[0]) for each in MAIL_ADDRESS.finditer(folded)}
    folded = MAIL_ADDRESS.sub(" ", folded) if found else folded
    after = 0
    for number in WRITTEN.finditer(folded):
        if len(digits_of(number[0])) >= FEWEST and not _is_within_word(folded, number.start(), number.end()):
            found |= _words(folded[after : number.start()])
            found[number[0]] = _number(number[0])
            after = number.end()
    found |= _words(folded[after:])
    if len(found) > 1:
        found = {text: _as_syllable(word) for text, word in found.items()}
    return list(islice(found.values(), MOST_WORDS))


def _as_syllable(word: QueryWord) -> QueryWord:
    """One of several words, which may be a short syllable of a name that is written in syllables: liao hao yu."""
    if len(word.text) != 2 or word.text not in syllables():
        return word
    return replace(word, alternatives=(*word.alternatives, (SOUND + word.text,)))


def _is_within_word(folded: str, start: int, end: int) -> bool:
    """True for digits that Latin letters touch: they are part of a code such as `a15398eb`, which is one word."""
    beside = (folded[start - 1 : start], folded[end : end + 1])
    return any(letter.isascii() and letter.isalpha() for letter in beside)


def _words(folded: str) -> dict[str, QueryWord]:
    return {run: _ideographs(run) if is_ideographic(run) else _word(run) for run in runs(folded)}


def _ideographs(run: str) -> QueryWord:
    tokens = tuple(dict.fromkeys(pairs(run)[:MOST_GRAMS] or [run]))
    return QueryWord(run, (tokens,), whole(run), is_broad=len(run) == 1)


def _mail_address(written: str) -> QueryWord:
    parts = tuple(dict.fromkeys(token for run in runs(written) for token in triples(run)))[:MOST_GRAMS]
    return QueryWord(written, ((whole(written),), parts) if parts else ((whole(written),),), whole(written))


def _number(written: str) -> QueryWord:
    """A word of digits: a telephone number, however it is written, or the numbers that stand in a text."""
    words = runs(written)
    in_text = tuple(dict.fromkeys(token for word in words for token in triples(word) or [START + word]))
    in_long_text = tuple(WORD + word for word in words)
    in_phones = (tuple(dict.fromkeys(fours(digits))) for digits in sure_digits(written))
    return QueryWord(written, (*in_phones, in_text, in_long_text), whole(written))


def _word(run: str) -> QueryWord:
    if len(run) < 3:
        ways = [(START + run,)] + ([(INITIALS + run,)] if len(run) > 1 and _are_initials(run) else [])
        if run in ("lu", "nu"):
            ways.append((START + run[0] + "v",))
        return QueryWord(run, tuple(ways), whole(run), is_broad=True)
    ways = [tuple(dict.fromkeys(triples(run)[:MOST_GRAMS])), (WORD + run,)]
    if len(run) == 3 and run.isdigit():
        ways.append((START + run,))
    if _are_initials(run):
        ways.append((INITIALS + run[:MOST_INITIALS],))
    return QueryWord(run, tuple(dict.fromkeys(ways + list(_spellings(run)))), whole(run))


def _are_initials(letters: str) -> bool:
    return letters.isascii() and letters.isalpha() and not NO_INITIAL & set(letters)


def _spellings(letters: str) -> Iterator[Tokens]:
    """The ways in which letters can be read as syllables and initials; the last syllable may have only begun."""
    if len(letters) > LONGEST_SPELLING or not (letters.isascii() and letters.isalpha()):
        return
    letters = LEGAL_FORM.sub("", letters)
    spelt = (letters.replace("yu", "v") if letters.startswith(("lyu", "nyu")) else letters).replace("ve", "ue")
    if spelt not in TWO_LETTER_INITIALS:
        yield from ((SOUND + each,) for each in beginning_with(spelt))
    yield from islice(_several_syllables(spelt, (), _readable_rests(spelt)), MOST_SPELLINGS)
    yield from _ending_in_initials(spelt)


def _several_syllables(letters: str, before: tuple[str, ...], rests: frozenset[str]) -> Iterator[Tokens]:
    if before:
        for last in _last_syllables(letters):
            yield tuple(dict.fromkeys(SOUND + syllable for syllable in (*before, last)))
    for length in _first_lengths(letters):
        if letters[length:] in rests:
            yield from _several_syllables(letters[length:], (*before, letters[:length]), rests)


def _readable_rests(letters: str) -> frozenset[str]:
    """The ends of the letters that can be read to their end; trying any other would cost a step for each way there."""
    found: set[str] = set()
    for start in range(len(letters) - 1, 0, -1):
        rest = letters[start:]
        if _last_syllables(rest) or any(rest[length:] in found for length in _first_lengths(rest)):
            found.add(rest)
    return frozenset(found)


def _last_syllables(letters: str) -> tuple[str, ...]:
    """What the end of a word can mean: a syllable, and those that it begins where they are few."""
    longer = beginning_with(letters) if len(letters) <= LONGEST_SYLLABLE else ()
    if 0 < len(longer) <= FEW_SYLLABLES and letters not in TWO_LETTER_INITIALS and len(letters) > 1:
        return longer
    return (letters,) if letters in syllables() else ()


def _first_lengths(letters: str) -> Iterator[int]:
    """How long the first of several syllables can be, the longest first."""
    longest = min(LONGEST_SYLLABLE, len(letters) - 1)
    return (length for length in range(longest, 0, -1) if letters[:length] in syllables())


def _ending_in_initials(letters: str) -> Iterator[Tokens]:
    """Whole syllables at the beginning, initials at the end: `zhangw`, `wangxm`."""
    read: list[str] = []
    rest = letters
    while length := next(_first_lengths(rest), 0):
        read.append(rest[:length])
        rest = rest[length:]
    end = rest[0] if beginning_with(rest) else rest
    initials = "".join(syllable[0] for syllable in read) + end
    if read and not _last_syllables(rest) and _are_initials(initials):
        yield tuple(dict.fromkeys((*(SOUND + each for each in read), INITIALS + initials[:MOST_INITIALS])))
