"""Deleting for good what has been in the recycle bin for its time. Nothing brings it back, so it has no undo.

A record goes with what lives with it. It stays as long as another refers to it that is live or that may still be
restored within its time; what is due itself and stays behind refers to it no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.children import living_with
from guanxi.engine.changes.contents import JOB
from guanxi.engine.changes.forgetting import forget
from guanxi.engine.changes.referring import refers
from guanxi.engine.changes.retention import due_on, kept_since, retention_of
from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import FieldError
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

BATCH: Final = 2_000
MOST_AT_ONCE: Final = 10_000
Members = Mapping[str, Mapping[str, str]]  # by object: each record that goes, with the one that was asked for
REMOVE = """
WITH gone AS (DELETE FROM {table} WHERE id = ANY($7::uuid[]) RETURNING id, version),
 made AS (INSERT INTO engine.change_set (id, at, by_user, source, reason)
   VALUES ($1::uuid, $2::timestamptz, $3::uuid, $4::text, $5::text) ON CONFLICT (id) DO NOTHING),
 history AS (INSERT INTO engine.change (change_set, object, record_id, kind, version, at)
   SELECT $1::uuid, $6::text, id, 'purge', version + 1, $2::timestamptz FROM gone)
INSERT INTO audit.entry (at, by_user, action, object, record_id, fields, change_set)
   SELECT $2::timestamptz, $3::uuid, 'purge', $6::text, id, '{{}}'::text[], $1::uuid FROM gone
"""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many records went, without what lived with them, and why the others did not."""

    gone: int
    refused: Mapping[str, FieldError]
    is_complete: bool = True


async def purge(work: Work, object_name: str, ids: Sequence[str]) -> Purged:
    """Deletes these records for good, as far as they are due. Raises Forbidden where the right is wanting."""
    rights = work.rights(object_name)
    _require(rights)
    days = (await retention_of(work)).days
    refused = await _not_due(work, rights, ids, days)
    due = [each for each in ids if each not in refused]
    members = await _members(work, rights.spec, due)
    while held := await _held(work, members, kept_since(work, days)):
        refused |= {each: FieldError("id", "referred_to") for each in held}
        due = [each for each in due if each not in held]
        members = await _members(work, rights.spec, due)
    await _remove(work, members)
    return Purged(len(due), refused)


def _require(rights: Rights) -> None:
    for right in ("purge", "see_deleted"):
        rights.require(right)


async def _not_due(work: Work, rights: Rights, ids: Sequence[str], days: int) -> dict[str, FieldError]:
    """Locks the records and tells which of them may not go, and why."""
    statement = Statement(work)
    wanted, seen, open_to = (
        statement.add(list(ids), "uuid[]"),
        statement.in_scope("t", rights),
        statement.in_scope("t", rights, "edit"),
    )
    rows = await work.fetch(
        f"SELECT t.id::text, t.deleted_at, {open_to} FROM {table_of(rights.spec)} t"
        f" WHERE t.id = ANY({wanted}) AND {seen} ORDER BY t.id FOR UPDATE OF t",
        *statement.parameters,
    )
    known: dict[str, tuple[datetime | None, bool]] = {row[0]: (row[1], row[2] is True) for row in rows}
    faults = {each: _fault(work, known.get(each), days) for each in ids}
    return {each: fault for each, fault in faults.items() if fault is not None}


def _fault(work: Work, known: tuple[datetime | None, bool] | None, days: int) -> FieldError | None:
    if known is None:
        return FieldError("id", "no_such_record")
    deleted_at, is_open = known
    if not is_open:
        return FieldError("id", "not_yours")
    if deleted_at is None:
        return FieldError("id", "not_in_bin")
    if deleted_at >= kept_since(work, days):
        return FieldError("id", "kept_until", {"day": due_on(work, deleted_at, days).isoformat()})
    return None


async def _members(work: Work, spec: ObjectSpec, ids: Sequence[str]) -> Members:
    """These records and all in the bin that lives with them, locked."""
    found: dict[str, dict[str, str]] = {spec.name: {each: each for each in ids}}
    due = [(spec, list(ids))] if ids else []
    while due:
        holder, holders = due.pop()
        for child, via in living_with(work, holder):
            rows = await work.fetch(
                f"SELECT id::text, {quoted(via)}::text FROM {table_of(child)} WHERE {quoted(via)} = ANY($1::uuid[])"
                " AND deleted_at IS NOT NULL ORDER BY id FOR UPDATE",
                holders,
            )
            known = found.setdefault(child.name, {})
            fresh = {each: found[holder.name][held_by] for each, held_by in rows if each not in known}
            known |= fresh
            due += [(child, list(fresh))] if fresh else []
    return found


def _inward(work: Work, members: Members) -> list[tuple[ObjectSpec, FieldSpec, list[str]]]:
    """The fields that may refer to what goes, each with the ids."""
    return [
        (holder, each, list(known))
        for name, known in members.items()
        if known
        for holder, each in work.company.registry.inward.get(name, ())
    ]


async def _held(work: Work, members: Members, cutoff: datetime) -> set[str]:
    """The records to which, or to what lives with them, others refer that stay and are not due."""
    found: set[str] = set()
    roots = {each: root for known in members.values() for each, root in known.items()}
    for holder, each, ids in _inward(work, members):
        parts = [
            f"SELECT m.id FROM unnest($1::uuid[]) m(id) JOIN {table_of(holder)} r ON {refers(each)} AND {condition}"
            " WHERE NOT EXISTS (SELECT 1 FROM unnest($3::uuid[]) g(id) WHERE g.id = r.id)"
            for condition in ("r.deleted_at IS NULL", "r.deleted_at >= $2::timestamptz")
        ]
        rows = await work.fetch(
            f"SELECT DISTINCT id::text FROM ({' UNION ALL '.join(parts)}) u",
            ids,
            cutoff,
            list(members.get(holder.name, ())),
        )
        found |= {roots[record_id] for (record_id,) in rows}
    return found


async def _remove(work: Work, members: Members) -> None:
    if not any(members.values()):
        return
    work.change_set = work.change_set or new_id()
    facts = (str(work.change_set), work.moment, str(work.principal.user_id), work.source, work.reason)
    contents: set[str] = set()
    for name, known in members.items():
        table = table_of(work.company.registry[name])
        contents |= await forget(work, name, list(known))
        await work.execute(REMOVE.format(table=table), *facts, name, list(known))
    for holder, each, ids in _inward(work, members):
        await work.execute(_let_go(holder, each), ids)
    if contents:
        await enqueue(work, JOB, {"digests": sorted(contents)})


def _let_go(holder: ObjectSpec, each: FieldSpec) -> str:
    """The statement by which what is left in the bin refers to these records no more."""
    column = quoted(each.name)
    rest, refers_to = "NULL", f"{column} = ANY($1::uuid[])"
    if each.kind == "multi_reference":
        rest = f"ARRAY(SELECT u FROM unnest({column}) u WHERE u <> ALL($1::uuid[]))"
        refers_to = f"{column} && $1::uuid[]"
    return f"UPDATE {table_of(holder)} SET {column} = {rest} WHERE {refers_to} AND deleted_at IS NOT NULL"


async def purge_due(work: Work, object_name: str, most: int = MOST_AT_ONCE) -> Purged:
    """Deletes for good what is due of an object and the caller's to delete, at least so many where there are more."""
    rights = work.rights(object_name)
    gone, refused, after = 0, dict[str, FieldError](), "00000000-0000-0000-0000-000000000000"
    while gone < most:
        ids = await _due_ids(work, rights, after)
        if not ids:
            return Purged(gone, refused)
        after = ids[-1]
        part = await purge(work, object_name, ids)
        gone += part.gone
        refused |= part.refused
    return Purged(gone, refused, is_complete=False)


async def count_due(work: Work, object_name: str) -> int:
    """How much is due of an object and the caller's to delete, whether or not others refer to it."""
    statement = Statement(work)
    due = await _due_sql(statement, work.rights(object_name))
    return (await work.fetch(f"SELECT count(*) {due}", *statement.parameters))[0][0]


async def _due_ids(work: Work, rights: Rights, after: str) -> list[str]:
    """The next of what is due, in the order of ids."""
    statement = Statement(work)
    due = await _due_sql(statement, rights)
    text = f"SELECT t.id::text {due} AND t.id > {statement.add(after, 'uuid')} ORDER BY t.id LIMIT {BATCH}"
    return [row[0] for row in await work.fetch(text, *statement.parameters)]


async def _due_sql(statement: Statement, rights: Rights) -> str:
    _require(rights)
    cutoff = kept_since(statement.work, (await retention_of(statement.work)).days)
    return (
        f"FROM {table_of(rights.spec)} t WHERE t.deleted_at < {statement.add(cutoff, 'timestamptz')}"
        f" AND {statement.in_scope('t', rights)} AND {statement.in_scope('t', rights, 'edit')}"
    )


async def purge_nightly(company: Company) -> int:
    """Deletes for good all that is due, where the company has settled so; gives how many records went."""
    async with company.reading(system()) as work:
        if not (await retention_of(work)).is_nightly:
            return 0
    change_set, gone = new_id(), 0
    for name in [spec.name for spec in company.registry.objects.values() if spec.parent is None]:
        is_complete = False
        while not is_complete:
            async with company.work(system(), source="nightly", change_set=change_set) as work:
                found = await purge_due(work, name)
            gone, is_complete = gone + found.gone, found.is_complete
    return gone
