"""What happened to a record of every object: REC-7, REC-12."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.contract.objects import OBJECTS
from tests.contract.samples import record_of, writable
from tests.contract.worlds import World

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("name", OBJECTS)]


async def moment() -> str:
    """A moment that lies between two writes."""
    await asyncio.sleep(0.002)
    now = datetime.now(UTC).isoformat()
    await asyncio.sleep(0.002)
    return now


async def test_history_tells_old_and_new_of_every_field(world: World, name: str) -> None:
    registry, admin = world.company.registry, await world.client("admin")
    spec = registry[name]
    made = await world.create(name, record_of(registry, spec, 1, world.ids))
    address = f"/records/{name}/{made['id']}"
    reason = {"X-Change-Reason": "%E6%90%AC%E5%AE%B6"}
    edited = await admin.patch(address, json=record_of(registry, spec, 2, world.ids), headers=reason)
    changes = (await admin.get(f"{address}/history")).json()["changes"]
    plain = [each.name for each in spec.fields.values() if each.kind != "lines" and not each.is_computed]
    right = {field: (made[field], edited.json()[field]) for field in plain if made[field] != edited.json()[field]}
    assert [(change["kind"], change["source"]) for change in changes] == [("update", "screen"), ("create", "screen")]
    assert {each["field"]: (each["old"], each["new"]) for each in changes[0]["fields"]} == right
    assert changes[0]["reason"] == "搬家"
    assert changes[0]["by"]["title"] == "Administrator"
    assert changes[0]["change_set"] == edited.headers["x-change-set"]


async def test_record_is_seen_as_it_was(world: World, name: str) -> None:
    registry, admin = world.company.registry, await world.client("admin")
    spec = registry[name]
    before_all = await moment()
    made = await world.create(name, record_of(registry, spec, 1, world.ids))
    address = f"/records/{name}/{made['id']}"
    states: list[tuple[str, dict[str, Any]]] = [(await moment(), made)]
    for number in (2, 3):
        changed = await admin.patch(address, json=record_of(registry, spec, number, world.ids))
        states.append((await moment(), changed.json()))
    stored = [each.name for each in writable(spec) if each.kind != "lines"]
    for at, state in states:
        found = (await admin.get(address, params={"at": at})).json()
        assert {field: found[field] for field in stored} == {field: state[field] for field in stored}
        assert found["version"] == state["version"]
        assert found["updated_at"] == state["updated_at"]
    assert (await admin.get(address, params={"at": before_all})).status_code == 404


async def test_record_as_it_was_has_the_asked_fields_and_is_expanded(world: World, name: str) -> None:
    registry, admin = world.company.registry, await world.client("admin")
    spec = registry[name]
    made = await world.create(name, record_of(registry, spec, 1, world.ids))
    address = f"/records/{name}/{made['id']}"
    references = [each.name for each in writable(spec) if each.kind in ("reference", "multi_reference")]
    now = (await admin.get(address, params={"expand": ",".join(references)})).json()
    expand = ",".join(["id", *references])  # an id leads to no other record and stays as it is
    asked = {"at": await moment(), "fields": ",".join([spec.title, *references]), "expand": expand}
    await admin.patch(address, json=record_of(registry, spec, 2, world.ids))
    found = (await admin.get(address, params=asked)).json()
    assert found == {each: now[each] for each in ("id", "version", *dict.fromkeys([spec.title, *references]))}
    assert (await admin.get(address, params=asked | {"fields": "nothing"})).status_code == 400
    assert (await admin.get(address, params=asked | {"expand": "version"})).status_code == 400


async def test_history_and_timeline_come_page_by_page(world: World, name: str) -> None:
    registry, admin = world.company.registry, await world.client("admin")
    made = await world.create(name, record_of(registry, registry[name], 1, world.ids))
    address = f"/records/{name}/{made['id']}"
    for number in (2, 3, 4, 5):
        assert (await admin.patch(address, json=record_of(registry, registry[name], number, world.ids))).is_success
    pages = {path: await _pages(admin, f"{address}/{path}", part) for path, part in _PARTS}
    sets = [change["change_set"] for change in pages["history"]]
    assert len(set(sets)) == len(sets) == 5
    assert [entry["change_set"] for entry in pages["timeline"] if entry["kind"] == "change"] == sets


_PARTS = (("history", "changes"), ("timeline", "entries"))


async def _pages(admin: Any, address: str, part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await admin.get(address, params={"limit": 2, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        found += answer.json()[part]
        cursor = answer.json()["next_cursor"]
    return found


async def test_change_set_names_its_records(world: World, name: str) -> None:
    registry, admin = world.company.registry, await world.client("admin")
    made = await admin.post(f"/records/{name}?duplicates=allow", json=record_of(registry, registry[name], 1, world.ids))
    facts = (await admin.get(f"/changes/{made.headers['x-change-set']}")).json()
    assert {"object": name, "kind": "create", "count": 1} in facts["summary"]
    assert made.json()["id"] in [record["id"] for record in facts["records"]]
    assert facts["can_undo"] is True
    listed = (await admin.get("/changes", params={"object": name, "by": "me", "limit": 5})).json()["changes"]
    assert listed[0]["id"] == made.headers["x-change-set"]
