"""What the write path refuses to put back when an undo is tried, with all that lives with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from guanxi.engine.changes.children import living_with
from guanxi.engine.company import Work
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import FieldError


class Refusal(NamedTuple):
    object: str
    error: FieldError


NONE_REFUSED: Mapping[str, Refusal] = {}


async def with_holders(work: Work, refused: Mapping[str, Refusal]) -> dict[str, Refusal]:
    """These and the records with which refused lines live: a record is put back whole or stays whole."""
    found = dict(refused)
    for name, ids in _by_object(refused.items()).items():
        spec = work.company.registry[name]
        if spec.parent is None:
            continue
        rows = await work.fetch(
            f"SELECT id::text, {quoted(spec.parent)}::text FROM {table_of(spec)} WHERE id = ANY($1::uuid[])", ids
        )
        holder = spec.fields[spec.parent].target or ""
        found |= {held_by: Refusal(holder, refused[line].error) for line, held_by in rows}
    return found


async def living_with_refused(work: Work, refused: Mapping[str, Refusal]) -> set[str]:
    """The lines and other records that come and go with refused ones."""
    known: set[str] = set()
    due = _by_object(refused.items())
    while due:
        name, holders = due.popitem()
        for child, via in living_with(work, work.company.registry[name]):
            rows = await work.fetch(
                f"SELECT id::text FROM {table_of(child)} WHERE {quoted(via)} = ANY($1::uuid[])", holders
            )
            fresh = {row[0] for row in rows} - known
            known |= fresh
            if fresh:
                due[child.name] = [*due.get(child.name, ()), *fresh]
    return known


def _by_object(refused: Iterable[tuple[str, Refusal]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record_id, refusal in refused:
        found[refusal.object].append(record_id)
    return dict(found)
