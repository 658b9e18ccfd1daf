"""Names to sign in by that nobody takes for another: one form of each letter, nothing unseen, no look-alikes mixed in.

Only what is new or changed is looked at; a name that somebody has keeps working as it is (Unicode TR 36 and 39).
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.preparing import preparation
from guanxi.engine.company import Work

LONGEST: Final = 120
# scripts whose letters look like each other's; Han, kana and Hangul look like none of them
ALIKE: Final = frozenset(("LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE"))
UNSEEN: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"))
# fillers, joiners and selectors that are shown as nothing, though they count as letters or marks
BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)
SPACES: Final = re.compile(" +")


def plain_login(login: str) -> str:
    """The name as it is kept: every letter in its one form (NFKC), and no more than one space between words."""
    return SPACES.sub(" ", unicodedata.normalize("NFKC", login)).strip()


def fault_in_login(login: str) -> str | None:
    """The code of what is wrong with a name in its plain form, None for a sound one."""
    if any(letter in BLANK or (letter != " " and unicodedata.category(letter) in UNSEEN) for letter in login):
        return "login_unseen"
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in login if letter.isalpha()}
    return "login_mixed" if len(scripts & ALIKE) > 1 else None


@preparation("user")
async def plain_logins(work: Work, drafts: Sequence[Draft]) -> None:
    """Brings new names to sign in by into their plain form and refuses those that others could be mistaken for."""
    for draft in drafts:
        given = draft.after.get("login")
        if isinstance(given, str) and given != (draft.before or {}).get("login"):
            _settle(draft, given)


def _settle(draft: Draft, given: str) -> None:
    login = plain_login(given)
    fault = fault_in_login(given if any(letter in BLANK for letter in given) else login)
    if fault is not None:
        draft.refuse("login", fault)
    elif len(login) > LONGEST:
        draft.refuse("login", "too_long", limit=LONGEST, length=len(login))
    else:
        draft.put("login", login)
