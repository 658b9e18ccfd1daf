"""Passwords, kept as argon2id hashes; hashing runs beside the event loop, since it is slow on purpose."""

import asyncio
import secrets
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.people.breached import is_breached
from guanxi.engine.people.guessing import ENOUGH, guesses
from guanxi.kernel.errors import FieldError, Invalid

SHORTEST = 10
LONGEST = 200
LEGIBLE = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is taken for something else
_hasher = PasswordHasher()


def new_password() -> str:
    """A password to begin with: of letters and digits, that can be typed, said and given to any program."""
    return "".join(secrets.choice(LEGIBLE) for _ in range(12))


@cache
def _decoy() -> str:
    """The hash of no password, made at the first question of a process, whoever that is about."""
    return _hasher.hash(secrets.token_hex(8))


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def fits(stored: str | None, password: str) -> bool:
    """Whether a password is the one behind a hash; without a hash it takes as long and is false."""

    def verify() -> bool:
        decoy = _decoy()
        try:
            return _hasher.verify(stored or decoy, password[:LONGEST]) and stored is not None
        except (VerifyMismatchError, InvalidHashError):
            return False

    return await asyncio.to_thread(verify)


async def check_strength(company: Company, password: str, own: Sequence[str] = ()) -> None:
    """Raises Invalid with what to do for a password that is too easy; `own` are words that its owner is known by."""
    if len(password) < SHORTEST or len(password) > LONGEST:
        raise Invalid("invalid", errors=[FieldError("new", "password_length", {"least": SHORTEST, "most": LONGEST})])
    if len(set(password)) < 5 or any(name and name.lower() in password.lower() for name in own):
        raise Invalid("invalid", errors=[FieldError("new", "password_too_easy")])
    if guesses(password, [*own, company.name, "guanxi"]) < ENOUGH:
        raise Invalid("invalid", errors=[FieldError("new", "password_guessed")])
    lost = company.surroundings.breached
    if lost and await asyncio.to_thread(is_breached, lost, password):
        raise Invalid("invalid", errors=[FieldError("new", "password_breached")])


async def set_password(work: Work, user_id: str, password: str, must_change: bool = False) -> None:
    """Sets a person's password and lifts a lock; one that must be changed is followed by proof of the mail address."""
    hashed = await hash_password(password)
    await work.execute(
        "INSERT INTO engine.credential (user_id, hash, must_change, must_verify) VALUES ($1::uuid, $2, $3::boolean, $3)"
        " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,"
        " must_verify = engine.credential.must_verify"
        " OR excluded.must_verify AND engine.credential.verified_email IS NULL,"
        " failures = 0, locked_until = NULL",
        user_id,
        hashed,
        must_change,
    )
    await log(work.connection, Entry(str(work.principal.user_id), "set_password", "user", user_id))
