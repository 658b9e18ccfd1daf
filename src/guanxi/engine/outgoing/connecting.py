"""The line to another machine: its name is looked up once, and the address that was judged is the one connected to."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, Final, cast

import httpcore

from guanxi.engine.outgoing.places import Address, Rules, read_address
from guanxi.kernel.errors import Forbidden, Unavailable

Resolve = Callable[[str], Awaitable[list[str]]]
MOST_ADDRESSES: Final = 4  # that are tried, one after the other


async def resolve(host: str) -> list[str]:
    """The addresses of a name, as the system finds them; numbers in any form (`0x7f.1`) become addresses too."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


async def addresses_of(host: str, look_up: Resolve) -> list[Address]:
    """All addresses of a name. Raises Unavailable where it has none."""
    with suppress(ValueError):
        return [read_address(host)]
    try:
        found = [read_address(each) for each in await look_up(host)]
    except (OSError, UnicodeError, ValueError):
        found = []
    if not found:
        raise Unavailable("outgoing_unknown_host", host=host)
    return found


def require_allowed(host: str, addresses: list[Address], rules: Rules, *, is_plain: bool) -> None:
    """Raises Forbidden where any of the addresses may not be reached, since a name could lead there next time."""
    if not all(rules.allow(host, address, is_plain=False) for address in addresses):
        raise Forbidden("outgoing_not_public", host=host)
    if is_plain and not all(rules.allow(host, address, is_plain=True) for address in addresses):
        raise Forbidden("outgoing_plain", host=host)


class Lines(httpcore.AsyncNetworkBackend):
    """Connects for the pool of one scheme. TLS is begun on the line by the pool, for the name and not the address."""

    def __init__(self, look_up: Resolve, *, is_plain: bool) -> None:
        self.rules = Rules()
        self._look_up = look_up
        self._is_plain = is_plain
        self._inner = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the pool's own form
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A line to one of the name's addresses. Raises Forbidden, or what the pool knows as a failed line."""
        name = host.lower().rstrip(".")
        addresses = await addresses_of(name, self._look_up)
        require_allowed(name, addresses, self.rules, is_plain=self._is_plain)
        failed: Exception = httpcore.ConnectError("no address")
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return await self._inner.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the pool's own form
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: what is asked for is another machine."""
        raise Forbidden("outgoing_address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
