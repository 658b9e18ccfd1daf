"""Signing in, step by step, and the way back in for who has forgotten the password."""

from typing import Any

from starlette.responses import Response

from guanxi.api.addresses import address_of
from guanxi.api.callers import DEVICE, caller_of, refuse_other_sites, set_cookies
from guanxi.api.door import COOKIE, Call, answer, public
from guanxi.api.session import me
from guanxi.engine.mail import channel_of
from guanxi.engine.people import Attempt, Entered, Proof, end_session, known_by_key, sign_in
from guanxi.engine.people.captcha import another_captcha
from guanxi.engine.people.networks import is_within
from guanxi.engine.people.passkeys import ask_for_passkey, owner_by_passkey
from guanxi.engine.people.resetting import ask_reset, require_text, reset_password
from guanxi.engine.people.signing_in import enter_by_passkey, finish
from guanxi.engine.signon.directories import directories_on
from guanxi.engine.signon.ldap.entering import ask_directories
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, Unauthenticated

WAYS = ("totp", "recovery", "passkey")


@public
async def login(call: Call) -> Response:
    facts = await call.facts()
    refuse_other_sites(call)
    name, password = facts.get("login"), facts.get("password")
    if not isinstance(name, str) or not isinstance(password, str) or not name or not password:
        missing = "login" if not isinstance(name, str) or not name else "password"
        raise Invalid("invalid", errors=[FieldError(missing, "required", {"field": missing})])
    device = call.request.cookies.get(DEVICE, "")
    attempt = Attempt(name.replace("\x00", ""), password, caller_of(call), facts.get("captcha"), device)
    found = await sign_in(call.company, attempt, ask_directories)
    if isinstance(found, Entered):
        return await _entered(call, found)
    step: dict[str, Any] = {"next": "second_factor", "ways": found.ways, "ticket": found.key}
    return answer(step | ({"passkey": found.passkey} if found.passkey else {}))


async def _entered(call: Call, entered: Entered) -> Response:
    """Who has come in, as `/auth/me` tells it, with the cookies."""
    known = await known_by_key(call.company, entered.key)
    address = address_of(call.request, call.company.surroundings)
    if known is None or not is_within(address, known.networks):  # switched off a moment ago, or asks from elsewhere
        await end_session(call.company, entered.key)
        raise Forbidden("address_not_allowed", address=address) if known else Unauthenticated("step_over")
    principal = known.principal
    call.principal = principal
    call.language = principal.language or call.language
    response = await me(call)
    set_cookies(call, response, entered)
    return response


@public
async def second_step(call: Call) -> Response:
    """A code or a passkey after the password, or a passkey alone."""
    facts = await call.facts()
    refuse_other_sites(call)
    ticket, way = require_text(facts, "ticket"), facts.get("way")
    if way not in WAYS:
        raise Invalid("invalid", errors=[FieldError("way", "unknown_choice", {"choices": ", ".join(WAYS)})])
    if way == "passkey" and facts.get("alone") is True:
        owner = await owner_by_passkey(call.company, ticket, facts.get("credential"))
        if owner is None:
            raise Unauthenticated("wrong_passkey")
        return await _entered(call, await enter_by_passkey(call.company, owner, caller_of(call)))
    code = "" if way == "passkey" else require_text(facts, "code")
    proof = Proof(str(way), code, facts.get("credential"))
    is_kept = facts.get("remember") is True
    return await _entered(call, await finish(call.company, ticket, proof, caller_of(call), is_kept=is_kept))


@public
async def question(call: Call) -> Response:
    """What a browser is asked to sign, for who signs in by passkey alone."""
    refuse_other_sites(call)
    found = await ask_for_passkey(call.company)
    return answer({"ticket": found["key"], "options": found["options"]})


@public
async def captcha(call: Call) -> Response:
    """Another picture, or what can be heard instead."""
    facts = await call.facts()
    refuse_other_sites(call)
    return answer(await another_captcha(call.company, caller_of(call), require_text(facts, "form")))


@public
async def ways(call: Call) -> Response:
    """What the sign-in page can offer."""
    async with call.company.pool.connection() as connection:
        has_mail = await channel_of(call.company, connection) is not None
        found = await directories_on(connection, "oidc")
    shown = [{"id": str(each.id), "name": each.name} for each in found]
    return answer({"reset_by_mail": has_mail, "directories": shown})


@public
async def ask_for_reset(call: Call) -> Response:
    facts = await call.facts()
    refuse_other_sites(call)
    await ask_reset(call.company, require_text(facts, "login"), caller_of(call), call.language)
    return Response(status_code=204)


@public
async def reset(call: Call) -> Response:
    facts = await call.facts()
    refuse_other_sites(call)
    key = require_text(facts, "token")
    password = facts.get("new")
    await reset_password(call.company, key, password if isinstance(password, str) else "")
    call.state.sessions.clear()
    return Response(status_code=204)


@public
async def logout(call: Call) -> Response:
    if call.key:
        await end_session(call.company, call.key)
        call.state.sessions.pop(call.key, None)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/")
    return response


ROUTES = (
    ("POST", "/auth/login", login),
    ("POST", "/auth/login/second", second_step),
    ("POST", "/auth/login/passkey", question),
    ("POST", "/auth/login/captcha", captcha),
    ("GET", "/auth/login/ways", ways),
    ("POST", "/auth/reset", ask_for_reset),
    ("POST", "/auth/reset/password", reset),
    ("POST", "/auth/logout", logout),
)
