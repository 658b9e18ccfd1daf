"""Other machines: a name server whose answers change, and web servers that say what they are told to."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rrset

OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwell"


@dataclass
class Names(asyncio.DatagramProtocol):
    """A name server: each name's answers one after the other, the last again and again."""

    answers: dict[str, list[str]]
    asked: list[str] = field(default_factory=list[str])

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._line = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:  # type: ignore[override]
        question = dns.message.from_wire(data)
        name = str(question.question[0].name)
        self.asked.append(name)
        given = self.answers[name]
        told = given.pop(0) if len(given) > 1 else given[0]
        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.AA
        reply.answer = [dns.rrset.from_text(name, 0, "IN", "A", *told.split())]
        self._line.sendto(reply.to_wire(), addr)


@asynccontextmanager
async def name_server(**answers: str) -> AsyncGenerator[tuple[Names, Callable[[str], Awaitable[list[str]]]]]:
    """A name server on this machine, and how to look names up there; `good_test="127.0.0.1,127.0.0.2"` is good.test."""
    names = Names({name.replace("_", ".") + ".": told.split(",") for name, told in answers.items()})
    loop = asyncio.get_running_loop()
    line, _ = await loop.create_datagram_endpoint(lambda: names, ("127.0.0.1", 0))
    asker = dns.asyncresolver.Resolver(configure=False)
    asker.nameservers = ["127.0.0.1"]
    asker.port = line.get_extra_info("sockname")[1]

    async def look_up(host: str) -> list[str]:
        return [each.address for each in await asker.resolve(host, "A", lifetime=5)]

    try:
        yield names, look_up
    finally:
        line.close()


@dataclass
class Server:
    """A web server: what it answers, one answer after the other, and what it was asked."""

    answers: list[bytes]
    port: int = 0
    drips: bool = False
    asked: list[str] = field(default_factory=list[str])
    lines: list[asyncio.StreamWriter] = field(default_factory=list[asyncio.StreamWriter])
    named: list[str | None] = field(default_factory=list[str | None])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines.append(writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.lower())
        writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
        while self.drips and not writer.is_closing():
            await asyncio.sleep(0.1)
            writer.write(b"x")
        writer.close()


@asynccontextmanager
async def web_server(
    *answers: str, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None, drips: bool = False
) -> AsyncGenerator[Server]:
    """A server on a free port; `PORT` in its answers is that port."""
    server = Server([], drips=drips)
    if tls is not None:
        tls.sni_callback = lambda line, name, context: server.named.append(name)
    listening = await asyncio.start_server(server.serve, address, 0, ssl=tls)
    async with listening:
        server.port = listening.sockets[0].getsockname()[1]
        server.answers = [each.replace("PORT", str(server.port)).encode() for each in answers or (OK,)]
        yield server
        for line in server.lines:
            line.transport.abort()
        await asyncio.sleep(0.15 if drips else 0.01)  # until each has seen that


def redirect(target: str, status: int = 302) -> str:
    return f"HTTP/1.1 {status} Go on\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
