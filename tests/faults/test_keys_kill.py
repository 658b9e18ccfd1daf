"""A worker that is killed while it rewrites the values of a field: another brings it to its end, nothing is lost or
doubled, and nothing is clear that must not be (ACC-6, OPS-2)."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from guanxi import main
from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company
from guanxi.engine.crypto.keyring import SEALED
from guanxi.engine.customs import refresh_shape, turning
from guanxi.engine.customs.sealing import seal_field
from guanxi.kernel.principal import system
from tests.faults.test_import_kill import PATIENCE, child, kill

COUNT = 2_500
FIELD = {"object": "contact", "field": "mobile"}
Start = Callable[[Company, httpx.AsyncClient], Awaitable[httpx.Response]]


def number(place: int) -> str:
    return f"+861380000{place:04}"


async def plant(company: Company) -> None:
    """Contacts with a number each, of which every fifth was changed once."""
    rows = [{"name": f"P{place}", "mobile": number(place)} for place in range(COUNT)]
    async with company.work(system()) as work:
        made = await write(work, "contact", [Change("create", values=row) for row in rows], Options(duplicates="allow"))
        others = [Change("update", each.id, {"mobile": "13911112222"}) for each in made[::5]]
        await write(work, "contact", others, Options(duplicates="allow"))
        again = [Change("update", each.id, {"mobile": number(5 * place)}) for place, each in enumerate(made[::5])]
        await write(work, "contact", again, Options(duplicates="allow"))


async def encrypt(company: Company, admin: httpx.AsyncClient) -> httpx.Response:
    return await admin.patch("/shape/objects/contact/fields/mobile", json={"encrypted": True})


async def rotate(company: Company, admin: httpx.AsyncClient) -> httpx.Response:
    await encrypt(company, admin)
    await seal_field(company, FIELD)
    return await admin.post("/keys/contact/mobile")


async def make_plain(company: Company, admin: httpx.AsyncClient) -> httpx.Response:
    await encrypt(company, admin)
    await seal_field(company, FIELD)
    return await admin.post("/keys/contact/mobile/open", json={"reason": "no need to hide it"})


async def run_of(company: Company) -> tuple[str, str, int]:
    async with company.reading(system()) as work:
        [(phase, state, done)] = await work.fetch("SELECT phase, state, done FROM engine.crypto_run")
    return phase, state, done


async def until(company: Company, holds: Callable[[str, str, int], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if holds(*await run_of(company)):
                return
            await asyncio.sleep(0.02)


async def kept(company: Company) -> dict[str, int]:
    """What the database has: values and changes that are sealed or clear, changes and search entries at all, keys."""
    async with company.reading(system()) as work:
        [counts] = await work.fetch(
            "SELECT (SELECT count(*) FROM record.contact WHERE starts_with(mobile, $1)),"
            " (SELECT count(*) FROM record.contact WHERE starts_with(mobile, '+86')),"
            " count(*) FILTER (WHERE position($1 in coalesce(old::text, '') || coalesce(new::text, '')) > 0),"
            " count(*) FILTER (WHERE position('+86' in coalesce(old::text, '') || coalesce(new::text, '')) > 0),"
            " count(*), (SELECT count(*) FROM engine.search_entry WHERE object = 'contact'),"
            " (SELECT count(*) FROM engine.record_key)"
            " FROM engine.change WHERE object = 'contact'",
            SEALED,
        )
    names = ("sealed", "clear", "sealed_changes", "clear_changes", "changes", "entries", "keys")
    return dict(zip(names, counts, strict=True))


async def shown(admin: httpx.AsyncClient) -> Counter[str]:
    """All numbers as the list shows them, page by page."""
    found, asked = Counter[str](), {"limit": "500", "fields": "mobile"}
    async with asyncio.timeout(PATIENCE):
        while True:
            page = (await admin.get("/records/contact", params=asked)).json()
            found.update(each["mobile"] for each in page["records"])
            if not page["next_cursor"]:
                return found
            asked["cursor"] = page["next_cursor"]


ALL_SEALED = {"sealed": COUNT, "clear": 0, "sealed_changes": 2 * COUNT // 5, "clear_changes": 0, "keys": COUNT}
ALL_CLEAR = {"sealed": 0, "clear": COUNT, "sealed_changes": 0, "clear_changes": 2 * COUNT // 5, "keys": 0}
NOTHING_DOUBLED = {"changes": COUNT + 2 * COUNT // 5, "entries": COUNT}


@pytest.mark.parametrize(
    ("start", "last", "after"),
    [
        pytest.param(encrypt, "done", ALL_SEALED, id="encrypting"),
        pytest.param(rotate, "settling", ALL_SEALED, id="rotating"),
        pytest.param(make_plain, "done", ALL_CLEAR, id="plain again"),
    ],
)
async def test_another_worker_ends_what_a_killed_one_began(
    company: Company,
    admin: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    start: Start,
    last: str,
    after: dict[str, Any],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(turning, "SETTLING", 0.0)
        await plant(company)
        assert (await start(company, admin)).is_success
    first = await child(company, "-m", "guanxi", "worker")
    await until(company, lambda phase, state, done: phase == "records" and done > 0)
    await kill(first)
    phase, state, done = await run_of(company)
    assert (phase, state, 0 < done < COUNT) == ("records", "running", True)
    await refresh_shape(company, main.standard_registry())
    assert await shown(admin) == Counter(number(place) for place in range(COUNT))
    second = await child(company, "-m", "guanxi", "worker")
    await until(company, lambda phase, state, done: last in (phase, state))
    os.killpg(second.pid, signal.SIGTERM)
    await asyncio.wait_for(second.wait(), 60)
    await refresh_shape(company, main.standard_registry())
    assert await shown(admin) == Counter(number(place) for place in range(COUNT))
    assert await kept(company) == after | NOTHING_DOUBLED
