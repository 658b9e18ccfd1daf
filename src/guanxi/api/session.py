"""Who is signed in, and what a person may set of himself."""

from dataclasses import replace
from typing import Any, cast

import orjson
from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.records import change_headers
from guanxi.engine.changes.own import change_own
from guanxi.engine.company import Work
from guanxi.engine.live import LATEST
from guanxi.engine.mail import WORKS
from guanxi.engine.people import (
    end_sessions,
    is_time_zone,
    set_password,
)
from guanxi.engine.people.confirming import require_own_password
from guanxi.engine.people.passwords import check_strength
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, Unauthenticated
from guanxi.kernel.identifiers import read_id

MOST_PREFERENCES = 50_000
WITHOUT_NULL = "(SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each({}) WHERE value <> 'null')"
LANGUAGES = ("en", "zh-CN", "zh-TW")
ZONES = "Asia/Shanghai, Asia/Taipei, Europe/London, America/New_York, ..."


async def me(call: Call) -> Response:
    async with call.reading() as work:
        rows = await work.fetch(
            f"SELECT u.name, u.login, u.email, p.facts, ({LATEST.decode()}),"
            f" EXISTS (SELECT 1 FROM engine.setting WHERE name = 'mail'), {WORKS},"
            " EXISTS (SELECT 1 FROM engine.credential c WHERE c.user_id = u.id AND c.verified_email = u.email)"
            ' FROM record."user" u LEFT JOIN engine.preference p ON p.user_id = u.id'
            " WHERE u.id = $1::uuid",
            str(call.principal.user_id),
        )
    if not rows:  # deleted for good a moment ago
        raise Unauthenticated()
    name, login, email, preferences, latest, has_mail, mail_works, is_verified = rows[0]
    principal, company = call.principal, call.company
    found: dict[str, Any] = {
        "user": {"id": str(principal.user_id), "name": name, "login": login, "email": email},
        "roles": sorted(principal.roles),
        "language": call.language,
        "time_zone": principal.time_zone,
        "must_change_password": principal.must_change_password,
        "must_set_second_factor": principal.must_set_second_factor,
        "must_verify_email": principal.must_verify_email,
        "email_is_verified": is_verified,
        "is_administrator": "administrator" in principal.roles,
        "is_looking": principal.viewer_id is not None,
        "to_set_up": _to_set_up(has_mail, mail_works) if "administrator" in principal.roles else [],
        "preferences": preferences or {},
        "events_after": latest,
        "company": {"name": company.name, "currency": company.norms.currency, "time_zone": company.norms.time_zone},
    }
    return answer(found)


def _to_set_up(has_mail: bool, mail_works: bool) -> list[str]:
    return [] if mail_works else ["mail_test" if has_mail else "mail"]


async def change_me(call: Call) -> Response:
    facts = await kept_facts(call)
    language, zone, preferences = facts.get("language"), facts.get("time_zone"), facts.get("preferences")
    if language is not None and language not in LANGUAGES:
        raise Invalid("invalid", errors=[FieldError("language", "unknown_choice", {"choices": ", ".join(LANGUAGES)})])
    if zone is not None and not is_time_zone(zone):
        raise Invalid("invalid", errors=[FieldError("time_zone", "unknown_choice", {"choices": ZONES})])
    if preferences is not None and not isinstance(preferences, dict):
        raise Invalid("invalid", errors=[FieldError("preferences", "not_an_object")])
    person = str(call.principal.user_id)
    async with call.work() as work:
        await change_own(work, {name: value for name, value in (("language", language), ("time_zone", zone)) if value})
        if preferences is not None:
            await _keep_preferences(work, person, cast("dict[str, Any]", preferences))
    call.state.sessions.pop(call.key, None)
    call.language = language or call.language
    call.principal = replace(call.principal, time_zone=zone or call.principal.time_zone)
    response = await me(call)
    response.headers.update(change_headers(work))
    return response


async def _keep_preferences(work: Work, person: str, preferences: dict[str, Any]) -> None:
    """Lays these over what is kept; null takes one away. Raises Invalid where all together are too many."""
    rows = await work.fetch(
        f"INSERT INTO engine.preference (user_id, facts) VALUES ($1::uuid, {WITHOUT_NULL.format('$2::jsonb')})"
        " ON CONFLICT (user_id) DO UPDATE SET facts ="
        f" {WITHOUT_NULL.format('engine.preference.facts || $2::jsonb')} RETURNING octet_length(facts::text)",
        person,
        orjson.dumps(preferences).decode(),
    )
    if rows[0][0] > MOST_PREFERENCES:
        limits = {"limit": MOST_PREFERENCES, "length": rows[0][0]}
        raise Invalid("invalid", errors=[FieldError("preferences", "preferences_too_long", limits)])


async def change_password(call: Call) -> Response:
    facts = await call.facts()
    current, new = str(facts.get("current") or ""), str(facts.get("new") or "")
    await require_own_password(call.company, call.principal.user_id, current, "current")
    async with call.work() as work:
        rows = await work.fetch(
            'SELECT login, name FROM record."user" WHERE id = $1::uuid', str(call.principal.user_id)
        )
        await check_strength(call.company, new, [each or "" for each in rows[0]])
        if new == current:
            raise Invalid("invalid", errors=[FieldError("new", "same_password")])
        await set_password(work, str(call.principal.user_id), new)
        await end_sessions(work, str(call.principal.user_id), kept=call.key)
    call.state.sessions.clear()
    return Response(status_code=204)


async def set_password_of(call: Call) -> Response:
    """An administrator gives somebody a password, which has to be changed at the next sign-in."""
    if "administrator" not in call.principal.roles:
        raise Forbidden("administrators_only")
    facts = await call.facts()
    user_id, password = read_id(facts.get("user")), str(facts.get("password") or "")
    await check_strength(call.company, password)
    async with call.work() as work:
        if user_id is None or not await work.fetch('SELECT 1 FROM record."user" WHERE id = $1::uuid', str(user_id)):
            raise Invalid("invalid", errors=[FieldError("user", "no_such_reference", {"object": "user"})])
        await set_password(work, str(user_id), password, must_change=True)
        await end_sessions(work, str(user_id))
    call.state.sessions.clear()
    return Response(status_code=204)


ROUTES = (
    ("GET", "/auth/me", me),
    ("PATCH", "/auth/me", change_me),
    ("POST", "/auth/password", change_password),
    ("POST", "/actions/identity/set_password", set_password_of),
)
