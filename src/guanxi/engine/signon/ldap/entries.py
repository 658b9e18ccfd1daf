"""Entries of a directory as people: how one is looked for, who he is, what groups he is in, whether he is switched off.

Filters are those of RFC 4515, names those of RFC 4514.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from guanxi.engine.signon.ldap.facts import LOGIN, MEMBER_OF, asked_attributes
from guanxi.engine.signon.ldap.line import Entry, Line
from guanxi.engine.signon.people import Person
from guanxi.kernel.errors import Unavailable

MOST_GROUPS: Final = 1_000
LONGEST_SUBJECT: Final = 255
# what nobody else in the world has, whichever server tells it
EVERYWHERE: Final = ("entryuuid", "objectguid", "nsuniqueid", "ipauniqueid", "guid")
OFF: Final = ("useraccountcontrol", "pwdaccountlockedtime", "nsaccountlock", "logindisabled")
AD_DISABLED: Final = 2
LOCKED_FOR_GOOD: Final = "000001010000Z"  # any other time is a lock that passes
SPACES: Final = re.compile(r"\s*([,=+])\s*")
SIGNS: Final = frozenset((b",", b"+", b'"', b"\\", b"<", b">", b";", b"=", b"#", b" "))
ESCAPED: Final = re.compile(rb"\\([0-9A-Fa-f]{2}|.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A person with his entry's name, the names that he signs in by, and whether the directory has switched him off."""

    person: Person
    name: str
    logins: Sequence[str]
    is_off: bool


def escaped(value: str) -> str:
    """A value that stands for itself in a filter: every byte but plain letters and digits as \\XX."""
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"\\{byte:02x}" for byte in value.encode())


def filter_for(facts: Mapping[str, Any], login: str) -> str:
    """The filter that finds the person who signs in by this name."""
    return str(facts["user_filter"]).replace(LOGIN, escaped(login))


def filter_for_all(facts: Mapping[str, Any]) -> str:
    """The filter that finds everybody who could sign in."""
    return str(facts["user_filter"]).replace(LOGIN, "*")


def issuer_of(facts: Mapping[str, Any]) -> str:
    """Within what an id is one person's: the world, or this part of this server alone."""
    attribute = str(facts["id_attribute"]).lower()
    return attribute if attribute in EVERYWHERE else f"{attribute} in {facts['base']} at {facts['address']}".lower()


def attributes_of(facts: Mapping[str, Any]) -> list[str]:
    """What is asked of an entry."""
    usual = [str(facts[f"{name}_attribute"]) for name in ("id", "login", "name", "email")]
    by_entry = [MEMBER_OF] if facts["groups_by"] == MEMBER_OF else []
    return list(dict.fromkeys([*usual, *asked_attributes(facts["user_filter"]), *by_entry, *OFF]))


def read_person(facts: Mapping[str, Any], entry: Entry) -> Found | None:
    """The person of an entry, None for an entry without an id; groups are those that the entry itself names."""
    subject = _subject(entry, str(facts["id_attribute"]))
    if not subject:
        return None
    login = entry.text(facts["login_attribute"])
    logins = [login, *(text for name in asked_attributes(facts["user_filter"]) for text in entry.texts(name))]
    email, shown = entry.text(facts["email_attribute"]), entry.text(facts["name_attribute"])
    groups = named_groups(facts, [(name, "") for name in entry.texts(MEMBER_OF)])
    person = Person(issuer_of(facts), subject, login, shown, email, groups)
    return Found(person, entry.name, [each for each in logins if each], _is_off(entry))


def _subject(entry: Entry, attribute: str) -> str:
    """The id that stays when names change; Active Directory gives it as 16 bytes."""
    raw = next(iter(entry.values.get(attribute.lower(), ())), b"")
    if attribute.lower() == "objectguid" and len(raw) == 16:
        return str(UUID(bytes_le=bytes(raw)))
    return entry.text(attribute)[:LONGEST_SUBJECT]


def _is_off(entry: Entry) -> bool:
    flags = entry.text("useraccountcontrol")
    is_disabled = flags.isdecimal() and flags.isascii() and bool(int(flags[:20]) & AD_DISABLED)
    is_locked = entry.text("pwdaccountlockedtime") == LOCKED_FOR_GOOD
    return is_disabled or is_locked or any(entry.text(each).upper() == "TRUE" for each in OFF[2:])


def _byte(found: re.Match[bytes]) -> bytes:
    """What an escape of RFC 4514 stands for: two digits, or a sign for itself."""
    return bytes.fromhex(found[1].decode()) if len(found[1]) == 2 else found[1]


def _escape(found: re.Match[bytes]) -> bytes:
    byte = _byte(found)
    return b"\\%02x" % byte[0] if byte in SIGNS else byte


def plain(name: str) -> str:
    """An entry's name in a form that compares: without case or spaces around its signs, its escapes in one manner."""
    settled = ESCAPED.sub(_escape, name.strip().encode()).decode(errors="replace")
    return SPACES.sub(r"\1", settled).casefold()


def first_part(name: str) -> str:
    """What a group is called by the first part of its name: Sales of cn=Sales,ou=groups."""
    first = re.split(r"(?<!\\)[,+]", name, maxsplit=1)[0].partition("=")[2]
    return ESCAPED.sub(_byte, first.strip().encode()).decode(errors="replace")


def named_groups(facts: Mapping[str, Any], groups: Iterable[tuple[str, str]]) -> list[str]:
    """The groups as the table of groups and roles writes them, and those that it does not name as they are called.

    A group is a whole name and what it is called, which may be empty; the table names it by either.
    """
    known = [(plain(name), called or first_part(name)) for name, called in groups]
    names, words = {name for name, _ in known}, {called.casefold() for _, called in known}
    written: list[str] = [row["group"] for row in facts["groups"] if _is_among(row["group"], names, words)]
    tabled = {row["group"] for row in facts["groups"]}
    others = [
        called for name, called in known if not any(_is_among(each, {name}, {called.casefold()}) for each in written)
    ]
    return list(dict.fromkeys([*written, *(called for called in others if called not in tabled)]))


def _is_among(written: str, names: Collection[str], words: Collection[str]) -> bool:
    """What has a sign of equality is a whole name: no group that is only called so passes for it."""
    return plain(written) in names if "=" in written else written.strip().casefold() in words


def find_person(line: Line, login: str) -> tuple[Found | None, int]:
    """Who signs in by this name, where it is exactly one; and how many there are, counted to two.

    The server may take other letters for the same (accents, wide forms); only the person's own name counts here.
    """
    facts = line.facts
    entries = line.search(facts["base"], filter_for(facts, login), attributes_of(facts), 2)
    if len(entries) != 1:
        return None, len(entries)
    found = read_person(facts, entries[0])
    if found is None:
        raise Unavailable("ldap_no_id", attribute=facts["id_attribute"], name=entries[0].name)
    return (found, 1) if is_called(found, login) else (None, 0)


def is_called(found: Found, login: str) -> bool:
    """Failures are counted by the name that is typed, so every way to write it but capitals is another name."""
    return login.lower() in {each.lower() for each in found.logins}


def with_groups(line: Line, found: Found) -> Found:
    """The person with the groups that name him, where groups are asked for their members."""
    facts = line.facts
    if facts["groups_by"] == MEMBER_OF:
        return found
    groups = [(each.name, each.text("cn")) for each in ask_groups(line, member_value(facts, found))]
    return replace(found, person=replace(found.person, groups=named_groups(facts, groups)))


def member_value(facts: Mapping[str, Any], found: Found) -> str:
    """What a group calls its member: his login in the manner of Unix, else his whole name."""
    return found.person.login if facts["groups_by"] == "memberUid" else found.name


def ask_groups(line: Line, member: str) -> list[Entry]:
    """The groups that name this member."""
    facts = line.facts
    text = f"(&{facts['group_filter']}({facts['groups_by']}={escaped(member)}))"
    return line.search(group_base(facts), text, ["cn"], MOST_GROUPS)


def group_base(facts: Mapping[str, Any]) -> str:
    return str(facts["group_base"] or facts["base"])


def members_of(line: Line, wanted: Collection[str], most: int) -> dict[str, list[tuple[str, str]]]:
    """The groups of everybody at once, by what they call their members; only those of these plain values."""
    facts = line.facts
    by = str(facts["groups_by"])
    text = f"(&{facts['group_filter']}({by}=*))"
    found: dict[str, list[tuple[str, str]]] = {}
    for group in line.pages(group_base(facts), text, ["cn", by], most):
        for member in group.texts(by):
            if (key := plain(member)) in wanted:
                found.setdefault(key, []).append((group.name, group.text("cn")))
    return found
