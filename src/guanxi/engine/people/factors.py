"""The second factor: codes of an authenticator (TOTP, RFC 6238), passkeys, and recovery codes for when they are lost.

The key of an authenticator is sealed with the master key; recovery codes are kept as hashes. Every code opens once.
"""

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import segno
from psycopg import AsyncConnection
from pyotp import random_base32
from pyotp.totp import TOTP

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.people import once
from guanxi.engine.people.passwords import LEGIBLE
from guanxi.kernel.errors import FieldError, Invalid, NotFound

WAYS: Final = ("passkey", "totp", "recovery")
STEP_SECONDS: Final = 30
MOST_FACTORS: Final = 20
SETTING_UP_LASTS: Final = timedelta(minutes=15)
RECOVERY_CODES: Final = 10
RECOVERY_LENGTH: Final = 12
LONGEST_NAME: Final = 60
SETTING_UP: Final = "totp"
USED = b"UPDATE engine.second_factor SET counter = $2, used_at = now() WHERE id = $1 AND counter < $2 RETURNING id"


@dataclass(frozen=True, slots=True)
class Proof:
    """What is given as the second factor: a code, or what a passkey has signed."""

    way: str
    code: str = ""
    credential: Any = None


async def ways_of(connection: AsyncConnection, user_id: UUID) -> list[str]:
    """The ways that a person has, the safest first; none where no second factor is set."""
    cursor = await connection.execute(b"SELECT DISTINCT kind FROM engine.second_factor WHERE user_id = $1", [user_id])
    kinds = {row[0] for row in await cursor.fetchall()}
    return [way for way in WAYS if way in kinds] if kinds - {"recovery"} else []


async def is_proved(company: Company, connection: AsyncConnection, user_id: UUID, proof: Proof, challenge: str) -> bool:
    """True for a code or an answer that is right and was not used before."""
    if proof.way == "totp":
        return await _is_code(company, connection, user_id, proof.code)
    if proof.way == "recovery":
        return await _is_recovery_code(connection, user_id, proof.code)
    if proof.way == "passkey" and challenge:
        from guanxi.engine.people.passkeys import passkey_answers  # WebAuthn is loaded by those alone who ask for it

        return await passkey_answers(company, connection, proof.credential, challenge, user_id) == user_id
    return False


def step_of(secret: str, code: str, now: float) -> int | None:
    """The time step that a code belongs to, the current one or the one beside it; None for a wrong code.

    `now` in seconds since 1970; six digits of HMAC-SHA-1 over steps of 30 s, RFC 6238 section 4.
    """
    made = TOTP(secret)
    current = int(now // STEP_SECONDS)
    digits = "".join(code.split())
    steps = (current, current - 1, current + 1)
    return next((step for step in steps if secrets.compare_digest(made.generate_otp(step), digits)), None)


async def _is_code(company: Company, connection: AsyncConnection, user_id: UUID, code: str) -> bool:
    if not code.isascii():
        return False
    cursor = await connection.execute(
        b"SELECT id, secret FROM engine.second_factor WHERE user_id = $1 AND kind = 'totp'", [user_id]
    )
    for factor_id, sealed in await cursor.fetchall():
        step = step_of(company.vault.open(sealed, f"second factor of {user_id}"), code, time.time())
        if step and await (await connection.execute(USED, [factor_id, step])).fetchone():
            return True
    return False


def _plain(code: str) -> str:
    return "".join(each for each in code if each.isalnum())


async def _is_recovery_code(connection: AsyncConnection, user_id: UUID, code: str) -> bool:
    cursor = await connection.execute(
        b"DELETE FROM engine.second_factor WHERE user_id = $1 AND kind = 'recovery' AND secret = $2 RETURNING id",
        [user_id, once.kept_form(_plain(code))],
    )
    return await cursor.fetchone() is not None


async def begin_totp(work: Work, login: str) -> dict[str, str]:
    """A new key for an authenticator, as text, as an address and as a picture of it; it counts once it is confirmed."""
    user_id, secret = work.principal.user_id, random_base32(32)
    uri = TOTP(secret).provisioning_uri(name=login, issuer_name=work.company.name)
    sealed = work.company.vault.seal(secret, f"second factor of {user_id}")
    await once.forget(work.connection, SETTING_UP, user_id)
    key = await once.issue(work.connection, SETTING_UP, SETTING_UP_LASTS, user_id, secret=sealed)
    picture = segno.make(uri, error="m").svg_data_uri(scale=4, border=2, light="#fff")
    return {"key": key, "secret": secret, "uri": uri, "picture": picture}


async def confirm_totp(work: Work, key: str, code: str, name: str) -> None:
    """Keeps the authenticator whose code shows that it has the key. Raises Invalid for a wrong code or a late one."""
    found = await once.take(work.connection, SETTING_UP, key)
    if found is None or found.user_id != work.principal.user_id:
        raise Invalid("invalid", errors=[FieldError("code", "step_over")])
    secret = work.company.vault.open(found.facts["secret"], f"second factor of {found.user_id}")
    step = step_of(secret, code, time.time()) if code.isascii() else None
    if step is None:
        raise Invalid("invalid", errors=[FieldError("code", "wrong_code")])
    await require_room(work)
    await work.execute(
        "INSERT INTO engine.second_factor (user_id, kind, name, secret, counter) VALUES ($1, 'totp', $2, $3, $4)",
        found.user_id,
        name_of(name),
        found.facts["secret"],
        step,
    )
    await told_set(work, "totp")


def name_of(name: str) -> str:
    """What a person calls a factor. Raises Invalid where that cannot be shown in a line."""
    short = name.strip()
    if len(short) > LONGEST_NAME or (short and not short.isprintable()):
        raise Invalid("invalid", errors=[FieldError("name", "not_short_text", {"limit": LONGEST_NAME})])
    return short


async def require_room(work: Work) -> None:
    """Raises Invalid where a person has more factors than anybody needs."""
    if len(await factors_of(work, str(work.principal.user_id))) >= MOST_FACTORS:
        raise Invalid("invalid", errors=[FieldError("name", "too_many_factors", {"most": MOST_FACTORS})])


async def told_set(work: Work, kind: str) -> None:
    person = str(work.principal.user_id)
    await log(work.connection, Entry(person, "second_factor_set", "user", person, note={"kind": kind}))


async def factors_of(work: Work, user_id: str) -> list[dict[str, Any]]:
    """A person's authenticators and passkeys, in the order in which they came."""
    rows = await work.fetch(
        "SELECT id::text, kind, name, created_at, used_at FROM engine.second_factor"
        " WHERE user_id = $1::uuid AND kind <> 'recovery' ORDER BY created_at, id",
        user_id,
    )
    return [dict(zip(("id", "kind", "name", "created_at", "used_at"), row, strict=True)) for row in rows]


async def recovery_codes_left(work: Work, user_id: str) -> int:
    rows = await work.fetch(
        "SELECT count(*) FROM engine.second_factor WHERE user_id = $1::uuid AND kind = 'recovery'", user_id
    )
    return int(rows[0][0])


async def new_recovery_codes(work: Work) -> list[str]:
    """Ten codes in the place of those that were there; they are shown this once."""
    person = work.principal.user_id
    codes = ["".join(secrets.choice(LEGIBLE) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    await work.execute("DELETE FROM engine.second_factor WHERE user_id = $1 AND kind = 'recovery'", person)
    await work.execute(
        "INSERT INTO engine.second_factor (user_id, kind, name, secret)"
        " SELECT $1, 'recovery', '', each FROM unnest($2::text[]) each",
        person,
        [once.kept_form(code) for code in codes],
    )
    await log(work.connection, Entry(str(person), "recovery_codes_made", "user", str(person)))
    return ["-".join(code[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4)) for code in codes]


async def remove_factor(work: Work, user_id: str, factor_id: UUID) -> None:
    """Takes one away, and with the last one the recovery codes. Raises NotFound."""
    gone = await work.fetch(
        "DELETE FROM engine.second_factor WHERE id = $1 AND user_id = $2::uuid AND kind <> 'recovery' RETURNING kind",
        factor_id,
        user_id,
    )
    if not gone:
        raise NotFound("no_such_factor")
    if not await factors_of(work, user_id):
        await work.execute("DELETE FROM engine.second_factor WHERE user_id = $1::uuid", user_id)
    note = {"kind": gone[0][0]}
    await log(work.connection, Entry(str(work.principal.user_id), "second_factor_removed", "user", user_id, note=note))


async def reset_factors(work: Work, user_id: str) -> None:
    """Takes all of a colleague's second factors away, who has lost them; his devices are asked for them no more."""
    await work.execute("DELETE FROM engine.second_factor WHERE user_id = $1::uuid", user_id)
    await log(work.connection, Entry(str(work.principal.user_id), "second_factor_reset", "user", user_id))
