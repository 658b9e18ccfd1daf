"""The demo company in a database: written by its people at their moments, and gone on with after a killed start."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guanxi import main
from guanxi.engine.company import Company
from guanxi.kernel.principal import system
from guanxi.modules.demo.imports import bring_in, registry, set_up
from guanxi.modules.demo.load import write_story
from guanxi.modules.demo.story import Story, tell
from guanxi.modules.demo.tags import make_tags_known

pytestmark = pytest.mark.anyio
SESSIONS = 260


@pytest.fixture
async def new_company(empty_database: str, tmp_path: Path) -> AsyncGenerator[Company]:
    """A company as it is after the installation, without anybody's records."""
    await main.migrate(empty_database)
    found = await main.open_company(empty_database, tmp_path / "files")
    await main.seed(found, "correct horse 7 staple")
    yield found
    await found.pool.close()


@pytest.fixture
async def beginning(new_company: Company) -> Story:
    """The first weeks of the story, of a company whose people and prices are there."""
    story = tell(date(2026, 11, 22), await set_up(new_company))
    return replace(story, sessions=story.sessions[:SESSIONS])


async def count(company: Company, statement: str) -> int:
    async with company.reading(system()) as work:
        return int((await work.fetch(statement))[0][0])


def silent(_: str) -> None:
    """Nobody listens."""


async def test_every_record_of_the_story_is_there(new_company: Company, beginning: Story) -> None:
    told: list[str] = []
    await write_story(new_company, beginning, told.append)
    created = [
        event for session in beginning.sessions for step in session.steps for event in step if event.kind == "create"
    ]
    for name in ("account", "contact", "opportunity", "interaction", "lead"):
        expected = sum(event.object == name for event in created)
        assert await count(new_company, f'SELECT count(*) FROM record."{name}"') == expected > 0
    assert told[-1] == "Demo company: 100 %"


async def test_history_names_the_person_and_the_moment(new_company: Company, beginning: Story) -> None:
    await write_story(new_company, beginning, silent)
    session = next(each for each in beginning.sessions if any(step[0].object == "opportunity" for step in each.steps))
    event = next(step[0] for step in session.steps if step[0].object == "opportunity")
    async with new_company.reading(system()) as work:
        rows = await work.fetch(
            "SELECT c.at, s.by_user, s.source, r.created_at, r.created_by, r.owner FROM engine.change c"
            " JOIN engine.change_set s ON s.id = c.change_set JOIN record.opportunity r ON r.id = c.record_id"
            " WHERE c.record_id = $1::uuid AND c.kind = 'create'",
            str(event.id),
        )
    person = beginning.staff.people[session.by].id
    assert rows == [(session.at, person, "demo", session.at, person, person)]


async def test_figures_of_accounts_add_up(new_company: Company, beginning: Story) -> None:
    await write_story(new_company, beginning, silent)
    open_count = "SELECT count(*) FROM record.opportunity WHERE stage NOT IN ('won', 'lost')"
    assert await count(new_company, open_count) == await count(
        new_company, "SELECT coalesce(sum(open_opportunities), 0) FROM record.account"
    )


async def test_a_killed_start_goes_on_where_it_stopped(new_company: Company, beginning: Story) -> None:
    half = replace(beginning, sessions=beginning.sessions[: SESSIONS // 2])
    await write_story(new_company, half, silent)
    await write_story(new_company, beginning, silent)
    events = sum(len(step) for session in beginning.sessions for step in session.steps)
    changes = (
        "SELECT count(*) FROM engine.change WHERE object <> 'order_line' AND change_set IN"
        " (SELECT id FROM engine.change_set WHERE source = 'demo')"
    )
    assert await count(new_company, changes) == events


async def test_people_and_prices_are_imported_and_a_second_time_changes_nothing(new_company: Company) -> None:
    first = await set_up(new_company)
    assert await set_up(new_company) == first
    async with new_company.reading(system()) as work:
        runs = await work.fetch("SELECT name, created, updated, unchanged, refused FROM engine.import_run ORDER BY id")
    assert [row[1:] for row in runs[:4]] == [(15, 0, 0, 0), (40, 0, 0, 0), (0, 15, 0, 0), (25, 0, 0, 0)]
    assert [row[1:] for row in runs[4:]] == [(0, 0, 15, 0), (0, 0, 40, 0), (0, 0, 15, 0), (0, 0, 25, 0)]
    assert await count(new_company, "SELECT count(*) FROM record.team WHERE parent IS NOT NULL") == 14


async def test_facts_of_the_register_come_by_import(new_company: Company, beginning: Story) -> None:
    await write_story(new_company, beginning, silent)
    written = {event.id for session in beginning.sessions for step in session.steps for event in step}
    known = [each for each in beginning.companies if each.id in written and each.registered]
    await bring_in(new_company, registry(known))
    learnt = await count(
        new_company, "SELECT count(*) FROM record.account WHERE size = 'large' AND credit_code IS NOT NULL"
    )
    assert learnt == len(known) > 20


async def test_tags_of_the_story_are_known_by_group_in_both_languages(new_company: Company, beginning: Story) -> None:
    await make_tags_known(new_company)
    await make_tags_known(new_company)
    await write_story(new_company, beginning, silent)
    for name in ("account", "contact"):
        field = new_company.registry[name].fields["tags"]
        assert all(tag.colour and tag.group and {"en", "zh-CN"} <= tag.labels.keys() for tag in field.choices)
        used = f'SELECT count(DISTINCT w) FROM record."{name}" t, unnest(t.tags) w'
        keys = ", ".join(f"'{tag.key}'" for tag in field.choices)
        assert await count(new_company, used) == await count(new_company, f"{used} WHERE w IN ({keys})") > 2
