"""Records that live with another one: owned lines, and children that go and come back with their parent."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.model import Change, Draft, Options, Outcome
from guanxi.engine.company import Work
from guanxi.engine.store.columns import POSITION, quoted, table_of
from guanxi.kernel.access import ALL
from guanxi.kernel.errors import FieldError, Invalid
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.specs import ObjectSpec


class Placed(NamedTuple):
    """A change of a line, with the record that it lives with and its place there."""

    holder: UUID
    place: str
    change: Change


Writer = Callable[[Work, Rights, Sequence[Change], Options], Awaitable[list[Outcome]]]


async def write_lines(
    work: Work, spec: ObjectSpec, drafts: Sequence[Draft], write_as: Writer, *, dry_run: bool = False
) -> set[UUID]:
    """Makes each record's lines the given ones, in their order: those with an id stay, the others go or are new.

    Gives the ids of the records whose lines changed. Raises Invalid with the errors of the lines as `lines.2.quantity`.
    """
    moved: set[UUID] = set()
    for name in {name for draft in drafts for name in draft.lines}:
        lines = work.company.registry[spec.fields[name].lines or ""]
        via = lines.parent or ""
        holders = [draft for draft in drafts if name in draft.lines]
        rows = await work.fetch(
            f"SELECT id, {quoted(via)} FROM {table_of(lines)}"
            f" WHERE {quoted(via)} = ANY($1::uuid[]) AND deleted_at IS NULL",
            [draft.key for draft in holders],
        )
        there: dict[UUID, set[UUID]] = defaultdict(set)
        for line_id, holder_id in rows:
            there[holder_id].add(line_id)
        placed = [
            Placed(draft.id, place, change)
            for draft in holders
            for place, change in _line_changes(draft, name, via, there[draft.id])
        ]
        options = Options(partial=True, dry_run=dry_run, duplicates="allow")
        moved |= await _write_placed(work, lines, placed, write_as, options)
    return moved


def _line_changes(draft: Draft, name: str, via: str, there: set[UUID]) -> list[tuple[str, Change]]:
    found: list[tuple[str, Change]] = []
    kept: set[UUID] = set()
    for position, line in enumerate(draft.lines[name]):
        values: dict[str, Any] = {key: value for key, value in line.items() if key not in ("id", "version", via)}
        values |= {POSITION: position}
        line_id = read_id(line.get("id"))
        place = f"{name}.{position}"
        if line_id in there and line_id is not None:
            kept.add(line_id)
            found.append((place, Change("update", line_id, values)))
        else:
            found.append((place, Change("create", values=values | {via: draft.key})))
    found += [(name, Change("delete", line_id)) for line_id in sorted(there - kept)]
    return found


async def _write_placed(
    work: Work, lines: ObjectSpec, placed: Sequence[Placed], write_as: Writer, options: Options
) -> set[UUID]:
    changes = [each.change for each in placed]
    outcomes = await write_as(work, rights_on_lines(work, lines), changes, options)
    errors = [
        FieldError(f"{each.place}.{error.field}", error.code, error.values)
        for outcome, each in zip(outcomes, placed, strict=True)
        for error in outcome.errors
    ]
    if errors:
        raise Invalid("invalid", errors=errors)
    return {each.holder for outcome, each in zip(outcomes, placed, strict=True) if outcome.kind != "unchanged"}


def rights_on_lines(work: Work, lines: ObjectSpec) -> Rights:
    """Who may change a record may change its lines; the fields of these have levels of their own."""
    return Rights(lines, replace(ALL, fields=work.rights(lines.name).grant.fields))


def living_with(work: Work, spec: ObjectSpec) -> list[tuple[ObjectSpec, str]]:
    """The objects whose records go with a record of this one, each with its reference."""
    found = [(child, each.name) for child, each in work.company.registry.inward.get(spec.name, ()) if each.cascade]
    owned = [work.company.registry[each.lines] for each in spec.fields.values() if each.lines]
    return [*found, *((child, child.parent or "") for child in owned if (child, child.parent) not in found)]


async def delete_children(work: Work, spec: ObjectSpec, parents: Sequence[UUID], write_as: Writer) -> None:
    """Deletes what lives with deleted records, in the same change set."""
    for child, via in living_with(work, spec):
        rows = await work.fetch(
            f"SELECT id FROM {table_of(child)} WHERE {quoted(via)} = ANY($1::uuid[]) AND deleted_at IS NULL",
            [str(each) for each in parents],
        )
        if rows:
            await write_as(work, Rights(child, ALL), [Change("delete", row[0]) for row in rows], Options(partial=True))


async def restore_children(work: Work, spec: ObjectSpec, parents: Sequence[UUID], write_as: Writer) -> None:
    """Restores the children that were deleted together with their parents."""
    for child, via in living_with(work, spec):
        rows = await work.fetch(
            f"SELECT c.id FROM {table_of(child)} c WHERE c.{quoted(via)} = ANY($1::uuid[]) AND c.deleted_at IS NOT NULL"
            " AND (SELECT change_set FROM engine.change h WHERE h.record_id = c.id AND h.kind ="
            " 'delete' ORDER BY seq DESC LIMIT 1)"
            f" = (SELECT change_set FROM engine.change h WHERE h.record_id = c.{quoted(via)} AND h.kind = 'delete'"
            " ORDER BY seq DESC LIMIT 1)",
            [str(each) for each in parents],
        )
        if rows:
            await write_as(work, Rights(child, ALL), [Change("restore", row[0]) for row in rows], Options(partial=True))
