"""A worker that is killed while it erases persons: another ends it, nothing of them is left anywhere, and what is half
done is never shown as done (PRI-2, OPS-2)."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company
from guanxi.engine.privacy import leaving
from guanxi.kernel.principal import system
from tests.engine.privacy.test_erasing import FIGURES, WORD, choose_all, figures, seal_and_verify, sent, where
from tests.faults.test_import_kill import PATIENCE, child, kill

PERSONS, EACH, NOTES = 60, 12, 450
SUBJECTS = PERSONS * EACH
# per record of a person: is anything of him left in it, and beside it
HALVES = """
SELECT r.email IS NOT NULL, r.name::text ~* $1, coalesce(r.description, '') ~* $1,
 EXISTS (SELECT 1 FROM engine.change c WHERE c.record_id = r.id AND (c.old::text ~* $1 OR c.new::text ~* $1)),
 EXISTS (SELECT 1 FROM engine.comment c WHERE c.record_id = r.id AND c::text ~* $1)
FROM record.contact r WHERE r.source = 'referral'
"""


def mail(person: int) -> str:
    return f"{WORD}{person}@example.com"


def name(person: int) -> str:
    return f"Petra {WORD.title()}{person}"


async def plant(company: Company, admin: httpx.AsyncClient) -> None:
    """Persons with several records each, changed and commented, and what else names them: notes, files, an export."""
    people = [
        {"name": name(at % PERSONS), "email": mail(at % PERSONS), "source": "referral", "description": f"{WORD} {at}"}
        for at in range(SUBJECTS)
    ]
    notes = [{"subject": f"Met {name(at % PERSONS)}", "text": f"Write to {mail(at % PERSONS)}"} for at in range(NOTES)]
    many = Options(duplicates="allow")
    async with company.work(system()) as work:
        made = await write(work, "contact", [Change("create", values=each) for each in people], many)
        for word in ("once", "again"):
            changes = [Change("update", each.id, {"description": f"{WORD} {word}"}) for each in made]
            await write(work, "contact", changes, many)
        await write(work, "note", [Change("create", values=each) for each in notes], many)
    for each in made[::40]:
        address = f"/records/contact/{each.id}"
        await sent(admin, "POST", f"{address}/comments", json={"text": f"{WORD} called"})
        text = f"{WORD} of {each.id}".encode()
        await sent(admin, "POST", f"{address}/files", content=text, headers={"X-File-Name": f"{WORD}.txt"})
    rows = f"name,email\n{name(1)},{mail(1)}\n"
    await sent(admin, "POST", "/imports", content=rows.encode(), headers={"X-File-Name": "them.csv"})
    await sent(admin, "POST", "/exports", json={"object": "contact", "format": "csv"})


async def ask(admin: httpx.AsyncClient) -> str:
    """A request to erase all of them, queued."""
    request = (await sent(admin, "POST", "/records/subject_request", json={"kind": "erase"})).json()["id"]
    persons = [{"names": [name(at)], "emails": [mail(at)], "is_distinct": True} for at in range(PERSONS)]
    await sent(admin, "POST", f"/privacy/requests/{request}/find", json={"persons": persons})
    await choose_all(admin, request)
    await sent(admin, "POST", f"/privacy/requests/{request}/run", json={"deed": "anonymise"})
    return request


async def stands(company: Company, request: str) -> tuple[str, str, int]:
    async with company.reading(system()) as work:
        text = "SELECT state, phase, position FROM engine.subject_run WHERE request = $1::uuid"
        [(state, phase, position)] = await work.fetch(text, request)
    return state, phase, position


async def until(company: Company, request: str, holds: Callable[[str, str, int], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if holds(*await stands(company, request)):
                return
            await asyncio.sleep(0.01)


async def age(company: Company) -> None:
    """Lets the time go by after which a worker that gives no sign of life counts as dead."""
    async with company.work(system()) as work:
        await work.execute("UPDATE pgqueuer SET heartbeat = heartbeat - interval '1 minute'")


async def check_between(company: Company, admin: httpx.AsyncClient, request: str) -> None:
    """Each person's record is whole or nobody's; the request is at work, in its log, its record and its papers."""
    async with company.reading(system()) as work:
        halves = {any(row): row for row in await work.fetch(HALVES, WORD)}
    for row in halves.values():
        assert row[:4] in ((True,) * 4, (False,) * 4), row
    assert not any(halves.get(False, (False,)))
    state = (await sent(admin, "GET", f"/privacy/requests/{request}")).json()
    assert (state["state"], state["certificate"]) == ("running", None)
    assert (await sent(admin, "GET", f"/records/subject_request/{request}")).json()["state"] != "done"
    assert (await admin.get(f"/privacy/requests/{request}/certificate")).status_code == 404
    assert (await admin.get("/audit", params={"action": "subject_erased"})).json()["entries"] == []


async def killed(company: Company, request: str, phase: str, least: int) -> None:
    """A worker that came as far as this and was killed there."""
    worker = await child(company, "-m", "guanxi", "worker")
    await until(company, request, lambda _, now, position: now == phase and position >= least)
    await kill(worker)
    await age(company)


async def ended(company: Company, request: str) -> None:
    """A worker that does the rest, files too, and is told to stop."""
    worker = await child(company, "-m", "guanxi", "worker")
    await until(company, request, lambda state, phase, position: state == "done")
    async with asyncio.timeout(PATIENCE):
        while True:
            if not await jobs_left(company):
                break
            await asyncio.sleep(0.05)
    os.killpg(worker.pid, signal.SIGTERM)
    await asyncio.wait_for(worker.wait(), 60)


async def jobs_left(company: Company) -> int:
    async with company.reading(system()) as work:
        [(count,)] = await work.fetch("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", leaving.JOB)
    return count


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param((("persons", 1), ("mentions", 1)), id="while records are rewritten"),
        pytest.param((("rows", 0), ("sweep", 1)), id="while the rest is swept"),
    ],
)
async def test_another_worker_ends_an_erasure_and_nothing_is_left_or_shown_too_early(
    company: Company, admin: httpx.AsyncClient, kills: tuple[tuple[str, int], ...]
) -> None:
    await plant(company, admin)
    told, request = await figures(admin), await ask(admin)
    for phase, least in kills:
        await killed(company, request, phase, least)
        await check_between(company, admin, request)
    await ended(company, request)
    assert await where(company) == {}
    assert (len(FIGURES), await figures(admin)) == (4, told)
    state = (await sent(admin, "GET", f"/privacy/requests/{request}")).json()
    certificate: dict[str, Any] = state["certificate"]
    assert (state["state"], certificate["persons"]) == ("done", {"contact": SUBJECTS})
    assert certificate["done"]["records"] == SUBJECTS
    entries = (await admin.get("/audit", params={"action": "subject_erased"})).json()["entries"]
    assert len(entries) == 1
    verdict = await asyncio.to_thread(seal_and_verify, company)
    assert (verdict.faults, verdict.entries > SUBJECTS) == ([], True)
