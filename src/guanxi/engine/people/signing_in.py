"""Signing in step by step: a lock or a picture first, then the password, then the second factor.

A name that nobody has takes the same steps in the same time and is counted like one that somebody has, so that no
answer tells which names there are.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NoReturn
from uuid import UUID, uuid5
from weakref import WeakValueDictionary

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.people import once, sessions
from guanxi.engine.people.agents import Caller
from guanxi.engine.people.captcha import is_solved, new_captcha
from guanxi.engine.people.devices import is_remembered, remember_device
from guanxi.engine.people.factors import Proof, is_proved, ways_of
from guanxi.engine.people.hurdles import count_up, counted, network_of
from guanxi.engine.people.logins import plain_login
from guanxi.engine.people.passwords import fits
from guanxi.kernel.errors import TooMany, Unauthenticated
from guanxi.kernel.principal import STRANGER_ID

FREE_FAILURES: Final = 5
FAILURES_BEFORE_PICTURE: Final = 3
FIRST_LOCK: Final = timedelta(seconds=30)
LONGEST_LOCK: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)
ADDRESS_FORGOTTEN_AFTER: Final = timedelta(minutes=15)
STEP_LASTS: Final = timedelta(minutes=10)
MOST_CODES: Final = 5
STEP: Final = "step"
WRONG_CODE: Final = "wrong_code"
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
SELECT id, by_login FROM (
 SELECT id, lower(login) IN (lower($1), lower($2)) AS by_login, lower(login) = lower($1) AS as_typed,
  count(*) OVER () AS found FROM record."user"
 WHERE (lower(login) IN (lower($1), lower($2)) OR lower(email) = lower($1)) AND deleted_at IS NULL
 AND is_active IS NOT FALSE) f
WHERE by_login OR found = 1 ORDER BY as_typed DESC, by_login DESC LIMIT 1
"""
KEPT = b"""
SELECT coalesce((SELECT hash FROM engine.credential WHERE user_id = $3), ''),
 ceil(extract(epoch FROM c.locked_until - clock_timestamp()))::integer,
 CASE WHEN c.locked_until > now() - $2::interval THEN c.failures ELSE 0 END
FROM (VALUES ($1::uuid)) counted(by) LEFT JOIN engine.credential c ON c.user_id = counted.by
"""
FORGOTTEN = b"DELETE FROM engine.credential WHERE user_id = $1 AND hash = ''"
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
class Vouched:
    """Who vouches for somebody in the place of his password; `is_trusted` where that proves the second factor too."""

    directory: UUID | None
    how: str
    is_trusted: bool = False


BY_PASSWORD: Final = Vouched(None, "password")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Whom a directory has let in by the name and password, and that it vouches; else what is wrong."""

    user_id: UUID | None = None
    vouched: Vouched = BY_PASSWORD
    fault: str = "wrong_login"


NOBODY_ELSEWHERE: Final = Elsewhere()
Ask = Callable[[Company, Attempt, UUID | None], Awaitable[Elsewhere]]


async def ask_nobody(company: Company, attempt: Attempt, user_id: UUID | None) -> Elsewhere:
    """Where passwords of ours are the only ones."""
    return NOBODY_ELSEWHERE


@dataclass(frozen=True, slots=True)
class Step:
    """The password was right, or somebody has vouched; one of these ways is left to go, with this key, and what a
    passkey is asked."""

    key: str
    ways: list[str]
    passkey: dict[str, Any] | None


async def user_named(connection: AsyncConnection, login: str) -> UUID | None:
    """Who signs in by this name or mail address; nobody by an address that several have."""
    row = await _found(connection, login)
    return row[0] if row else None


async def _found(connection: AsyncConnection, login: str) -> tuple[UUID, bool] | None:
    typed = login[:200]
    return await (await connection.execute(FOUND, [typed, plain_login(typed)])).fetchone()


def counter_of(login: str) -> UUID:
    """Where failures at a name are counted that is nobody's login: a mail address, or nothing that there is.

    All ways to type a name count as one, as they do for a name that somebody has.
    """
    return uuid5(NOBODY, plain_login(login[:200]).lower())


async def _named(connection: AsyncConnection, attempt: Attempt) -> tuple[UUID | None, UUID]:
    """Who that is, and where his failures are counted: for his login, for each other text by itself, so that no two
    texts tell that they are one person's; and apart for who comes with a device of his, whom no stranger locks out."""
    user_id, by_login = await _found(connection, attempt.login) or (None, False)
    if attempt.device and await is_remembered(connection, user_id or NOBODY, attempt.device):
        return user_id, uuid5(user_id or NOBODY, "known device")
    return user_id, user_id if user_id is not None and by_login else counter_of(attempt.login)


async def sign_in(company: Company, attempt: Attempt, ask: Ask = ask_nobody) -> Entered | Step:
    """Lets in, or tells the next step; a password that is not ours goes on to `ask`, who knows other directories.

    Raises Unauthenticated, with a picture to read after some failures, and TooMany while locked.

    Tries at one name wait for each other, so that many at once get no further than one after the other; no
    connection is held while a password is looked at.
    """
    async with company.pool.connection() as connection:
        user_id, counter = await _named(connection, attempt)
    async with _queues.setdefault(counter, asyncio.Lock()):
        async with company.pool.connection() as connection:
            stored, failures = await _stored(connection, counter, user_id)
            await _look_at_picture(connection, attempt, failures)
        is_right = await fits(stored or None, attempt.password) and user_id is not None
        found = Elsewhere(user_id) if is_right else await ask(company, attempt, user_id)
        async with company.pool.connection() as connection:
            if found.user_id is None:
                await _refuse(connection, counter, attempt.caller, found.fault, user_id)
            if counter != found.user_id:
                await connection.execute(FORGOTTEN, [counter])
            return await _after_password(company, connection, found.user_id, attempt, found.vouched)


async def _stored(connection: AsyncConnection, counter: UUID, user_id: UUID | None) -> tuple[str, int]:
    """The hash of the password, empty where there is none, and the failures so far. Raises TooMany while locked."""
    row = await (await connection.execute(KEPT, [counter, FORGOTTEN_AFTER, user_id])).fetchone()
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


async def _refuse(
    connection: AsyncConnection, counter: UUID, caller: Caller, code: str, user_id: UUID | None
) -> NoReturn:
    """Counts a failure of the name and of the place, forgets old ones of names that nobody has, and raises."""
    limits = [counter, FREE_FAILURES, FORGOTTEN_AFTER, FIRST_LOCK, LONGEST_LOCK]
    row = await (await connection.execute(COUNTED, limits)).fetchone()
    failures = row[0] if row else 0
    elsewhere, _ = await count_up(connection, _place(caller), ADDRESS_FORGOTTEN_AFTER, goes_on=True)
    await connection.execute(
        b"DELETE FROM engine.credential WHERE hash = '' AND locked_until < now() - $1::interval", [FORGOTTEN_AFTER]
    )
    failed = "second_factor_failed" if code == WRONG_CODE else "sign_in_failed"
    action = "locked" if failures >= FREE_FAILURES else failed
    await _note_failure(connection, user_id, action, {"address": caller.address, "failures": failures})
    is_next = code != WRONG_CODE and max(failures, elsewhere) >= FAILURES_BEFORE_PICTURE
    raise Unauthenticated(code, extra={"captcha": await new_captcha(connection)} if is_next else {})


async def _note_failure(connection: AsyncConnection, user_id: UUID | None, action: str, note: dict[str, Any]) -> None:
    """Tells the audit log, where nobody known has acted; a name that nobody has is not written down, for it may be a
    password in the wrong place."""
    await log(connection, Entry(str(STRANGER_ID), action, "user", str(user_id) if user_id else None, note=note))


async def _after_password(
    company: Company, connection: AsyncConnection, user_id: UUID, attempt: Attempt, vouched: Vouched = BY_PASSWORD
) -> Entered | Step:
    ways = [] if vouched.is_trusted else await ways_of(connection, user_id)
    if not ways:
        return Entered(await _let_in(connection, user_id, attempt.caller, vouched.how, vouched))
    if await is_remembered(connection, user_id, attempt.device):
        how = f"{vouched.how}, remembered device"
        return Entered(await _let_in(connection, user_id, attempt.caller, how, vouched))
    question = await _asked(company, connection, user_id) if "passkey" in ways else None
    facts = {"challenge": question["challenge"]} if question else {}
    facts |= {"how": vouched.how, "directory": str(vouched.directory) if vouched.directory else None}
    return Step(await once.issue(connection, STEP, STEP_LASTS, user_id, **facts), ways, question)


async def _asked(company: Company, connection: AsyncConnection, user_id: UUID) -> dict[str, Any]:
    from guanxi.engine.people.passkeys import passkey_question  # WebAuthn is loaded by those alone who ask for it

    return await passkey_question(company, connection, user_id)


async def lift_lock(work: Work, user_id: str) -> None:
    """Forgets a person's failures, those at his mail address too."""
    rows = await work.fetch('SELECT email FROM record."user" WHERE id = $1::uuid', user_id)
    counters = [user_id, *(str(counter_of(row[0])) for row in rows if row[0])]
    await work.execute(
        "UPDATE engine.credential SET failures = 0, locked_until = NULL WHERE user_id = ANY($1::uuid[])", counters
    )


async def enter_from_elsewhere(
    company: Company, user_id: UUID, caller: Caller, vouched: Vouched, device: str = ""
) -> Entered | Step:
    """Lets in somebody for whom a directory vouches, or tells the next step."""
    async with company.pool.connection() as connection:
        return await _after_password(company, connection, user_id, Attempt("", "", caller, device=device), vouched)


async def finish(company: Company, key: str, proof: Proof, caller: Caller, *, is_kept: bool = False) -> Entered:
    """The second step; `is_kept` remembers the device. Raises Unauthenticated for a wrong proof or a key that is used
    up, and TooMany while locked."""
    async with company.pool.connection() as connection:
        step = await once.attempt(connection, STEP, key, MOST_CODES)
        if step is None or step.user_id is None:
            raise Unauthenticated("step_over")
        await _stored(connection, step.user_id, step.user_id)
        if not await is_proved(company, connection, step.user_id, proof, str(step.facts.get("challenge", ""))):
            await _refuse(connection, step.user_id, caller, WRONG_CODE, step.user_id)
        await once.forget(connection, STEP, step.user_id)
        device = await remember_device(connection, step.user_id, caller) if is_kept else ""
        vouched = _vouched(step.facts)
        return Entered(await _let_in(connection, step.user_id, caller, f"{vouched.how}, {proof.way}", vouched), device)


async def enter_by_passkey(company: Company, user_id: UUID, caller: Caller) -> Entered:
    """Lets in whom a passkey has proved, which is both factors in one."""
    async with company.pool.connection() as connection:
        return Entered(await _let_in(connection, user_id, caller, "passkey"))


def _vouched(facts: Mapping[str, Any]) -> Vouched:
    found = facts.get("directory")
    return Vouched(UUID(found) if found else None, str(facts.get("how", BY_PASSWORD.how)))


async def _let_in(
    connection: AsyncConnection, user_id: UUID, caller: Caller, how: str, vouched: Vouched = BY_PASSWORD
) -> str:
    await connection.execute(
        b"UPDATE engine.credential SET failures = 0, locked_until = NULL WHERE user_id = $1", [user_id]
    )
    note = {"address": caller.address, "how": how}
    await log(connection, Entry(str(user_id), "sign_in", "user", str(user_id), note=note))
    key = await sessions.issue(connection, user_id, "session", caller=caller)
    if vouched.directory is not None:
        await sessions.note_directory(connection, key, vouched.directory, is_trusted=vouched.is_trusted)
    return key
