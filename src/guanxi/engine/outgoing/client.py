"""The client: judged at every step, bounded in time and size, and without the environment's proxies or secrets."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpcore
import httpx

from guanxi.engine.company import Company
from guanxi.engine.outgoing.connecting import Lines, Resolve, resolve
from guanxi.engine.outgoing.setting import rules_of
from guanxi.kernel.errors import Forbidden, GuanxiError, Unavailable

MOST_REDIRECTS: Final = 5
MOST_HEADERS: Final = 100
MOST_BYTES: Final = 10 * 1024 * 1024
SECONDS: Final = 30.0
# what goes along to another host: nothing that proves who asks
CARRIED: Final = ("accept", "accept-encoding", "accept-language", "user-agent")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a request may take with its answer, and how large that may be."""

    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES


def client(
    company: Company,
    *,
    limits: Limits = Limits(),
    trust: ssl.SSLContext | None = None,
    look_up: Resolve = resolve,
) -> httpx.AsyncClient:
    """A client for addresses that others have given; used as `async with client(company) as web`.

    Follows at most five redirects, each judged anew, and from https only to https. Its requests raise Forbidden for
    what may not be reached, and Unavailable for what could not be, was too slow, too large or no HTTP.
    """
    return Client(Transport(company, limits, trust or httpx.create_ssl_context(), look_up))


class Client(httpx.AsyncClient):
    """Follows redirects itself, so that none carries a secret or a body to another host."""

    def __init__(self, transport: "Transport") -> None:
        super().__init__(transport=transport, trust_env=False, timeout=SECONDS)
        self.headers = httpx.Headers({"User-Agent": "Guanxi", "Accept": "*/*", "Accept-Encoding": "identity"})

    def build_request(self, *what: Any, **how: Any) -> httpx.Request:
        """The request. Raises Forbidden where the address is none."""
        try:
            return super().build_request(*what, **how)
        except httpx.InvalidURL:
            raise Forbidden("outgoing_address") from None

    async def send(self, request: httpx.Request, *, stream: bool = False, **how: Any) -> httpx.Response:
        """The answer after redirects. Raises Forbidden and Unavailable."""
        how.pop("follow_redirects", None)
        with_auth = how
        for _ in range(MOST_REDIRECTS + 1):
            try:
                response = await super().send(request, stream=True, follow_redirects=False, **with_auth)
                if not response.has_redirect_location:
                    return response if stream else await _whole(response)
                await response.aclose()
            except httpx.HTTPError as error:
                raise _unavailable(request, error) from None
            assert response.next_request is not None
            request, with_auth = _onward(request, response.next_request), {"auth": None}
        raise Unavailable("outgoing_too_many_redirects", host=request.url.host)


async def _whole(response: httpx.Response) -> httpx.Response:
    async with aclosing(response):
        await response.aread()
    return response


def _onward(before: httpx.Request, after: httpx.Request) -> httpx.Request:
    """The request that a redirect asks for. Raises Forbidden where it would lead out of TLS or carry something off."""
    if before.url.scheme == "https" and after.url.scheme != "https":
        raise Forbidden("outgoing_plain", host=after.url.host)
    same = (before.url.scheme, before.url.host, before.url.port) == (after.url.scheme, after.url.host, after.url.port)
    if same:
        return after
    if after.method not in ("GET", "HEAD"):
        raise Forbidden("outgoing_carried_off", host=after.url.host)
    kept = [(name, value) for name, value in after.headers.items() if name in CARRIED]
    return httpx.Request(after.method, after.url, headers=kept)


def _unavailable(request: httpx.Request, error: httpx.HTTPError) -> GuanxiError:
    is_slow = isinstance(error, httpx.TimeoutException)
    return Unavailable("outgoing_too_slow" if is_slow else "outgoing_unreachable", host=request.url.host)


class Transport(httpx.AsyncBaseTransport):
    """One pool for each scheme, since what may be reached differs between them."""

    def __init__(self, company: Company, limits: Limits, trust: ssl.SSLContext, look_up: Resolve) -> None:
        self._company = company
        self._limits = limits
        self._lines = {scheme: Lines(look_up, is_plain=scheme == "http") for scheme in ("http", "https")}
        self._pools = {
            scheme: httpcore.AsyncConnectionPool(trust, max_connections=10, network_backend=lines, http2=False)
            for scheme, lines in self._lines.items()
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request, its body still to come. Raises Forbidden and Unavailable."""
        url, host = request.url, request.url.host
        if url.scheme not in self._pools or not host or url.userinfo:
            raise Forbidden("outgoing_address")
        async with self._company.pool.connection() as connection:
            self._lines[url.scheme].rules = await rules_of(connection)
        ends_at = asyncio.get_running_loop().time() + self._limits.seconds
        async with _bounded(host, ends_at):
            found = await self._pools[url.scheme].handle_async_request(_asked(request))
        body = Body(found, host, self._limits.most_bytes, ends_at)
        response = httpx.Response(found.status, headers=found.headers, stream=body)
        if (fault := _fault(response, self._limits.most_bytes)) is not None:
            await body.aclose()
            raise Unavailable(fault, host=host)
        return response

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


def _asked(request: httpx.Request) -> httpcore.Request:
    url = request.url
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    extensions = {name: value for name, value in request.extensions.items() if name in ("timeout", "trace")}
    return httpcore.Request(
        request.method, target, headers=request.headers.raw, content=request.stream, extensions=extensions
    )


def _fault(response: httpx.Response, most: int) -> str | None:
    """What is wrong with an answer before its body is read; packed ones are not taken, whatever they grow to."""
    if len(response.headers.raw) > MOST_HEADERS:
        return "outgoing_too_large"
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        return "outgoing_packed"
    length = response.headers.get("content-length", "")
    return "outgoing_too_large" if length.isdecimal() and int(length[:20]) > most else None


@asynccontextmanager
async def _bounded(host: str, ends_at: float) -> AsyncGenerator[None]:
    """Raises Unavailable for whatever goes wrong on the line, and when the time is over."""
    try:
        async with asyncio.timeout_at(ends_at):
            yield
    except (TimeoutError, httpcore.TimeoutException):
        raise Unavailable("outgoing_too_slow", host=host) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError):
        raise Unavailable("outgoing_unreachable", host=host) from None


class Body(httpx.AsyncByteStream):
    """The body of an answer as it comes, no longer and no later than allowed."""

    def __init__(self, found: httpcore.Response, host: str, most: int, ends_at: float) -> None:
        assert isinstance(found.stream, AsyncIterable)
        self._found = found
        self._parts = aiter(found.stream)
        self._host, self._most, self._ends_at = host, most, ends_at

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        while True:
            async with _bounded(self._host, self._ends_at):
                part = await anext(self._parts, None)
            if part is None:
                return
            size += len(part)
            if size > self._most:
                raise Unavailable("outgoing_too_large", host=self._host)
            yield part

    async def aclose(self) -> None:
        await self._found.aclose()
