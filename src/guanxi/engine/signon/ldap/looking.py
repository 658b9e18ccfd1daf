"""What an administrator sees of an LDAP directory before anybody signs in through it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from guanxi.engine.company import Company
from guanxi.engine.signon.directories import Directory
from guanxi.engine.signon.facts import LOOPBACK
from guanxi.engine.signon.ldap.entries import Found, filter_for_all, find_person, with_groups
from guanxi.engine.signon.ldap.line import Line, is_in_clear
from guanxi.engine.signon.people import role_ids
from guanxi.kernel.principal import system

TRIAL_SECONDS: Final = 20.0
MOST_COUNTED: Final = 50_000
NAMES: Final = "SELECT id::text, name FROM record.role WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL"


@dataclass(frozen=True, slots=True)
class Sighted:
    """A person as the directory tells of him, with his groups."""

    found: Found

    @property
    def is_off(self) -> bool:
        return self.found.is_off

    def shown(self, roles: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        person = self.found.person
        facts = {"entry": self.found.name, "login": person.login, "name": person.name, "email": person.email}
        return facts | {
            "id": person.subject,
            "is_off": self.is_off,
            "groups": list(person.groups),
            "roles": list(roles),
        }


def warnings_of(directory: Directory) -> Iterator[str]:
    """What is worth a look before anything is asked."""
    host = urlsplit(str(directory.facts["address"])).hostname
    if is_in_clear(directory.facts) and host not in LOOPBACK:
        yield "ldap_clear"
    if not directory.facts["bind_name"]:
        yield "ldap_nameless"


def count_people(line: Line) -> int:
    """How many people the filter finds. Raises Unavailable where they are too many to be counted."""
    base = str(line.facts["base"])
    line.search(base, "(objectClass=*)", (), 1, deep=False)
    return len(line.pages(base, filter_for_all(line.facts), (), MOST_COUNTED))


def sight(line: Line, login: str) -> tuple[Sighted | None, int]:
    """The person who signs in by this name, and how many there are, counted to two."""
    found, number = find_person(line, login)
    return (Sighted(with_groups(line, found)), 1) if found is not None else (None, number)


async def roles_given(company: Company, directory: Directory, sighted: Sighted) -> list[dict[str, str]]:
    """The roles that somebody's groups give, or the role without a group."""
    facts = directory.facts
    usual = [facts["default_role"]] if facts["default_role"] and facts["makes_users"] else []
    wanted = role_ids(facts["groups"], sighted.found.person.groups) or usual
    async with company.reading(system()) as work:
        names: dict[str, str] = dict(row[:2] for row in await work.fetch(NAMES, wanted))
    return [{"id": role, "name": names[role]} for role in wanted if role in names]
