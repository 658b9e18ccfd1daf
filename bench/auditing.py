"""What the audit log costs a create, and how long its whole verification takes in a process of its own."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.audit.tables import AUDIT_TABLES
from guanxi.engine.changes import Change, Options, storing, write
from guanxi.engine.company import Company
from guanxi.engine.store.embedded import EmbeddedPostgres
from guanxi.kernel.principal import system

ROUNDS, CREATES = 8, 300
FILL = """INSERT INTO audit.entry (at, by_user, action, object, record_id, fields, commitment, change_set)
SELECT now(), gen_random_uuid(), 'update', 'contact', gen_random_uuid(), '{name,job_title,mobile}', repeat('a', 64),
 gen_random_uuid() FROM generate_series(1, %s)"""
AT_ONCE = 1_000_000


async def share_of_create(company: Company) -> dict[str, Any]:
    """The part of a create that goes into the log: the statement with and without it, in turns."""
    whole = storing.TRACE_SQL
    start = whole.index(" audited AS (")
    without = whole[:start] + whole[whole.index(" unkeyed AS (") :]
    seconds: dict[str, list[float]] = {whole: [], without: []}
    try:
        for turn in range(ROUNDS):
            for text in (whole, without):
                storing.TRACE_SQL = text
                company.replace()
                seconds[text].append(await _creates(company, turn))
    finally:
        storing.TRACE_SQL = whole
        company.replace()
    share = 1 - median(seconds[without]) / median(seconds[whole])
    return {"name": "audit_share_of_create", "ours": round(100 * share, 1), "bare": None, "ratio": None, "unit": "%"}


async def _creates(company: Company, turn: int) -> float:
    """The quickest third of so many creates, which other work on the machine disturbs least."""
    taken: list[float] = []
    for number in range(CREATES):
        values = {"name": {"full": "王小明"}, "job_title": "经理", "email": f"a{turn}-{number}@example.com"}
        started = time.perf_counter()
        async with company.single(system(), source="api", reason=None) as work:
            await write(work, "contact", [Change("create", values=values)], Options(duplicates="allow"))
        taken.append(time.perf_counter() - started)
    return sum(sorted(taken)[: CREATES // 3])


def verification(server_url: str, folder: Path, entries: int) -> list[dict[str, Any]]:
    """Fills a log of its own, seals it, and has it verified by the command, sound and with one byte flipped."""
    shutil.rmtree(folder / "audit", ignore_errors=True)  # what was sealed the last time
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS audit_bench")
        server.execute("CREATE DATABASE audit_bench")
        url = server_url.replace("/guanxi?", "/audit_bench?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA engine")
        for statement in AUDIT_TABLES:
            connection.execute(statement.encode())
        for done in range(0, entries, AT_ONCE):
            connection.execute(FILL, [min(AT_ONCE, entries - done)])
        connection.execute("VACUUM ANALYZE audit.entry")
    started = time.monotonic()
    Sealer.of(url, folder, None).seal()
    sealed = time.monotonic() - started
    sound, seconds, _ = _verify(url, folder)
    with psycopg.connect(url, autocommit=True) as connection:
        flipped = secrets.randbelow(entries) + 1
        connection.execute(
            "UPDATE audit.entry SET commitment = overlay(commitment placing 'b' from 7) WHERE seq = %s", [flipped]
        )
    found, _, said = _verify(url, folder)
    assert (sound, found, re.findall(r"\d+", said.replace(",", "")).count(str(flipped)) > 0) == (0, 1, True), said
    facts = {"bare": None, "ratio": None, "unit": "s"}
    print(f"audit: {entries:,} entries sealed in {sealed:.1f} s, verified in {seconds:.1f} s", flush=True)
    return [
        {"name": f"audit_seal {entries}", "ours": round(sealed, 1), **facts},
        {"name": f"audit_verify {entries}", "ours": round(seconds, 1), **facts},
    ]


def _verify(url: str, folder: Path) -> tuple[int, float, str]:
    """The status of the command in a process of its own, its seconds, and what it said."""
    started = time.monotonic()
    words = [sys.executable, "-m", "guanxi", "audit", "verify", "--data", str(folder)]
    environment = {**os.environ, "GUANXI_DATABASE_URL": url}
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, time.monotonic() - started, done.stdout


def run(entries: int, folder: Path) -> None:
    """The verification alone, on a server of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    postgres = EmbeddedPostgres(folder / "postgres")
    try:
        verification(postgres.start(), folder / "log", entries)
    finally:
        postgres.stop()


if __name__ == "__main__":
    run(int(sys.argv[1]), Path(sys.argv[2]))
