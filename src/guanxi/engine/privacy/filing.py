"""The job that looks into the files of other records for the persons of a request, some files at a time.

Files are read outside of any transaction. What was found, and how far the job has come, is kept together; whoever takes
the job up again goes on behind the last file that was noted.
"""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, Final

import orjson

from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.privacy.contents import OFFICE, persons_in
from guanxi.engine.privacy.leaving import JOB as DESTROY
from guanxi.engine.privacy.persons import Person
from guanxi.engine.privacy.runs import Run, run_of
from guanxi.engine.store.contents import stored_path
from guanxi.kernel.principal import system

JOB: Final = "search_subject_files"
TABLE: Final = "file"
BY_CONTENT: Final = "content"
BATCH: Final = 20
FIRST: Final = "00000000-0000-0000-0000-000000000000"
READ: Final = f"(type LIKE 'text/%' OR type = 'application/json' OR type LIKE '{OFFICE}%')"
# those of the persons themselves go with them, whatever they hold
OTHERS: Final = """deleted_at IS NULL AND record_id::text NOT IN (SELECT key FROM engine.subject_finding
 WHERE request = $1::uuid AND place = 'record' AND is_subject AND is_sure)"""
BEGIN: Final = f"""
UPDATE engine.subject_run SET (file_rest, file_unread) = (SELECT count(*) FILTER (WHERE {READ}),
 count(*) FILTER (WHERE NOT {READ}) FROM engine.file WHERE {OTHERS}) WHERE request = $1::uuid RETURNING file_rest
"""
NEXT: Final = f"""
SELECT id::text, type, digest FROM engine.file WHERE id > $2::uuid AND {READ} AND {OTHERS} ORDER BY id LIMIT {BATCH}
"""
KEEP: Final = f"""
INSERT INTO engine.subject_finding (request, place, object, key, person, how, is_subject, is_sure, is_chosen)
SELECT $1::uuid, '{TABLE}', '', key, person, '{BY_CONTENT}', false, is_sure, false
FROM unnest($2::text[], $3::integer[], $4::boolean[]) AS f(key, person, is_sure)
ON CONFLICT (request, person, place, object, key) DO UPDATE SET how = excluded.how, is_chosen = false,
 is_sure = subject_finding.is_sure OR excluded.is_sure
"""
ADVANCE: Final = """
UPDATE engine.subject_run SET file_at = $2::uuid, file_rest = greatest(file_rest - $3, 0) WHERE request = $1::uuid
"""
# the log knows contents by the values of the file's own changes
GONE: Final = """
WITH gone AS (DELETE FROM engine.file WHERE id = ANY($1::uuid[]) RETURNING digest),
 told AS (SELECT coalesce(c.new ->> 'digest', c.old ->> 'digest') FROM engine.change c
  WHERE c.object = 'file' AND c.record_id = ANY($1::uuid[]))
SELECT digest FROM gone UNION SELECT * FROM told
"""
SHOWN: Final = "SELECT id::text, name, object, record_id::text FROM engine.file WHERE id = ANY($1::uuid[])"
BLANK: Final = """
UPDATE engine.change SET old = NULL, new = NULL, salt = NULL WHERE object = 'file' AND record_id = ANY($1::uuid[])
"""


async def begin_search(work: Work, request: str) -> None:
    """Queues the search through the files of other records, where there are any that can be read."""
    if (await work.fetch(BEGIN, request))[0][0]:
        await enqueue(work, JOB, {"request": request})


@job(JOB)
async def search_files(company: Company, payload: dict[str, Any]) -> None:
    """Looks into file after file until the last one is noted, or something is done with the request."""
    is_going = True
    while is_going:
        is_going = await _search_some(company, str(payload["request"]))


async def _search_some(company: Company, request: str) -> bool:
    async with company.reading(system()) as work:
        run = await run_of(work, request)
        if run is None or run.state != "found":
            return False
        persons = run.persons(work)
        files = await work.fetch(NEXT, request, run.file_at or FIRST)
    found = await asyncio.to_thread(_look_into, company, files, persons)
    async with company.work(system(), source="privacy") as work:
        now = await run_of(work, request, locks=True)
        if now is None or (now.file_at, now.sealed) != (run.file_at, run.sealed):
            return now is not None and now.state == "found"
        await _keep(work, now, files, found)
    return len(files) == BATCH


async def _keep(work: Work, run: Run, files: Sequence[tuple[Any, ...]], found: Sequence[tuple[str, int, bool]]) -> None:
    if found:
        keys, persons, sure = ([row[at] for row in found] for at in range(3))
        await work.execute(KEEP, run.request, keys, persons, sure)
    is_last = len(files) < BATCH
    last = files[-1][0] if files else run.file_at
    await work.execute(ADVANCE, run.request, last, run.file_rest if is_last else len(files))


def _look_into(
    company: Company, files: Sequence[tuple[Any, ...]], persons: Sequence[Person]
) -> list[tuple[str, int, bool]]:
    """Of these files those that name somebody, by their keys, with whom they name and how surely."""
    found: list[tuple[str, int, bool]] = []
    for file_id, kind, digest in files:
        path = stored_path(company.files_dir, digest)
        named = persons_in(path, kind, persons) if path.exists() else {}
        key = orjson.dumps([file_id]).decode()
        found += [(key, number, is_sure) for number, is_sure in named.items()]
    return found


async def drop_files(work: Work, keys: Sequence[str]) -> int:
    """Takes files away whole, contents and names, by their keys; gives how many."""
    ids = [orjson.loads(key)[0] for key in keys]
    digests = [digest for (digest,) in await work.fetch(GONE, ids) if digest]
    await work.execute(BLANK, ids)
    if digests:
        await enqueue(work, DESTROY, {"digests": sorted(digests), "exports": []})
    return len(ids)


async def files_of(work: Work, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """What files are called and on which record each hangs, by their keys."""
    ids = [orjson.loads(key)[0] for key in keys]
    rows = await work.fetch(SHOWN, ids) if ids else ()
    return {
        orjson.dumps([file_id]).decode(): {"title": name, "holder": {"object": of, "id": record_id}}
        for file_id, name, of, record_id in rows
    }
