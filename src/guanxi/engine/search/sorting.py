"""The key by which texts are put in order: the same on every PostgreSQL with COLLATE "C", Chinese by its sound."""

import re
from functools import lru_cache
from typing import Final

from guanxi.engine.search.folding import fold
from guanxi.engine.search.readings import sounds_of, sounds_of_name, surname_length

LONGEST: Final = 200
BETWEEN: Final = "\x01"  # below every letter, so that 西安 (xi an) stands before 先 (xian)
DIGITS: Final = re.compile(r"[0-9]+")
HAN: Final = re.compile("[\u3400-\u9fff]")
LARGEST_STEP: Final = 9


@lru_cache(maxsize=4096)
def sort_key(text: str, *, is_name: bool = False) -> str:
    """The key: pinyin with its character behind it, folded letters, numbers by size; surnames as they are read."""
    folded = fold(text[:LONGEST]).strip()
    if folded.isascii() and folded.isalpha():
        return folded
    counted = DIGITS.sub(_counted, folded) if any("0" <= each <= "9" for each in folded) else folded
    if is_name and HAN.match(counted):
        length = surname_length(counted)
        sounds = sounds_of_name(counted)[:length]
        family = "".join(f"{each[0]}{BETWEEN}{character}" for each, character in zip(sounds, counted, strict=False))
        return (family + counted[length:].translate(_SOUNDED))[: 2 * LONGEST]
    return counted.translate(_SOUNDED)[: 2 * LONGEST]


def _counted(digits: re.Match[str]) -> str:
    """A number behind its own length, so that 9 stands before 10: 9 is 19, 10 is 210."""
    plain = digits[0].lstrip("0") or "0"
    nines, rest = divmod(len(plain), LARGEST_STEP)
    return str(LARGEST_STEP) * nines + str(rest) + plain


class _Sounded(dict[int, str]):
    """Every character met so far, a Chinese one behind its usual sound."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        sounds = sounds_of(character) if HAN.match(character) else ()
        self[code] = found = f"{sounds[0][0]}{BETWEEN}{character}" if sounds else character
        return found


_SOUNDED: Final = _Sounded()
