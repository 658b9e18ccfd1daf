"""Signing in step by step: a lock or a picture first, then the password, then the second factor.

A name that nobody has takes the same steps in the same time and is counted like one that somebody has, so that no
answer tells which names there are.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company
from guanxi.engine.people import once, sessions
from guanxi.engine.people.agents import Caller
from guanxi.engine.people.captcha import is_solved, new_captcha
from guanxi.engine.people.devices import is_remembered, remember_device
from guanxi.engine.people.factors import Proof, is_proved, ways_of
from guanxi.engine.people.hurdles import count_up, counted, network_of
from guanxi.engine.people.passkeys import passkey_question
from guanxi.engine.people.passwords import fits
from guanxi.kernel.errors import TooMany, Unauthenticated
from guanxi.kernel.principal import SYSTEM_ID

FREE_FAILURES: Final = 5
FAILURES_BEFORE_PICTURE: Final = 3
FIRST_LOCK: Final = timedelta(seconds=30)
LONGEST_LOCK: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)
ADDRESS_FORGOTTEN_AFTER: Final = timedelta(minutes=15)
STEP_LASTS: Final = timedelta(minutes=10)
MOST_CODES: Final = 5
STEP: Final = "step"
FAILED: Final = {"wrong_login": "sign_in_failed", "wrong_code": "second_factor_failed"}
NOBODY: Final = UUID("6f1c0d5e-0000-5000-8000-000000000000")
COUNTED = b"""
WITH before AS (SELECT coalesce(max(failures), 0) AS failures FROM engine.credential
   WHERE user_id = $1::uuid AND (locked_until IS NULL OR locked_until > now() - $3::interval)),
 after AS (SELECT failures + 1 AS failures, now() + CASE WHEN failures + 1 < $2::integer THEN interval '0'
   ELSE least($4::interval * power(2, least(failures + 1 - $2::integer, 20)), $5::interval) END AS locked_until
   FROM before)
INSERT INTO engine.credential (user_id, hash, failures, locked_until)
 SELECT $1::uuid, '', failures, locked_until FROM after
ON CONFLICT (user_id) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until
RETURNING failures
"""
FOUND = b"""
SELECT id FROM record."user" WHERE (lower(login) = lower($1) OR lower(email) = lower($1)) AND deleted_at IS NULL
AND is_active IS NOT FALSE ORDER BY lower(login) = lower($1) DESC LIMIT 1
"""
KEPT = b"""
SELECT hash, ceil(extract(epoch FROM locked_until - clock_timestamp()))::integer,
 CASE WHEN locked_until > now() - $2::interval THEN failures ELSE 0 END
FROM engine.credential WHERE user_id = $1
"""
_queues: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody gives who wants in: `device` is the key of a remembered one, `captcha` the answer to a picture."""

    login: str
    password: str
    caller: Caller
    captcha: Any = None
    device: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """The key of a new session, and of the device where that was to be remembered."""

    key: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The password was right; one of these ways is left to go, with this key, and what a passkey is asked."""

    key: str
    ways: list[str]
    passkey: dict[str, Any] | None


async def user_named(connection: AsyncConnection, login: str) -> UUID | None:
    """Who signs in by this name or mail address."""
    row = await (await connection.execute(FOUND, [login[:200]])).fetchone()
    return row[0] if row else None


async def sign_in(company: Company, attempt: Attempt) -> Entered | Step:
    """Lets in, or tells the next step. Raises Unauthenticated, with a picture to read after some failures, and TooMany
    while locked.

    Tries at one name wait for each other, so that many at once get no further than one after the other; no
    connection is held while a password is looked at.
    """
    async with company.pool.connection() as connection:
        user_id = await user_named(connection, attempt.login)
    person = user_id or uuid5(NOBODY, attempt.login[:200].lower())
    async with _queues.setdefault(person, asyncio.Lock()):
        async with company.pool.connection() as connection:
            stored, failures = await _stored(connection, person)
            await _look_at_picture(connection, attempt, failures)
        is_right = await fits(stored or None, attempt.password) and user_id is not None
        async with company.pool.connection() as connection:
            if not is_right:
                await _refuse(connection, person, attempt.caller, "wrong_login")
            return await _after_password(company, connection, person, attempt)


async def _stored(connection: AsyncConnection, person: UUID) -> tuple[str, int]:
    """The hash of the password, empty where there is none, and the failures so far. Raises TooMany while locked."""
    row = await (await connection.execute(KEPT, [person, FORGOTTEN_AFTER])).fetchone()
    stored, seconds, failures = row or ("", None, 0)
    if seconds is not None and seconds > 0:
        raise TooMany("locked", extra={"retry_after": seconds}, seconds=seconds)
    return str(stored), failures or 0


def _place(caller: Caller) -> str:
    return f"sign-in {network_of(caller.address)}"


async def _look_at_picture(connection: AsyncConnection, attempt: Attempt, failures: int) -> None:
    """Raises Unauthenticated where a picture has to be read and was not; the password is not even looked at."""
    if max(failures, await counted(connection, _place(attempt.caller))) < FAILURES_BEFORE_PICTURE:
        return
    if not await is_solved(connection, attempt.captcha):
        code = "wrong_captcha" if attempt.captcha else "captcha_needed"
        raise Unauthenticated(code, extra={"captcha": await new_captcha(connection)})


async def _refuse(connection: AsyncConnection, person: UUID, caller: Caller, code: str) -> None:
    """Counts a failure of the name and of the place, forgets old ones of names that nobody has, and raises."""
    limits = [person, FREE_FAILURES, FORGOTTEN_AFTER, FIRST_LOCK, LONGEST_LOCK]
    row = await (await connection.execute(COUNTED, limits)).fetchone()
    failures = row[0] if row else 0
    elsewhere, _ = await count_up(connection, _place(caller), ADDRESS_FORGOTTEN_AFTER, goes_on=True)
    await connection.execute(
        b"DELETE FROM engine.credential WHERE hash = '' AND locked_until < now() - $1::interval", [FORGOTTEN_AFTER]
    )
    action = "locked" if failures >= FREE_FAILURES else FAILED[code]
    await _note_failure(connection, person, action, {"address": caller.address, "failures": failures})
    is_next = code == "wrong_login" and max(failures, elsewhere) >= FAILURES_BEFORE_PICTURE
    raise Unauthenticated(code, extra={"captcha": await new_captcha(connection)} if is_next else {})


async def _note_failure(connection: AsyncConnection, person: UUID, action: str, note: dict[str, Any]) -> None:
    """Tells the audit log; a name that nobody has is not written down, for it may be a password in the wrong place."""
    known = await (await connection.execute(b'SELECT 1 FROM record."user" WHERE id = $1', [person])).fetchone()
    who = str(person) if known else str(SYSTEM_ID)
    await log(connection, Entry(who, action, "user", who if known else None, note=note))


async def _after_password(
    company: Company, connection: AsyncConnection, user_id: UUID, attempt: Attempt
) -> Entered | Step:
    ways = await ways_of(connection, user_id)
    if not ways:
        return Entered(await _let_in(connection, user_id, attempt.caller, "password"))
    if await is_remembered(connection, user_id, attempt.device):
        return Entered(await _let_in(connection, user_id, attempt.caller, "password, remembered device"))
    question = await passkey_question(company, connection, user_id) if "passkey" in ways else None
    facts = {"challenge": question["challenge"]} if question else {}
    return Step(await once.issue(connection, STEP, STEP_LASTS, user_id, **facts), ways, question)


async def finish(company: Company, key: str, proof: Proof, caller: Caller, *, is_kept: bool = False) -> Entered:
    """The second step; `is_kept` remembers the device. Raises Unauthenticated for a wrong proof or a key that is used
    up, and TooMany while locked."""
    async with company.pool.connection() as connection:
        step = await once.attempt(connection, STEP, key, MOST_CODES)
        if step is None or step.user_id is None:
            raise Unauthenticated("step_over")
        await _stored(connection, step.user_id)
        if not await is_proved(company, connection, step.user_id, proof, str(step.facts.get("challenge", ""))):
            await _refuse(connection, step.user_id, caller, "wrong_code")
        await once.forget(connection, STEP, step.user_id)
        device = await remember_device(connection, step.user_id, caller) if is_kept else ""
        return Entered(await _let_in(connection, step.user_id, caller, f"password, {proof.way}"), device)


async def enter_by_passkey(company: Company, user_id: UUID, caller: Caller) -> Entered:
    """Lets in whom a passkey has proved, which is both factors in one."""
    async with company.pool.connection() as connection:
        return Entered(await _let_in(connection, user_id, caller, "passkey"))


async def _let_in(connection: AsyncConnection, user_id: UUID, caller: Caller, how: str) -> str:
    await connection.execute(
        b"UPDATE engine.credential SET failures = 0, locked_until = NULL WHERE user_id = $1", [user_id]
    )
    note = {"address": caller.address, "how": how}
    await log(connection, Entry(str(user_id), "sign_in", "user", str(user_id), note=note))
    return await sessions.issue(connection, user_id, "session", caller=caller)
