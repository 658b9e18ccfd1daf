"""Letters and blanks, the same in both evaluators whatever the database's locale."""

from typing import Final

LATIN_TO_CYRILLIC: Final = range(0xC0, 0x530)


def _pairs() -> list[tuple[str, str]]:
    """Capital letters with the one small letter that leads back to them."""
    both = ((chr(code), chr(code).lower()) for code in (*range(ord("A"), ord("Z") + 1), *LATIN_TO_CYRILLIC))
    return [(large, small) for large, small in both if large != small and len(small) == 1 and small.upper() == large]


CAPITALS: Final = "".join(large for large, _ in _pairs())
SMALLS: Final = "".join(small for _, small in _pairs())
BLANKS: Final = (
    " \t\n\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_TO_SMALL: Final = str.maketrans(CAPITALS, SMALLS)
_TO_CAPITAL: Final = str.maketrans(SMALLS, CAPITALS)


def lower(text: str) -> str:
    return text.translate(_TO_SMALL)


def upper(text: str) -> str:
    return text.translate(_TO_CAPITAL)


def trim(text: str) -> str:
    return text.strip(BLANKS)
