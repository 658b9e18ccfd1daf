"""What an administrator sees and does about a colleague's way in; all of it is logged."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.own_security import read_path_id
from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.engine.oauth.grants import end_grant, grants_of
from guanxi.engine.people import factors
from guanxi.engine.people.devices import devices_of, forget_devices
from guanxi.engine.people.sessions import end_sessions, sessions_of
from guanxi.engine.people.signing_in import lift_lock
from guanxi.engine.signon.people import directories_of, leave_directories
from guanxi.kernel.errors import Forbidden, NotFound
from guanxi.kernel.identifiers import read_id

LOCKED = """
SELECT c.user_id::text, c.locked_until FROM engine.credential c JOIN record."user" u ON u.id = c.user_id
WHERE c.locked_until > now() ORDER BY c.locked_until DESC LIMIT 500
"""


def require_administrator(call: Call) -> None:
    """Raises Forbidden for everybody else."""
    if "administrator" not in call.principal.roles:
        raise Forbidden("administrators_only")


async def _colleague(call: Call, work: Work) -> str:
    """The id of the user in the path. Raises NotFound."""
    wanted = read_path_id(call, "no_such_record")
    if not await work.fetch('SELECT 1 FROM record."user" WHERE id = $1', wanted):
        raise NotFound("no_such_record")
    return str(wanted)


async def list_locked(call: Call) -> Response:
    require_administrator(call)
    async with call.reading() as work:
        rows = await work.fetch(LOCKED)
    return answer({"locked": [{"user": user, "until": until} for user, until in rows]})


async def read_security(call: Call) -> Response:
    require_administrator(call)
    async with call.reading() as work:
        person = await _colleague(call, work)
        [(until, email)] = await work.fetch(
            "SELECT max(locked_until) FILTER (WHERE locked_until > now()), max(verified_email) FROM engine.credential"
            " WHERE user_id = $1::uuid",
            person,
        )
        found = {
            "locked_until": until,
            "verified_email": email,
            "sessions": await sessions_of(work, person),
            "devices": await devices_of(work, person),
            "factors": await factors.factors_of(work, person),
            "directories": await directories_of(work, person),
            "grants": await grants_of(work, person),
        }
    return answer(found)


async def unlock(call: Call) -> Response:
    require_administrator(call)
    async with call.work() as work:
        person = await _colleague(call, work)
        await lift_lock(work, person)
        await log(work.connection, Entry(str(call.principal.user_id), "unlocked", "user", person))
    return Response(status_code=204)


async def end_all_of(call: Call) -> Response:
    require_administrator(call)
    async with call.work() as work:
        count = await end_sessions(work, await _colleague(call, work))
    call.state.sessions.clear()
    return answer({"ended": count})


async def reset_factors_of(call: Call) -> Response:
    require_administrator(call)
    async with call.work() as work:
        person = await _colleague(call, work)
        await factors.reset_factors(work, person)
        await forget_devices(work, person)
        await end_sessions(work, person)
    call.state.sessions.clear()
    return Response(status_code=204)


async def end_grant_of(call: Call) -> Response:
    require_administrator(call)
    wanted = read_id(call.path("grant"))
    if wanted is None:
        raise NotFound("no_such_grant")
    async with call.work() as work:
        await end_grant(work, await _colleague(call, work), wanted)
    call.state.sessions.clear()
    return Response(status_code=204)


async def disconnect(call: Call) -> Response:
    require_administrator(call)
    async with call.work() as work:
        await leave_directories(work, await _colleague(call, work))
    call.state.sessions.clear()
    return Response(status_code=204)


ROUTES = (
    ("GET", "/security/locked", list_locked),
    ("GET", "/security/users/{id}", read_security),
    ("POST", "/security/users/{id}/unlock", unlock),
    ("DELETE", "/security/users/{id}/sessions", end_all_of),
    ("DELETE", "/security/users/{id}/second-factors", reset_factors_of),
    ("DELETE", "/security/users/{id}/directories", disconnect),
    ("DELETE", "/security/users/{id}/grants/{grant}", end_grant_of),
)
