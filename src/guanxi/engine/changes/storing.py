"""The writing itself: record, change set, history, audit entry and search entry in one statement for the whole
batch."""

import hashlib
import os
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
import psycopg

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.entries import (
    ADD_ENTRIES,
    CHANGE_ENTRIES,
    WRITE_ENTRIES,
    entry_change,
    entry_of,
    touching_fields,
)
from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.rating import counts_again, counts_of, rated_by, rates_for
from guanxi.engine.changes.shape import Shape, match_keys, row_of
from guanxi.engine.company import Work
from guanxi.engine.query.editable import can_edit_sql
from guanxi.engine.query.opening import opened_record
from guanxi.engine.query.selection import selected_fields, selection
from guanxi.engine.query.single import keep
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import quoted
from guanxi.engine.store.guards import refusals
from guanxi.kernel.errors import Stale
from guanxi.kernel.fields.kinds import BLIND_SUFFIX
from guanxi.kernel.identifiers import new_id

FIXED = 17  # parameters that every statement has
TRACE_COLUMNS = "record_id uuid, version integer, old json, new json, fields text[], commitment text"
UPDATED = ("version", "updated_at", "updated_by")
STAMPS = {
    "created_at": "$4::timestamptz",
    "created_by": "$5::uuid",
    "updated_at": "$4::timestamptz",
    "updated_by": "$5::uuid",
}

TRACE_SQL = f"""
 trace AS MATERIALIZED (SELECT * FROM json_to_recordset($2::json) AS r({TRACE_COLUMNS})),
 change_set AS (INSERT INTO engine.change_set (id, at, by_user, source, reason, undoes)
   VALUES ($3::uuid, $4::timestamptz, $5::uuid, $6::text, $7::text, $8::uuid) ON CONFLICT (id) DO NOTHING),
 history AS (INSERT INTO engine.change (change_set, object, record_id, kind, version, old, new, salt, at)
   SELECT $3::uuid, $9::text, record_id, $15::text, version, old, new, $16::text, $4::timestamptz FROM trace),
 audited AS (INSERT INTO audit.entry (at, by_user, action, object, record_id, fields, commitment, change_set)
   SELECT $4::timestamptz, $5::uuid, $15::text, $9::text, record_id, fields, commitment, $3::uuid FROM trace),
 unkeyed AS (DELETE FROM engine.match_key m USING unnest($13::bigint[], $14::uuid[]) AS k(key, record_id)
   WHERE m.key = k.key AND m.record_id = k.record_id)"""
ADD_KEYS = """INSERT INTO engine.match_key (key, record_id)
   SELECT k.key, k.record_id FROM unnest($11::bigint[], $12::uuid[]) AS k(key, record_id)"""
FOUND_NEW = f" found AS ({ADD_ENTRIES}), keyed AS ({ADD_KEYS})"
FOUND_AGAIN = f" found AS ({WRITE_ENTRIES}), keyed AS ({ADD_KEYS} ON CONFLICT DO NOTHING)"
FOUND_CHANGED = f" found AS ({CHANGE_ENTRIES}), keyed AS ({ADD_KEYS} ON CONFLICT DO NOTHING)"


def _insert_sql(shape: Shape) -> str:
    columns = ", ".join(quoted(name) for name in shape.columns)
    values = ", ".join(STAMPS.get(name, quoted(name)) for name in shape.columns)
    return (
        f"WITH{TRACE_SQL},{FOUND_NEW}, written AS (INSERT INTO {shape.table} ({columns}) SELECT {values}"
        f" FROM json_populate_recordset(NULL::{shape.table}, $1::json) RETURNING *)"
    )


def _update_sql(shape: Shape, columns: Sequence[str]) -> str:
    sets = ", ".join(f"{quoted(name)} = {STAMPS.get(name, 'r.' + quoted(name))}" for name in columns)
    found = FOUND_AGAIN if "deleted_at" in columns else FOUND_CHANGED
    return (
        f"WITH{TRACE_SQL},{found}, written AS (UPDATE {shape.table} t SET {sets}"
        f" FROM json_populate_recordset(NULL::{shape.table}, $1::json) r"
        f" WHERE t.id = r.id AND t.version = r.version - 1 RETURNING t.*)"
    )


# fails as a whole otherwise
ALL_WRITTEN = (
    "SELECT CASE WHEN {outdated} THEN engine.refuse_outdated_shape()"
    " ELSE 1 / (count(*) = $17::bigint)::integer END AS done FROM written"
)


def _statement(
    work: Work, shape: Shape, columns: tuple[str, ...], reader: Rights | None
) -> tuple[str, tuple[Any, ...]]:
    """The statement for these columns (none: all of a new record), and its parameters behind the fixed ones."""
    key = ("store", columns, work.principal if reader else None)
    found = shape.plans.get(key)
    if found is None:
        text = _update_sql(shape, columns) if columns else _insert_sql(shape)
        statement = Statement(work, [None] * FIXED)
        found = keep(shape.plans, key, (f"{text} {_last_part(statement, shape, reader)}", statement.parameters[FIXED:]))
    return found


def _last_part(statement: Statement, shape: Shape, reader: Rights | None) -> str:
    has_lines = any(each.kind == "lines" for each in shape.spec.fields.values())
    all_written = ALL_WRITTEN.format(outdated=shape.outdated_sql)
    if reader is None or has_lines or not reader.may("read"):
        return f"SELECT done, NULL::text, NULL::text FROM ({all_written}) checked"
    row = selection(statement, "w", reader, selected_fields(reader, None)) + can_edit_sql(statement, "w", reader)
    seen = statement.in_scope("w", reader)
    return (
        f"SELECT done, r.id::text, row_to_json(r)::text FROM ({all_written}) checked"
        f" LEFT JOIN (SELECT {row} FROM written w WHERE {seen}) r ON true"
    )


def _commitment(salt: str, values: Any) -> str:
    return hashlib.sha256(salt.encode() + orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _trace(shape: Shape, draft: Draft, version: int, salt: str) -> dict[str, Any]:
    changed = draft.changed if draft.kind == "update" else {}
    trace: dict[str, Any] = {"record_id": draft.key, "kind": draft.kind, "version": version, "salt": salt}
    if draft.kind == "update":
        trace["old"] = {name: pair[0] for name, pair in changed.items()} | counts_of(shape.spec, draft)
        trace["new"] = {name: pair[1] for name, pair in changed.items()}
        committed: Any = trace["new"]
    else:
        committed = draft.after
        changed = {name: (None, value) for name, value in draft.after.items()} if draft.kind == "create" else {}
    trace["fields"] = list(changed)
    trace["commitment"] = _commitment(salt, committed)
    return trace


async def store(work: Work, shape: Shape, drafts: Sequence[Draft], reader: Rights | None = None) -> None:
    """Writes the drafts, which are of one kind; each gets its text as the reader may see it, where that can be told.

    Raises Stale where a record changed in between, Outdated where a field was encrypted; nothing is written then.
    """
    kind = drafts[0].kind
    moment = work.moment
    stamp = moment.isoformat()
    versions = [1 if kind == "create" else int((draft.before or {})["version"]) + 1 for draft in drafts]
    rates = await rates_for(work, shape.spec, drafts if kind in ("create", "update") else ())
    names = None if kind == "create" else _moved_fields(shape, drafts) if kind == "update" else frozenset[str]()
    rows: list[dict[str, Any]] = []
    for draft, version in zip(drafts, versions, strict=True):
        row = row_of(shape, draft.after, work, rates, names) | _counted_before(shape, draft, names)
        row |= counts_again(work, shape.spec, draft) if draft.counts else {}
        row |= draft.blinds
        row["id"], row["version"] = draft.key, version
        if kind == "delete":
            row["deleted_at"] = stamp
        rows.append(row)
    columns = () if names is None else _updated_columns(shape, names, kind)
    text, more = _statement(work, shape, columns, reader)
    salt = os.urandom(12).hex()
    traces = [_trace(shape, draft, version, salt) for draft, version in zip(drafts, versions, strict=True)]
    entries = _entries(shape, drafts, kind)
    parameters = _parameters(work, shape, rows, traces, entries, moment)
    try:
        with refusals():
            written = await work.fetch(text, *parameters, *_keys(shape, drafts, kind), kind, salt, len(drafts), *more)
    except psycopg.errors.DivisionByZero:
        raise Stale("stale") from None
    if not work.is_bulk:
        work.company.settling.note(len(entries))
    texts = {row[1]: await opened_record(work, row[2]) for row in written if row[2]}
    for draft in drafts:
        draft.text = texts.get(draft.key)
    if kind == "delete":
        ids = [draft.key for draft in drafts]
        await work.execute("DELETE FROM engine.search_entry WHERE record_id = ANY($1::uuid[])", ids)


def _parameters(
    work: Work,
    shape: Shape,
    rows: list[dict[str, Any]],
    traces: list[dict[str, Any]],
    entries: list[dict[str, Any]],
    moment: datetime,
) -> list[Any]:
    work.change_set = work.change_set or new_id()
    return [
        orjson.dumps(rows).decode(),
        orjson.dumps(traces).decode(),
        str(work.change_set),
        moment,
        str(work.principal.user_id),
        work.source,
        work.reason,
        str(work.undoes) if work.undoes else None,
        shape.spec.name,
        orjson.dumps(entries).decode(),
    ]


def _keys(shape: Shape, drafts: Sequence[Draft], kind: str) -> tuple[str, ...]:
    """The match keys that come and those that go, each with its record, as arrays."""
    coming: list[tuple[int, str]] = []
    going: list[tuple[int, str]] = []
    if shape.keys:
        fields = {each.name for each in shape.keys}
        for draft in drafts:
            if kind == "update" and fields.isdisjoint(draft.changed):
                continue
            record_id = draft.key
            before = match_keys(shape, draft.before) if draft.before and kind != "restore" else {}
            after = {} if kind == "delete" else draft.keys or match_keys(shape, draft.after)
            coming += [(key, record_id) for key in after if key not in before]
            going += [(key, record_id) for key in before if key not in after]
    coming.sort()  # neighbours go to the same page
    columns = (column for pairs in (coming, going) for column in (zip(*pairs, strict=True) if pairs else ((), ())))
    return tuple("{" + ",".join(map(str, column)) + "}" for column in columns)


def _entries(shape: Shape, drafts: Sequence[Draft], kind: str) -> list[dict[str, Any]]:
    if kind == "delete" or shape.spec.parent:
        return []
    if kind != "update":
        return [entry_of(shape, draft.key, draft.after) for draft in drafts]
    touching = touching_fields(shape)
    return [
        entry_change(shape, draft.key, draft.before or {}, draft.after, draft.changed)
        for draft in drafts
        if not touching.isdisjoint(draft.changed)
    ]


def _moved_fields(shape: Shape, drafts: Sequence[Draft]) -> frozenset[str]:
    """The fields that any draft of the batch changes."""
    names = {name for draft in drafts for name in draft.changed}
    return frozenset(names | rated_by(shape.spec, names))


def _counted_before(shape: Shape, draft: Draft, names: Collection[str] | None) -> dict[str, Any]:
    """What money counts that this draft does not move: others of the batch move theirs, at the rate of today."""
    if not names:
        return {}
    money = [each.name for each in shape.stored if each.kind == "money" and each.name in names]
    own = set(draft.changed) | rated_by(shape.spec, set(draft.changed)) if money else set[str]()
    kept = [name for name in money if name not in own]
    before = draft.before or {}
    return {column: before.get(column) for name in kept for column in (name + "_base", name + "_rated_on")}


def _updated_columns(shape: Shape, names: frozenset[str], kind: str) -> tuple[str, ...]:
    """The columns that are written; the others keep what they have."""
    if kind == "delete":
        return (*UPDATED, "deleted_at")
    if kind == "restore":  # its marks are those of now, or nobody would see that its values are taken again
        return (*UPDATED, "deleted_at", *(each.name + BLIND_SUFFIX for each in shape.sealed))
    return (*UPDATED, *(column for column, name in shape.field_columns if name in names))
