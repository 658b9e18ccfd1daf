"""Sharing beside the records themselves: by hand, while absent, how far rules have come, and why somebody sees
something."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.reading import id_of, refuse_lines
from guanxi.api.records import change_headers
from guanxi.engine.people import principal_of
from guanxi.engine.sharing.absences import Absence, absences, end_absence, plan_absence
from guanxi.engine.sharing.hand import AUDIENCES, Audience, share, shares_of, take_back
from guanxi.engine.sharing.reasons import verdict_on
from guanxi.engine.sharing.sweep import runs
from guanxi.engine.sharing.telling import told_verdict
from guanxi.engine.sharing.viewing import begin_view, end_view
from guanxi.engine.sharing.writing import require_sharer
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guanxi.kernel.identifiers import read_id

LEVELS = ("read", "edit")
LONGEST_REASON = 500


async def list_runs(call: Call) -> Response:
    async with call.reading() as work:
        require_sharer(work)
        return answer({"runs": await runs(work)})


def _wrong(place: str, code: str, **values: Any) -> Invalid:
    return Invalid("invalid", errors=[FieldError(place, code, values)])


def _day(facts: Mapping[str, Any], name: str) -> date | None:
    given = facts.get(name)
    try:
        return None if given is None else date.fromisoformat(given)
    except (TypeError, ValueError):
        raise _wrong(name, "not_a_date") from None


def _day_given(facts: Mapping[str, Any], name: str) -> date:
    found = _day(facts, name)
    if found is None:
        raise _wrong(name, "required", field=name)
    return found


def _person(facts: Mapping[str, Any], name: str) -> UUID:
    found = read_id(facts.get(name))
    if found is None:
        raise _wrong(name, "required", field=name)
    return found


def _audience(facts: Mapping[str, Any]) -> Audience:
    """Whom to share with. Raises Invalid where that is not exactly one, or a part cannot be understood."""
    kinds = [kind for kind in AUDIENCES if facts.get(kind) is not None]
    if len(kinds) != 1:
        raise _wrong("person", "one_audience")
    who, level = read_id(facts[kinds[0]]), facts.get("level", "read")
    if who is None:
        raise _wrong(kinds[0], "no_such_record", id=str(facts[kinds[0]])[:100])
    if level not in LEVELS:
        raise _wrong("level", "unknown_choice", value=str(level)[:50], choices=", ".join(LEVELS))
    return Audience(kinds[0], who, level, facts.get("with_below") is True, _day(facts, "until"))


async def list_shares(call: Call) -> Response:
    name = refuse_lines(call)
    async with call.reading() as work:
        rights = work.rights(name)
        found = await shares_of(work, name, id_of(call))
        return answer({"shares": found, "may_share": rights.spec.is_owned and rights.may("share")})


async def add_share(call: Call) -> Response:
    name, facts = refuse_lines(call), await kept_facts(call)
    audience = _audience(facts)
    reason = str(facts.get("reason") or "").strip()[:LONGEST_REASON] or None
    async with call.work() as work:
        await share(work, name, id_of(call), audience, reason)
        found = await shares_of(work, name, id_of(call))
    call.state.sessions.clear()  # whoever it is shared with sees it at once
    return answer({"shares": found, "may_share": True}, 201, change_headers(work))


async def drop_share(call: Call) -> Response:
    name = refuse_lines(call)
    async with call.work() as work:
        await take_back(work, name, id_of(call), id_of(call, "share"))
    call.state.sessions.clear()
    return Response(status_code=204, headers=change_headers(work))


async def why(call: Call) -> Response:
    name, asked = refuse_lines(call), read_id(call.query("user"))
    async with call.reading() as work:
        require_sharer(work)
        zone = call.company.norms.time_zone
        person = await principal_of(work.connection, str(asked), zone) if asked else None
        if person is None:
            raise NotFound("no_such_user", login=call.query("user")[:100])
        verdict = await verdict_on(work, person, name, id_of(call), call.query("field"))
        return answer(await told_verdict(work, name, person, verdict, call.language))


async def list_absences(call: Call) -> Response:
    is_all = call.query("of") == "all"
    async with call.reading() as work:
        return answer({"absences": await absences(work, None if is_all else call.principal.user_id)})


async def add_absence(call: Call) -> Response:
    facts = await kept_facts(call)
    person = _person(facts, "person") if facts.get("person") is not None else call.principal.user_id
    absence = Absence(person, _person(facts, "delegate"), _day_given(facts, "since"), _day_given(facts, "until"))
    async with call.work() as work:
        absence_id = await plan_absence(work, absence)
    call.state.sessions.clear()
    return answer({"id": str(absence_id)}, 201, change_headers(work))


async def drop_absence(call: Call) -> Response:
    async with call.work() as work:
        await end_absence(work, id_of(call))
    call.state.sessions.clear()
    return Response(status_code=204, headers=change_headers(work))


async def begin_looking(call: Call) -> Response:
    if "administrator" not in call.principal.roles:
        raise Forbidden("administrators_only")
    person = _person(await call.facts(), "user")
    until = await begin_view(call.company, call.key, call.principal, person)
    call.state.sessions.pop(call.key, None)
    return answer({"until": until.isoformat()}, 201)


async def end_looking(call: Call) -> Response:
    await end_view(call.company, call.key)
    call.state.sessions.pop(call.key, None)
    return Response(status_code=204)


ROUTES = (
    ("POST", "/sharing/view-as", begin_looking),
    ("DELETE", "/sharing/view-as", end_looking),
    ("GET", "/sharing/runs", list_runs),
    ("GET", "/sharing/absences", list_absences),
    ("POST", "/sharing/absences", add_absence),
    ("DELETE", "/sharing/absences/{id}", drop_absence),
    ("GET", "/records/{object}/{id}/shares", list_shares),
    ("POST", "/records/{object}/{id}/shares", add_share),
    ("DELETE", "/records/{object}/{id}/shares/{share}", drop_share),
    ("GET", "/records/{object}/{id}/why", why),
)
