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
# whoever signs in by an address is not to meet somebody else who has that for his name
OF_OTHERS: Final = """
SELECT given.key::text, 'login' FROM unnest($1::uuid[], $2::text[]) AS given(key, value)
WHERE EXISTS (SELECT 1 FROM record."user" u
 WHERE lower(u.email) = lower(given.value) AND u.id <> given.key AND u.deleted_at IS NULL)
UNION ALL SELECT given.key::text, 'email' FROM unnest($3::uuid[], $4::text[]) AS given(key, value)
WHERE EXISTS (SELECT 1 FROM record."user" u
 WHERE lower(u.login) = lower(given.value) AND u.id <> given.key AND u.deleted_at IS NULL)
"""
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
    """Brings new names to sign in by into their plain form and refuses those that others could be mistaken for, or that
    others sign in by already as their mail address."""
    for draft in drafts:
        given = draft.after.get("login")
        if isinstance(given, str) and _is_new(draft, "login"):
            _settle(draft, given)
    await _refuse_names_of_others(work, drafts)


async def _refuse_names_of_others(work: Work, drafts: Sequence[Draft]) -> None:
    """Refuses a new login that is another person's address, and a new address that is another person's login."""
    fresh = {name: _fresh(drafts, name) for name in ("login", "email")}
    if not any(fresh.values()):
        return
    given = [column for each in fresh.values() for column in (list(each), [value for _, value in each.values()])]
    for key, name in await work.fetch(OF_OTHERS, *given):
        draft, value = fresh[name][key]
        draft.refuse(name, "taken", value=value[:100])


def _fresh(drafts: Sequence[Draft], name: str) -> dict[str, tuple[Draft, str]]:
    """The drafts that bring something new under this name, each with it, by their key."""
    return {
        str(draft.key): (draft, value)
        for draft in drafts
        if isinstance(value := draft.after.get(name), str) and _is_new(draft, name)
    }


def _is_new(draft: Draft, name: str) -> bool:
    return draft.after.get(name) != (draft.before or {}).get(name)


def _settle(draft: Draft, given: str) -> None:
    login = plain_login(given)
    fault = fault_in_login(given if any(letter in BLANK for letter in given) else login)
    if fault is not None:
        draft.refuse("login", fault)
    elif len(login) > LONGEST:
        draft.refuse("login", "too_long", limit=LONGEST, length=len(login))
    else:
        draft.put("login", login)
