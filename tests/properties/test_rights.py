"""No answer shows or changes what the roles forbid, whatever the roles: ACC-4, REC-8, REC-10, REC-12, INT-1."""

import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import Phase, given, note, settings

from guanxi.engine.access.masks import masked
from guanxi.kernel.access import MASKED_LEVELS
from guanxi.main import standard_registry
from tests.contract.worlds import World
from tests.properties.parquet import values_of
from tests.properties.permits import Person
from tests.properties.scenes import KINDS, REFERENCE, Scene, Wish, play, wishes

pytestmark = pytest.mark.anyio
REGISTRY = standard_registry()
PHASES = (Phase.explicit, Phase.generate)  # a scene takes a second: shrinking one would take many minutes
Answers = list[httpx.Response]


def assert_silent(scene: Scene, person: Person, answers: Answers, sent: str = "") -> None:
    """No answer holds a word that the person may not know, and none is a fault of ours."""
    secrets = {word for word in scene.secrets(person) if word not in sent}
    for answer in answers:
        told = [word for word in secrets if word in answer.text]
        assert not told, (person, str(answer.request.url), told, answer.text[:2000])
        assert answer.status_code < 500, answer.text


async def visits(scene: Scene, people: dict[str, Person]) -> AsyncIterator[tuple[Person, httpx.AsyncClient]]:
    note(json.dumps(scene.permits.grants))
    for person in people.values():
        yield person, await scene.client(person)


def shown(scene: Scene, person: Person, name: str, record: dict[str, Any]) -> dict[str, Any]:
    """The worded fields of a record as this person is to see them."""
    found: dict[str, Any] = {}
    for part in KINDS[name]:
        level = scene.permits.level(person, name, part)
        if level != "hidden":
            each = REGISTRY[name].fields[part]
            found[part] = masked(each, record[part]) if level in MASKED_LEVELS else record[part]
    return found


@settings(max_examples=10, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_lists_and_records_show_exactly_what_is_granted(
    world: World, people: dict[str, Person], wish: Wish
) -> None:
    scene = await play(world, people, wish)
    async for person, client in visits(scene, people):
        for name in KINDS:
            await check_lists(scene, person, client, name)
            await check_records(scene, person, client, name)


async def check_lists(scene: Scene, person: Person, client: httpx.AsyncClient, name: str) -> None:
    asked = {"filter": json.dumps(scene.only(name)), "count": "exact", "limit": 500}
    answer = await client.get(f"/records/{name}", params=asked)
    deleted = await client.get(f"/records/{name}", params={**asked, "deleted": "true"})
    assert_silent(scene, person, [answer, deleted])
    if not scene.permits.may(person, name, "read"):
        assert (answer.status_code, deleted.status_code) == (403, 403)
        return
    ids = scene.seen(person, name)
    page = answer.json()
    assert {record["id"] for record in page["records"]} == ids
    assert page["total"] == len(ids)
    for record in page["records"]:
        told = {part: record[part] for part in KINDS[name] if part in record}
        assert told == shown(scene, person, name, scene.records[name][record["id"]])


async def check_records(scene: Scene, person: Person, client: httpx.AsyncClient, name: str) -> None:
    may = scene.permits.may(person, name, "read")
    for record_id, record in scene.records[name].items():
        address = f"/records/{name}/{record_id}"
        moment = scene.before[record_id]["updated_at"]
        answers = [
            await client.get(address),
            await client.get(address, params={"at": moment}),
            *[await client.get(f"{address}/{tail}") for tail in ("history", "timeline", "comments", "files")],
            await client.get(f"/follow/{name}/{record_id}"),
        ]
        assert_silent(scene, person, answers)
        right = (200 if scene.permits.sees(person, name, record) else 404) if may else 403
        assert [answer.status_code for answer in answers] == [right] * len(answers), (person, address)
        if right == 200:
            check_past(scene, person, name, record_id, answers)


def check_past(scene: Scene, person: Person, name: str, record_id: str, answers: Answers) -> None:
    """A record now, as it was, and its trail, for one who sees it."""
    now, then, trail, _, comments, files = (answer.json() for answer in answers[:6])
    expected = shown(scene, person, name, scene.records[name][record_id])
    assert {part: now[part] for part in KINDS[name] if part in now} == expected
    past = shown(scene, person, name, scene.before[record_id])
    assert {part: then[part] for part in KINDS[name] if part in then} == past
    known = {part for part in KINDS[name] if scene.permits.level(person, name, part) != "hidden"}
    assert {each["field"] for each in trail["changes"][0]["fields"]} - {"address"} == known
    assert [comments["comments"][0]["text"]] == scene.words[name][record_id]["comment"]
    assert [files["files"][0]["name"]] == scene.words[name][record_id]["file"]


@settings(max_examples=10, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_search_finds_by_what_is_readable_only(world: World, people: dict[str, Person], wish: Wish) -> None:
    scene = await play(world, people, wish)
    async for person, client in visits(scene, people):
        for name, record_id, record in scene.each():
            for part in ("name", "email"):
                word = scene.words[name][record_id][part][1]
                found = scene.permits.sees(person, name, record) and scene.permits.reads(person, name, part)
                box = await client.get("/search", params={"q": word})
                picker = await client.get(f"/lookup/{name}", params={"q": word})
                quick = await client.get(f"/records/{name}", params={"q": word})
                assert_silent(scene, person, [box, picker, quick])
                assert [hit["id"] for hit in box.json()["hits"]] == [record_id] * found
                assert [hit["id"] for hit in picker.json()["hits"]] == [record_id] * found
                assert [each["id"] for each in quick.json().get("records", ())] == [record_id] * found
        latest = [await client.get(f"/lookup/{name}", params={"limit": 50}) for name in KINDS]
        assert_silent(scene, person, latest)


@settings(max_examples=10, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_figures_and_orders_use_readable_fields_only(world: World, people: dict[str, Person], wish: Wish) -> None:
    scene = await play(world, people, wish)
    async for person, client in visits(scene, people):
        for name in KINDS:
            await check_questions(scene, person, client, name)
            await check_figures(scene, person, client, name)


def orders_by(part: str, kind: str) -> list[dict[str, Any]]:
    """Lists that are filtered and, where that is possible, sorted by a field."""
    asked = [{"filter": json.dumps({"field": part, "op": "is_set"})}]
    return asked if kind == "tags" or part == "description" else [*asked, {"sort": part}, {"sort": f"-{part}"}]


def figures_by(scene: Scene, name: str, part: str) -> list[dict[str, Any]]:
    """Aggregates that are filtered, grouped and measured by a field."""
    condition = {"field": part, "op": "is_set"}
    asked: list[dict[str, Any]] = [{"filter": {"and": [condition, scene.only(name)]}}, {"filter": {"not": condition}}]
    if part in ("employees", "revenue"):
        asked.append({"measures": [{"function": "max", "field": part}]})
    return [*asked, {"group": [{"field": part}]}] if part == "employees" else asked


async def check_questions(scene: Scene, person: Person, client: httpx.AsyncClient, name: str) -> None:
    """Filters, orders, groups, measures and exports by fields that are hidden or masked are refused."""
    path = f"/records/{name}"
    for part, kind in KINDS[name].items():
        answers = [await client.get(path, params=asked) for asked in orders_by(part, kind)]
        answers += [await client.post(f"{path}/aggregate", json=asked) for asked in figures_by(scene, name, part)]
        assert_silent(scene, person, answers)
        is_open = scene.permits.may(person, name, "read") and scene.permits.reads(person, name, part)
        right = 200 if is_open else 400 if scene.permits.may(person, name, "read") else 403
        assert {answer.status_code for answer in answers} == {right}, (person, name, part)
    if name == "contact":
        through = {"field": f"{REFERENCE}.email", "op": "is_set"}
        answer = await client.get(path, params={"filter": json.dumps(through)})
        may = scene.permits.may(person, name, "read") and scene.permits.may(person, "account", "read")
        is_open = scene.permits.reads(person, name, REFERENCE) and scene.permits.reads(person, "account", "email")
        assert (answer.status_code == 200) == (may and is_open)


async def check_figures(scene: Scene, person: Person, client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post(f"/records/{name}/aggregate", json={"filter": scene.only(name)})
    assert_silent(scene, person, [answer])
    if scene.permits.may(person, name, "read"):
        assert answer.json()["groups"][0]["values"] == [len(scene.seen(person, name))]
    if name == "account" and scene.permits.may(person, name, "read") and scene.permits.reads(person, name, "employees"):
        measures = [{"function": "sum", "field": "employees"}]
        body = {"filter": scene.only(name), "measures": measures}
        total = (await client.post("/records/account/aggregate", json=body)).json()["groups"][0]["values"][0]
        mine = [scene.records[name][key]["employees"] for key in scene.seen(person, name)]
        assert int(total or 0) == sum(mine)


@settings(max_examples=10, derandomize=True, phases=PHASES)
@given(wish=wishes)
async def test_references_timelines_and_exports_keep_silent(
    world: World, people: dict[str, Person], wish: Wish
) -> None:
    scene = await play(world, people, wish)
    async for person, client in visits(scene, people):
        await check_references(scene, person, client)
        for name in KINDS:
            await check_export(scene, person, client, name)
        lists = [
            await client.get(path) for path in ("/changes", "/recent", "/favourites", "/views", "/imports", "/meta")
        ]
        assert_silent(scene, person, lists)


async def check_references(scene: Scene, person: Person, client: httpx.AsyncClient) -> None:
    permits = scene.permits
    answer = await client.get("/records/contact", params={"expand": REFERENCE, "limit": 500})
    group = await client.post("/records/contact/aggregate", json={"group": [{"field": REFERENCE}], "limit": 1000})
    assert_silent(scene, person, [answer, group])
    level = permits.level(person, "account", "name")
    if answer.status_code == 200 and permits.reads(person, "contact", REFERENCE):
        for record in answer.json()["records"]:
            account = scene.records["account"].get(str(record[REFERENCE] and record[REFERENCE]["id"]))
            if account is not None:
                is_seen = level != "hidden" and permits.sees(person, "account", account)
                shown = account["name"] if permits.reads(person, "account", "name") else f"{account['name'][0]}***"
                assert record[REFERENCE]["title"] == (shown if is_seen else None)
    for account_id in scene.seen(person, "account"):
        timeline = await client.get(f"/records/account/{account_id}/timeline", params={"kinds": "contact"})
        assert_silent(scene, person, [timeline])
        told = {entry["id"] for entry in timeline.json()["entries"]}
        mine = {key for key in scene.seen(person, "contact") if scene.records["contact"][key][REFERENCE] == account_id}
        assert told == (mine if permits.reads(person, "contact", REFERENCE) else set())


async def check_export(scene: Scene, person: Person, client: httpx.AsyncClient, name: str) -> None:
    body = {"object": name, "format": "csv", "filter": scene.only(name)}
    made = await client.post("/exports", json=body)
    assert_silent(scene, person, [made])
    may = scene.permits.may(person, name, "export") and scene.permits.may(person, name, "read")
    assert made.status_code == (201 if may else 403), made.text
    if may:
        file = await client.get(f"/exports/{made.json()['id']}/file")
        assert_silent(scene, person, [file])
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert len(rows) - 1 == len(scene.seen(person, name))
        typed = (await client.post("/exports", json={**body, "format": "parquet"})).json()
        told = values_of((await client.get(f"/exports/{typed['id']}/file")).content)
        assert not [word for word in scene.secrets(person) if word in told], (person, told)
    for part in KINDS[name]:
        answer = await client.post("/exports", json={**body, "fields": [part]})
        is_known = may and scene.permits.level(person, name, part) != "hidden"
        assert (answer.status_code == 201) == is_known
