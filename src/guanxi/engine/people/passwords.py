"""Passwords, kept as argon2id hashes; hashing runs beside the event loop, since it is slow on purpose."""

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
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


def check_strength(password: str, login: str) -> None:
    """Raises Invalid with what to do for a password that is too easy."""
    if len(password) < SHORTEST or len(password) > LONGEST:
        raise Invalid("invalid", errors=[FieldError("new", "password_length", {"least": SHORTEST, "most": LONGEST})])
    if len(set(password)) < 5 or (login and login.lower() in password.lower()):
        raise Invalid("invalid", errors=[FieldError("new", "password_too_easy")])


async def set_password(work: Work, user_id: str, password: str, must_change: bool = False) -> None:
    """Sets a person's password and lifts a lock."""
    hashed = await hash_password(password)
    await work.execute(
        "INSERT INTO engine.credential (user_id, hash, must_change) VALUES ($1::uuid, $2, $3::boolean)"
        " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, must_change = excluded.must_change,"
        " failures = 0, locked_until = NULL",
        user_id,
        hashed,
        must_change,
    )
    await log(work.connection, Entry(str(work.principal.user_id), "set_password", "user", user_id))
