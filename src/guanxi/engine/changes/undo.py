"""Undo: the reverse of a change set, as a new change set that takes the ordinary write path."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Rollback

from guanxi.engine.access.rights import Rights
from guanxi.engine.audit import Entry, log
from guanxi.engine.changes.blocks import Blocks, find_blocks
from guanxi.engine.changes.children import rights_on_lines
from guanxi.engine.changes.closed import is_own_alone
from guanxi.engine.changes.model import Change, Kind, Options, Outcome
from guanxi.engine.changes.own import is_own, own_rights
from guanxi.engine.changes.reading import RIGHT_FOR
from guanxi.engine.changes.refused import Refusal, with_holders
from guanxi.engine.changes.things import THINGS, Kept
from guanxi.engine.changes.write import write_as
from guanxi.engine.company import Work
from guanxi.engine.store.columns import POSITION, table_of
from guanxi.kernel.access import Grant
from guanxi.kernel.errors import Conflict, FieldError, Forbidden, NotFound
from guanxi.kernel.scopes import opens

BATCH = 1_000
REVERSE: Mapping[str, Kind] = {"create": "delete", "update": "update", "delete": "restore", "restore": "delete"}


@dataclass(frozen=True, slots=True)
class Target:
    """The set to take back, or what an undo of the rest left of it, which then goes `into` that undo."""

    change_set: UUID
    left: frozenset[str] | None = None
    into: UUID | None = None


@dataclass(frozen=True, slots=True)
class UndoOutcome:
    """`left` counts what stays as it is, `blocked` are the first of it."""

    change_set: UUID | None
    changed: int
    left: int = 0
    blocked: tuple[dict[str, Any], ...] = ()


async def undo(work: Work, change_set: UUID, rest: bool = False) -> UndoOutcome:
    """Takes a change set back.

    Where later changes of the same fields, a later deletion, others that refer to a made record, the caller's rights of
    today or a rule stand in the way nothing is done and Conflict `undo_blocked` names the rows; with `rest` all others
    are undone, and the same person may undo what is left later. Of a set that was undone and redone it is the redo that
    is taken back. Raises NotFound, Conflict `undone_already`, `gone_for_good` for what was deleted so or, while more is
    being imported into the set, `import_running`.
    """
    await _refuse_while_imported(work, change_set)
    await _refuse_purge(work, change_set)
    target = await _in_force(work, change_set)
    await _lock_records(work, target.change_set)
    refused = await with_holders(work, await beyond_rights(work, target.change_set))
    blocks = await find_blocks(work, target.change_set, refused, target.left)
    if blocks.count and not rest:
        raise await _conflict(work, target, blocks)
    work.undoes, work.quiet, work.source = target.change_set, True, "undo"
    work.change_set = target.into
    changed, blocks = await _reverse_what_may(work, target, blocks, rest)
    if work.change_set is not None:
        await _note_undone(work, target, work.change_set, blocks)
        note = {"undoes": str(target.change_set), "change_set": str(work.change_set), "changed": changed}
        await log(work.connection, Entry(str(work.principal.user_id), "undo", note=note))
    return UndoOutcome(work.change_set, changed, blocks.count, tuple(await blocks.shown(work)))


NOTE = """
WITH target AS (UPDATE engine.change_set SET undone_by = $1::uuid WHERE id = $2::uuid)
UPDATE engine.change_set SET left_out = nullif($3::uuid[], '{}') WHERE id = $1::uuid
"""


async def _note_undone(work: Work, target: Target, undone_by: UUID, blocks: Blocks) -> None:
    """Notes by what the set was undone, and what that left and may undo later."""
    left = sorted(each for each in blocks.skipped - blocks.gone.keys() if target.left is None or each in target.left)
    await work.execute(NOTE, str(undone_by), str(target.change_set), left)


REST = """
SELECT count(DISTINCT c.record_id) FROM engine.change c WHERE c.change_set = $1::uuid AND c.object = ANY($2::text[])
 AND c.record_id::text <> ALL($3::text[])
 AND (coalesce(c.new ->> 'record_id', c.old ->> 'record_id') <> ALL($3::text[])) IS NOT FALSE
 AND ($4::text[] IS NULL OR c.record_id::text = ANY($4::text[]))
"""


async def _conflict(work: Work, target: Target, blocks: Blocks) -> Conflict:
    """Names what stands in the way and counts the rest that could be undone."""
    shown, known = await blocks.shown(work), [*work.company.registry.objects, *THINGS]
    left = None if target.left is None else sorted(target.left)
    rest = await work.fetch(REST, str(target.change_set), known, sorted(blocks.skipped), left)
    extra = {"blocked": shown, "count": blocks.count, "rest": rest[0][0]}
    return Conflict("undo_blocked", extra=extra, count=blocks.count)


async def _refuse_while_imported(work: Work, change_set: UUID) -> None:
    """Locks the import of a set before the set itself, as each of its batches does: none of them is written beside."""
    rows = await work.fetch(
        "SELECT id::text, state FROM engine.import_run WHERE change_set = $1::uuid FOR UPDATE", str(change_set)
    )
    running = [run_id for run_id, state in rows if state in ("queued", "running", "cancelling")]
    if running:
        raise Conflict("import_running", extra={"import": running[0]})


FINAL = """
SELECT 1 FROM engine.change WHERE change_set = $1::uuid AND kind = 'purge'
UNION ALL SELECT 1 FROM engine.change_set WHERE id = $1::uuid AND source = 'erasure' LIMIT 1
"""


async def _refuse_purge(work: Work, change_set: UUID) -> None:
    if await work.fetch(FINAL, str(change_set)):
        raise Conflict("gone_for_good")


async def _in_force(work: Work, change_set: UUID) -> Target:
    """The set to take back, locked: this one, what redid it at last, or what its undo left of it."""
    await work.fetch("SELECT 1 FROM engine.change_set WHERE id = $1::uuid FOR UPDATE", str(change_set))
    rows = await work.fetch("SELECT last, steps FROM engine.undo_state($1::uuid)", str(change_set))
    last, steps = rows[0]
    if last is None:
        raise NotFound("no_such_change_set", id=str(change_set))
    found = await work.fetch("SELECT undone_by FROM engine.change_set WHERE id = $1::uuid FOR UPDATE", str(last))
    if steps % 2:
        return await _left_by(work, last)
    if found[0][0] is not None:
        raise Conflict("undone_already")
    return Target(last)


async def _left_by(work: Work, undone_by: UUID) -> Target:
    """What an undo left, for whoever made it: what is undone of it later becomes part of the same undo."""
    rows = await work.fetch(
        "SELECT undoes, left_out::text[], by_user FROM engine.change_set WHERE id = $1::uuid", str(undone_by)
    )
    undoes, left, by_user = rows[0]
    if not left or by_user != work.principal.user_id:
        raise Conflict("undone_already")
    return Target(undoes, frozenset(left), undone_by)


async def _lock_records(work: Work, change_set: UUID) -> None:
    """Keeps the records as they are until they are undone, so that no edit comes between the look and the writing."""
    rows = await work.fetch("SELECT DISTINCT object FROM engine.change WHERE change_set = $1::uuid", str(change_set))
    for name in sorted(row[0] for row in rows if row[0] in work.company.registry):
        table = table_of(work.company.registry[name])
        await work.execute(
            f"SELECT 1 FROM {table} t WHERE t.id IN (SELECT record_id FROM engine.change"
            " WHERE change_set = $1::uuid AND object = $2) ORDER BY t.id FOR UPDATE",
            str(change_set),
            name,
        )


async def _reverse_what_may(work: Work, target: Target, blocks: Blocks, rest: bool) -> tuple[int, Blocks]:
    """Undoes all that is not blocked. What is refused meanwhile is blocked too: with `rest` it begins anew without."""
    before, refused = work.change_set, dict(blocks.refused)
    while True:
        found: dict[str, Refusal] = {}
        async with work.connection.transaction() as attempt:
            changed = await _reverse(work, target, blocks.skipped, found)
            if not found:
                return changed, blocks
            raise Rollback(attempt)
        work.change_set = before
        refused |= await with_holders(work, found)
        blocks = await find_blocks(work, target.change_set, refused, target.left)
        if not rest:
            raise await _conflict(work, target, blocks)


async def _reverse(work: Work, target: Target, skipped: Collection[str], refused: dict[str, Refusal]) -> int:
    """Writes the reverse of every change, newest first, in batches of one object and kind, and notes the refused."""
    before, changed = 2**62, 0
    while True:
        rows = await work.fetch(
            "SELECT seq, object, record_id, kind, old, new FROM engine.change WHERE change_set = $1::uuid AND seq < $2"
            " ORDER BY seq DESC LIMIT $3",
            str(target.change_set),
            before,
            BATCH,
        )
        if not rows:
            return changed
        before = rows[-1][0]
        due = [row for row in rows if _is_due(work, row, skipped, target.left)]
        for run in _runs(due):
            changed += await _reverse_run(work, run, refused)


def _is_due(work: Work, row: tuple[Any, ...], skipped: Collection[str], left: Collection[str] | None) -> bool:
    """False for a record that stays, for what belongs to it, for what is known no more, and beside what was left."""
    name, record_id = row[1], str(row[2])
    state: Mapping[str, Any] = row[5] or row[4] or {}
    belongs_to = str(state.get("record_id")) if name in THINGS else record_id
    is_known = name in THINGS or name in work.company.registry
    is_wanted = left is None or belongs_to in left
    return is_known and is_wanted and record_id not in skipped and belongs_to not in skipped


def _runs(rows: Sequence[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    """Neighbours of one object and kind together, no record twice in one run."""
    runs: list[list[tuple[Any, ...]]] = []
    seen: set[UUID] = set()
    for row in rows:
        if not runs or runs[-1][-1][1] != row[1] or runs[-1][-1][3] != row[3] or row[2] in seen:
            runs.append([])
            seen = set()
        runs[-1].append(row)
        seen.add(row[2])
    return runs


async def _reverse_run(work: Work, run: Sequence[tuple[Any, ...]], refused: dict[str, Refusal]) -> int:
    object_name, kind = run[0][1], REVERSE[run[0][3]]
    if object_name in THINGS:
        return await _reverse_things(work, run, refused)
    rights = own_rights(work) if all(is_own(work, row) for row in run) else undo_rights(work, object_name)
    changes = [_reverse_change(rights, kind, row) for row in run]
    outcomes = await write_as(work, rights, changes, Options(partial=True, duplicates="allow"))
    _note_refused(object_name, outcomes, refused)
    return sum(1 for outcome in outcomes if outcome.kind in ("update", "delete", "restore"))


def _reverse_change(rights: Rights, kind: Kind, row: tuple[Any, ...]) -> Change:
    """A field that was taken away stays away."""
    before = rights.spec.now_called(row[4] or {})
    there = rights.spec.fields.keys() | {POSITION}
    values = {name: value for name, value in before.items() if name in there}
    counts = {name: value for name, value in before.items() if name not in there}
    return Change(kind, row[2], values, touch=not row[4], counts=counts)


async def _reverse_things(work: Work, run: Sequence[tuple[Any, ...]], refused: dict[str, Refusal]) -> int:
    """What lies beside a record that is closed to the caller stays with it."""
    for _, name, thing_id, kind, old, new in run:
        kept = Kept(name, thing_id, kind, old or {}, new or {})
        holder = kept.new or kept.old
        if "record_id" not in holder:
            _require_scope_of_settings(work)
        try:
            await THINGS[name].reverse(work, kept)
        except (Forbidden, NotFound) as error:
            object_name = str(holder.get("object"))
            if object_name not in work.company.registry or "record_id" not in holder:
                raise
            refused[str(holder["record_id"])] = Refusal(object_name, FieldError("id", error.code, error.values))
    return len(run)


def _require_scope_of_settings(work: Work) -> None:
    """What lies beside no record is a setting: a program takes it back with the scope for settings alone."""
    if not opens(work.principal.scopes, "admin"):
        raise Forbidden("scope_missing", extra={"scope": "admin"}, scope="admin")


async def beyond_rights(work: Work, change_set: UUID) -> dict[str, Refusal]:
    """The records of a set that the caller has not the right to put back."""
    found: dict[str, Refusal] = {}
    kinds = await work.fetch(
        "SELECT DISTINCT object, kind FROM engine.change WHERE change_set = $1::uuid", str(change_set)
    )
    for name, kind in kinds:
        right = RIGHT_FOR[REVERSE[kind]]
        if name in work.company.registry and not undo_rights(work, name).may(right):
            refusal = Refusal(name, FieldError("id", "no_right", {"right": right, "object": name}))
            found |= dict.fromkeys(await _changed_so(work, change_set, name, kind), refusal)
    if str(work.principal.user_id) in found and await is_own_alone(work, change_set):
        del found[str(work.principal.user_id)]
    return found


async def _changed_so(work: Work, change_set: UUID, name: str, kind: str) -> list[str]:
    text = (
        "SELECT DISTINCT record_id::text FROM engine.change WHERE change_set = $1::uuid AND object = $2 AND kind = $3"
    )
    return [row[0] for row in await work.fetch(text, str(change_set), name, kind)]


def undo_rights(work: Work, object_name: str) -> Rights:
    """Today's rights; who may create may take back what was created, and owned lines follow their parent."""
    rights = work.rights(object_name)
    if rights.parent is not None:
        return rights_on_lines(work, rights.spec)
    granted = set(rights.grant.rights)
    if "create" in granted or "edit" in granted:
        granted.add("delete")
    return Rights(rights.spec, Grant(frozenset(granted), rights.grant.read, rights.grant.edit, rights.grant.fields))


GONE = ("no_such_record",)


def _note_refused(object_name: str, outcomes: Sequence[Outcome], refused: dict[str, Refusal]) -> None:
    """A record that is as the undo wants it already is no fault."""
    for outcome in outcomes:
        faults = [error for error in outcome.errors if error.code not in GONE]
        if faults:
            refused[str(outcome.id)] = Refusal(object_name, faults[0])


def by_object(rows: Sequence[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """A change set's summary: how many records of which object were changed in which way."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for object_name, kind, count in rows:
        found[object_name, kind] += count
    return [{"object": name, "kind": kind, "count": count} for (name, kind), count in found.items()]
