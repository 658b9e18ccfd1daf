"""Signing in through an OpenID provider: authorization code with PKCE, state and nonce.

OpenID Connect Core 1.0 section 3.1, RFC 7636, RFC 9207 and RFC 9700. What belongs to one time of signing in waits in
the database, opens once, within ten minutes, and only with the cookie of the browser that has begun it.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast
from urllib.parse import quote_plus, urlencode, urlsplit
from uuid import UUID

from guanxi.engine.company import Company
from guanxi.engine.people import once
from guanxi.engine.people.agents import Caller
from guanxi.engine.people.hurdles import limit, network_of
from guanxi.engine.people.signing_in import Entered, Step, Vouched, enter_from_elsewhere
from guanxi.engine.signon.directories import Directory, directory_on
from guanxi.engine.signon.discovery import Provider, provider_of
from guanxi.engine.signon.id_tokens import claims_of
from guanxi.engine.signon.outside import ask
from guanxi.engine.signon.people import Person, settle_person
from guanxi.kernel.errors import Forbidden, Unauthenticated

STATE: Final = "sign-on"
LASTS: Final = timedelta(minutes=10)
MOST_BEGUN: Final = 60
CALLBACK: Final = "/api/v1/auth/directories/{id}/callback"
REFUSALS: Final = {"access_denied": "directory_refused", "login_required": "directory_refused"}


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the key of the cookie that it has to bring back."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brings back from the directory, with its cookies."""

    query: Mapping[str, str]
    browser: str
    caller: Caller
    device: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """What comes of it, and the inner page where the person wanted to go."""

    found: Entered | Step
    next: str


def callback_of(company: Company, directory_id: UUID) -> str:
    """The address that the directory has to know and sends people back to; each directory has its own."""
    return company.surroundings.public_url + CALLBACK.format(id=directory_id)


def inner_path(wanted: str) -> str:
    """An address of our own pages, whatever was asked for."""
    is_inner = wanted.startswith("/") and wanted.isprintable() and len(wanted) <= 2_000
    parts = urlsplit(wanted) if is_inner and "\\" not in wanted and not wanted.startswith("//") else None
    return wanted if parts is not None and not parts.scheme and not parts.netloc else "/"


def digest_of(text: str) -> str:
    """The challenge of a verifier: SHA-256 in base64 for addresses, RFC 7636 section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


async def begin(company: Company, directory_id: UUID | None, wanted: str, caller: Caller) -> Begun:
    """Raises NotFound for a directory that is not on, Unavailable where it does not answer, and TooMany."""
    async with company.pool.connection() as connection:
        await limit(connection, f"sign-on {network_of(caller.address)}", MOST_BEGUN, LASTS)
        directory = await directory_on(connection, directory_id, "oidc")
    provider = await provider_of(company, directory.facts["issuer"])
    nonce, verifier, browser = (secrets.token_urlsafe(32) for _ in range(3))
    noted = {"directory": str(directory.id), "nonce": nonce, "verifier": verifier, "next": inner_path(wanted)}
    async with company.pool.connection() as connection:
        state = await once.issue(connection, STATE, LASTS, None, browser=once.kept_form(browser), **noted)
    asked = {
        "response_type": "code",
        "client_id": directory.facts["client_id"],
        "redirect_uri": callback_of(company, directory.id),
        "scope": directory.facts["scopes"],
        "state": state,
        "nonce": nonce,
        "code_challenge": digest_of(verifier),
        "code_challenge_method": "S256",
    }
    address = str(provider.says["authorization_endpoint"])
    return Begun(f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", browser)


async def finish_elsewhere(company: Company, directory_id: UUID | None, returned: Returned) -> Finished:
    """Lets in whom the directory sends back. Raises Unauthenticated, Forbidden or Unavailable with what is wrong."""
    async with company.pool.connection() as connection:
        begun = await once.take(connection, STATE, returned.query.get("state", ""))
        if begun is None or not _is_same_browser(begun.facts, returned.browser):
            raise Unauthenticated("directory_state_over")
        directory = await directory_on(connection, directory_id, "oidc")
    if begun.facts["directory"] != str(directory.id):
        raise Unauthenticated("directory_state_over")
    if "error" in returned.query:
        raise Forbidden(REFUSALS.get(returned.query["error"], "directory_failed"))
    provider = await provider_of(company, directory.facts["issuer"])
    if returned.query.get("iss", provider.issuer) != provider.issuer:
        raise Unauthenticated("directory_token_wrong")
    claims = await _claims(company, directory, provider, begun.facts, returned.query.get("code", ""))
    user_id = await settle_person(company, directory, person_of(directory, claims))
    vouched = Vouched(directory.id, f"directory {directory.name}", is_trusted(directory, claims))
    found = await enter_from_elsewhere(company, user_id, returned.caller, vouched, returned.device)
    return Finished(found, str(begun.facts["next"]))


def _is_same_browser(facts: Mapping[str, Any], browser: str) -> bool:
    return bool(browser) and secrets.compare_digest(str(facts["browser"]), once.kept_form(browser))


async def _claims(
    company: Company, directory: Directory, provider: Provider, begun: Mapping[str, Any], code: str
) -> Mapping[str, Any]:
    """What the directory says of who has signed in: the id token, and what only the page of facts about him has."""
    facts = directory.facts
    tokens = await _tokens(company, directory, provider, code, str(begun["verifier"]))
    claims = await claims_of(company, facts["issuer"], facts["client_id"], tokens.get("id_token"), str(begun["nonce"]))
    wanted = {"email", "name", *([facts["groups_claim"]] if facts["groups_claim"] else [])}
    address, key = provider.says.get("userinfo_endpoint"), tokens.get("access_token")
    if wanted <= claims.keys() or not isinstance(address, str) or not isinstance(key, str):
        return claims
    status, more = await ask(company, "GET", address, headers={"Authorization": f"Bearer {key}"})
    if status != 200 or more.get("sub") != claims["sub"]:
        return claims
    return {**more, **claims}


async def _tokens(
    company: Company, directory: Directory, provider: Provider, code: str, verifier: str
) -> Mapping[str, Any]:
    facts, secret = directory.facts, directory.open_secret(company)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback_of(company, directory.id),
        "code_verifier": verifier,
        "client_id": facts["client_id"],
    }
    ways: Any = provider.says.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    given: dict[str, Any] = {}
    if secret and "client_secret_basic" in ways:
        given["auth"] = (quote_plus(facts["client_id"]), quote_plus(secret))  # RFC 6749, section 2.3.1
    elif secret:
        form["client_secret"] = secret
    status, tokens = await ask(company, "POST", provider.says["token_endpoint"], data=form, **given)
    if status != 200:
        code = "directory_secret_wrong" if tokens.get("error") == "invalid_client" else "directory_failed"
        raise Unauthenticated(code)
    return tokens


def person_of(directory: Directory, claims: Mapping[str, Any]) -> Person:
    """The person of these claims; an address that the directory has not verified is none."""
    is_verified = claims.get("email_verified") in (True, "true")
    email = _text(claims, "email") if is_verified else ""
    login = _text(claims, "preferred_username") or email
    groups = groups_in(claims, directory.facts["groups_claim"])
    return Person(directory.facts["issuer"], claims["sub"], login, _text(claims, "name"), email, groups)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) and value.isprintable() else ""


def groups_in(claims: Mapping[str, Any], name: str) -> list[str]:
    """The groups under a claim, or under a path of names with dots; one alone may stand without a list."""
    found: Any = claims.get(name) if name in claims else _below(claims, name.split("."))
    given = cast("list[Any]", found) if isinstance(found, list) else [found]
    return [each for each in given if isinstance(each, str)]


def _below(claims: Any, names: list[str]) -> Any:
    for name in names:
        claims = cast("Mapping[str, Any]", claims).get(name) if isinstance(claims, Mapping) else None
    return claims


def is_trusted(directory: Directory, claims: Mapping[str, Any]) -> bool:
    """True where the directory has asked for a second factor in a way that it is trusted for (RFC 8176)."""
    trusted = set(directory.facts["trusted_factors"])
    return bool(trusted & {*groups_in(claims, "amr"), *groups_in(claims, "acr")})
