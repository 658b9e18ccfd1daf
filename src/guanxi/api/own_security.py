"""What keeps a person's own way in safe: sessions, devices, second factors, the mail address."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.engine.company import Work
from guanxi.engine.mail.channel import is_address
from guanxi.engine.people import factors, verifying
from guanxi.engine.people.confirming import require_own_password
from guanxi.engine.people.devices import devices_of, forget_devices
from guanxi.engine.people.passkeys import begin_passkey, confirm_passkey
from guanxi.engine.people.resetting import require_text
from guanxi.engine.people.sessions import end_sessions, is_fresh, sessions_of
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guanxi.kernel.identifiers import read_id


def _person(call: Call) -> str:
    return str(call.principal.user_id)


def read_path_id(call: Call, code: str) -> Any:
    """The id in the path. Raises NotFound where it is none."""
    found = read_id(call.path("id"))
    if found is None:
        raise NotFound(code)
    return found


async def list_sessions(call: Call) -> Response:
    async with call.reading() as work:
        found = {
            "sessions": await sessions_of(work, _person(call), call.key),
            "devices": await devices_of(work, _person(call)),
        }
    return answer(found)


async def end_one(call: Call) -> Response:
    wanted = read_path_id(call, "no_such_session")
    async with call.work() as work:
        await end_sessions(work, _person(call), only=wanted)
    call.state.sessions.clear()
    return Response(status_code=204)


async def end_others(call: Call) -> Response:
    async with call.work() as work:
        count = await end_sessions(work, _person(call), kept=call.key)
    call.state.sessions.clear()
    return answer({"ended": count})


async def forget_one(call: Call) -> Response:
    wanted = read_path_id(call, "no_such_device")
    async with call.work() as work:
        await forget_devices(work, _person(call), only=wanted)
    return Response(status_code=204)


async def list_factors(call: Call) -> Response:
    async with call.reading() as work:
        found = {
            "factors": await factors.factors_of(work, _person(call)),
            "recovery_codes_left": await factors.recovery_codes_left(work, _person(call)),
        }
    return answer(found)


async def _names(work: Work) -> tuple[str, str]:
    rows = await work.fetch('SELECT login, name FROM record."user" WHERE id = $1', work.principal.user_id)
    return (rows[0][0] or "", rows[0][1] or "") if rows else ("", "")


async def require_confirmed(call: Call, facts: Mapping[str, Any]) -> None:
    """Raises Forbidden unless the session is fresh or the password is given once more, so that an open screen is not
    enough to change how somebody signs in."""
    async with call.work() as work:
        if await is_fresh(work, call.key):
            return
    password = facts.get("password")
    if not isinstance(password, str) or not password:
        raise Forbidden("confirm_password")
    await require_own_password(call.company, call.principal.user_id, password, "password")


async def add_totp(call: Call) -> Response:
    await require_confirmed(call, await kept_facts(call))
    async with call.work() as work:
        login, _ = await _names(work)
        found = await factors.begin_totp(work, login)
    return answer({"ticket": found.pop("key"), **found})


async def confirm_totp(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        name = str(facts.get("name") or "")
        await factors.confirm_totp(work, require_text(facts, "ticket"), require_text(facts, "code"), name)
        found = await _with_codes(work)
    call.state.sessions.clear()
    return answer(found)


async def _with_codes(work: Work) -> dict[str, Any]:
    """Recovery codes for whoever has none yet; they are shown this once."""
    person = str(work.principal.user_id)
    has_some = await factors.recovery_codes_left(work, person)
    return {"recovery_codes": [] if has_some else await factors.new_recovery_codes(work)}


async def add_passkey(call: Call) -> Response:
    await require_confirmed(call, await kept_facts(call))
    async with call.work() as work:
        found = await begin_passkey(work, *await _names(work))
    return answer({"ticket": found["key"], "options": found["options"]})


async def keep_passkey(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        await factors.require_room(work)
        name = factors.name_of(str(facts.get("name") or ""))
        await confirm_passkey(work, require_text(facts, "ticket"), facts.get("credential"), name)
        await factors.told_set(work, "passkey")
        found = await _with_codes(work)
    call.state.sessions.clear()
    return answer(found)


async def remove_factor(call: Call) -> Response:
    wanted = read_path_id(call, "no_such_factor")
    await require_confirmed(call, await kept_facts(call))
    async with call.work() as work:
        await factors.remove_factor(work, _person(call), wanted)
    call.state.sessions.clear()
    return Response(status_code=204)


async def new_codes(call: Call) -> Response:
    await require_confirmed(call, await kept_facts(call))
    async with call.work() as work:
        if not await factors.factors_of(work, _person(call)):
            raise NotFound("no_such_factor")
        codes = await factors.new_recovery_codes(work)
    return answer({"recovery_codes": codes})


async def send_email_code(call: Call) -> Response:
    facts = await kept_facts(call)
    given = facts.get("email")
    if not isinstance(given, str) or not is_address(given.strip()):
        raise Invalid("invalid", errors=[FieldError("email", "not_an_email")])
    await require_confirmed(call, facts)
    async with call.work() as work:
        key = await verifying.send_code(work, given.strip().lower(), call.language)
    return answer({"ticket": key})


async def verify_email(call: Call) -> Response:
    facts = await kept_facts(call)
    key, code = require_text(facts, "ticket"), require_text(facts, "code")
    async with call.work() as work:
        email = await verifying.is_code(work, key, code)
    if email is None:
        raise verifying.refuse_code()
    async with call.work() as work:
        await verifying.keep_email(work, email)
    call.state.sessions.clear()
    return Response(status_code=204)


ROUTES = (
    ("GET", "/auth/sessions", list_sessions),
    ("DELETE", "/auth/sessions", end_others),
    ("DELETE", "/auth/sessions/{id}", end_one),
    ("DELETE", "/auth/devices/{id}", forget_one),
    ("GET", "/auth/second-factors", list_factors),
    ("DELETE", "/auth/second-factors/{id}", remove_factor),
    ("POST", "/auth/second-factors/totp", add_totp),
    ("POST", "/auth/second-factors/totp/confirm", confirm_totp),
    ("POST", "/auth/second-factors/passkey", add_passkey),
    ("POST", "/auth/second-factors/passkey/confirm", keep_passkey),
    ("POST", "/auth/recovery-codes", new_codes),
    ("POST", "/auth/email", send_email_code),
    ("POST", "/auth/email/verify", verify_email),
)
