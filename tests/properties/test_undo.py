"""Any sequence of writes, undone in reverse, gives the first state, field by field: REC-12, REC-13 and the rule of
undo."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.contract.worlds import World

pytestmark = pytest.mark.anyio
OBJECTS = ("account", "order", "opportunity")
MOVING = ("version", "updated_at", "updated_by")
TABLES = "record.account, record.order, record.order_line, record.opportunity, engine.search_entry, engine.match_key"
ENTRIES = """
SELECT record_id::text, object, title, subtitle, owner::text, team::text,
 ARRAY(SELECT unnest(tokens) ORDER BY 1) FROM engine.search_entry ORDER BY 1
"""

amounts = st.integers(0, 99_999).map(lambda cents: {"amount": f"{cents // 100}.{cents % 100:02}", "currency": "CNY"})
names = st.sampled_from(["竹盾科技", "Acme", "Ärzte GmbH", "O'Neill & Söhne", "杭州 x"])
line = st.fixed_dictionaries({"quantity": st.integers(1, 9).map(str), "unit_price": amounts})
account_values = st.fixed_dictionaries(
    {},
    optional={
        "name": names,
        "employees": st.none() | st.integers(0, 10**9),
        "tags": st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
        "phone": st.none() | st.sampled_from(["+8613800138000", "+8657188888888"]),
        "revenue": st.none() | amounts,
        "customer_since": st.none() | st.dates().map(str),
        "address": st.none() | st.sampled_from([{"city": "杭州"}, {"city": "台北", "street": "中山路 1 號"}]),
    },
)
statuses = st.sampled_from(["draft", "confirmed", "cancelled"])
stages = st.sampled_from(["prospecting", "won", "lost"])
places = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("add_account"), places, account_values),
    st.tuples(st.just("add_order"), places, st.tuples(st.lists(line, max_size=3), statuses)),
    st.tuples(st.just("add_opportunity"), places, st.tuples(stages, amounts)),
    st.tuples(st.just("edit_account"), places, account_values),
    st.tuples(st.just("edit_lines"), places, st.tuples(st.lists(line, max_size=2), st.integers(0, 3))),
    st.tuples(st.just("edit_order"), places, st.tuples(statuses, places)),
    st.tuples(st.just("edit_opportunity"), places, st.tuples(stages, st.none() | amounts)),
    st.tuples(st.just("delete"), places, st.sampled_from(OBJECTS)),
    st.tuples(st.just("delete_all"), places, st.sampled_from(OBJECTS)),
    st.tuples(st.just("restore_all"), places, st.sampled_from(OBJECTS)),
    st.tuples(st.just("edit_all"), places, account_values),
)


@dataclass
class Story:
    """A company's records under the steps; every write is kept with the state before it."""

    world: World
    client: Any

    async def state(self) -> dict[str, Any]:
        """All live records by their ids, without what every write moves, and what search knows of them."""
        found: dict[str, Any] = {}
        for name in OBJECTS:
            page = (await self.client.get(f"/records/{name}", params={"limit": 500})).json()
            records = [{field: record[field] for field in record if field not in MOVING} for record in page["records"]]
            found |= {record["id"]: _without_line_versions(record) for record in records}
        async with self.world.company.pool.connection() as connection:
            found["search"] = await (await connection.execute(ENTRIES.encode())).fetchall()
            keys = await connection.execute(b"SELECT * FROM engine.match_key ORDER BY 1, 2")
            found["keys"] = sorted(map(str, await keys.fetchall()))
        return found

    async def ids(self, name: str, deleted: bool = False) -> list[str]:
        asked = {"fields": "id", "sort": "id", "limit": 500, "deleted": str(deleted).lower()}
        return [record["id"] for record in (await self.client.get(f"/records/{name}", params=asked)).json()["records"]]

    async def some(self, name: str, place: int) -> str:
        ids = await self.ids(name)
        return ids[place % len(ids)] if ids else "01890000-0000-7000-8000-000000000000"


def _without_line_versions(record: dict[str, Any]) -> dict[str, Any]:
    lines = [{part: line[part] for part in line if part != "version"} for line in record.get("lines", ())]
    return {**record, "lines": lines}


async def add_account(story: Story, place: int, values: Any) -> Any:
    return await story.client.post("/records/account?duplicates=allow", json={"name": "New", **values})


async def add_order(story: Story, place: int, values: Any) -> Any:
    lines, status = values
    facts = {"account": await story.some("account", place), "lines": lines, "status": status}
    return await story.client.post("/records/order", json=facts)


async def add_opportunity(story: Story, place: int, values: Any) -> Any:
    facts = {"name": "Roof", "account": await story.some("account", place), "close_on": "2099-01-01"}
    return await story.client.post("/records/opportunity", json={**facts, "stage": values[0], "amount": values[1]})


async def edit_account(story: Story, place: int, values: Any) -> Any:
    address = f"/records/account/{await story.some('account', place)}?duplicates=allow"
    return await story.client.patch(address, json=values)


async def edit_lines(story: Story, place: int, values: Any) -> Any:
    """Some of the lines stay, in another order, new ones come first."""
    added, kept = values
    address = f"/records/order/{await story.some('order', place)}"
    there = (await story.client.get(address)).json().get("lines", ())
    stay = [{"id": each["id"], "quantity": "2"} for each in reversed(there)]
    return await story.client.patch(address, json={"lines": [*added, *stay[:kept]]})


async def edit_order(story: Story, place: int, values: Any) -> Any:
    facts = {"status": values[0], "account": await story.some("account", values[1])}
    return await story.client.patch(f"/records/order/{await story.some('order', place)}", json=facts)


async def edit_opportunity(story: Story, place: int, values: Any) -> Any:
    address = f"/records/opportunity/{await story.some('opportunity', place)}"
    return await story.client.patch(address, json={"stage": values[0], "amount": values[1]})


async def delete(story: Story, place: int, name: str) -> Any:
    return await story.client.delete(f"/records/{name}/{await story.some(name, place)}")


async def delete_all(story: Story, place: int, name: str) -> Any:
    return await story.client.request("DELETE", f"/records/{name}", json={"filter": {}})


async def restore_all(story: Story, place: int, name: str) -> Any:
    return await story.client.post(f"/records/{name}/restore", json={"ids": await story.ids(name, deleted=True)})


async def edit_all(story: Story, place: int, values: Any) -> Any:
    return await story.client.patch("/records/account", json={"filter": {}, "values": values})


Step = Callable[[Story, int, Any], Awaitable[Any]]
TAKE: Mapping[str, Step] = {
    each.__name__: each
    for each in (
        *(add_account, add_order, add_opportunity, edit_account, edit_lines, edit_order, edit_opportunity),
        *(delete, delete_all, restore_all, edit_all),
    )
}


async def a_new_story(world: World) -> Story:
    async with world.company.pool.connection() as connection:
        await connection.execute(f"TRUNCATE {TABLES}".encode())
    return Story(world, await world.client("admin"))


async def told(story: Story, steps: list[tuple[str, int, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Takes the steps; the change set of each write and the state before it."""
    note(repr(steps))
    written: list[tuple[str, dict[str, Any]]] = []
    for name, place, values in steps:
        before = await story.state()
        answer = await TAKE[name](story, place, values)
        assert answer.status_code in (200, 201, 400, 404, 422), answer.text
        change_set = answer.headers.get("x-change-set")
        written += [(change_set, before)] if change_set else []
    return written


@settings(max_examples=25)
@given(steps=st.lists(STEPS, min_size=2, max_size=9))
async def test_writes_undone_in_reverse_give_every_earlier_state(
    world: World, steps: list[tuple[str, int, Any]]
) -> None:
    story = await a_new_story(world)
    written = await told(story, [("add_account", 0, {}), ("add_order", 0, ([], "draft")), *steps])
    for change_set, before in reversed(written):
        undone = await story.client.post(f"/changes/{change_set}/undo", json={})
        assert undone.status_code == 200, undone.text
        assert await story.state() == before


@settings(max_examples=12)
@given(steps=st.lists(STEPS, min_size=1, max_size=5))
async def test_undo_of_every_undo_gives_the_last_state(world: World, steps: list[tuple[str, int, Any]]) -> None:
    story = await a_new_story(world)
    written = await told(story, [("add_account", 0, {}), ("add_order", 0, ([], "confirmed")), *steps])
    last = await story.state()
    undone: list[str] = []
    for change_set, _ in reversed(written):
        answer = await story.client.post(f"/changes/{change_set}/undo", json={})
        assert answer.status_code == 200, answer.text
        undone.append(answer.json()["change_set"])
    for change_set in reversed(undone):
        answer = await story.client.post(f"/changes/{change_set}/undo", json={})
        assert answer.status_code == 200, answer.text
    assert await story.state() == last
