"""New keys in the place of old ones, while everybody works on.

A field gets a new key, which wraps new keys of records at once; a job wraps the others anew, batch by batch. An old key
goes when nothing uses it. The master key has a new first line in its file; the keys of all fields are wrapped anew.
"""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from typing import Any, Final

from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import about_of, text_of
from guanxi.engine.crypto.primitives import new_key, seal, unseal
from guanxi.engine.jobs import enqueue, job
from guanxi.kernel.errors import NotFound
from guanxi.kernel.principal import system

JOB: Final = "rotate_field"
BATCH: Final = 1_000
NEXT: Final = """
SELECT r.record_id::text, r.version, r.wrapped, k.wrapped FROM engine.record_key r
JOIN engine.field_key k ON k.object = r.object AND k.field = r.field AND k.version = r.version
WHERE r.object = $1 AND r.field = $2 AND r.version < $3 ORDER BY r.version, r.record_id LIMIT $4 FOR UPDATE OF r
"""
WRAP: Final = """
UPDATE engine.record_key r SET version = $3, wrapped = u.wrapped
FROM unnest($4::uuid[], $5::text[]) AS u(record_id, wrapped)
WHERE r.record_id = u.record_id AND r.object = $1 AND r.field = $2
"""
RETIRE: Final = """
DELETE FROM engine.field_key k WHERE k.object = $1 AND k.field = $2 AND k.version < $3
 AND (SELECT max(n.made_at) FROM engine.field_key n WHERE n.object = $1 AND n.field = $2) < now() - interval '1 hour'
 AND NOT EXISTS (SELECT 1 FROM engine.record_key r WHERE r.object = $1 AND r.field = $2 AND r.version = k.version)
"""


async def rotate_field(work: Work, object_name: str, field_name: str) -> int:
    """A new key of a field, and the job that wraps what is there with it; gives its version.

    Raises NotFound where the field is not encrypted.
    """
    name = _first_name(work.company, object_name, field_name)
    rows = await work.fetch(
        "SELECT version FROM engine.field_key WHERE object = $1 AND field = $2 ORDER BY version DESC LIMIT 1"
        " FOR UPDATE",
        *(object_name, name),
    )
    version = rows[0][0] + 1
    wrapped = await work.company.keyring.wrap(new_key(), object_name, name, version)
    await work.execute(
        "INSERT INTO engine.field_key (object, field, version, wrapped) VALUES ($1, $2, $3, $4)",
        *(object_name, name, version, wrapped),
    )
    await enqueue(work, JOB, {"object": object_name, "field": name, "version": version})
    return version


def _first_name(company: Company, object_name: str, field_name: str) -> str:
    spec = company.registry.objects.get(object_name)
    each = spec.fields.get(field_name) if spec else None
    if each is None or not each.is_encrypted:
        raise NotFound("no_such_field", field=field_name[:100])
    return each.first_name


@job(JOB)
async def rewrap(company: Company, payload: dict[str, Any]) -> None:
    """Wraps the keys of records with the newest key of their field; what is done is seen in the keys themselves."""
    place = (payload["object"], payload["field"], payload["version"])
    while await _batch(company, *place):
        pass
    async with company.work(system(), source="crypto", quiet=True) as work:
        await work.execute(RETIRE, *place)


async def renew_nightly(company: Company) -> int:
    """Wraps anew what was written with the former key in the moment of a rotation, and lets unused keys go."""
    async with company.reading(system()) as work:
        fields = await keys_of_fields(work)
    for each in fields:
        await rewrap(company, each)
    return len(fields)


async def _batch(company: Company, object_name: str, name: str, version: int) -> bool:
    async with company.work(system(), source="crypto", quiet=True) as work:
        rows = await work.fetch(NEXT, object_name, name, version, BATCH)
        if not rows:
            return False
        current = (await company.keyring.current(work.connection, object_name, [name]))[name]
        wrapped = [await _wrapped(company, current.key, (object_name, name), row) for row in rows]
        await work.execute(WRAP, object_name, name, current.version, [row[0] for row in rows], wrapped)
    return True


async def _wrapped(company: Company, key: bytes, place: tuple[str, str], row: Sequence[Any]) -> str:
    record_id, version, wrapped, above = row
    about = about_of(place[0], record_id, place[1])
    former = await company.keyring.unwrap(above, *place, version)
    return text_of(seal(key, unseal(former, urlsafe_b64decode(wrapped), about), about))


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


STATE: Final = """
SELECT object, field, max(version) FROM engine.field_key WHERE object <> '' GROUP BY 1, 2 ORDER BY 1, 2
"""
LEFT: Final = """
SELECT r.object, r.field, count(*) FROM engine.record_key r
WHERE r.version < (SELECT max(version) FROM engine.field_key k WHERE k.object = r.object AND k.field = r.field)
GROUP BY 1, 2
"""


async def keys_of_fields(work: Work) -> list[dict[str, Any]]:
    """The encrypted fields with the version of their key and how many keys of records an older one still wraps."""
    left = {(row[0], row[1]): row[2] for row in await work.fetch(LEFT)}
    return [
        {"object": name, "field": field, "version": version, "left": left.get((name, field), 0)}
        for name, field, version in await work.fetch(STATE)
    ]


__all__ = ["keys_of_fields", "rewrap", "rotate_field", "rotate_master"]
