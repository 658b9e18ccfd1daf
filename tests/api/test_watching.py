"""OPS-5: each request has an id that answer, problem and log share; the figures can be read by a machine."""

import json
import logging
import re

import httpx
import pytest

pytestmark = pytest.mark.anyio
NAME = "Confidential Industries"
LABELS = r'(\{([a-z]+="[^"]*",?)+\})?'
LINE = re.compile(rf"^(# TYPE [a-z_]+ (gauge|counter|histogram)|[a-z_]+{LABELS} [0-9.e+-]+|# EOF)$")


def facts_of(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [getattr(record, "facts", {}) for record in caplog.records if record.name == "guanxi.requests"]


async def test_problem_carries_the_id_of_its_request(admin: httpx.AsyncClient) -> None:
    refused = await admin.get("/records/nothing", headers={"X-Request-Id": "trace-7"})
    assert (refused.json()["request_id"], refused.headers["x-request-id"]) == ("trace-7", "trace-7")
    own = await admin.get("/records/nothing", headers={"X-Request-Id": "two words"})
    assert re.fullmatch(r"[0-9a-f]{32}", own.json()["request_id"])
    assert own.headers["x-request-id"] == own.json()["request_id"]


async def test_write_is_logged_with_its_change_set_and_without_values(
    admin: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "guanxi"):
        made = await admin.post("/records/account", json={"name": NAME})
        await admin.get("/records/account", params={"q": NAME})
        refused = await admin.get("/records/account", params={"filter": NAME})
    written, wrong = facts_of(caplog)
    assert (written["method"], written["route"]) == ("POST", "/records/{object}")
    assert (written["status"], written["object"]) == (201, "account")
    assert written["change_set"] == made.headers["x-change-set"]
    assert (wrong["status"], refused.status_code) == (400, 400)
    assert NAME not in caplog.text
    assert NAME not in json.dumps([record.__dict__ for record in caplog.records], default=str)


async def test_reads_are_logged_when_asked_for(admin: httpx.AsyncClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "guanxi"):
        await admin.get("/records/account")
    (read,) = facts_of(caplog)
    assert (read["route"], read["status"]) == ("/records/{object}", 200)


async def test_figures_are_in_the_form_that_collectors_read(admin: httpx.AsyncClient) -> None:
    await admin.get("/records/account")
    text = (await admin.get("/metrics")).text
    assert text.endswith("# EOF\n")
    assert [line for line in text.splitlines() if not LINE.match(line)] == []
    values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert values['guanxi_requests_total{method="GET",route="/records/{object}",status="200"}'] == "1"
    assert values["guanxi_database_up"] == "1"
    assert float(values["guanxi_database_bytes"]) > 1_000_000
    assert values['guanxi_request_seconds_bucket{le="+Inf"}'] == values["guanxi_request_seconds_count"]
