"""External ids: what other systems call a record."""

from collections.abc import Sequence, Set
from typing import Any, Final
from uuid import UUID, uuid5

import orjson

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.rows import Rows, take_turns
from guanxi.engine.changes.things import State, declare, note_all
from guanxi.engine.company import Work
from guanxi.engine.query import get_json, require_scope
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import table_of
from guanxi.kernel.errors import Conflict, FieldError, Invalid

SPACE = UUID("0f8c1b52-8d8e-4a51-9d6e-5a2f4c1e7b90")
LONGEST = 200
TURNS: Final = 7211  # who writes the ids of one record


async def _require_editable(work: Work, object_name: str, record_id: str) -> None:
    """Raises NotFound for a record that the caller may not read, Forbidden for one that he may not edit."""
    await get_json(work, object_name, UUID(record_id), ("id",))
    await _require_edit(work, object_name, record_id)
    await take_turns(work, [record_id], TURNS)


async def _require_edit(work: Work, object_name: str, record_id: str) -> None:
    """Raises Forbidden for a record, deleted or not, that the caller may not edit."""
    rights = work.rights(object_name)
    rights.require("edit")
    await require_scope(work, rights, UUID(record_id))


async def _require(work: Work, state: State) -> None:
    await _require_edit(work, str(state["object"]), str(state["record_id"]))
    await take_turns(work, [str(state["record_id"])], TURNS)


ROWS = Rows(
    "external_id",
    "engine.external_id",
    ("object", "system", "value"),
    _require,
    lambda state, language: f"{state.get('system')}: {state.get('value')}",
)
declare(ROWS.thing())


def _thing_id(object_name: str, system: str, value: str) -> UUID:
    return uuid5(SPACE, f"{object_name}/{system}/{value}")


def checked(system: str, value: Any) -> tuple[str, str]:
    """The system and the id, trimmed. Raises Invalid where one is empty, too long or cannot be printed."""
    found = (system.strip(), str(value if value is not None else "").strip())
    for name, text in zip(("system", "value"), found, strict=True):
        if not 0 < len(text) <= LONGEST or not text.isprintable():
            raise Invalid("invalid", errors=[FieldError(name, "bad_external_id", {"limit": LONGEST})])
    return found


async def external_ids_of(work: Work, object_name: str, record_id: UUID) -> list[dict[str, str]]:
    """A record's external ids. Raises NotFound where the caller may not read the record."""
    await get_json(work, object_name, record_id, ("id",))
    rows = await work.fetch(
        "SELECT system, value FROM engine.external_id WHERE record_id = $1::uuid AND object = $2 ORDER BY 1, 2",
        str(record_id),
        object_name,
    )
    return [{"system": system, "value": value} for system, value in rows]


CLAIM = "SELECT pg_advisory_xact_lock{how}(hashtextextended($1::text, 7206))"


async def claim_external(work: Work, object_name: str, system: str, value: str) -> None:
    """Waits until nobody else writes by this id, and keeps others waiting until the work ends."""
    await work.execute(CLAIM.format(how="_shared"), f"{object_name} external_id")
    await work.execute(CLAIM.format(how=""), f"{object_name} {system} {value}")


async def claim_keys(work: Work, object_name: str, keys: Sequence[str]) -> None:
    """Waits until nobody else finds or makes records of the object by these keys; others wait until the work ends."""
    await work.execute(CLAIM.format(how=""), " ".join((object_name, *keys)))


async def find_external(work: Work, object_name: str, system: str, value: str) -> UUID | None:
    """The record that a system calls so, as far as the caller may read it."""
    rights = work.rights(object_name)
    rights.require("read")
    return (await called(work, rights, system, [value])).get(value)


async def called(work: Work, rights: Rights, system: str, values: Sequence[str]) -> dict[str, UUID]:
    """The records that a system calls so, each by what it is called, as far as these rights show them."""
    statement = Statement(work)
    rows = await work.fetch(
        f"SELECT x.value, t.id FROM engine.external_id x JOIN {table_of(rights.spec)} t ON t.id = x.record_id"
        f" WHERE x.object = {statement.add(rights.spec.name)} AND x.system = {statement.add(system)}"
        f" AND x.value = ANY({statement.add(list(values), 'text[]')}) AND t.deleted_at IS NULL"
        f" AND {statement.in_scope('t', rights)}",
        *statement.parameters,
    )
    return dict(rows)


async def closed_ids(work: Work, rights: Rights, ids: Set[tuple[str, str]]) -> dict[tuple[str, str], bool]:
    """Those of the systems' ids that belong to records which the caller may not edit; true where he may read them.

    Deleted records count as unread ones: their ids come back with them.
    """
    statement = Statement(work)
    systems = statement.add([system for system, _ in ids], "text[]")
    values = statement.add([value for _, value in ids], "text[]")
    reads, edits = statement.in_scope("t", rights), statement.in_scope("t", rights, "edit")
    rows = await work.fetch(
        f"SELECT x.system, x.value, t.deleted_at IS NULL AND {reads}"
        f" FROM unnest({systems}, {values}) AS given(system, value)"
        f" JOIN engine.external_id x USING (system, value) JOIN {table_of(rights.spec)} t ON t.id = x.record_id"
        f" WHERE x.object = {statement.add(rights.spec.name)} AND NOT ({reads} AND {edits})",
        *statement.parameters,
    )
    return {(system, value): is_seen for system, value, is_seen in rows}


KEEP = """
WITH given AS (SELECT DISTINCT ON (system, value) system, value, record_id
   FROM jsonb_to_recordset($2::jsonb) AS r(system text, value text, record_id uuid)),
 before AS (SELECT x.* FROM engine.external_id x JOIN given USING (system, value) WHERE x.object = $1),
 kept AS (INSERT INTO engine.external_id AS x (object, system, value, record_id)
   SELECT $1, system, value, record_id FROM given
   ON CONFLICT (object, system, value) DO UPDATE SET record_id = excluded.record_id
   WHERE x.record_id <> excluded.record_id RETURNING x.*)
SELECT k.system, k.value, to_jsonb(b), to_jsonb(k) FROM kept k LEFT JOIN before b USING (object, system, value)
"""


async def keep_external_ids(
    work: Work, object_name: str, ids: Sequence[tuple[str, str, UUID]], made: Set[UUID]
) -> None:
    """Keeps what systems call many records: the system, the id there and the record; undo takes them back.

    The ids of records that were `made` in this change set go and come with their records, and need no note.
    """
    rows = [{"system": system, "value": value, "record_id": str(record)} for system, value, record in ids]
    kept = await work.fetch(KEEP, object_name, orjson.dumps(rows).decode()) if rows else ()
    changes = [
        (_thing_id(object_name, system, value), "update" if before else "create", before, after)
        for system, value, before, after in kept
        if before or UUID(after["record_id"]) not in made
    ]
    if changes:
        await note_all(work, ROWS.name, changes)


async def set_external(work: Work, object_name: str, record_id: UUID, system: str, value: str) -> None:
    """Keeps what a system calls a record, in place of what it called it before.

    Raises Conflict where another record has this id, unless it is deleted and the caller may edit it.
    """
    await _require_editable(work, object_name, str(record_id))
    await _require_free(work, object_name, record_id, system, value)
    row = {"object": object_name, "system": system, "value": value, "record_id": record_id}
    before = [{**row, "value": each} for each in await _values(work, object_name, record_id, system)]
    await ROWS.take_turns(work, row, *before)
    await _take(work, [each for each in before if each["value"] != value])
    await ROWS.put(work, _thing_id(object_name, system, value), row)


async def _require_free(work: Work, object_name: str, record_id: UUID, system: str, value: str) -> None:
    table = table_of(work.company.registry[object_name])
    taken = await work.fetch(
        f"SELECT 1 FROM engine.external_id x JOIN {table} t ON t.id = x.record_id"
        " WHERE x.object = $1 AND x.system = $2 AND x.value = $3 AND t.deleted_at IS NULL AND t.id <> $4::uuid",
        *(object_name, system, value, str(record_id)),
    )
    if taken or await closed_ids(work, work.rights(object_name), {(system, value)}):
        raise Conflict("external_id_taken", system=system)


async def remove_external(work: Work, object_name: str, record_id: UUID, system: str) -> None:
    """Forgets what a system calls a record."""
    await _require_editable(work, object_name, str(record_id))
    row = {"object": object_name, "system": system, "record_id": record_id}
    before = [{**row, "value": each} for each in await _values(work, object_name, record_id, system)]
    await ROWS.take_turns(work, *before)
    await _take(work, before)


async def _values(work: Work, object_name: str, record_id: UUID, system: str) -> Sequence[str]:
    rows = await work.fetch(
        "SELECT value FROM engine.external_id WHERE object = $1 AND record_id = $2::uuid AND system = $3",
        object_name,
        str(record_id),
        system,
    )
    return [row[0] for row in rows]


async def _take(work: Work, rows: Sequence[State]) -> None:
    for row in rows:
        await ROWS.take(work, _thing_id(row["object"], row["system"], row["value"]), row)
