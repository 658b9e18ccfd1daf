"""After any sequence of writes what is due goes for good, and every undo afterwards is sound: REC-12, REC-13."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.worlds import World
from tests.properties.test_undo import OBJECTS, STEPS, Story, a_new_story, told

pytestmark = pytest.mark.anyio
TABLES = ("account", "order", "order_line", "opportunity")
AGE = "UPDATE record.{} SET deleted_at = deleted_at - interval '40 days' WHERE deleted_at IS NOT NULL"
DANGLING = """
SELECT 1 FROM record.order o WHERE o.account IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM record.account a WHERE a.id = o.account)
UNION ALL SELECT 1 FROM record.opportunity o WHERE o.account IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM record.account a WHERE a.id = o.account)
UNION ALL SELECT 1 FROM record.order_line l WHERE NOT EXISTS (SELECT 1 FROM record.order o WHERE o.id = l."order")
"""
VALUES = """
SELECT 1 FROM engine.change c WHERE (c.old IS NOT NULL OR c.new IS NOT NULL)
 AND EXISTS (SELECT 1 FROM engine.change p WHERE p.record_id = c.record_id AND p.kind = 'purge')
"""


async def purge_all(story: Story) -> list[str]:
    """Lets the time of all that is deleted run out and deletes it for good; the ids that went."""
    before = {record_id for name in OBJECTS for record_id in await story.ids(name, deleted=True)}
    async with story.world.company.pool.connection() as connection:
        for name in TABLES:
            await connection.execute(AGE.format(f'"{name}"').encode())
    for name in OBJECTS:
        done = await story.client.post(f"/records/{name}/purge", json={"due": True})
        assert done.status_code == 200, done.text
    after = {record_id for name in OBJECTS for record_id in await story.ids(name, deleted=True)}
    return sorted(before - after)


async def found(story: Story, statement: str) -> list[Any]:
    async with story.world.company.pool.connection() as connection:
        return await (await connection.execute(statement.encode())).fetchall()


@settings(max_examples=15)
@given(steps=st.lists(STEPS, min_size=2, max_size=8))
async def test_nothing_that_went_for_good_comes_back(world: World, steps: list[tuple[str, int, Any]]) -> None:
    story = await a_new_story(world)
    begun: list[tuple[str, int, Any]] = [("add_account", 0, {}), ("add_order", 0, ([], "draft"))]
    written = await told(story, [*begun, *steps, ("delete_all", 0, "order")])
    gone = set(await purge_all(story))
    assert gone != set()
    assert await found(story, DANGLING) == []
    for change_set, _ in reversed(written):
        undone = await story.client.post(f"/changes/{change_set}/undo", json={"rest": True})
        assert undone.status_code == 200, undone.text
        assert (await story.client.get(f"/changes/{change_set}")).status_code == 200
    there = {record_id for name in OBJECTS for deleted in (False, True) for record_id in await story.ids(name, deleted)}
    assert there & gone == set()
    assert await found(story, DANGLING) == []
    assert await found(story, VALUES) == []
