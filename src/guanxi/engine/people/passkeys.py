"""Passkeys (WebAuthn, W3C level 3): a key pair that never leaves the person's device and signs what we ask.

The relying party's name and the addresses of its pages come from the surroundings, never from a request.
"""

from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from guanxi.engine.company import Company, Work
from guanxi.engine.people import once
from guanxi.kernel.errors import FieldError, Invalid

ASKING: Final = "passkey"
SETTING_UP: Final = "passkey_new"
LASTS: Final = timedelta(minutes=10)
UNREADABLE: Final = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)
HELD = b"""
SELECT id, user_id, secret, counter FROM engine.second_factor WHERE kind = 'passkey' AND credential_id = $1
"""
USED = b"UPDATE engine.second_factor SET counter = $2, used_at = now() WHERE id = $1"


async def _held(connection: AsyncConnection, user_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    cursor = await connection.execute(
        b"SELECT credential_id FROM engine.second_factor WHERE kind = 'passkey' AND user_id = $1", [user_id]
    )
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row[0])) for row in await cursor.fetchall()]


async def begin_passkey(work: Work, login: str, name: str) -> dict[str, Any]:
    """What the browser is asked to make a passkey, with the key under which that is confirmed."""
    options = generate_registration_options(
        rp_id=work.company.surroundings.relying_party,
        rp_name=work.company.name,
        user_id=work.principal.user_id.bytes,
        user_name=login,
        user_display_name=name,
        exclude_credentials=await _held(work.connection, work.principal.user_id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    challenge = bytes_to_base64url(options.challenge)
    key = await once.issue(work.connection, SETTING_UP, LASTS, work.principal.user_id, challenge=challenge)
    return {"key": key, "options": orjson.loads(options_to_json(options))}


async def confirm_passkey(work: Work, key: str, credential: Any, name: str) -> None:
    """Keeps the passkey that the browser has made. Raises Invalid where what it says does not fit what was asked."""
    found = await once.take(work.connection, SETTING_UP, key)
    if found is None or found.user_id != work.principal.user_id or not isinstance(credential, dict):
        raise Invalid("invalid", errors=[FieldError("credential", "step_over")])
    around = work.company.surroundings
    try:
        made = verify_registration_response(
            credential=cast("dict[str, Any]", credential),
            expected_challenge=base64url_to_bytes(found.facts["challenge"]),
            expected_rp_id=around.relying_party,
            expected_origin=around.origins,
        )
    except UNREADABLE:
        raise Invalid("invalid", errors=[FieldError("credential", "wrong_passkey")]) from None
    kept = await work.execute(
        "INSERT INTO engine.second_factor (user_id, kind, name, secret, credential_id, counter)"
        " VALUES ($1, 'passkey', $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        found.user_id,
        name,
        bytes_to_base64url(made.credential_public_key),
        bytes_to_base64url(made.credential_id),
        made.sign_count,
    )
    if not kept:
        raise Invalid("invalid", errors=[FieldError("credential", "passkey_known")])


async def passkey_question(company: Company, connection: AsyncConnection, user_id: UUID | None) -> dict[str, Any]:
    """What a browser is asked to sign: with one of a person's passkeys, or with any that it has for us, which then has
    to know its owner by finger, face or PIN."""
    options = generate_authentication_options(
        rp_id=company.surroundings.relying_party,
        allow_credentials=await _held(connection, user_id) if user_id else None,
        user_verification=UserVerificationRequirement.PREFERRED if user_id else UserVerificationRequirement.REQUIRED,
    )
    return orjson.loads(options_to_json(options))


async def ask_for_passkey(company: Company) -> dict[str, Any]:
    """The question to whoever signs in without a password, with the key under which it is answered."""
    async with company.pool.connection() as connection:
        question = await passkey_question(company, connection, None)
        key = await once.issue(connection, ASKING, LASTS, None, challenge=question["challenge"])
    return {"key": key, "options": question}


async def owner_by_passkey(company: Company, key: str, credential: Any) -> UUID | None:
    """Whose passkey has answered; None where none did, or the question is used up or too old."""
    async with company.pool.connection() as connection:
        asked = await once.take(connection, ASKING, key)
        if asked is None:
            return None
        return await passkey_answers(company, connection, credential, str(asked.facts["challenge"]), None)


async def passkey_answers(
    company: Company, connection: AsyncConnection, credential: Any, challenge: str, user_id: UUID | None
) -> UUID | None:
    """The owner of the passkey that has signed the challenge, None where it does not fit. Without `user_id` the passkey
    must have verified its owner itself."""
    answer = cast("dict[str, Any]", credential) if isinstance(credential, dict) else {}
    cursor = await connection.execute(HELD, [str(answer.get("id"))[:2_000].replace("\x00", "")])
    row = await cursor.fetchone()
    if row is None:
        return None
    factor_id, owner, public_key, counter = row
    try:
        answered = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=company.surroundings.relying_party,
            expected_origin=company.surroundings.origins,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=counter,
            require_user_verification=user_id is None,
        )
    except UNREADABLE:
        return None
    await connection.execute(USED, [factor_id, answered.new_sign_count])
    return owner
