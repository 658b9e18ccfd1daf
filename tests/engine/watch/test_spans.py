"""OPS-5: a collector gets a span for each request and each of its statements, and never a value."""

import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from guanxi.engine.company import Company
from guanxi.engine.traces import send_spans, spans
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio
SECRET = "Secret Works 4711"


class Collector(BaseHTTPRequestHandler):
    """Keeps what is sent to it."""

    bodies: list[bytes]

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        pass


@pytest.fixture
def collector() -> Generator[tuple[str, list[bytes]]]:
    bodies: list[bytes] = []
    server = HTTPServer(("127.0.0.1", 0), type("Kept", (Collector,), {"bodies": bodies}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", bodies
    server.shutdown()
    thread.join()
    server.server_close()


def spans_in(bodies: list[bytes]) -> list[Span]:
    requests = [ExportTraceServiceRequest.FromString(body) for body in bodies]
    return [each for one in requests for of in one.resource_spans for scope in of.scope_spans for each in scope.spans]


async def test_a_request_and_its_statements_are_one_trace(sign_in: SignIn, collector: tuple[str, list[bytes]]) -> None:
    address, bodies = collector
    client = await sign_in("admin")
    end = send_spans(address, "web")
    answer = await client.post("/records/account", json={"name": SECRET})
    end()
    assert answer.status_code == 201
    (request,) = [each for each in spans_in(bodies) if each.name == "POST /records/{object}"]
    statements = [each for each in spans_in(bodies) if each.parent_span_id == request.span_id]
    assert {each.name for each in statements} == {"statement"}
    facts = {each.key: each.value for each in request.attributes}
    assert facts["http.response.status_code"].int_value == 201
    assert facts["request_id"].string_value == answer.headers["X-Request-Id"]
    assert not any(SECRET.encode() in body for body in bodies)


async def test_nothing_is_sent_without_an_address(sign_in: SignIn, collector: tuple[str, list[bytes]]) -> None:
    client = await sign_in("admin")
    await client.get("/records/account")
    assert collector[1] == []


async def test_a_slow_statement_has_a_line(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(spans, "SLOW_SECONDS", 0.05)
    async with company.reading(cast.admin) as work:
        await work.fetch("SELECT pg_sleep(0.06), $1::text", SECRET)
    (line,) = [each for each in caplog.records if each.name == "guanxi.statements"]
    facts = vars(line)["facts"]
    assert facts["ms"] >= 50
    assert facts["text"] == "SELECT pg_sleep(0.06), $1::text"
