"""Keys of programs: named, with scopes, an end and networks; shown once and kept as a hash."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.people.networks import read_networks
from guanxi.engine.people.once import kept_form
from guanxi.engine.people.sessions import user_id_of
from guanxi.kernel.errors import FieldError, Invalid, NotFound
from guanxi.kernel.principal import SYSTEM_ID, system
from guanxi.kernel.scopes import unknown_scopes

USUAL_DAYS: Final = 90
MOST_DAYS: Final = 3650
MOST_TOKENS: Final = 100  # of one person
MADE = """
INSERT INTO engine.session (key, user_id, kind, name, expires_at, scopes, networks, created_by)
VALUES ($1, $2::uuid, 'token', $3, $4, $5::text[], $6::cidr[], $7::uuid) RETURNING id::text
"""
LISTED = """
SELECT s.id::text, s.name, s.scopes, s.networks::text[], s.created_at, s.expires_at, s.seen_at, s.address,
 s.expires_at <= now(), s.user_id::text, u.name, s.created_by::text, m.name
FROM engine.session s JOIN record."user" u ON u.id = s.user_id LEFT JOIN record."user" m ON m.id = s.created_by
WHERE s.kind = 'token' AND ($1::uuid IS NULL OR s.user_id = $1::uuid) ORDER BY s.created_at DESC, s.id LIMIT 500
"""
WHAT: Final = ("id", "name", "scopes", "networks", "created_at", "expires_at", "used_at", "address", "is_over")
NAMES: Final = (*WHAT, "user", "user_name", "created_by", "created_by_name")


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """What a token is to be; `scopes` None is everything that its person may."""

    name: str
    scopes: tuple[str, ...] | None = None
    days: int = USUAL_DAYS
    networks: tuple[str, ...] = ()


def read_facts(given: Any, objects: Iterable[str]) -> TokenFacts:
    """The facts of a new token from a request. Raises Invalid with each that is wrong."""
    name, days = given.get("name"), given.get("days", USUAL_DAYS)
    scopes = given.get("scopes")
    errors: list[FieldError] = []
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 100:
        errors.append(FieldError("name", "required", {"field": "name"}))
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        errors.append(FieldError("days", "not_within", {"least": 1, "most": MOST_DAYS}))
    errors += scope_faults(scopes, objects)
    if errors:
        raise Invalid("invalid", errors=errors)
    networks = read_networks(given.get("networks", []), "networks")
    return TokenFacts(str(name).strip(), tuple(dict.fromkeys(scopes)), cast(int, days), tuple(networks))


def scope_faults(scopes: Any, objects: Iterable[str]) -> list[FieldError]:
    """What is wrong with scopes that somebody has sent."""
    given = cast("list[Any]", scopes) if isinstance(scopes, list) else []
    if not given or len(given) > 100 or not all(isinstance(each, str) for each in given):
        return [FieldError("scopes", "scopes_missing")]
    unknown = unknown_scopes(given, objects)
    return [FieldError("scopes", "unknown_scope", {"scope": unknown[0][:100]})] if unknown else []


async def make_token(work: Work, user_id: str, facts: TokenFacts) -> tuple[str, str]:
    """A new token of this person: its id, and the key that is given out this once."""
    rows = await work.fetch(
        "SELECT count(*) FROM engine.session WHERE kind = 'token' AND user_id = $1::uuid AND expires_at > now()",
        user_id,
    )
    if rows[0][0] >= MOST_TOKENS:
        raise Invalid("invalid", errors=[FieldError("name", "too_many_tokens", {"most": MOST_TOKENS})])
    key = "gxt_" + secrets.token_urlsafe(32)
    ends_at = datetime.now(UTC) + timedelta(days=facts.days)
    by = None if work.principal.is_system else str(work.principal.user_id)
    scopes = list(facts.scopes) if facts.scopes is not None else None
    networks = list(facts.networks) or None
    [(made,)] = await work.fetch(MADE, kept_form(key), user_id, facts.name, ends_at, scopes, networks, by)
    note: dict[str, Any] = {"name": facts.name, "scopes": " ".join(scopes or ["everything"])}
    await log(work.connection, Entry(by or str(SYSTEM_ID), "token_created", "user", user_id, note=note))
    return made, key


async def tokens_of(work: Work, user_id: str | None) -> list[dict[str, Any]]:
    """A person's tokens, or everybody's, newest first; never a key."""
    rows = await work.fetch(LISTED, user_id)
    found: list[dict[str, Any]] = [dict(zip(NAMES, row, strict=True)) for row in rows]
    for each in found:
        each["networks"] = each["networks"] or []
        each["user"] = {"id": each["user"], "title": each.pop("user_name")}
        maker, name = each["created_by"], each.pop("created_by_name")
        each["created_by"] = {"id": maker, "title": name} if maker else None
    return found


async def end_token(work: Work, token_id: UUID, user_id: str | None) -> None:
    """Ends a token, of this person where one is given. Raises NotFound where it is not there."""
    rows = await work.fetch(
        "DELETE FROM engine.session WHERE kind = 'token' AND id = $1 AND ($2::uuid IS NULL OR user_id = $2::uuid)"
        " RETURNING user_id::text, name",
        token_id,
        user_id,
    )
    if not rows:
        raise NotFound("no_such_token")
    entry = Entry(str(work.principal.user_id), "token_ended", "user", rows[0][0], note={"name": rows[0][1]})
    await log(work.connection, entry)


async def new_token(company: Company, login: str, facts: TokenFacts | str) -> str:
    """A token for a program that acts as this user. Raises Unauthenticated where there is no such user."""
    wanted = facts if isinstance(facts, TokenFacts) else TokenFacts(facts, None, 365)
    async with company.work(system()) as work:
        return (await make_token(work, await user_id_of(work.connection, login), wanted))[1]
