"""The way through another directory and back: pages of a browser; what goes wrong is told on the sign-in page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from guanxi.api.callers import DEVICE, caller_of, refuse_other_sites, set_cookies
from guanxi.api.door import Call, answer, public
from guanxi.engine.audit import Entry, log
from guanxi.engine.people import Entered, Step, once
from guanxi.engine.signon.oidc import Returned, begin, finish_elsewhere
from guanxi.kernel.errors import GuanxiError, Unauthenticated
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.principal import STRANGER_ID

BROWSER: Final = "guanxi_sign_on"
STEP: Final = "guanxi_step"
HANDED: Final = "handed step"
LASTS: Final = timedelta(minutes=10)
BELOW: Final = "/api/v1/auth"


@public
async def start(call: Call) -> Response:
    wanted = call.query("next", "/")
    try:
        begun = await begin(call.company, read_id(call.path("id")), wanted, caller_of(call))
    except GuanxiError as error:
        return await _told(call, error)
    response = RedirectResponse(begun.address, 302)
    _set_cookie(call, response, BROWSER, begun.browser)
    return response


@public
async def come_back(call: Call) -> Response:
    query = {name: call.query(name) for name in call.request.query_params}
    cookies = call.request.cookies
    returned = Returned(query, cookies.get(BROWSER, ""), caller_of(call), cookies.get(DEVICE, ""))
    try:
        done = await finish_elsewhere(call.company, read_id(call.path("id")), returned)
    except GuanxiError as error:
        return await _told(call, error)
    if isinstance(done.found, Entered):
        response = RedirectResponse(done.next, 302)
        set_cookies(call, response, done.found)
    else:
        response = await _handed(call, done.found, done.next)
    response.delete_cookie(BROWSER, path=BELOW)
    return response


async def _handed(call: Call, step: Step, wanted: str) -> Response:
    """To the second step, which the sign-in page fetches by a cookie: no key stands in an address."""
    facts: dict[str, Any] = {"next": "second_factor", "ways": step.ways, "ticket": step.key}
    facts |= {"passkey": step.passkey} if step.passkey else {}
    async with call.company.pool.connection() as connection:
        key = await once.issue(connection, HANDED, LASTS, None, **facts)
    response = RedirectResponse(_login({"step": "1", "next": wanted}), 302)
    _set_cookie(call, response, STEP, key)
    return response


@public
async def handed_step(call: Call) -> Response:
    """The second step that a directory's sign-in leads to, as `/auth/login` tells it; told once."""
    refuse_other_sites(call)
    async with call.company.pool.connection() as connection:
        found = await once.take(connection, HANDED, call.request.cookies.get(STEP, ""))
    if found is None:
        raise Unauthenticated("step_over")
    response = answer(dict(found.facts))
    response.delete_cookie(STEP, path=BELOW)
    return response


async def _told(call: Call, error: GuanxiError) -> Response:
    """Back to the sign-in page with the code of what went wrong; the texts are there."""
    async with call.company.pool.connection() as connection:
        note = {"code": error.code, "address": caller_of(call).address}
        await log(connection, Entry(str(STRANGER_ID), "sign_on_failed", note=note))
    return RedirectResponse(_login({"fault": error.code}), 302)


def _login(query: Mapping[str, str]) -> str:
    return f"/login?{urlencode(query)}"


def _set_cookie(call: Call, response: Response, name: str, key: str) -> None:
    is_secure = call.request.url.scheme == "https" or call.company.surroundings.is_secure
    age = int(LASTS.total_seconds())
    response.set_cookie(name, key, max_age=age, httponly=True, samesite="lax", secure=is_secure, path=BELOW)


ROUTES = (
    ("GET", "/auth/directories/{id}/start", start),
    ("GET", "/auth/directories/{id}/callback", come_back),
    ("POST", "/auth/login/handed", handed_step),
)
