"""An id token is believed where its signature, its sender, its audience, its time and its nonce are right.

OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725 for the algorithms.
"""

import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError

from guanxi.engine.company import Company
from guanxi.engine.signon.discovery import provider_of
from guanxi.kernel.errors import Unauthenticated

ALGORITHMS: Final = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
]
LEEWAY: Final = 60  # seconds that clocks may differ
LONGEST: Final = 100_000
logger = logging.getLogger(__name__)


async def claims_of(company: Company, issuer: str, client_id: str, token: Any, nonce: str) -> Mapping[str, Any]:
    """What the token says. Raises Unauthenticated for one that is not to be believed."""
    if not isinstance(token, str) or len(token) > LONGEST:
        raise Unauthenticated("directory_token_wrong")
    try:
        header = jws.extract_compact(token.encode()).protected
        kid = header.get("kid")
        needs = kid if isinstance(kid, str) else None
        provider = await provider_of(company, issuer, needs=needs)
        claims = jwt.decode(token, provider.keys, algorithms=ALGORITHMS).claims
        _registry(issuer, client_id).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        logger.warning("an id token of %s was refused: %s", issuer, type(error).__name__)
        raise Unauthenticated("directory_token_wrong") from None
    _require_ours(claims, client_id, nonce)
    return claims


def _registry(issuer: str, client_id: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )


def _require_ours(claims: Mapping[str, Any], client_id: str, nonce: str) -> None:
    """Raises Unauthenticated for a token that was made for another party or for another time of signing in."""
    audience = claims["aud"]
    is_shared = isinstance(audience, list) and len(audience) > 1  # pyright: ignore[reportUnknownArgumentType]
    party = claims.get("azp")
    is_for_us = party == client_id if party is not None or is_shared else True
    told = claims.get("nonce")
    is_answer = isinstance(told, str) and secrets.compare_digest(told.encode(), nonce.encode())
    subject = claims["sub"]
    if not (is_for_us and is_answer and subject and len(subject) <= 255 and subject.isprintable()):
        raise Unauthenticated("directory_token_wrong")
