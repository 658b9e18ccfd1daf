"""Signing in with the name and password of a directory, on the form that everybody uses.

Whoever asks, each directory is looked into and asked to open once: for somebody who is not there, or who may not come
in this way, it is nobody's name and no password of anybody that it is asked with. So no time tells who is known where.
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from guanxi.engine.company import Company
from guanxi.engine.people.signing_in import NOBODY_ELSEWHERE, Attempt, Elsewhere, Vouched
from guanxi.engine.signon.directories import Directory, directories_on
from guanxi.engine.signon.ldap.entries import Found, find_person, issuer_of, with_groups
from guanxi.engine.signon.ldap.line import Line, over_line
from guanxi.engine.signon.people import Person, settle_person
from guanxi.kernel.errors import Forbidden, GuanxiError

LONGEST: Final = 200
KNOWN: Final = b"""
SELECT coalesce(u.email, ''), coalesce((SELECT c.hash <> '' FROM engine.credential c WHERE c.user_id = u.id), false),
 coalesce((SELECT jsonb_object_agg(i.directory || ' ' || i.issuer, i.subject) FROM engine.identity i
   WHERE i.user_id = u.id), '{}')
FROM record."user" u WHERE u.id = $1::uuid
"""
SILENT: Final = Elsewhere(fault="directory_silent")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """The user who signs in by this name here: his address, whether he has a password of ours, and who he is where."""

    email: str
    has_password: bool
    subjects: Mapping[str, str]

    def may_be(self, directory: Directory, person: Person) -> bool:
        """True where a directory may open for this user: he came from it, has no other way, or may be joined."""
        subject = self.subjects.get(f"{directory.id} {person.issuer}")
        if subject is not None:
            return subject == person.subject
        is_same = bool(person.email) and person.email.lower() == self.email.lower()
        return not self.has_password or (bool(directory.facts["joins_by_email"]) and is_same)


@dataclass(frozen=True, slots=True)
class Answered:
    """Whom a directory has opened for, if anybody; `is_silent` where it could not be asked."""

    directory: Directory
    person: Person | None = None
    is_silent: bool = False


async def ask_directories(company: Company, attempt: Attempt, user_id: UUID | None) -> Elsewhere:
    """Whom the directories let in by this name and password.

    Raises Forbidden for somebody who has proved who he is and still may not come in.
    """
    async with company.pool.connection() as connection:
        directories = await directories_on(connection, "ldap")
        known = await _known(connection, user_id) if directories and user_id else None
    answers = await asyncio.gather(*(_ask(company, each, attempt, known) for each in directories))
    refused: Forbidden | None = None
    for answer in answers:
        if answer.person is None:
            continue
        try:
            found = await settle_person(company, answer.directory, answer.person)
        except Forbidden as error:
            refused = refused or error
        else:
            if user_id in (None, found):
                return Elsewhere(found, Vouched(answer.directory.id, f"directory {answer.directory.name}"))
    if refused is not None:
        raise refused
    return SILENT if any(answer.is_silent for answer in answers) else NOBODY_ELSEWHERE


async def _known(connection: AsyncConnection, user_id: UUID) -> Known | None:
    row = await (await connection.execute(KNOWN, [user_id])).fetchone()
    return Known(*row) if row else None


async def _ask(company: Company, directory: Directory, attempt: Attempt, known: Known | None) -> Answered:
    login, password = attempt.login[:LONGEST], attempt.password

    def knock(line: Line) -> Person | None:
        found, _ = find_person(line, login)
        is_meant = found is not None and not found.is_off and (known is None or known.may_be(directory, found.person))
        asked = found if found is not None and is_meant else nobody(directory)
        asked = with_groups(line, asked)
        is_right = line.opens(asked.name, password if is_meant else secrets.token_hex(8))
        return asked.person if is_meant and is_right else None

    try:
        return Answered(directory, await over_line(company, directory, knock))
    except GuanxiError as error:
        logger.warning("the directory %s could not be asked: %s", directory.name, error.code)
        return Answered(directory, is_silent=True)


def nobody(directory: Directory) -> Found:
    """Somebody whom no directory has."""
    name = f"cn={secrets.token_hex(8)},{directory.facts['base']}"
    return Found(Person(issuer_of(directory.facts), "", secrets.token_hex(4), ""), name, (), is_off=True)
