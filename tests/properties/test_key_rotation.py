"""Whatever is written while the key of a field is replaced: each record reads as the model says, exact filters find
just those, and values stay unique: ACC-6."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from guanxi import main
from guanxi.engine.customs import refresh_shape, rotating, turning
from guanxi.engine.customs.renewing import Renewal, renew_batch
from guanxi.engine.customs.rotating import renew_values, retire_keys, rotate_field
from guanxi.engine.customs.turning import field_named
from guanxi.kernel.principal import system
from tests.contract.worlds import World, open_world
from tests.databases import Databases

pytestmark = pytest.mark.anyio
VALUES = ("alpha", "Beta", "GAMMA", "delta")
EMPTY = "TRUNCATE record.contact, engine.record_key, engine.former_key"
places = st.integers(0, 4)
values = st.none() | st.sampled_from(VALUES) | st.sampled_from(VALUES).map(str.upper)
STEPS = st.one_of(
    st.tuples(st.just("add"), places, values),
    st.tuples(st.just("edit"), places, values),
    st.tuples(st.just("delete"), places, st.none()),
    st.tuples(st.just("restore"), places, st.none()),
    st.tuples(st.just("undo"), places, st.none()),
    st.tuples(st.just("renew"), places, st.none()),
)
Records = dict[str, str | None]


@dataclass
class Story:
    """A company with a unique encrypted field, beside what its records must be; `renews` renews some values."""

    world: World
    client: Any
    name: str
    version: int = 0
    live: Records = field(default_factory=Records)
    gone: Records = field(default_factory=Records)
    written: list[tuple[str, Records, Records]] = field(default_factory=list[tuple[str, Records, Records]])

    def is_free(self, value: str | None, beside: str = "") -> bool:
        taken = {each.lower() for key, each in self.live.items() if each and key != beside}
        return value is None or value.lower() not in taken

    async def expect(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.text
        change_set = answer.headers.get("x-change-set")
        self.written += [(change_set, dict(self.live), dict(self.gone))] if change_set else []
        return answer


def one_of(records: Records, place: int) -> str | None:
    return sorted(records)[place % len(records)] if records else None


async def add(story: Story, place: int, value: Any) -> None:
    is_free = story.is_free(value)
    answer = await story.client.post("/records/contact", json={"name": "P", story.name: value})
    made = (await story.expect(answer, 201 if is_free else 422)).json()
    story.live |= {made["id"]: value} if is_free else {}


async def edit(story: Story, place: int, value: Any) -> None:
    key = one_of(story.live, place)
    if key:
        is_free = story.is_free(value, key)
        answer = await story.client.patch(f"/records/contact/{key}", json={story.name: value})
        await story.expect(answer, 200 if is_free else 422)
        story.live |= {key: value} if is_free else {}


async def delete(story: Story, place: int, value: Any) -> None:
    key = one_of(story.live, place)
    if key:
        await story.expect(await story.client.delete(f"/records/contact/{key}"), 200)
        story.gone[key] = story.live.pop(key)


async def restore(story: Story, place: int, value: Any) -> None:
    key = one_of(story.gone, place)
    if key:
        is_free = story.is_free(story.gone[key])
        answer = await story.client.post("/records/contact/restore", json={"ids": [key]})
        await story.expect(answer, 200 if is_free else 422)
        if is_free:
            story.live[key] = story.gone.pop(key)


async def undo(story: Story, place: int, value: Any) -> None:
    if story.written:
        change_set, story.live, story.gone = story.written.pop()
        answer = await story.client.post(f"/changes/{change_set}/undo", json={})
        assert answer.status_code == 200, answer.text


async def renew(story: Story, place: int, value: Any) -> None:
    company = story.world.company
    found = field_named(company, "contact", story.name)
    assert found is not None
    async with company.work(system()) as work:
        rows = await work.fetch("SELECT record_id::text FROM engine.record_key WHERE version < $1", story.version)
        await renew_batch(work, Renewal(*found, story.version), [row[0] for row in rows[: place + 1]])


Step = Callable[[Story, int, Any], Awaitable[None]]
TAKE: Mapping[str, Step] = {each.__name__: each for each in (add, edit, delete, restore, undo, renew)}


async def begun(world: World, name: str) -> Story:
    """No records, and a new key that is on its way."""
    async with world.company.work(system()) as work:
        await work.execute(EMPTY)
        await work.execute("UPDATE engine.crypto_run SET state = 'done'")
    return Story(world, await world.client("admin"), name)


async def rotate(story: Story) -> None:
    company = story.world.company
    async with company.work(system()) as work:
        story.version = await rotate_field(work, "contact", story.name)
        await work.execute("UPDATE engine.field_key SET state = 'used'")
    await refresh_shape(company, main.standard_registry())


async def end(story: Story) -> None:
    payload = {"object": "contact", "field": story.name, "version": story.version}
    await renew_values(story.world.company, payload)
    await retire_keys(story.world.company, payload)
    await refresh_shape(story.world.company, main.standard_registry())


async def found_by(story: Story, value: str) -> list[str]:
    asked = {"filter": f'{{"field":"{story.name}","op":"eq","value":"{value}"}}', "fields": "id"}
    return [each["id"] for each in (await story.client.get("/records/contact", params=asked)).json()["records"]]


async def check(story: Story) -> None:
    records = (await story.client.get("/records/contact", params={"limit": 200})).json()["records"]
    assert {each["id"]: each[story.name] for each in records} == story.live
    for value in VALUES:
        wanted = sorted(key for key, each in story.live.items() if each and each.lower() == value.lower())
        assert sorted(await found_by(story, value)) == wanted


@pytest.fixture(scope="module")
async def own_world(
    anyio_backend: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[tuple[World, str]]:
    """A world of its own with a unique encrypted field; one process has the new shape at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turning, "SETTLING", 0.0)
        patch.setattr(rotating, "PAUSE", 0.01)
        async with open_world(databases, tmp_path_factory.mktemp("files")) as world:
            facts = {"kind": "text", "labels": {"en": "Card"}, "unique": True, "encrypted": True}
            made = await (await world.client("admin")).post("/shape/objects/contact/fields", json=facts)
            yield world, made.json()["name"]


@settings(max_examples=15)
@given(before=st.lists(STEPS, max_size=4), during=st.lists(STEPS, min_size=2, max_size=9))
async def test_what_is_written_during_a_rotation_is_what_is_read_after_it(
    own_world: tuple[World, str], before: list[tuple[str, int, Any]], during: list[tuple[str, int, Any]]
) -> None:
    note(f"{before} {during}")
    story = await begun(*own_world)
    for name, place, value in [("add", 0, "alpha"), ("add", 0, "Beta"), *before]:
        await TAKE[name](story, place, value)
    await rotate(story)
    for name, place, value in during:
        await TAKE[name](story, place, value)
        await check(story)
    await end(story)
    await check(story)
    async with story.world.company.reading(system()) as work:
        assert await work.fetch("SELECT 1 FROM engine.record_key WHERE version < $1", story.version) == []
        assert await work.fetch("SELECT version FROM engine.field_key") == [(story.version,)]
    for value in VALUES:
        await add(story, 0, value)
    await check(story)
