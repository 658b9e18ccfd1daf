"""Who may do what with the records of every object: ACC-1, ACC-4."""

import json
from typing import Any

import pytest

from tests.contract.objects import OBJECTS, OWNED
from tests.contract.samples import record_of, required_of
from tests.contract.worlds import World
from tests.properties.meaning import plain

pytestmark = pytest.mark.anyio


def only(record_id: str) -> dict[str, str]:
    return {"filter": json.dumps({"field": "id", "op": "eq", "value": record_id})}


@pytest.mark.parametrize("name", OBJECTS)
async def test_viewer_reads_and_writes_nothing(world: World, name: str) -> None:
    registry = world.company.registry
    made = await world.create(name, record_of(registry, registry[name], 1, world.ids))
    viewer, address = await world.client("viewer"), f"/records/{name}/{made['id']}"
    assert (await viewer.get(address)).status_code == 200
    assert (await viewer.get(f"/records/{name}", params=only(made["id"]))).json()["records"][0]["id"] == made["id"]
    values = required_of(registry, registry[name], 2, world.ids)
    refused = [
        await viewer.post(f"/records/{name}", json=values),
        await viewer.post(f"/records/{name}/duplicates", json={"values": values}),
        await viewer.patch(address, json=values),
        await viewer.patch(f"/records/{name}", json={"ids": [made["id"]], "values": values}),
        await viewer.delete(address),
        await viewer.request("DELETE", f"/records/{name}", json={"ids": [made["id"]]}),
        await viewer.post(f"/records/{name}/restore", json={"ids": [made["id"]]}),
        await viewer.get(f"/records/{name}", params={"deleted": "true"}),
        await viewer.post(f"{address}/files", content=b"x", headers={"X-File-Name": "x.txt"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "no_right")] * 9
    assert (await (await world.client("admin")).get(address)).json() == made


@pytest.mark.parametrize("name", OBJECTS)
async def test_nobody_asks_for_anything_without_signing_in(world: World, name: str) -> None:
    made = await world.create(name, record_of(world.company.registry, world.company.registry[name], 1, world.ids))
    stranger = await world.client("viewer")
    address = f"/records/{name}/{made['id']}"
    paths = [f"/records/{name}", address, f"{address}/history", f"{address}/timeline", f"{address}/comments"]
    paths += [
        f"{address}/files",
        f"/lookup/{name}",
        f"/follow/{name}/{made['id']}",
        "/meta",
        "/openapi.json",
        "/search?q=a",
    ]
    nobody = {"Cookie": "guanxi_session=none", "Authorization": "Bearer none"}
    answers = [await stranger.get(path, headers=nobody) for path in paths]
    assert [answer.status_code for answer in answers] == [401] * len(paths)


@pytest.mark.parametrize("name", OWNED)
async def test_record_of_another_team_is_not_there(world: World, name: str) -> None:
    registry = world.company.registry
    spec = registry[name]
    mine = await world.create(name, required_of(registry, spec, 1, {**world.ids, **await _of(world, "lina")}), "lina")
    stranger, address = await world.client("sunqian"), f"/records/{name}/{mine['id']}"
    values = {"owner": "me"}
    answers = [
        await stranger.get(address),
        await stranger.get(address, params={"at": mine["updated_at"]}),
        await stranger.get(f"{address}/history"),
        await stranger.get(f"{address}/timeline"),
        await stranger.get(f"{address}/comments"),
        await stranger.post(f"{address}/comments", json={"text": "mine now"}),
        await stranger.get(f"{address}/files"),
        await stranger.post(f"{address}/files", content=b"x", headers={"X-File-Name": "x.txt"}),
        await stranger.get(f"/follow/{name}/{mine['id']}"),
        await stranger.put(f"/follow/{name}/{mine['id']}"),
        await stranger.post("/favourites", json={"object": name, "id": mine["id"]}),
        await stranger.patch(address, json=values),
        await stranger.patch(address, json=values, headers={"If-Match": '"9"'}),
        await stranger.delete(address),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert all(str(mine[spec.title]) not in answer.text for answer in answers)


@pytest.mark.parametrize("name", OWNED)
async def test_record_of_another_team_is_in_no_list_and_no_figure(world: World, name: str) -> None:
    registry = world.company.registry
    spec = registry[name]
    mine = await world.create(name, required_of(registry, spec, 1, {**world.ids, **await _of(world, "lina")}), "lina")
    lina, stranger = await world.client("lina"), await world.client("sunqian")
    title = plain(mine[spec.title])
    only_it = {"filter": {"field": "id", "op": "eq", "value": mine["id"]}}

    async def seen(client: Any) -> list[int]:
        listed = (await client.get(f"/records/{name}", params={**only(mine["id"]), "count": "exact"})).json()
        found = (await client.get("/search", params={"q": title, "objects": name, "limit": 100})).json()["hits"]
        picked = (await client.get(f"/lookup/{name}", params={"q": title, "limit": 50})).json()["hits"]
        latest = (await client.get(f"/lookup/{name}", params={"limit": 50})).json()["hits"]
        counted = (await client.post(f"/records/{name}/aggregate", json=only_it)).json()["groups"][0]["values"][0]
        hits = [sum(hit["id"] == mine["id"] for hit in hits) for hits in (found, picked, latest)]
        return [len(listed["records"]), listed["total"], int(counted), *hits]

    assert await seen(lina) == [1] * 6
    assert await seen(stranger) == [0] * 6


@pytest.mark.parametrize("name", OWNED)
async def test_bulk_writes_leave_records_of_another_team_alone(world: World, name: str) -> None:
    registry = world.company.registry
    spec = registry[name]
    mine = await world.create(name, required_of(registry, spec, 1, {**world.ids, **await _of(world, "lina")}), "lina")
    stranger = await world.client("sunqian")
    by_filter = {"filter": {"field": "id", "op": "eq", "value": mine["id"]}}
    edited = await stranger.patch(f"/records/{name}", json={"ids": [mine["id"]], "values": {"owner": "me"}})
    assert (edited.json()["changed"], edited.json()["refused"][0]["errors"][0]["code"]) == (0, "no_such_record")
    edited = await stranger.patch(f"/records/{name}", json={**by_filter, "values": {"owner": "me"}})
    assert edited.json()["changed"] == 0
    gone = await stranger.request("DELETE", f"/records/{name}", json={"ids": [mine["id"]]})
    assert (gone.json()["changed"], gone.json()["refused"][0]["errors"][0]["code"]) == (0, "no_such_record")
    assert (await stranger.request("DELETE", f"/records/{name}", json=by_filter)).json()["changed"] == 0
    assert (await (await world.client("lina")).get(f"/records/{name}/{mine['id']}")).json() == mine


@pytest.mark.parametrize("name", OWNED)
async def test_colleague_reads_but_does_not_change(world: World, name: str) -> None:
    registry = world.company.registry
    mine = await world.create(
        name, required_of(registry, registry[name], 1, {**world.ids, **await _of(world, "lina")}), "lina"
    )
    colleague, address = await world.client("zhoumin"), f"/records/{name}/{mine['id']}"
    assert mine["can_edit"] is True
    assert (await colleague.get(address)).json() == {**mine, "can_edit": False}
    refused = [await colleague.patch(address, json={"owner": None}), await colleague.delete(address)]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "not_yours")] * 2


async def _of(world: World, login: str) -> dict[str, list[str]]:
    """A record of every object that others refer to, which this person owns."""
    registry = world.company.registry
    found: dict[str, list[str]] = {}
    for name in ("account", "contact", "opportunity"):
        values = required_of(registry, registry[name], 0, {**world.ids, **found})
        found[name] = [(await world.create(name, values, login))["id"]]
    return found
