"""The one write path. One record is a batch of one; a batch costs the same number of statements as a record."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.checking import (
    check_references,
    check_required,
    check_rules,
    check_unique,
    hold_targets,
)
from guanxi.engine.changes.children import delete_children, restore_children, write_lines
from guanxi.engine.changes.equals import check_duplicates
from guanxi.engine.changes.model import Change, Draft, Options, Outcome
from guanxi.engine.changes.numbering import give_numbers
from guanxi.engine.changes.preparing import prepare
from guanxi.engine.changes.reactions import REACTIONS, react
from guanxi.engine.changes.reading import (
    check_batch,
    draft_all,
    load_before,
    read_values,
    refuse_moves_out_of_scope,
    settle_teams,
)
from guanxi.engine.changes.roll_ups import feeds_roll_ups, refresh_roll_ups
from guanxi.engine.changes.sealing import mark_drafts, open_drafts, seal_drafts
from guanxi.engine.changes.shape import Shape, shape_of
from guanxi.engine.changes.storing import store
from guanxi.engine.changes.trees import check_trees, moves_in_trees
from guanxi.engine.company import Work
from guanxi.kernel.errors import Conflict, FieldError, Forbidden, GuanxiError, Invalid, NotFound, Stale
from guanxi.kernel.fields.kinds import BLIND_SUFFIX

WHOLE = Options()


async def write(work: Work, object_name: str, changes: Sequence[Change], options: Options = WHOLE) -> list[Outcome]:
    """Creates, updates, deletes or restores records of one object.

    Gives one outcome for each change, in order. Not partial: raises NotFound, Forbidden, Stale, Conflict (duplicates)
    or Invalid
    with every error of every row, and nothing is written. Partial: a refused row is an outcome with its errors.
    """
    rights = work.rights(object_name)
    return await write_as(work, rights, changes, options)


async def write_as(work: Work, rights: Rights, changes: Sequence[Change], options: Options) -> list[Outcome]:
    """The same with rights already decided: owned lines are written with the rights of their parent."""
    check_batch(changes)
    shape = shape_of(work.company, rights.spec.name)
    is_guarded = options.partial and not options.dry_run and any(each.unique for each in shape.stored)
    if is_guarded or any(change.kind in ("delete", "restore") for change in changes):
        await work.begin()
    try:
        async with work.connection.transaction() if is_guarded else nullcontext():
            return await _write_at_once(work, shape, rights, changes, options)
    except psycopg.errors.UniqueViolation as violation:
        if not is_guarded:
            raise Invalid("invalid", errors=[_taken(shape, violation)]) from None
    return [await _write_one(work, shape, rights, row, change, options) for row, change in enumerate(changes)]


async def _write_at_once(
    work: Work, shape: Shape, rights: Rights, changes: Sequence[Change], options: Options
) -> list[Outcome]:
    try:
        return await _write(work, shape, rights, changes, options)
    except Stale:
        if not work.is_single or any(change.version is not None for change in changes):
            raise
        await work.begin()  # another was faster: now with the records locked
        return await _write(work, shape, rights, changes, options)


async def _write_one(work: Work, shape: Shape, rights: Rights, row: int, change: Change, options: Options) -> Outcome:
    """One row of a batch in which another writer was faster with a unique value: only that row is refused."""
    try:
        async with work.connection.transaction():
            outcome = (await _write(work, shape, rights, [change], options))[0]
    except psycopg.errors.UniqueViolation as violation:
        outcome = Outcome("refuse", change.id, errors=(_taken(shape, violation),))
    return replace(outcome, errors=tuple(replace(error, row=row) for error in outcome.errors))


async def _write(
    work: Work, shape: Shape, rights: Rights, changes: Sequence[Change], options: Options
) -> list[Outcome]:
    drafts = draft_all(work, rights, changes)
    await check(work, shape, rights, drafts, options)
    if not options.partial:
        raise_for(drafts)
    sound = [draft for draft in drafts if draft.is_sound]
    if work.is_single and takes_several(work, shape, sound):
        await work.begin()
        if any(draft.kind == "update" for draft in sound):
            return await _write(work, shape, rights, changes, options)
    if options.dry_run:
        await _foresee_lines(work, shape, sound)
    else:
        await _store_all(work, shape, rights if options.returns else None, sound)
    return [_outcome(draft) for draft in drafts]


def takes_several(work: Work, shape: Shape, drafts: Sequence[Draft]) -> bool:
    """True where writing these takes more than one statement."""
    kinds = {draft.kind for draft in drafts}
    is_wide = len(kinds) > 1 or any(draft.lines for draft in drafts)
    is_wide = is_wide or shape.spec.name in REACTIONS
    return is_wide or feeds_roll_ups(work, shape.spec, drafts) or moves_in_trees(shape, drafts)


async def check(work: Work, shape: Shape, rights: Rights, drafts: Sequence[Draft], options: Options) -> None:
    """Reads and checks the drafts; what is wrong is noted in each."""
    if shape.sealed and not options.dry_run:
        await work.begin()
    await load_before(work, shape, rights, drafts)
    keys = await open_drafts(work, shape, drafts) if shape.sealed else None
    written = [draft for draft in drafts if draft.kind in ("create", "update") and not draft.errors]
    for draft in written:
        read_values(work, shape, rights, draft)
    await prepare(work, shape.spec.name, written)
    for draft in drafts:
        if draft.kind in ("delete", "restore") and draft.before is not None:
            draft.after = {each.name: draft.before.get(each.name) for each in shape.stored}
    await hold_targets(work, shape, [draft for draft in drafts if draft.kind == "restore"])
    await settle_teams(work, shape, written)
    refuse_moves_out_of_scope(work, rights, written)
    await check_references(work, shape, written)
    await check_trees(work, shape, written)
    for draft in written:
        check_required(shape, draft)
    await check_rules(work, shape, [draft for draft in written if not draft.errors])
    if keys is not None:
        mark_drafts(shape, keys, drafts)
        if not options.dry_run:
            seal_drafts(shape, keys, drafts)
            await keys.keep(work.connection, {draft.key for draft in drafts if draft.kind == "create" or draft.before})
    live = [draft for draft in drafts if draft.kind != "delete" and not draft.errors]
    await check_unique(work, shape, live)
    await check_duplicates(work, shape, written, options)


def raise_for(drafts: Sequence[Draft]) -> None:
    """Raises the error that fits what is wrong with the drafts, or nothing."""
    duplicates = [duplicate for draft in drafts for duplicate in draft.duplicates]
    errors = [error if len(drafts) > 1 else _without_row(error) for draft in drafts for error in draft.errors]
    if not errors and duplicates:
        raise Conflict("duplicate", extra={"duplicates": [each.facts for each in duplicates]})
    by_code: Mapping[str, type[GuanxiError]] = {"no_such_record": NotFound, "not_yours": Forbidden, "stale": Stale}
    for error in errors:
        if error.code in by_code:
            raise by_code[error.code](error.code, errors=errors, **error.values)
    if errors:
        raise Invalid("invalid", errors=errors)


def _without_row(error: FieldError) -> FieldError:
    return FieldError(error.field, error.code, error.values)


async def _store_all(work: Work, shape: Shape, reader: Rights | None, drafts: Sequence[Draft]) -> None:
    for kind in ("create", "update", "delete", "restore"):
        due = [draft for draft in drafts if draft.kind == kind and (kind != "update" or draft.moves)]
        if not due:
            continue
        if kind == "create":
            await give_numbers(work, shape, due)
        await store(work, shape, due, reader)
    await _store_children(work, shape, drafts)
    await refresh_roll_ups(work, shape.spec, drafts)
    await react(work, shape.spec.name, drafts)


async def _foresee_lines(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """Notes which records would change by their lines. Those of new records refer to what is not there yet."""
    with_lines = [draft for draft in drafts if draft.lines and draft.kind == "update"]
    moved = await write_lines(work, shape.spec, with_lines, write_as, dry_run=True) if with_lines else ()
    for draft in with_lines:
        draft.is_touched |= draft.id in moved


async def _store_children(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    with_lines = [draft for draft in drafts if draft.lines]
    if with_lines:
        moved = await write_lines(work, shape.spec, with_lines, write_as)
        touched = [draft for draft in with_lines if draft.id in moved and draft.kind == "update" and not draft.moves]
        for draft in touched:
            draft.is_touched = True
        if touched:
            await store(work, shape, touched)
    deleted = [draft.id for draft in drafts if draft.kind == "delete"]
    if deleted:
        await delete_children(work, shape.spec, deleted, write_as)
    restored = [draft.id for draft in drafts if draft.kind == "restore"]
    if restored and work.undoes is None:
        await restore_children(work, shape.spec, restored, write_as)


def _taken(shape: Shape, violation: psycopg.errors.UniqueViolation) -> FieldError:
    """Two wrote the same unique value at the same moment: the later one is told as if it had come later."""
    index = violation.diag.constraint_name or ""
    name = index.removeprefix(f"{shape.spec.table}_unique_").removesuffix(BLIND_SUFFIX)
    return FieldError(name, "taken", {"value": ""})


def _outcome(draft: Draft) -> Outcome:
    version = int((draft.before or {}).get("version", 0))
    if not draft.is_sound:
        return Outcome("refuse", draft.id, version, tuple(draft.errors), {}, tuple(draft.duplicates))
    changed = draft.changed if draft.kind in ("create", "update") else {}
    if not draft.moves:
        return Outcome("unchanged", draft.id, version)
    return Outcome(draft.kind, draft.id, version + 1, (), changed, text=draft.text, keys=tuple(draft.keys or ()))


async def create(work: Work, object_name: str, values: Mapping[str, Any]) -> UUID:
    """One new record; its id."""
    outcome = (await write(work, object_name, [Change("create", values=values)]))[0]
    assert outcome.id is not None
    return outcome.id


async def update(work: Work, object_name: str, record_id: UUID, values: Mapping[str, Any]) -> Outcome:
    """One record changed."""
    return (await write(work, object_name, [Change("update", record_id, values)]))[0]
