"""The life of a record of every object: REC-1, REC-2, REC-3, REC-12, REC-13, INT-1."""

from typing import Any

import pytest

from guanxi.kernel.specs import ObjectSpec
from tests.contract.objects import OBJECTS
from tests.contract.samples import record_of, sample, writable
from tests.contract.worlds import World

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("name", OBJECTS)]
MOVING = ("version", "updated_at", "updated_by")


def shown(spec: ObjectSpec, record: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Of a record what was written, lines without what was not."""
    lines = {each.name for each in spec.fields.values() if each.kind == "lines"}
    found: dict[str, Any] = {}
    for field, value in values.items():
        found[field] = record[field]
        if field in lines:
            pairs = zip(record[field], value, strict=True)
            found[field] = [{part: line[part] for part in given} for line, given in pairs]
    return found


def resting(record: dict[str, Any]) -> dict[str, Any]:
    """A record without what every write moves."""
    return {field: value for field, value in record.items() if field not in MOVING}


async def test_record_reads_back_as_it_was_written(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    values = record_of(world.company.registry, spec, 1, world.ids)
    made = await world.create(name, values)
    read = await admin.get(f"/records/{name}/{made['id']}")
    assert read.status_code == 200, read.text
    assert shown(spec, made, values) == values
    assert read.json() == made
    assert read.headers["etag"] == '"1"'


async def test_edit_changes_what_was_sent_and_nothing_else(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    made = await world.create(name, record_of(world.company.registry, spec, 1, world.ids))
    for each in writable(spec):
        address = f"/records/{name}/{made['id']}"
        before = (await admin.get(address)).json()
        value = sample(world.company.registry, each, 1 if each.kind == "picklist" else 2, world.ids)
        answer = await admin.patch(address, json={each.name: value}, headers={"If-Match": f'"{before["version"]}"'})
        assert answer.status_code in (200, 422), answer.text
        after = (await admin.get(address)).json()
        computed = {other.name for other in spec.fields.values() if other.is_computed or other.is_readonly}
        others = set(spec.fields) - computed - {each.name}
        assert {other: after[other] for other in others} == {other: before[other] for other in others}
        rules = {error["code"] for error in answer.json().get("errors", ())}
        assert rules <= {"rule_broken"}, answer.text


async def test_every_field_takes_another_value_and_none(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    made = await world.create(name, record_of(world.company.registry, spec, 1, world.ids))
    values = record_of(world.company.registry, spec, 2, world.ids)
    changed = await admin.patch(f"/records/{name}/{made['id']}", json=values)
    assert changed.status_code == 200, changed.text
    assert shown(spec, changed.json(), values) == values
    emptied = {each.name: None for each in writable(spec) if not each.required and each.kind != "lines"}
    answer = await admin.patch(f"/records/{name}/{made['id']}", json=emptied)
    assert answer.status_code in (200, 422), answer.text
    assert {error["code"] for error in answer.json().get("errors", ())} <= {"rule_broken"}


async def test_required_field_may_not_be_empty(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    made = await world.create(name, record_of(world.company.registry, spec, 1, world.ids))
    due = {each.name for each in writable(spec) if each.required}
    refused = await admin.patch(f"/records/{name}/{made['id']}", json=dict.fromkeys(due))
    assert refused.status_code == (422 if due else 200)
    assert {error["field"] for error in refused.json().get("errors", ())} == due


async def test_repeating_what_is_there_changes_nothing(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    values = record_of(world.company.registry, spec, 1, world.ids)
    made = await world.create(name, values)
    plain = {field: value for field, value in values.items() if spec.fields[field].kind != "lines"}
    again = await admin.patch(f"/records/{name}/{made['id']}", json=plain)
    assert again.status_code == 200, again.text
    assert again.json() == made
    assert "x-change-set" not in again.headers


async def test_deleted_record_is_gone_listed_in_the_bin_and_restored(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    made = await world.create(name, record_of(world.company.registry, spec, 1, world.ids))
    only = {"filter": f'{{"field": "id", "op": "eq", "value": "{made["id"]}"}}'}
    gone = await admin.delete(f"/records/{name}/{made['id']}")
    assert gone.status_code == 200, gone.text
    assert (await admin.patch(f"/records/{name}/{made['id']}", json={})).status_code == 404
    assert (await admin.get(f"/records/{name}", params=only)).json()["records"] == []
    bin_ = await admin.get(f"/records/{name}", params={**only, "deleted": "true"})
    assert [record["id"] for record in bin_.json()["records"]] == [made["id"]]
    restored = await admin.post(f"/records/{name}/restore", json={"ids": [made["id"]]})
    assert restored.json()["changed"] == 1, restored.text
    assert resting((await admin.get(f"/records/{name}/{made['id']}")).json()) == resting(made)


async def test_edit_delete_and_creation_are_undone(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    values = record_of(world.company.registry, spec, 1, world.ids)
    created = await admin.post(f"/records/{name}?duplicates=allow", json=values)
    made = created.json()
    address = f"/records/{name}/{made['id']}"
    edited = await admin.patch(address, json=record_of(world.company.registry, spec, 2, world.ids))
    assert edited.status_code == 200, edited.text
    deleted = await admin.delete(address)
    states = [edited.json(), made, None]
    for answer, state in zip((deleted, edited, created), states, strict=True):
        undone = await admin.post(f"/changes/{answer.headers['x-change-set']}/undo", json={})
        assert undone.status_code == 200, undone.text
        found = await admin.get(f"/records/{name}", params={"filter": _only(made["id"])})
        assert [resting(record) for record in found.json()["records"]] == [resting(each) for each in (state,) if each]


def _only(record_id: str) -> str:
    return f'{{"field": "id", "op": "eq", "value": "{record_id}"}}'


async def test_undo_of_the_undo_brings_it_back(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    made = await world.create(name, record_of(world.company.registry, spec, 1, world.ids))
    address = f"/records/{name}/{made['id']}"
    edited = await admin.patch(address, json=record_of(world.company.registry, spec, 2, world.ids))
    undone = await admin.post(f"/changes/{edited.headers['x-change-set']}/undo", json={})
    again = await admin.post(f"/changes/{undone.json()['change_set']}/undo", json={})
    assert again.status_code == 200, again.text
    assert resting((await admin.get(address)).json()) == resting(edited.json())


async def test_bulk_edit_delete_and_restore_take_many_records(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    rows = [record_of(world.company.registry, spec, number, world.ids) for number in range(3)]
    ids = [record["id"] for record in (await world.create(name, rows))["records"]]
    each = next(each for each in writable(spec) if not each.unique and each.kind in ("text", "long_text"))
    value = sample(world.company.registry, each, 3, world.ids)
    edited = await admin.patch(f"/records/{name}", json={"ids": ids, "values": {each.name: value}})
    assert (edited.json()["changed"], edited.json()["refused"]) == (3, [])
    deleted = await admin.request("DELETE", f"/records/{name}", json={"ids": ids})
    assert deleted.json()["changed"] == 3
    undone = await admin.post(f"/changes/{deleted.json()['change_set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert undone.json()["changed"] >= 3
    read = [(await admin.get(f"/records/{name}/{record_id}")).json()[each.name] for record_id in ids]
    assert read == [value] * 3
