"""What every request passes: who asks, whether he may write from where he is, and errors as problem details."""

import gzip
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import unquote

import orjson
import psycopg
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from guanxi.api.addresses import address_of, network_of
from guanxi.api.pace import FREE, Paces, told, weight_of
from guanxi.api.problems import problem, problem_of
from guanxi.api.scopes import scope_of
from guanxi.api.watching import watched
from guanxi.engine.company import Company, Work
from guanxi.engine.customs import refresh_shape
from guanxi.engine.live import Notifier
from guanxi.engine.people import Known, known_by_key, renew_grants
from guanxi.engine.people.networks import is_within
from guanxi.engine.sharing.viewing import seen_by
from guanxi.engine.watch import WHERE, Figures
from guanxi.kernel.errors import (
    FieldError,
    Forbidden,
    GuanxiError,
    Invalid,
    Malformed,
    Outdated,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from guanxi.kernel.fields.numbers import read_json
from guanxi.kernel.principal import SYSTEM_ID, Principal
from guanxi.kernel.scopes import opens
from guanxi.kernel.specs import Registry

COOKIE = "guanxi_session"
ONE_YEAR = "max-age=31536000"
CSRF = "x-guanxi-csrf"
SAFE = ("GET", "HEAD", "OPTIONS")
REMEMBERED = 5.0
MOST_BODY = 10 * 1024 * 1024
LONG_BODY = 16 * 1024  # from here on a slow line takes longer than compressing
GZIP_LEVEL = 3
UNREADABLE = (psycopg.Error, UnicodeError, RecursionError, PoolTimeout, orjson.JSONEncodeError)
LANGUAGES = {
    "zh-cn": "zh-CN",
    "zh-hans": "zh-CN",
    "zh": "zh-CN",
    "zh-tw": "zh-TW",
    "zh-hant": "zh-TW",
    "zh-hk": "zh-TW",
}


@dataclass
class State:
    """What the process holds: the company, its notifier, and sessions seen in the last seconds."""

    standard: Registry
    company: Company = field(init=False)
    notifier: Notifier = field(init=False)
    paces: Paces = field(default_factory=Paces)
    figures: Figures = field(default_factory=Figures)
    sessions: dict[str, tuple[Known, float]] = field(default_factory=dict[str, tuple[Known, float]])
    rights_seen: int = 0


@dataclass(slots=True)
class Call:
    """One request with what the door found out about it."""

    request: Request
    state: State
    principal: Principal
    key: str
    language: str
    shared: Work | None = None
    is_by_cookie: bool = True
    given: bytes | None = None

    @property
    def company(self) -> Company:
        return self.state.company

    def query(self, name: str, default: str = "") -> str:
        return _without_nought(name, self.request.query_params.get(name, default))

    def path(self, name: str) -> str:
        return _without_nought(name, str(self.request.path_params[name]))

    def refuse_announced(self, most: int) -> None:
        """Raises TooLarge where the request says itself that it is."""
        declared = self.request.headers.get("content-length", "0")
        if declared.isdecimal() and declared.isascii() and int(declared[:20]) > most:
            raise TooLarge("body_too_large", most=most // 1_048_576)

    async def body(self, most: int = MOST_BODY) -> bytes:
        """The body. Raises TooLarge as soon as more than `most` bytes have come."""
        if self.given is not None:  # read already, when the request was tried for the first time
            return self.given
        self.refuse_announced(most)
        parts: list[bytes] = []
        size = 0
        async for part in self.request.stream():
            size += len(part)
            if size > most:
                raise TooLarge("body_too_large", most=most // 1_048_576)
            parts.append(part)
        self.given = b"".join(parts)
        return self.given

    async def json(self) -> Any:
        """The body as JSON. Raises Malformed where it is none."""
        try:
            return read_json(await self.body() or b"{}")
        except ValueError:
            raise Malformed("not_json") from None

    async def facts(self) -> Mapping[str, Any]:
        """The body as a JSON object."""
        found = await self.json()
        if not isinstance(found, dict):
            raise Malformed("not_an_object")
        return cast(Mapping[str, Any], found)

    @property
    def source(self) -> str:
        return "screen" if CSRF in self.request.headers else "api"

    @property
    def reason(self) -> str | None:
        """Why the caller changes something, in his words. Raises Invalid where they cannot be kept."""
        found = unquote(self.request.headers.get("x-change-reason", ""))[:500]
        if "\x00" in found:
            raise Invalid("invalid", errors=[FieldError("X-Change-Reason", "control_character")])
        return found or None

    @contextmanager
    def within(self, work: Work) -> Generator[None]:
        """All work that is opened meanwhile is this one, in its transaction."""
        self.shared = work
        try:
            yield
        finally:
            self.shared = None

    def work(self, source: str = "") -> AbstractAsyncContextManager[Work]:
        if self.shared is not None:
            return nullcontext(self.shared)
        return self.company.work(self.principal, source=source or self.source, reason=self.reason)

    def single(self) -> AbstractAsyncContextManager[Work]:
        """For one write and nothing beside it."""
        if self.shared is not None:
            return nullcontext(self.shared)
        return self.company.single(self.principal, source=self.source, reason=self.reason)

    def reading(self) -> AbstractAsyncContextManager[Work]:
        return self.company.reading(self.principal)


Endpoint = Callable[[Call], Awaitable[Response]]
Told = Callable[[Company, GuanxiError, str], Response]
PUBLIC: set[Endpoint] = set()
AT_FIRST = ("/meta", "/health")  # with what is below /auth/: open before the first steps are done
# open to a session that only looks
LOOKING = {("POST", "/records/{object}/aggregate"), ("DELETE", "/sharing/view-as"), ("POST", "/auth/logout")}
NOBODY = Principal(user_id=SYSTEM_ID, name="")
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}  # unless an answer says otherwise


def answer(found: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    body = found if isinstance(found, bytes | str) else orjson.dumps(found, default=str)
    return Response(body, status, {**PRIVATE, **(headers or {})}, media_type="application/json")


def smaller(request: Request, response: Response) -> Response:
    """The response compressed, where it is a long JSON text and the client can read that."""
    body = getattr(response, "body", b"")
    if len(body) < LONG_BODY or response.media_type != "application/json":
        return response
    response.headers["Vary"] = "Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", ""):
        response.body = gzip.compress(body, GZIP_LEVEL)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))
    return response


def public(endpoint: Endpoint) -> Endpoint:
    """Marks an endpoint that needs no signing in."""
    PUBLIC.add(endpoint)
    return endpoint


async def known_behind(state: State, key: str, address: str) -> Known | None:
    """Who stands behind a session or token that has not ended, asked for again after a few seconds, and at once where
    this process has changed somebody's rights."""
    if state.rights_seen != state.company.rights_moved:
        state.rights_seen = state.company.rights_moved
        state.sessions.clear()
        await renew_grants(state.company)
    found = state.sessions.get(key)
    now = time.monotonic()
    if found is not None and found[1] > now and not found[0].principal.owes:
        return found[0]
    known = await known_by_key(state.company, key, address) if len(key) < 200 else None
    if known is None:
        state.sessions.pop(key, None)
        return None
    known = replace(known, principal=await seen_by(state.company, key, known.principal))
    if len(state.sessions) > 10_000:
        state.sessions.clear()
    state.sessions[key] = (known, now + REMEMBERED)
    return known


async def principal_behind(state: State, key: str, address: str) -> Principal | None:
    """The principal behind a key that has not ended and is taken from this address."""
    known = await known_behind(state, key, address)
    return known.principal if known is not None and is_within(address, known.networks) else None


@dataclass(frozen=True, slots=True)
class Gate:
    """What is known of a route before anybody asks: `is_open` while a person owes a step, `heavy` for a program."""

    is_public: bool
    is_open: bool
    is_free: bool
    scope: str
    weight: float
    heavy: float

    @classmethod
    def of(cls, endpoint: Endpoint, method: str, route: str) -> "Gate":
        is_public = endpoint in PUBLIC
        return cls(
            is_public,
            is_public or route.startswith("/auth/") or route in AT_FIRST,
            route in FREE,
            "" if is_public else scope_of(method, route),
            weight_of(method, route, is_program=False),
            weight_of(method, route, is_program=True),
        )


class Door:
    def __init__(self, state: State) -> None:
        self.state = state

    def secured(self, response: Response) -> Response:
        """The response, with the word to come by TLS only where that is how people come (RFC 6797)."""
        if self.state.company.surroundings.is_secure:
            response.headers["Strict-Transport-Security"] = ONE_YEAR
        return response

    def open(
        self, endpoint: Endpoint, method: str, route: str = "", told: Told = problem
    ) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint behind the door; `told` writes what goes wrong."""
        gate = Gate.of(endpoint, method, route)

        async def opened(request: Request) -> Response:
            return self.secured(await watched(self.state.figures, request, route, answered))

        async def answered(request: Request) -> Response:
            language = _language(request, None)
            try:
                call = await self._call(request, gate, method, route)
                language = call.language
                paced = self._let_in(call, gate)
                response = smaller(request, await self._answer(endpoint, call))
                response.headers.update(paced)
                return response
            except GuanxiError as error:
                return told(self.state.company, error, language)
            except ClientDisconnect:
                return Response(status_code=499)
            except UNREADABLE as error:
                return told(self.state.company, problem_of(error), language)

        return opened

    async def _answer(self, endpoint: Endpoint, call: Call) -> Response:
        """The endpoint's answer; where the process did not know yet what others have shaped, it is asked once more."""
        try:
            return await endpoint(call)
        except Outdated:
            await refresh_shape(call.company, self.state.standard)
            if call.given is None and _has_body(call.request):
                raise  # what was taken from the line piece by piece is gone
            return await endpoint(call)

    def _let_in(self, call: Call, gate: Gate) -> dict[str, str]:
        """Headers that tell how much the caller may still ask. Raises TooMany, and Forbidden for want of a scope or of
        a step that is owed.
        """
        told_of = self._paced(call, gate)
        if gate.scope and not opens(call.principal.scopes, gate.scope):
            raise Forbidden("scope_missing", extra={"scope": gate.scope}, scope=gate.scope)
        if call.principal.owes and not gate.is_open:
            raise Forbidden(call.principal.owes)
        return told_of

    def _paced(self, call: Call, gate: Gate) -> dict[str, str]:
        if gate.is_free or call.principal.user_id == SYSTEM_ID:
            return {}
        pace, is_program = self.state.paces.pace, not call.is_by_cookie
        most = pace.program if is_program else pace.person
        kind, weight = ("p", gate.heavy) if is_program else ("s", gate.weight)
        return told(most, self.state.paces.take(f"{kind}{call.principal.user_id}", most, weight)) if most else {}

    async def _call(self, request: Request, gate: Gate, method: str, route: str) -> Call:
        key, by_cookie = _key(request)
        address, paces = address_of(request, self.state.company.surroundings), self.state.paces
        if not gate.is_free:  # counted before anything is looked up for it
            paces.take(network_of(address), paces.pace.address, gate.weight)
        known = await known_behind(self.state, key, address) if key else None
        principal = known.principal if known else None
        if principal is None and not gate.is_public:
            raise Unauthenticated(None if by_cookie else "token_not_valid")
        if known is not None and not gate.is_public:
            known.require(address)
        if by_cookie and principal is not None and method not in SAFE and CSRF not in request.headers:
            raise Forbidden("csrf")
        if principal is not None and principal.viewer_id is not None:
            _refuse_writing(method, route)
        language = _language(request, principal)
        if principal is not None:
            WHERE.set({**WHERE.get(), "user_id": str(principal.user_id)})
        found = replace(principal or NOBODY, language=language)
        return Call(request, self.state, found, key, language, is_by_cookie=by_cookie)

    def fallbacks(self) -> Mapping[Any, Any]:
        """Answers in the same form where no endpoint was reached."""

        async def not_here(request: Request, error: HTTPException) -> Response:
            names = {404: "no_such_address", 405: "no_such_method"}
            wrong = GuanxiError(names.get(error.status_code, "malformed"))
            wrong.status = error.status_code  # type: ignore[misc]
            return problem(self.state.company, wrong, _language(request, None))

        async def unexpected(request: Request, error: Exception) -> Response:
            return problem(self.state.company, Unavailable("unexpected"), _language(request, None), status=500)

        return {HTTPException: not_here, Exception: unexpected}


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


def _refuse_writing(method: str, route: str) -> None:
    """Whoever looks through another's eyes reads; he may end that, and sign out. Raises Forbidden for all else.

    The route decides, not the address, in which a part may be called as another route ends.
    """
    if method not in SAFE and (method, route) not in LOOKING:
        raise Forbidden("only_looking")


def _without_nought(name: str, text: str) -> str:
    """The text of a parameter. Raises Malformed for one with a zero byte, which no text in the database has."""
    if "\x00" in text:
        raise Malformed("malformed", errors=[FieldError(name, "control_character")])
    return text


def _key(request: Request) -> tuple[str, bool]:
    bearer = request.headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        return bearer[7:].strip(), False
    return request.cookies.get(COOKIE, ""), True


def _language(request: Request, principal: Principal | None) -> str:
    if principal is not None and principal.language:
        return principal.language
    for part in request.headers.get("accept-language", "").split(","):
        wanted = part.split(";")[0].strip().lower()
        if wanted.startswith("en"):
            return "en"
        for name in (wanted, wanted.split("-")[0]):
            if name in LANGUAGES:
                return LANGUAGES[name]
    return "en"
