"""What an OpenID provider says of itself and the keys that it signs with: OpenID Connect Discovery 1.0."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from guanxi.engine.company import Company
from guanxi.engine.signon.facts import is_closed_line
from guanxi.engine.signon.outside import ask
from guanxi.kernel.errors import Unavailable

FRESH: Final = 600.0
LEAST_BETWEEN: Final = 30.0  # however many unknown keys are shown to us
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
KEY_KINDS: Final = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}  # no "oct": a shared secret proves nothing here


@dataclass(slots=True)
class Provider:
    """The document of an issuer, its keys, and when they came."""

    issuer: str
    says: Mapping[str, Any]
    keys: KeySet
    at: float = field(default_factory=time.monotonic)


_known: WeakKeyDictionary[Company, dict[str, Provider]] = WeakKeyDictionary()


async def provider_of(company: Company, issuer: str, *, needs: str | None = None) -> Provider:
    """The provider, asked again after ten minutes, or sooner for a key with the id `needs` that is not known.

    Raises Unavailable, saying what is wrong.
    """
    known = _known.setdefault(company, {})
    found = known.get(issuer)
    if found is None or _is_stale(found, needs):
        found = known[issuer] = await fetch_provider(company, issuer)
    return found


def _is_stale(found: Provider, needs: str | None) -> bool:
    age = time.monotonic() - found.at
    is_wanting = needs is not None and needs not in {key.kid for key in found.keys.keys}
    return age > FRESH or (is_wanting and age > LEAST_BETWEEN)


async def fetch_provider(company: Company, issuer: str) -> Provider:
    """The provider as it is now. Raises Unavailable, saying what is wrong."""
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    status, says = await ask(company, "GET", address)
    if status != 200 or not says:
        raise Unavailable("directory_without_document", address=address, status=status)
    if says.get("issuer") != issuer:
        raise Unavailable("directory_other_issuer", told=str(says.get("issuer"))[:200], issuer=issuer)
    for name in ENDPOINTS:
        if not isinstance(says.get(name), str) or not is_closed_line(says[name]):
            raise Unavailable("directory_open_line", endpoint=name)
    return Provider(issuer, says, await _keys(company, says["jwks_uri"]))


async def _keys(company: Company, address: str) -> KeySet:
    status, found = await ask(company, "GET", address)
    given = found.get("keys")
    rows = cast("list[Any]", given) if isinstance(given, list) else []
    keys = [key for row in rows if (key := _key(row)) is not None]
    if status != 200 or not keys:
        raise Unavailable("directory_without_keys", address=address)
    return KeySet(keys)


def _key(row: Any) -> Any:
    """A public key that signs, or None for what we do not use."""
    if not isinstance(row, dict):
        return None
    given = cast("dict[str, Any]", row)
    kind = KEY_KINDS.get(str(given.get("kty")))
    if kind is None or given.get("use", "sig") != "sig":
        return None
    try:
        return kind.import_key(given)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
