"""Routes that change the session itself or take a verb's own way: ACC-5, ACC-9, SAL-1."""

import httpx
import pytest

from guanxi.engine.people import principal_of
from guanxi.engine.people.sessions import issue
from tests.attacks.matrix.company import Matrix
from tests.attacks.matrix.personas import ADMIN, PERSONAS
from tests.attacks.matrix.targets import target_of

pytestmark = pytest.mark.anyio


async def with_session(matrix: Matrix, name: str) -> httpx.AsyncClient:
    """A client with a session that nobody needs afterwards."""
    async with matrix.world.company.pool.connection() as connection:
        key = await issue(connection, matrix.users[name], "session")
    transport = httpx.ASGITransport(app=matrix.world.application)
    headers = {"X-Guanxi-CSRF": "1", "Cookie": f"guanxi_session={key}"}
    client = httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1", headers=headers)
    return await matrix.world.stack.enter_async_context(client)


async def test_only_administrators_look_through_the_eyes_of_others(matrix: Matrix) -> None:
    asked = {"user": matrix.users["stranger"]}
    refused = {
        each.name: (await matrix.clients[each.name].post("/sharing/view-as", json=asked)).status_code
        for each in PERSONAS
        if each.name not in (ADMIN, "looking")
    }
    assert set(refused.values()) <= {401, 403}, refused
    admin = await with_session(matrix, ADMIN)
    assert (await admin.post("/sharing/view-as", json=asked)).status_code == 201
    assert (await admin.get("/auth/me")).json()["user"]["id"] == matrix.users["stranger"]
    assert (await admin.delete("/sharing/view-as")).status_code == 204
    assert (await admin.get("/auth/me")).json()["user"]["id"] == matrix.users[ADMIN]


async def test_file_that_is_read_through_the_eyes_of_another_is_logged_as_read_by_who_looked(matrix: Matrix) -> None:
    target = target_of(matrix, "contact")
    file = await target.part("file")
    assert (await matrix.clients["looking"].get(f"/files/{file}")).status_code == 200
    asked = {"action": "file_read", "record": target.parts["record"]}
    entries = (await matrix.admin.get("/audit", params=asked)).json()["entries"]
    assert [each["by"]["id"] for each in entries] == [matrix.users["looking"]]


async def test_rules_that_are_off_or_over_give_no_key(matrix: Matrix) -> None:
    async with matrix.world.company.pool.connection() as connection:
        found = {
            name: await principal_of(connection, matrix.users[name], "UTC")
            for name in ("by a rule", "by a rule that is off", "by a rule that is over")
        }
    assert {name: bool(each and each.read_keys) for name, each in found.items()} == {
        "by a rule": True,
        "by a rule that is off": False,
        "by a rule that is over": False,
    }


async def test_signing_out_ends_the_session_and_no_other(matrix: Matrix) -> None:
    one, other = await with_session(matrix, "full"), await with_session(matrix, "full")
    assert (await one.post("/auth/logout")).status_code == 204
    assert ((await one.get("/auth/me")).status_code, (await other.get("/auth/me")).status_code) == (401, 200)


async def test_lead_of_another_is_not_converted(matrix: Matrix) -> None:
    target = target_of(matrix, "lead")
    asked = {"lead": await target.part("record"), "with_opportunity": False}
    names = ("nobody at all", "stranger", "colleague", "auditor", "without edit", "looking", "without csrf", "no key")
    answers = [await matrix.clients[name].post("/actions/sales/convert_lead", json=asked) for name in names]
    assert {each.status_code for each in answers} <= {401, 403, 404}, [each.text for each in answers]
    assert not [each for each in answers if target.word in each.text]
    done = await matrix.owner.post("/actions/sales/convert_lead", json=asked)
    assert done.status_code == 200, done.text


@pytest.mark.parametrize("name", ["session ended", "session too old", "token ended", "switched off", "no key"])
async def test_stream_of_events_is_closed_to_whoever_is_not_let_in(matrix: Matrix, name: str) -> None:
    assert (await matrix.clients[name].get("/events")).status_code == 401
