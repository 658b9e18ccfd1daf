"""Requests that no well-mannered client sends, given to the application as a server would give them."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

from guanxi.api.app import Application


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""

    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Body:
    """A body that comes in parts; `taken` counts the parts that the application asked for."""

    parts: Iterable[bytes] = ()
    taken: int = 0

    async def receive_all(self) -> AsyncGenerator[dict[str, Any]]:
        for part in self.parts:
            self.taken += 1
            yield {"type": "http.request", "body": part, "more_body": True}
        yield {"type": "http.request", "body": b"", "more_body": False}


def scope_of(method: str, path: str, query: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }


async def ask(
    application: Application,
    method: str,
    path: str,
    *,
    query: bytes = b"",
    headers: Mapping[str, str] | None = None,
    body: Body | None = None,
) -> Answer:
    """The answer to one request, whose path and headers stand as they are."""
    coming = (body or Body()).receive_all()
    answer = Answer()

    async def receive() -> Any:
        try:
            return await anext(coming)
        except StopAsyncIteration:
            await asyncio.sleep(3600)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await application(scope_of(method, path, query, headers or {}), receive, send)
    return answer


@dataclass
class Stream:
    """A stream of events as it comes; `ended` is done when the application has closed it."""

    ended: asyncio.Future[None]
    text: bytes = b""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, wanted: bytes, seconds: float = 10.0) -> None:
        """Waits until this has come."""
        async with asyncio.timeout(seconds):
            while wanted not in self.text:
                self.arrived.clear()
                await self.arrived.wait()


@asynccontextmanager
async def listen(application: Application, headers: Mapping[str, str], query: bytes = b"") -> AsyncGenerator[Stream]:
    """Holds the stream of events open."""
    stream = Stream(asyncio.get_running_loop().create_future())

    async def receive() -> Any:
        await asyncio.sleep(3600)

    async def send(message: Any) -> None:
        stream.text += message.get("body", b"")
        stream.arrived.set()

    async def run() -> None:
        await application(scope_of("GET", "/api/v1/events", query, headers), receive, send)
        stream.ended.set_result(None)

    running = asyncio.create_task(run())
    try:
        yield stream
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
