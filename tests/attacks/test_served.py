"""What only a real server meets: bytes on a socket that no client library would send: ACC-9, INT-1."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterable
from typing import cast

import orjson
import psutil
import pytest

from tests.contract.worlds import build_world
from tests.databases import Databases
from tests.faults.serving import free_port, wait_until

HOST = b"Host: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"
CHUNK = b"100000\r\n" + b" " * 1_048_576 + b"\r\n"


@pytest.fixture(scope="module")
def port(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Generator[int]:
    """The port of a web server of our own."""
    folder, chosen = tmp_path_factory.mktemp("served"), free_port()
    with databases.clone("world", build_world) as url:
        ours = {"GUANXI_DATABASE_URL": url, "GUANXI_DATA": str(folder), "GUANXI_PORT": str(chosen)}
        words = [sys.executable, "-m", "guanxi", "web"]
        with (folder / "said.log").open("w") as said:
            server = psutil.Popen(words, env={**os.environ, **ours}, stdout=said, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: is_up(chosen), 60)
            yield chosen
            assert "Traceback" not in (folder / "said.log").read_text()
        finally:
            end(server)


def end(server: psutil.Popen) -> None:
    family = [server, *server.children(recursive=True)]
    server.terminate()
    _, alive = psutil.wait_procs(family, timeout=10)
    for process in cast("Iterable[psutil.Process]", alive):
        process.kill()


def is_up(port: int) -> bool:
    try:
        return status_of(sent(port, b"GET /api/v1/health HTTP/1.1\r\n" + HOST + b"\r\n")) == 200
    except OSError:
        return False


def sent(port: int, *parts: bytes) -> bytes:
    """The answer to these bytes, as far as it came before the server closed or fell silent."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        try:
            for part in parts:
                link.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has heard enough
        link.settimeout(2)
        try:
            while part := link.recv(65_536):
                found += part
                if is_whole(found):
                    break
        except (TimeoutError, ConnectionResetError):
            pass
    return found


def is_whole(found: bytes) -> bool:
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    return bool(lengths) and len(body) >= int(lengths[0])


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def code_of(answer: bytes) -> str:
    return orjson.loads(answer.partition(b"\r\n\r\n")[2])["code"]


@pytest.mark.parametrize(
    "line",
    [
        b"GET /api/v1/records/%ff%fe HTTP/1.1",
        b"GET /api/v1/records/account/%00 HTTP/1.1",
        b"GET /api/v1/search?q=%ff%ed%a0%80 HTTP/1.1",
        b"GET /api/v1/records/account?filter=%ff HTTP/1.1",
        b"GET /%ff%fe%00 HTTP/1.1",
        b"GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        b"GET /../../../etc/passwd HTTP/1.1",
        b"GET //etc/passwd HTTP/1.1",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1",
        b"GET /" + b"a/" * 3_000 + b" HTTP/1.1",
        b"GET http://elsewhere.example/api/v1/meta HTTP/1.1",
        b"GET * HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"BREW /api/v1/meta HTTP/1.1",
        b"GET /api/v1/meta HTTP/9.9",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=lambda line: repr(line)[:40],
)
def test_strange_first_line_is_no_fault_of_ours(port: int, line: bytes) -> None:
    answer = sent(port, line + b"\r\n" + HOST + b"\r\n")
    assert status_of(answer) < 500, answer[:300]
    assert b"root:" not in answer
    assert is_up(port)


@pytest.mark.parametrize(
    "header",
    [
        b"Authorization: Bearer \xff\xfe\x01",
        b"Cookie: guanxi_session=\xff",
        b"Accept-Language: \xff\xfe",
        b"Content-Length: -1",
        b"Content-Length: 12\r\nContent-Length: 13",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"X-Long: " + b"x" * 1_000_000,
        b"\r\n".join(b"X-Many-%d: x" % number for number in range(5_000)),
        b" folded: x",
        b"No colon",
    ],
    ids=lambda header: repr(header)[:30],
)
def test_strange_header_is_no_fault_of_ours(port: int, header: bytes) -> None:
    answer = sent(port, b"POST /api/v1/auth/login HTTP/1.1\r\n" + HOST + header + b"\r\n\r\n")
    assert status_of(answer) < 500, answer[:300]
    assert is_up(port)


def test_sixty_megabytes_are_refused_without_being_kept_in_memory(port: int) -> None:
    [server] = [each for each in psutil.Process().children(recursive=True) if listens(each, port)]
    head = b"POST /api/v1/auth/login HTTP/1.1\r\n" + HOST + JSON
    before = memory_of(server)
    announced = sent(port, head + b"Content-Length: 62914560\r\n\r\n", *[b" " * 1_048_576] * 60)
    unannounced = sent(port, head + b"Transfer-Encoding: chunked\r\n\r\n", *[CHUNK] * 60, b"0\r\n\r\n")
    assert memory_of(server) - before < 60 * 1_048_576
    assert {status_of(announced), status_of(unannounced)} <= {413, 0}
    assert status_of(announced) == 413
    assert code_of(announced) == "body_too_large"
    assert is_up(port)


def listens(process: psutil.Process, port: int) -> bool:
    lines = process.cmdline()
    return "web" in lines and any(link.laddr.port == port for link in process.net_connections("tcp"))


def memory_of(process: psutil.Process) -> int:
    return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)])


def test_slow_sender_keeps_nobody_else_waiting(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as slow:
        slow.sendall(b"POST /api/v1/auth/login HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n{")
        started = time.monotonic()
        assert is_up(port)
        assert time.monotonic() - started < 2


def test_half_a_request_and_a_hang_up_leave_the_server_well(port: int) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
            link.sendall(b"POST /api/v1/records/account HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n{")
    assert is_up(port)
