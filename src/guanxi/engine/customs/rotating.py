"""New keys in the place of old ones, while everybody works on.

The new key of a field is told to every process before anybody writes with it, so that exact filters find both marks.
From then on new values take it, and a job writes all others anew (renewing.py). The old key is destroyed some minutes
after nothing refers to it. The master key has a new first line in its file; the keys of all fields are wrapped anew.
"""

import asyncio
from datetime import timedelta
from typing import Any, Final

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.primitives import new_key
from guanxi.engine.customs import turning
from guanxi.engine.customs.definitions import count_up
from guanxi.engine.customs.renewing import Renewal, drop_orphans, renew_all
from guanxi.engine.customs.turning import MOVE, Pace, between_writers, field_named, start_run
from guanxi.engine.jobs import enqueue, job
from guanxi.kernel.errors import NotFound
from guanxi.kernel.principal import system

JOB: Final = "rotate_field"
RETIRE_JOB: Final = "retire_field_keys"
STILL_READ: Final = timedelta(minutes=5)  # how long a former key is kept for whoever was reading
PAUSE: Final = 0.5  # seconds until records that were in use are tried again
BATCH: Final = 5_000
ADD: Final = """
INSERT INTO engine.field_key (object, field, version, wrapped, own_marks, state) VALUES ($1, $2, $3, $4, true, 'coming')
"""
USE: Final = "UPDATE engine.field_key SET state = 'used' WHERE object = $1 AND field = $2 AND version = $3"
LEFT: Final = "SELECT 1 FROM engine.record_key WHERE object = $1 AND field = $2 AND version < $3 LIMIT 1"
DROP_FORMER: Final = """
DELETE FROM engine.former_key WHERE ctid = ANY(ARRAY(SELECT ctid FROM engine.former_key
 WHERE object = $1 AND field = $2 AND version < $3 LIMIT $4))
"""
RETIRE: Final = """
DELETE FROM engine.field_key k WHERE k.object = $1 AND k.field = $2 AND k.version < $3
 AND NOT EXISTS (SELECT 1 FROM engine.record_key r WHERE r.object = $1 AND r.field = $2 AND r.version = k.version)
"""
# the secret that made the marks of all fields in former versions
RETIRE_SHARED: Final = """
DELETE FROM engine.field_key WHERE (object, field) = ('', '')
 AND NOT EXISTS (SELECT 1 FROM engine.field_key WHERE object <> '' AND NOT own_marks)
"""
DONE: Final = """
UPDATE engine.crypto_run SET state = 'done', updated_at = now() WHERE object = $1 AND field = $2 AND deed = 'rotate'
 AND phase = 'settling'
"""
UNFINISHED: Final = """
SELECT object, field, max(version) FROM engine.field_key WHERE object <> '' GROUP BY 1, 2 HAVING count(*) > 1
"""


async def rotate_field(work: Work, object_name: str, field_name: str) -> int:
    """A new key of a field, and the job that writes its values anew under it; gives its version.

    Raises NotFound where the field is not encrypted, Conflict while its values are being rewritten.
    """
    spec = work.company.registry.objects.get(object_name)
    each = spec.fields.get(field_name) if spec else None
    if each is None or not each.is_encrypted:
        raise NotFound("no_such_field", field=field_name[:100])
    place = (object_name, each.first_name)
    [(total,)] = await work.fetch("SELECT count(*) FROM engine.record_key WHERE object = $1 AND field = $2", *place)
    await start_run(work, place, "rotate", "coming", total)
    [(newest,)] = await work.fetch("SELECT max(version) FROM engine.field_key WHERE object = $1 AND field = $2", *place)
    version = newest + 1
    await work.execute(ADD, *place, version, await work.company.keyring.wrap(new_key(), *place, version))
    await count_up(work)
    await enqueue(work, JOB, {"object": object_name, "field": each.first_name, "version": version})
    by = str(work.principal.user_id)
    await log(work.connection, Entry(by, "key_renewed", object_name, fields=[field_name], note={"version": version}))
    return version


@job(JOB)
async def renew_values(company: Company, payload: dict[str, Any]) -> None:
    """Writes every value of a field anew under its newest key; what is done is seen in the keys themselves."""
    found = field_named(company, payload["object"], payload["field"])
    if found is None:
        return
    renewal, pace = Renewal(*found, payload["version"]), Pace()
    await asyncio.sleep(turning.SETTLING)
    await between_writers(
        company, renewal.spec.name, [(USE, (*renewal.key, renewal.version)), (MOVE, (*renewal.key, "records"))]
    )
    while await _is_left(company, renewal):
        if await renew_all(company, renewal, pace) == 0:
            async with company.work(system(), source="crypto", quiet=True) as work:
                await drop_orphans(work, renewal)
            await asyncio.sleep(PAUSE)
    async with company.work(system(), source="crypto", quiet=True) as work:
        await work.execute(MOVE, *renewal.key, "settling")
        await enqueue(work, RETIRE_JOB, payload, STILL_READ)


async def _is_left(company: Company, renewal: Renewal) -> bool:
    async with company.reading(system()) as work:
        return bool(await work.fetch(LEFT, *renewal.key, renewal.version))


@job(RETIRE_JOB)
async def retire_keys(company: Company, payload: dict[str, Any]) -> None:
    """Destroys the keys of former versions, of records and of the field, to which nothing refers any more."""
    place = (payload["object"], payload["field"], payload["version"])
    dropped = BATCH
    while dropped == BATCH:
        async with company.work(system(), source="crypto", quiet=True) as work:
            dropped = await work.execute(DROP_FORMER, *place, BATCH)
    await between_writers(company, place[0], [(RETIRE, place), (RETIRE_SHARED, ()), (DONE, place[:2])])
    async with company.work(system(), source="crypto", quiet=True) as work:
        await count_up(work)


async def renew_nightly(company: Company) -> int:
    """Goes on with rotations that were cut off, and lets keys go that nothing needs."""
    async with company.reading(system()) as work:
        rows = await work.fetch(UNFINISHED)
    for object_name, name, version in rows:
        payload = {"object": object_name, "field": name, "version": version}
        await renew_values(company, payload)
    return len(rows)


async def rotate_master(work: Work, *, renews: bool = True) -> int:
    """A new master key, unless only what was wrapped by another is to be taken over; gives how many keys it wraps."""
    keyring = work.company.keyring
    if renews:
        keyring.keeper.renew()
    rows = await work.fetch("SELECT object, field, version, wrapped FROM engine.field_key FOR UPDATE")
    found = [(*row[:3], await keyring.wrap(await keyring.unwrap(row[3], *row[:3]), *row[:3])) for row in rows]
    objects, fields, versions, wrapped = (list(column) for column in zip(*found, strict=True)) if found else ([],) * 4
    return await work.execute(
        "UPDATE engine.field_key k SET wrapped = u.wrapped"
        " FROM unnest($1::text[], $2::text[], $3::integer[], $4::text[]) AS u(object, field, version, wrapped)"
        " WHERE (k.object, k.field, k.version) = (u.object, u.field, u.version)",
        *(objects, fields, versions, wrapped),
    )
