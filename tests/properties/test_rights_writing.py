"""No write, import, undo or event reaches past the rights, whatever the roles: ACC-4, REC-9, REC-11, INT-4."""

import json
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from hypothesis import Phase, given, note, settings

from guanxi.engine.access.masks import masked
from guanxi.engine.transfer.running import run_import
from guanxi.kernel.access import MASKED_LEVELS
from guanxi.main import standard_registry
from tests.attacks.raw import Stream, listen
from tests.contract.worlds import World
from tests.properties.permits import Person
from tests.properties.scenes import KINDS, Scene, Wish, play, wishes

pytestmark = pytest.mark.anyio
REGISTRY = standard_registry()
PHASES = (Phase.explicit, Phase.generate)  # a scene takes a second: shrinking one would take many minutes


def assert_silent(scene: Scene, person: Person, answer: httpx.Response, sent: str = "") -> None:
    """The answer holds no word that the person may not know, but what he sent himself."""
    told = [word for word in scene.secrets(person) if word in answer.text and word not in sent]
    assert not told, (person, str(answer.request.url), told, answer.text[:2000])
    assert answer.status_code < 500, answer.text


async def as_they_are(scene: Scene, name: str) -> dict[str, dict[str, Any]]:
    """The records of the scene as the administrator sees them."""
    admin = await scene.world.client("admin")
    asked = {"filter": json.dumps(scene.only(name)), "limit": 500}
    found = (await admin.get(f"/records/{name}", params=asked)).json()["records"]
    return {record["id"]: {part: record[part] for part in (*KINDS[name], "owner", "team")} for record in found}


@settings(max_examples=6, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_changes_and_deletions_need_their_rights(world: World, people: dict[str, Person], wish: Wish) -> None:
    scene = await play(world, people, wish)
    note(json.dumps(wish.roles))
    for person in people.values():
        client = await scene.client(person)
        for name, record_id, record in list(scene.each()):
            await check_change(scene, person, client, (name, record_id, record))
            await check_refused_bulk(scene, person, client, (name, record_id, record))
        for name in KINDS:
            await check_deletion(scene, person, client, name)


async def check_change(
    scene: Scene, person: Person, client: httpx.AsyncClient, which: tuple[str, str, dict[str, Any]]
) -> None:
    """A change of each field succeeds exactly where the roles allow it; the mask sent back changes nothing."""
    name, record_id, record = which
    for part in ("email", "tags"):
        before = (await as_they_are(scene, name))[record_id]
        value: Any = ["changed"] if part == "tags" else f"{person.login}.{part}@example.org"
        answer = await client.patch(f"/records/{name}/{record_id}?duplicates=allow", json={part: value})
        assert_silent(scene, person, answer)
        after = (await as_they_are(scene, name))[record_id]
        may = scene.permits.changes(person, name, record, part)
        assert (answer.status_code == 200) == may, (person, which, answer.text)
        assert after == ({**before, part: value} if may else before)
        if may:
            admin = await scene.world.client("admin")
            await admin.patch(f"/records/{name}/{record_id}?duplicates=allow", json={part: before[part]})
        elif scene.permits.level(person, name, part) in MASKED_LEVELS:
            mask = masked(REGISTRY[name].fields[part], before[part])
            await client.patch(f"/records/{name}/{record_id}", json={part: mask})
            assert (await as_they_are(scene, name))[record_id] == before


async def check_refused_bulk(
    scene: Scene, person: Person, client: httpx.AsyncClient, which: tuple[str, str, dict[str, Any]]
) -> None:
    """A late change tells only of what may be read; a bulk change leaves the records of others alone."""
    name, record_id, _ = which
    wish = dict.fromkeys(KINDS[name])
    stale = await client.patch(f"/records/{name}/{record_id}", json=wish, headers={"If-Match": '"1"'})
    assert_silent(scene, person, stale)
    assert stale.status_code >= 400
    before = await as_they_are(scene, name)
    body = {"ids": list(scene.records[name]), "values": {"owner": "me"}}
    bulk = await client.patch(f"/records/{name}", json=body)
    assert_silent(scene, person, bulk)
    if bulk.status_code == 200 and bulk.json()["changed"]:
        after = await as_they_are(scene, name)
        moved = [key for key in after if after[key] != before[key]]
        assert all(scene.permits.changes(person, name, scene.records[name][key], "owner") for key in moved)
        admin = await scene.world.client("admin")
        undone = await admin.post(f"/changes/{bulk.json()['change_set']}/undo", json={})
        assert undone.status_code == 200, undone.text
    assert moved_since(before, await as_they_are(scene, name)) == {}


def moved_since(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The fields that are not as they were, with old and new."""
    return {
        key: {part: (before[key][part], now) for part, now in record.items() if before[key][part] != now}
        for key, record in after.items()
        if before[key] != record
    }


async def check_deletion(scene: Scene, person: Person, client: httpx.AsyncClient, name: str) -> None:
    before = await as_they_are(scene, name)
    body = {"ids": list(scene.records[name])}
    gone = await client.request("DELETE", f"/records/{name}", json=body)
    assert_silent(scene, person, gone)
    permits = scene.permits
    mine = {
        key
        for key, record in scene.records[name].items()
        if permits.may(person, name, "delete")
        and permits.in_scope(person, name, "read", record)
        and permits.in_scope(person, name, "edit", record)
    }
    assert before.keys() - (await as_they_are(scene, name)).keys() == mine
    if mine:
        for key in mine:
            listed = await client.get(f"/records/{name}/{key}")
            assert_silent(scene, person, listed)
            sees = permits.sees(person, name, scene.records[name][key])
            assert (listed.status_code == 200) == (sees and permits.may(person, name, "see_deleted"))
        admin = await scene.world.client("admin")
        undone = await admin.post(f"/changes/{gone.json()['change_set']}/undo", json={})
        assert undone.status_code == 200, undone.text


@settings(max_examples=10, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_duplicates_are_told_without_telling_of_them(world: World, people: dict[str, Person], wish: Wish) -> None:
    scene = await play(world, people, wish)
    note(json.dumps(wish.roles))
    for person in people.values():
        client = await scene.client(person)
        for name, part in (("account", "name"), ("contact", "email")):
            for record_id, record in scene.records[name].items():
                await check_duplicates(scene, person, client, (name, part, record_id, record))


async def check_duplicates(
    scene: Scene, person: Person, client: httpx.AsyncClient, which: tuple[str, str, str, dict[str, Any]]
) -> None:
    """Only who sees a record and what makes it equal is told of it; for others it is as if it were not there."""
    name, part, record_id, record = which
    values = {part: record[part]}
    typed = await client.post(f"/records/{name}/duplicates", json={"values": values})
    saved = await client.post(f"/records/{name}", json={**values, **({"name": "n"} if part != "name" else {})})
    is_seen = scene.permits.sees(person, name, record) and scene.permits.reads(person, name, part)
    named = is_seen and scene.permits.reads(person, name, "name")
    title = record["name"]["full"] if name == "contact" else record["name"]
    for answer in (typed, saved):
        assert_silent(scene, person, answer, json.dumps(values))
        for told in answer.json().get("duplicates", ()):
            assert is_seen
            assert (told["id"], told["title"]) == (record_id, title if named else None)
    if saved.status_code == 201:
        assert not is_seen
        gone = await (await scene.world.client("admin")).delete(f"/records/{name}/{saved.json()['id']}")
        assert gone.status_code == 200, gone.text


@settings(max_examples=10, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_import_matches_and_changes_only_what_is_open(
    world: World, people: dict[str, Person], wish: Wish
) -> None:
    scene = await play(world, people, wish)
    note(json.dumps(wish.roles))
    for person in people.values():
        client = await scene.client(person)
        rows = [[f"new {person.login} {number}", record["email"]] for number, record in enumerate(_contacts(scene))]
        table = "\n".join(["wechat,email", *(",".join(row) for row in rows)])
        for mode in ("upsert", "update"):
            await check_import(scene, person, client, table, mode)
        await check_import(scene, person, client, table.replace("wechat", "name"), "create")


def _contacts(scene: Scene) -> list[dict[str, Any]]:
    return list(scene.records["contact"].values())


async def check_import(scene: Scene, person: Person, client: httpx.AsyncClient, table: str, mode: str) -> None:
    before = await as_they_are(scene, "contact")
    made = await client.post("/imports", content=table.encode(), headers={"X-File-Name": "contacts.csv"})
    path = f"/imports/{made.json()['id']}"
    more = {"keys": ["email"]} if mode != "create" else {"on_duplicate": "update"}
    chosen = await client.patch(path, json={"object": "contact", "mode": mode, **more})
    assert_silent(scene, person, chosen, table)
    if chosen.status_code != 200:
        return
    preview = await client.post(f"{path}/preview")
    assert_silent(scene, person, preview, table)
    started = await client.post(f"{path}/run")
    if started.status_code == 202:
        await run_import(scene.world.company, {"run": made.json()["id"]})
    for answer in (await client.get(path), await client.get(f"{path}/rejected")):
        assert_silent(scene, person, answer, table)
    await check_unharmed(scene, person, before, path)


async def check_unharmed(scene: Scene, person: Person, before: dict[str, dict[str, Any]], path: str) -> None:
    """Only records and fields that are open to the person have changed; then all is as before again."""
    after = await as_they_are(scene, "contact")
    for key, record in after.items():
        changed = [part for part in record if record[part] != before[key][part]]
        may = [scene.permits.changes(person, "contact", scene.records["contact"][key], part) for part in changed]
        assert all(may), (person, key, changed)
        assert not changed or scene.permits.reads(person, "contact", "email")
    client = await scene.client(person)
    change_set = (await client.get(path)).json().get("change_set")
    if change_set:
        admin = await scene.world.client("admin")
        await admin.post(f"/changes/{change_set}/undo", json={})
    assert moved_since(before, await as_they_are(scene, "contact")) == {}


@settings(max_examples=8, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_events_name_only_records_in_sight(world: World, people: dict[str, Person], wish: Wish) -> None:
    scene = await play(world, people, wish)
    note(json.dumps(wish.roles))
    admin = await world.client("admin")
    async with AsyncExitStack() as stack:
        streams: dict[str, Stream] = {}
        for login in [*people, "admin"]:
            client = await world.client(login)
            headers = {"Cookie": f"guanxi_session={client.cookies['guanxi_session']}"}
            streams[login] = await stack.enter_async_context(listen(world.application, headers))
            await streams[login].until(b"retry")
        for name, record_id, _ in scene.each():
            await admin.patch(f"/records/{name}/{record_id}", json={"tags": ["moved"]})
        last = await world.create("product", {"name": "the last"})
        await streams["admin"].until(last["id"].encode())
        for person in people.values():
            await check_stream(scene, person, streams[person.login])


async def check_stream(scene: Scene, person: Person, stream: Stream) -> None:
    for name, records in scene.records.items():
        seen = scene.seen(person, name)
        for record_id in seen:
            await stream.until(record_id.encode())
        assert [key for key in records if key.encode() in stream.text and key not in seen] == []
    assert [word for word in scene.secrets(person) if word.encode() in stream.text] == []
