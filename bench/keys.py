"""How many values a second a new key is given to, and how long the longest batch held its records."""

import asyncio
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from guanxi import main
from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company
from guanxi.engine.customs import Shaper, change_field, refresh_shape, turning
from guanxi.engine.customs.renewing import Renewal, renew_all
from guanxi.engine.customs.rotating import rotate_field
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.customs.turning import Pace, field_named
from guanxi.kernel.principal import system

PLACE = {"object": "contact", "field": "mobile"}
AT_ONCE = 2_000


def rotation(server_url: str, folder: Path, values: int) -> list[dict[str, Any]]:
    """Fills a company of its own, encrypts a field of it, and gives it a new key."""
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS keys_bench")
        server.execute("CREATE DATABASE keys_bench")
    url = urlsplit(server_url)._replace(path="/keys_bench").geturl()
    return asyncio.run(_rotation(url, folder, values))


async def _rotation(url: str, folder: Path, values: int) -> list[dict[str, Any]]:
    await main.migrate(url)
    company = await main.open_company(url, folder / "files")
    try:
        await main.seed(company, "bench password 1")
        await _fill(company, values)
        turning.SETTLING = 0.0
        sealed = await _seconds_to_seal(company)
        renewed, longest = await _renewed(company)
    finally:
        await company.pool.close()
    facts = {"bare": None, "ratio": None}
    rates = {"encrypt_values": values / sealed, "rotate_values": values / renewed}
    print(
        f"keys: {values:,} values, {rates['encrypt_values']:,.0f}/s encrypted, {rates['rotate_values']:,.0f}/s given a"
        f" new key, longest batch {1000 * longest:.0f} ms",
        flush=True,
    )
    rows = [{"name": name, "ours": round(rate), "unit": "values/s", **facts} for name, rate in rates.items()]
    return [*rows, {"name": "rotate_longest_batch", "ours": round(1000 * longest, 1), "unit": "ms", **facts}]


async def _fill(company: Company, values: int) -> None:
    for start in range(0, values, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, values))
        rows = [{"name": f"P{each}", "mobile": f"138{each:08}"} for each in numbers]
        async with company.work(system(), source="import") as work:
            changes = [Change("create", values=row) for row in rows]
            await write(work, "contact", changes, Options(duplicates="allow"))


async def _seconds_to_seal(company: Company) -> float:
    shaper = Shaper(company, main.standard_registry(), system())
    await change_field(shaper, PLACE["object"], PLACE["field"], {"encrypted": True})
    started = time.perf_counter()
    await seal_field(company, PLACE)
    return time.perf_counter() - started


async def _renewed(company: Company) -> tuple[float, float]:
    async with company.work(system()) as work:
        version = await rotate_field(work, PLACE["object"], PLACE["field"])
        await work.execute("UPDATE engine.field_key SET state = 'used'")
    await refresh_shape(company, main.standard_registry())
    found, pace = field_named(company, PLACE["object"], PLACE["field"]), Pace()
    assert found is not None
    started = time.perf_counter()
    await renew_all(company, Renewal(*found, version), pace)
    return time.perf_counter() - started, pace.longest
