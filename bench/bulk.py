"""An import of many contacts, with everything that a write does, and its undo; beside them, plain COPY."""

import csv
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.fill import TITLES, chinese_name
from guanxi.engine.changes import undo
from guanxi.engine.company import Company
from guanxi.engine.people import principal_of_login
from guanxi.engine.transfer import whole

HEADERS = ("姓名", "手机", "邮箱", "职务")


def people(count: int) -> Iterator[tuple[str, str, str, str]]:
    """Rows of contacts that nobody else in the base equals."""
    dice = random.Random("import")
    mark = time.time_ns() % 10**6
    for number in range(count):
        yield (
            chinese_name(dice),
            f"15{number:09}",
            f"i{mark}.{number}@example.org",
            dice.choice(TITLES),
        )


async def bulk(company: Company, count: int) -> list[dict[str, Any]]:
    """Rows a second of the import, of its undo, and of COPY into a plain table."""
    principal = await principal_of_login(company, "admin")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(HEADERS)
            writer.writerows(people(count))
        plain = await copy_rate(company, file, count)
        run = await whole.upload(company, principal, file)
        run = await whole.settle(company, principal, run, {"object": "contact", "mode": "create"})
        before, started = peak_mb(), time.monotonic()
        run = await whole.import_whole(company, principal, run)
        imported = time.monotonic() - started
    assert run.created == count, (run.state, run.created, run.refused, run.error)
    assert run.change_set is not None
    grown, started = peak_mb() - before, time.monotonic()
    async with company.work(principal, source="api") as work:
        await undo(work, run.change_set)
    undone = time.monotonic() - started
    print(f"import of {count:,} rows: {count / imported:,.0f}/s, {grown:.0f} MB more; COPY {plain:,.0f}/s", flush=True)
    print(f"undo of it: {count / undone:,.0f}/s", flush=True)
    return [
        {"name": "import_csv", "ours": count / imported, "bare": plain, "ratio": count / imported / plain},
        {"name": "import_undo", "ours": count / undone, "bare": None, "ratio": None},
    ]


async def copy_rate(company: Company, file: Path, count: int) -> float:
    """Rows a second of COPY into a table with a key and an index."""
    started = time.monotonic()
    async with company.pool.connection() as connection, connection.transaction(force_rollback=True):
        await connection.execute(
            b"CREATE TABLE bare.incoming (name text, mobile text PRIMARY KEY, email text, job text)"
        )
        await connection.execute(b"CREATE INDEX ON bare.incoming (email)")
        async with connection.cursor().copy(b"COPY bare.incoming FROM STDIN (FORMAT csv, HEADER)") as copy:
            with file.open("rb") as opened:
                while part := opened.read(1 << 16):
                    await copy.write(part)
    return count / (time.monotonic() - started)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
