"""Writes the story into a company: each session by the person and at the moment that it tells, so history is real.

Each stream of sessions (the product's own, then one for each person) notes how far it has come in the same
transaction, so that a start that was killed goes on where it stopped.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company, Work
from guanxi.engine.people import new_password, principal_of, set_password
from guanxi.kernel.principal import Principal, system
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.imports import bring_in, registry, set_up
from guanxi.modules.demo.sessions import Session
from guanxi.modules.demo.story import Story, tell
from guanxi.modules.demo.tags import make_tags_known
from guanxi.modules.demo.vocabulary import words

Report = Callable[[str], None]
AT_ONCE = 4
LARGEST = 500
SETTING = "demo"
DEMO_LOGINS: tuple[str, ...] = tuple(words("staff")["sign_in"])


@dataclass(slots=True)
class Progress:
    """How much of the story is written, told in steps of ten percent."""

    report: Report
    whole: int
    written: int = 0
    told: int = 0

    def add(self, count: int) -> None:
        self.written += count
        percent = self.written * 100 // self.whole
        if percent >= self.told + 10:
            self.told = percent - percent % 10
            self.report(f"Demo company: {self.told} %")


async def load_demo(company: Company, report: Report) -> str:
    """Makes the demo company and gives the password that its people share."""
    report("Demo company: telling two years of business")
    today = await _beginning(company)
    story = await asyncio.to_thread(tell, today, await set_up(company))
    await make_tags_known(company)
    await write_story(company, story, report)
    await bring_in(company, registry(story.companies))
    password = new_password()
    await _let_in(company, story, password)
    return password


async def _beginning(company: Company) -> date:
    """The day up to which the story is told; a second attempt finds the day of the first."""
    today = datetime.now(ZoneInfo(company.norms.time_zone)).date().isoformat()
    async with company.work(system(), source=SETTING) as work:
        await _note(work, SETTING, today, "DO NOTHING")
        kept = await work.fetch("SELECT value #>> '{}' FROM engine.setting WHERE name = $1", SETTING)
    return date.fromisoformat(kept[0][0])


async def _note(work: Work, name: str, value: Any, otherwise: str) -> None:
    await work.execute(
        f"INSERT INTO engine.setting (name, value) VALUES ($1, $2::jsonb) ON CONFLICT (name) {otherwise}",
        name,
        orjson.dumps(value).decode(),
    )


async def write_story(company: Company, story: Story, report: Report) -> None:
    """Writes all sessions: first what the product wrote itself, then the people's, several people at a time."""
    streams: dict[str, list[Session]] = {}
    for session in story.sessions:
        streams.setdefault(session.by, []).append(session)
    progress = Progress(report, sum(len(step) for session in story.sessions for step in session.steps))
    await _write_stream(company, system(), streams.pop("", []), progress)
    turn = asyncio.Semaphore(AT_ONCE)

    async def in_turn(login: str) -> None:
        async with turn:
            await _write_stream(company, await _principal(company, story, login), streams[login], progress)

    async with asyncio.TaskGroup() as group:
        for login in sorted(streams, key=lambda each: -len(streams[each])):
            group.create_task(in_turn(login))


async def _principal(company: Company, story: Story, login: str) -> Principal:
    async with company.pool.connection() as connection:
        found = await principal_of(connection, str(story.staff.people[login].id), company.norms.time_zone)
    assert found is not None
    return found


async def _write_stream(
    company: Company, principal: Principal, sessions: Sequence[Session], progress: Progress
) -> None:
    name = f"{SETTING}.{principal.user_id}"
    dice = Dice(principal.user_id.int)
    done = await _done(company, name)
    for place, session in enumerate(sessions):
        change_set = dice.identity(session.at)
        if place >= done:
            async with company.work(
                principal, source=SETTING, quiet=True, at=session.at, change_set=change_set
            ) as work:
                await _write_session(work, session)
                await _note(work, name, place + 1, "DO UPDATE SET value = excluded.value")
        progress.add(sum(len(step) for step in session.steps))


async def _done(company: Company, name: str) -> int:
    async with company.reading(system()) as work:
        rows = await work.fetch("SELECT value::text::integer FROM engine.setting WHERE name = $1", name)
    return rows[0][0] if rows else 0


async def _write_session(work: Work, session: Session) -> None:
    options = Options()
    for step in session.steps:
        for first in range(0, len(step), LARGEST):
            changes = [Change(event.kind, event.id, event.values) for event in step[first : first + LARGEST]]
            await write(work, step[0].object, changes, options)


async def _let_in(company: Company, story: Story, password: str) -> None:
    """Gives all people the same password."""
    async with company.work(system(), source=SETTING) as work:
        for person in story.staff.people.values():
            await set_password(work, str(person.id), password)
