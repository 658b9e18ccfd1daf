"""Findings: whether what the product stands on is sound, in words for whoever runs it."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from guanxi.engine.company import Company, Work
from guanxi.engine.store.roles import may_change_the_log
from guanxi.engine.store.schema import missing_statements
from guanxi.kernel.principal import system

OLDEST_VERSION = 150_000
LITTLE_SPACE = 1024**3
WAITING_SECONDS = 600
OLD_RATE_DAYS = 180
# how long the oldest waits, and how many there are
JOBS = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(created)), 0)::bigint FROM pgqueuer
WHERE status = 'queued' AND execute_after <= now()
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: good, worth a look, or wrong."""

    name: str
    state: Literal["good", "look", "wrong"]
    text: str


async def findings_of(company: Company) -> list[Finding]:
    """Everything that can be looked at from within."""
    async with company.reading(system()) as work:
        found = [await _server(work), await _schema(company, work), await _jobs(work), await _nights(work)]
        found += [await _rates(work), await _roles(work)]
    return [*found, _space(company)]


async def _one(work: Work, statement: str, *parameters: Any) -> tuple[Any, ...]:
    rows: Sequence[tuple[Any, ...]] = await work.fetch(statement, *parameters)
    return rows[0]


async def _server(work: Work) -> Finding:
    number, size = await _one(
        work, "SELECT current_setting('server_version_num')::integer, pg_database_size(current_database())"
    )
    text = f"PostgreSQL {number // 10_000}.{number % 10_000}, {size // 1_048_576} MB"
    if number < OLDEST_VERSION:
        return Finding("database", "wrong", f"{text}; 15 or newer is needed")
    return Finding("database", "good", text)


async def _schema(company: Company, work: Work) -> Finding:
    lacking = await missing_statements(work.connection, company.registry.objects.values())
    wanted = [each for each in lacking if not each.startswith("CREATE SEQUENCE")]
    if wanted:
        return Finding("schema", "wrong", f"{len(wanted)} changes are missing; run guanxi migrate")
    return Finding("schema", "good", f"{len(company.registry.objects)} objects, version {company.registry.version}")


async def _roles(work: Work) -> Finding:
    if await may_change_the_log(work.connection):
        return Finding("database roles", "look", "one for everything; the audit log is not closed to the application")
    return Finding("database roles", "good", "the application adds to the audit log and cannot change it")


async def _jobs(work: Work) -> Finding:
    count, seconds = await _one(work, JOBS)
    if seconds > WAITING_SECONDS:
        return Finding("jobs", "wrong", f"{count} wait, the oldest for {seconds // 60} minutes; is a worker running?")
    return Finding("jobs", "good", f"{count} wait")


async def _nights(work: Work) -> Finding:
    (last,) = await _one(work, "SELECT max(value #>> '{}') FROM engine.setting WHERE name LIKE 'nightly:%'")
    (is_late,) = await _one(work, "SELECT coalesce($1::date < current_date - 2, false)", last)
    if is_late:
        return Finding("nightly work", "wrong", f"last done on {last}; is a worker running?")
    return Finding("nightly work", "good", f"last done on {last}" if last else "not done yet")


async def _rates(work: Work) -> Finding:
    if "exchange_rate" not in work.company.registry:
        return Finding("exchange rates", "good", "not kept here")
    count, newest, age = await _one(
        work,
        "SELECT count(*), max(dated_on)::text, current_date - max(dated_on) FROM record.exchange_rate"
        " WHERE deleted_at IS NULL AND dated_on <= current_date",
    )
    if not count or age > OLD_RATE_DAYS:
        return Finding("exchange rates", "look", f"the newest is of {newest}; enter current ones" if count else "none")
    return Finding("exchange rates", "good", f"the newest is of {newest}")


def _space(company: Company) -> Finding:
    folder = next(each for each in (company.files_dir, *company.files_dir.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free // 1_048_576} MB free for files"
    return Finding("disk", "wrong" if free < LITTLE_SPACE else "good", text)
