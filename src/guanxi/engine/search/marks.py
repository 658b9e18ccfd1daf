"""Tokens as the numbers that the index holds, each mixed with the class of its field.

A right to a field is a right to its class, and so to its tokens: a number of 63 bits, of which the highest eight are
of the class alone (what one object's writes touch lies together) and the others of class and token together. Two
tokens fall together once in 2^55 pairs.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from xxhash import xxh3_64_intdigest

CLASS_SHIFT: Final = 1
TOKEN_SHIFT: Final = 9


@lru_cache(maxsize=8192)
def class_of(object_name: str, field_name: str) -> int:
    """The class of a field's tokens."""
    return xxh3_64_intdigest(f"{object_name}.{field_name}".encode()) >> CLASS_SHIFT


NO_FIELD: Final = class_of("", "")


def marks(field_class: int, tokens: Iterable[str]) -> list[int]:
    """The numbers of tokens of one class, in their order."""
    return [field_class ^ _number(token) for token in tokens]


@lru_cache(maxsize=16_384)  # most tokens are of two to four characters and come again and again
def _number(token: str) -> int:
    return xxh3_64_intdigest(token.encode()) >> TOKEN_SHIFT


@lru_cache(maxsize=1024)
def belonging(identifier: str) -> int:
    """The mark of a record that belongs to a person or a team, or to everybody where the identifier is empty."""
    return marks(NO_FIELD, [identifier])[0]
