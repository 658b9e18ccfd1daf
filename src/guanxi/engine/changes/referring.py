"""What an undo would take from beneath others: a record that the set made stays where one that stays refers to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from guanxi.engine.company import Work
from guanxi.engine.query import titles_of
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MOST_NAMED = 3
MOST_COUNTED = 1_000
LIVE = "r.deleted_at IS NULL"
MAKES = "SELECT DISTINCT object FROM engine.change WHERE change_set = $1::uuid AND kind IN ('create', 'restore')"
ASKED = "asked AS MATERIALIZED (SELECT unnest($3::uuid[]) AS id)"
# a set that redoes another one puts back what the first of them made; text keeps the database to the index of records,
# since that of sets may have to be read whole for each
MADE = """
made AS MATERIALIZED (SELECT c.record_id AS id FROM engine.change c
 WHERE c.change_set = $1::uuid AND c.object = $2::text AND (c.kind = 'create'
   OR c.kind = 'restore' AND EXISTS (SELECT 1 FROM engine.change f WHERE f.record_id = c.record_id
   AND f.kind = 'create' AND f.change_set::text = (WITH RECURSIVE earlier(id, undoes) AS (
     SELECT s.id, s.undoes FROM engine.change_set s WHERE s.id = $1::uuid
     UNION ALL SELECT s.id, s.undoes FROM earlier e JOIN engine.change_set s ON s.id = e.undoes)
   SELECT id::text FROM earlier WHERE undoes IS NULL))))"""
# after the undo a record refers no more where the set made it or brought the reference
IS_OTHER = """NOT EXISTS (SELECT 1 FROM engine.change c WHERE c.record_id = r.id AND c.change_set::text = $1::uuid::text
 AND (c.kind IN ('create', 'restore') OR c.new->{name} IS NOT NULL OR c.new->{first_name} IS NOT NULL))"""


async def referred_to(work: Work, change_set: UUID, staying: Collection[str]) -> dict[str, set[str]]:
    """The records that a set made and that stay when it is undone, by their objects, since what stays refers to them.

    `staying` are those that stay in any case. Lines stay with the record that they live with.
    """
    rows = await work.fetch(MAKES, str(change_set))
    specs = [work.company.registry[name] for (name,) in rows if name in work.company.registry]
    kept: dict[str, set[str]] = {spec.name: set() for spec in specs}
    known, fresh = set(staying), set(staying)
    others = "OR " + IS_OTHER
    while others or fresh:
        asked, fresh = fresh, set[str]()
        for spec in specs:
            found = await _referred(work, change_set, spec, asked, others) - known
            kept[spec.name] |= found
            fresh |= found
        known |= fresh
        others = ""
    return {name: found for name, found in kept.items() if found}


async def _referred(work: Work, change_set: UUID, spec: ObjectSpec, asked: Collection[str], others: str) -> set[str]:
    """What the set made of one object and one of the asked, or with `others` anybody else, refers to; one question."""
    parts = [
        _part(holder, each, f"(r.id IN (SELECT id FROM asked) {others})") for holder, each in _references(work, spec)
    ]
    if spec.parent is not None:
        table, via = table_of(spec), quoted(spec.parent)
        parts = [f"SELECT m.id FROM made m JOIN {table} l ON l.id = m.id WHERE l.{via} IN (SELECT id FROM asked)"]
    if not parts:
        return set()
    rows = await work.fetch(
        f"WITH {ASKED}, {MADE} SELECT DISTINCT id::text FROM ({' UNION ALL '.join(parts)}) r",
        str(change_set),
        spec.name,
        sorted(asked),
    )
    return {record_id for (record_id,) in rows}


def _references(work: Work, spec: ObjectSpec) -> list[tuple[ObjectSpec, FieldSpec]]:
    """The references to an object, but for those of its own lines, which go with it."""
    return [(holder, each) for holder, each in work.company.registry.inward.get(spec.name, ()) if not each.cascade]


async def count_referring(work: Work, object_name: str, ids: Sequence[str], most: int = MOST_COUNTED) -> dict[str, Any]:
    """How many live records that the caller may read refer to these, lines counted as what they live with."""
    statement = Statement(work)
    wanted = statement.add(list(ids), "uuid[]")
    parts: list[str] = []
    for holder, each in _references(work, work.company.registry[object_name]):
        rights = statement.rights(holder)
        if rights.may("read") and rights.sees(each.name):
            column = f"r.{quoted(holder.parent)}" if holder.parent else "r.id"
            parts.append(
                f"(SELECT {column} AS id FROM unnest({wanted}) m(id) JOIN {table_of(holder)} r ON {refers(each)}"
                f" AND {LIVE} AND {statement.in_scope('r', rights)} LIMIT {most + 1})"
            )
    if not parts or not ids:
        return {"count": 0, "is_exact": True}
    found = f"SELECT DISTINCT id FROM ({' UNION ALL '.join(parts)}) u LIMIT {most + 1}"
    rows = await work.fetch(f"SELECT count(*) FROM ({found}) c", *statement.parameters)
    return {"count": min(rows[0][0], most), "is_exact": rows[0][0] <= most}


def refers(each: FieldSpec) -> str:
    """The SQL that holds where record `r` refers to record `m` by this field."""
    column = f"r.{quoted(each.name)}"
    return f"{column} @> ARRAY[m.id]" if each.kind == "multi_reference" else f"{column} = m.id"


def _part(holder: ObjectSpec, each: FieldSpec, condition: str, columns: str = "m.id", which: str = LIVE) -> str:
    """The SQL of what is made and referred to by one field of live records, by way of its index."""
    where = condition.format(name=_literal(each.name), first_name=_literal(each.first_name))
    return f"SELECT {columns} FROM made m JOIN {table_of(holder)} r ON {refers(each)} AND {which} WHERE {where}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


async def referrers(
    work: Work, change_set: UUID, object_name: str, ids: Sequence[str], staying: Collection[str]
) -> Mapping[str, dict[str, Any]]:
    """For each of these records how many refer to it and stay, and the first few that the caller may read."""
    if not ids:
        return {}
    statement = Statement(work, [str(change_set), list(ids), sorted(staying)])
    condition = f"(r.id IN (SELECT id FROM asked) OR {IS_OTHER})"
    return await _told(work, statement, object_name, condition, LIVE)


async def holders(work: Work, object_name: str, ids: Sequence[str], since: datetime) -> Mapping[str, dict[str, Any]]:
    """The same for records that shall go for good: those that are live or were deleted since then refer to them."""
    statement = Statement(work, [since, list(ids), []])
    which = f"({LIVE} OR r.deleted_at >= $1::timestamptz)"
    return await _told(work, statement, object_name, "r.id <> ALL($2::uuid[])", which) if ids else {}


async def _told(
    work: Work, statement: Statement, object_name: str, condition: str, which: str
) -> dict[str, dict[str, Any]]:
    """Who refers to the records of the second parameter, of those for which this holds; lines go with their record."""
    parts = [
        _part(holder, each, condition, _shown(statement, holder), which)
        for holder, each in _references(work, work.company.registry[object_name])
    ]
    if not parts:
        return {}
    rows = await work.fetch(
        f"WITH {ASKED}, made AS (SELECT id FROM unnest($2::uuid[]) AS given(id))"
        " SELECT made::text, object, referrer::text, seen, total FROM (SELECT u.*, count(*) OVER of AS total,"
        " row_number() OVER (of ORDER BY seen DESC, referrer) AS place"
        f" FROM ({' UNION '.join(parts)}) u WINDOW of AS (PARTITION BY made)) numbered WHERE place <= {MOST_NAMED}"
        " ORDER BY made, place",
        *statement.parameters,
    )
    return await _named(work, rows)


def _shown(statement: Statement, holder: ObjectSpec) -> str:
    """The columns of who refers; lines are shown as the record that they live with."""
    rights = statement.rights(holder)
    seen = statement.in_scope("r", rights) if rights.may("read") else "false"
    name, referrer = holder.name, "r.id"
    if holder.parent:
        name, referrer = holder.fields[holder.parent].target or "", f"r.{quoted(holder.parent)}"
    return f"m.id AS made, {_literal(name)} AS object, {referrer} AS referrer, {seen} AS seen"


async def _named(work: Work, rows: Sequence[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    titles: dict[str, str] = {}
    for name in {row[1] for row in rows if row[3]}:
        titles |= await titles_of(work, name, {row[2] for row in rows if row[1] == name and row[3]})
    found: dict[str, dict[str, Any]] = {}
    for made, name, referrer, seen, total in rows:
        facts = found.setdefault(made, {"count": total, "records": []})
        if seen:
            facts["records"].append({"object": name, "id": referrer, "title": titles.get(referrer)})
    return found
