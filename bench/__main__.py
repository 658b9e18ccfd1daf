"""Runs the bench and writes `var/bench.json`: SCALE=1 is a million contacts; the filled database is kept."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import orjson
import psutil

from bench.auditing import share_of_create, verification
from bench.bulk import bulk
from bench.fill import SIZES, copy_bare, fill
from bench.keys import rotation
from bench.load import Figure, Request, measure
from bench.plain import plain_rates
from bench.rights import KNOTTED, cost_of_rights, knot
from guanxi import main
from guanxi.engine.people import new_token
from guanxi.engine.store.embedded import EmbeddedPostgres

SCALE = float(os.environ.get("SCALE", "1"))
FOLDER = Path("var/bench")
OURS, BARE = 8741, 8742
IMPORTED = 100_000
AUDITED = 10_000_000
ROTATED = 50_000
USERS = ("wide0", "middle0", "narrow0")
SEARCHES = ("李", "张", "zw", "wx", "5678", "zzqqxxyy", "Ingrid Becker", "王伟")
FACTS = '{"name":"王小明","job_title":"经理","mobile":"139{n}","email":"b{n}@example.com"}'
BARE_FACTS = '{"name":{"full":"王小明"},"job_title":"经理","mobile":"139{n}","email":"b{n}@example.com"}'
VISIBLE = b"""
SELECT c.id::text FROM record.contact c JOIN record."user" u ON u.team = c.team JOIN bare.contact b ON b.id = c.id
WHERE u.login = $1 AND c.deleted_at IS NULL LIMIT 2000
"""
FIELDS = "id,name,account,job_title,mobile,email,owner,updated_at"


@contextmanager
def serving(target: str, port: int, url: str, workers: int = 1) -> Generator[int]:
    """Granian with this application; its process id."""
    words = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1"]
    words += ["--port", str(port), "--workers", str(workers), "--loop", "uvloop", "--log-level", "warning", target]
    quiet = {"GUANXI_LOG_LEVEL": "warning", "GUANXI_RATE_LIMITS": "0,0,0"}
    environment = {**os.environ, **quiet, "GUANXI_DATABASE_URL": url, "GUANXI_DATA": str(FOLDER / "data")}
    process = subprocess.Popen(words, env=environment)
    try:
        _wait(port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            urlopen(f"http://127.0.0.1:{port}/api/v1/health", timeout=5).read()
        except OSError as error:
            if getattr(error, "code", None) is not None:
                return
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


async def prepared(url: str) -> dict[str, Any]:
    """The filled database: tokens of the three users, and ids that each may see."""
    await main.migrate(url)
    company = await main.open_company(url, FOLDER / "data" / "files")
    try:
        async with company.pool.connection() as connection:
            done = await (await connection.execute(b"SELECT to_regclass('bare.opportunity')")).fetchone()
        if done is None or done[0] is None:
            await main.seed(company, "bench password 1")
            await fill(company, SCALE)
            await copy_bare(company)
        await knot(company)
        tokens = {user: await new_token(company, user, "bench") for user in (*USERS, KNOTTED, "admin")}
        ids: dict[str, list[str]] = {}
        async with company.pool.connection() as connection:
            for user in USERS:
                rows = await connection.execute(VISIBLE, [user])
                ids[user] = [row[0] for row in await rows.fetchall()]
        return {"tokens": tokens, "ids": ids}
    finally:
        await company.pool.close()


def _filter(text: str) -> str:
    return quote(orjson.dumps({"field": "name", "op": "contains", "value": text}).decode())


def our_mixes(ids: list[str]) -> dict[str, list[Request]]:
    """The requests of each figure as our interface takes them."""
    listing = f"/api/v1/records/contact?fields={FIELDS}&sort=-updated_at"
    groups = '{"group":[{"field":"stage"}],"measures":[{"function":"count"},{"function":"sum","field":"amount"}]}'
    group = Request("/api/v1/records/opportunity/aggregate", "POST", groups)
    months = groups.replace('{"field":"stage"}', '{"field":"close_on","by":"month"}')
    return {
        "get": [Request(f"/api/v1/records/contact/{each}") for each in ids],
        "list50": [Request(listing)],
        "list50_count": [Request(listing + "&count=estimate")],
        "list50_by_name": [Request(listing.replace("-updated_at", "name"))],
        "create": [Request("/api/v1/records/contact?duplicates=allow", "POST", FACTS)],
        "update": [Request(f"/api/v1/records/contact/{each}", "PATCH", '{"job_title":"t{n}"}') for each in ids],
        "kanban_counts": [group],
        "aggregate": [Request("/api/v1/records/opportunity/aggregate", "POST", months)],
        **{f"filter_contains {text}": [Request(f"{listing}&filter={_filter(text)}")] for text in SEARCHES},
        **{f"search {text}": [Request(f"/api/v1/search?q={quote(text)}")] for text in SEARCHES},
    }


def bare_mixes(ids: list[str]) -> dict[str, list[Request]]:
    """The same on the bare application."""
    return {
        "get": [Request(f"/contact/{each}") for each in ids],
        "list50": [Request("/list50")],
        "list50_count": [Request("/list50_count")],
        "create": [Request("/contact", "POST", BARE_FACTS)],
        "update": [Request(f"/contact/{each}", "PATCH", '{"job_title":"t{n}"}') for each in ids],
        "kanban_counts": [Request("/kanban_counts")],
        **{f"filter_contains {text}": [Request(f"/filter_contains?q={quote(text)}")] for text in SEARCHES},
    }


def run_all(mixes: dict[str, list[Request]], port: int, token: str) -> dict[str, Figure]:
    return {name: measure(f"http://127.0.0.1:{port}", mix, token) for name, mix in mixes.items() if mix}


def line(user: str, name: str, figure: Figure, bare: Figure | None) -> dict[str, Any]:
    ratio = round(figure.rate / bare.rate, 3) if bare and bare.rate else None
    print(
        f"{user:<8}{name:<32}{figure.rate:>9,.0f}/s {bare.rate if bare else 0:>9,.0f}/s {ratio or '-':>7}"
        f"  p50 {figure.p50:7.2f}  p95 {figure.p95:7.2f}  p99 {figure.p99:7.2f} ms"
        f"  client {figure.client_share:.0%}{'  ERRORS ' + str(figure.errors) if figure.errors else ''}",
        flush=True,
    )
    facts = {"name": name, "user": user, "ours": figure.rate, "bare": bare.rate if bare else None, "ratio": ratio}
    return facts | {
        "unit": "requests/s",
        "p50": figure.p50,
        "p95": figure.p95,
        "p99": figure.p99,
        "errors": figure.errors,
    }


def memory(pid: int) -> float:
    process = psutil.Process(pid)
    return sum(each.memory_info().rss for each in [process, *process.children(recursive=True)]) / 1e6


def bench(url: str) -> list[dict[str, Any]]:
    facts = asyncio.run(prepared(url))
    print(f"{'':8}{'':32}{'ours':>11} {'bare':>11} {'ratio':>7}")
    found: list[dict[str, Any]] = []
    for name, rate in plain_rates(url, facts["ids"]["wide0"][0]).items():
        print(f"pgbench {name:<32}{rate:>9,.0f}/s", flush=True)
        found.append({"name": f"pgbench {name}", "ours": None, "bare": rate, "ratio": None, "unit": "requests/s"})
    with serving("bench.bare:create_app", BARE, url):
        bare = run_all(bare_mixes(facts["ids"]["wide0"]), BARE, "")
    started = time.monotonic()
    with serving("guanxi.main:create_app", OURS, url) as pid:
        found.append({"name": "start_seconds", "ours": round(time.monotonic() - started, 2), "bare": None, "unit": "s"})
        for user in USERS:
            for name, figure in run_all(our_mixes(facts["ids"][user]), OURS, facts["tokens"][user]).items():
                found.append(line(user, name, figure, bare.get(name)))
        mixes = our_mixes(facts["ids"]["wide0"])
        found += cost_of_rights(OURS, {name: mixes[name] for name in ("get", "list50")}, facts["tokens"])
        found.append({"name": "rss_mb", "ours": round(memory(pid)), "bare": None, "ratio": None, "unit": "MB"})
    with serving("guanxi.main:create_app", OURS, url, workers=2):
        mixes = two_worker_mixes(facts["ids"][USERS[0]])
        for name, figure in run_all(mixes, OURS, facts["tokens"][USERS[0]]).items():
            found.append(line(USERS[0], f"{name} (2 workers)", figure, None))
    found += asyncio.run(import_and_undo(url))
    found += verification(url, FOLDER / "audit", int(AUDITED * SCALE))
    found += rotation(url, FOLDER / "keys", int(ROTATED * min(1, 10 * SCALE)))
    return found


def two_worker_mixes(ids: list[str]) -> dict[str, list[Request]]:
    """Lists with their totals, and all filters and searches in turn."""
    mixes = our_mixes(ids)
    filters, searches = (
        [each for name, mix in mixes.items() for each in mix if name.startswith(what)]
        for what in ("filter_contains", "search")
    )
    return {"list50_count": mixes["list50_count"], "filter_mix": filters, "search_mix": searches}


async def import_and_undo(url: str) -> list[dict[str, Any]]:
    company = await main.open_company(url, FOLDER / "data" / "files")
    main.settle_memory()
    try:
        rates = await bulk(company, int(IMPORTED * min(1, 10 * SCALE)))
        return [*(each | {"unit": "rows/s"} for each in rates), await share_of_create(company)]
    finally:
        await company.pool.close()


def run() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = ", ".join(f"{int(size * SCALE):,} {name}" for name, size in SIZES.items())
    print(f"Bench on {sizes}", flush=True)
    postgres = EmbeddedPostgres(FOLDER / f"postgres-{SCALE:g}")
    try:
        found = bench(postgres.start())
    finally:
        postgres.stop()
    Path("var/bench.json").write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    run()
