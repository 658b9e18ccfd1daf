"""Records that equal another in a key: who may see the other is shown it, nobody else hears of it unless the company
lets him."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from guanxi.engine.access.masks import shown_as
from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.model import Draft, Duplicate, Options
from guanxi.engine.changes.shape import Shape, match_keys, meaning_of
from guanxi.engine.changes.turns import take_turn
from guanxi.engine.company import Work
from guanxi.engine.query.statement import Statement

MOST_WAITED: Final = 50  # keys; the database has room for some thousands of such locks
MOST_TOLD: Final = 10
TELLS: Final = (
    "coalesce((SELECT value -> 'tells_hidden_duplicates' = 'true' FROM engine.setting WHERE name = 'company'), false)"
)


async def tells_hidden(work: Work) -> bool:
    """True where people may be told that a record which they may not see equals theirs, and whose it is."""
    return (await work.fetch(f"SELECT {TELLS}"))[0][0]


async def check_duplicates(work: Work, shape: Shape, drafts: Sequence[Draft], options: Options) -> None:
    """Records that equal another in a key; in the batch and in the table, one question for all."""
    if options.duplicates == "allow" or not shape.keys:
        return
    wanted: dict[int, list[tuple[Draft, str]]] = defaultdict(list)
    for draft in drafts:
        if draft.kind in ("create", "update") and not draft.errors:
            for key, name in _new_keys(shape, draft):
                wanted[key].append((draft, name))
    if not wanted:
        return
    for sharers in wanted.values():
        _refuse_sharers(shape, sharers)
    if not options.dry_run:
        await _wait_for_equals(work, shape, drafts, wanted)
    await _refuse_found(work, shape, wanted)


async def _wait_for_equals(work: Work, shape: Shape, drafts: Sequence[Draft], keys: Iterable[int]) -> None:
    """Of new records that are equal and come at once, the second looks when the first is there.

    Few wait for their equals, many for others who make many, as imports do.
    """
    wanted = sorted(keys)
    if work.is_bulk or any(draft.kind != "create" for draft in drafts):
        return
    await work.begin()
    if len(wanted) > MOST_WAITED:
        await take_turn(work, shape.spec.name)
        return
    await work.fetch("SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS w(key)", wanted)


def _new_keys(shape: Shape, draft: Draft) -> list[tuple[int, str]]:
    if draft.kind == "update" and not any(each.name in draft.changed for each in shape.keys):
        return []
    found = draft.keys = match_keys(shape, draft.after)
    before = match_keys(shape, draft.before) if draft.before else {}
    return [(key, name) for key, name in found.items() if key not in before]


def _refuse_sharers(shape: Shape, sharers: list[tuple[Draft, str]]) -> None:
    first = sharers[0][0]
    for draft, name in sharers[1:]:
        if draft is not first:
            draft.duplicates.append(Duplicate(shape.spec.name, None, None, (name,)))


async def _refuse_found(work: Work, shape: Shape, wanted: dict[int, list[tuple[Draft, str]]]) -> None:
    """One statement, whether others are there or not and whether they may be seen: its time tells nothing."""
    rights = work.rights(shape.spec.name)
    hidden = {meaning_of(each) for each in shape.keys if not rights.sees(each.name)}
    for key, record_id, title, is_seen, tells, owner_id, owner in await _equal(work, shape, rights, wanted):
        for draft, name in wanted[key]:
            is_named = is_seen and meaning_of(shape.spec.fields[name]) not in hidden
            if draft.key == record_id or len(draft.duplicates) >= MOST_TOLD or not (is_named or tells):
                continue
            if is_named:
                found = Duplicate(shape.spec.name, record_id, shown_as(rights, shape.spec.title, title), (name,))
            else:
                whom = (owner_id, owner) if owner_id else None
                found = Duplicate(shape.spec.name, None, None, (name,), whom)
            draft.duplicates.append(found)


async def _equal(work: Work, shape: Shape, rights: Rights, keys: Iterable[int]) -> Sequence[tuple[Any, ...]]:
    """The records with these keys: those in the caller's scope, and all where the company tells of hidden ones."""
    statement = Statement(work)
    given = statement.add("{" + ",".join(map(str, sorted(keys))) + "}", "bigint[]")
    seen = f"({statement.in_scope('t', rights)}) IS TRUE" if rights.may("read") else "false"
    owner = "u.id::text, u.name" if shape.spec.is_owned else "NULL, NULL"
    owners = ' LEFT JOIN record."user" u ON u.id = t.owner' if shape.spec.is_owned else ""
    return await work.fetch(
        f"SELECT m.key, m.record_id::text, e.title, {seen}, {TELLS}, {owner} FROM unnest({given}) AS w(key)"
        " JOIN engine.match_key m ON m.key = w.key JOIN engine.search_entry e ON e.record_id = m.record_id"
        f" JOIN {shape.table} t ON t.id = m.record_id{owners} WHERE {seen} OR {TELLS} LIMIT 10000",
        *statement.parameters,
    )
