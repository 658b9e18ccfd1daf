"""How many guesses a password would stand, by what people usually make one of: the 30,000 passwords taken most often,
names, words, rows of keys, dates, repetitions, and the owner's own words. Nothing is asked of anybody outside.

zxcvbn reckons (Wheeler, USENIX Security 2016); the file beside has words that it does not know, most of them pinyin.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).parent / "weak_words.txt"
LONGEST: Final = 72  # what zxcvbn reckons in some 50 ms; what follows can only add
ENOUGH: Final = 8.7


@cache
def weak_words() -> tuple[str, ...]:
    """Words that passwords are often made of, beside those that zxcvbn knows."""
    return tuple(WORDS.read_text(encoding="utf-8").split())


def guesses(password: str, own: Iterable[str] = ()) -> float:
    """The power of ten of the guesses that the cheapest way through the password takes; `own` are its owner's words.

    zxcvbn takes each unknown letter for one of ten; of those outside ASCII there are hundreds at least.
    """
    from zxcvbn import zxcvbn  # its lists are read when the first password is set

    read = password[:LONGEST]
    names = [name.lower() for name in own if len(name) > 2]
    found = zxcvbn(read, user_inputs=[*names, *weak_words()])
    return float(found["guesses_log10"]) + sum(not letter.isascii() for letter in read)
