"""Change sets: who changed what, when, from where and why, newest first."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from guanxi.engine.changes.things import THINGS
from guanxi.engine.changes.undo import by_object
from guanxi.engine.company import Work
from guanxi.engine.history.trail import people, sees_all, visible_fields
from guanxi.engine.query import ids_in_scope, titles_of
from guanxi.engine.query.opening import opened
from guanxi.kernel.errors import NotFound
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.scopes import opens

FACTS = """
SELECT s.id::text, s.at, s.by_user::text, s.source, s.reason, CASE WHEN u.steps % 2 = 1 THEN u.last::text END,
 s.undoes::text, u.depth,
 (SELECT l.left_out IS NOT NULL FROM engine.change_set l WHERE u.steps % 2 = 1 AND l.id = u.last) FROM"""
SETS = f"""{FACTS} (SELECT * FROM engine.change_set s WHERE ($1::uuid IS NULL OR s.id < $1::uuid)
 AND ($2::uuid IS NULL OR s.by_user = $2::uuid) AND ($3::text IS NULL OR s.source = $3)
 AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM engine.change c WHERE c.change_set = s.id AND c.object = $4))
ORDER BY s.id DESC LIMIT $5) s CROSS JOIN LATERAL engine.undo_state(s.id) u ORDER BY s.id DESC
"""
MOST_COUNTED = 10_000
# by set, object and kind; of a set with more rows than are counted the first ones alone
COUNTS = f"""
SELECT s.id::text, c.object, c.kind, least(count(*), {MOST_COUNTED}),
 sum(count(*)) OVER (PARTITION BY s.id) > {MOST_COUNTED}
FROM unnest($1::uuid[]) s(id) CROSS JOIN LATERAL
 (SELECT object, kind FROM engine.change WHERE change_set = s.id ORDER BY seq LIMIT {MOST_COUNTED + 1}) c
GROUP BY s.id, c.object, c.kind
"""
ROWS = """
SELECT object, record_id::text, kind, old, new FROM engine.change WHERE change_set = $1::uuid ORDER BY seq LIMIT 100
"""
SINGLES = """
SELECT object, record_id::text, kind, old, new, change_set::text FROM engine.change
WHERE change_set = ANY($1::uuid[]) AND object <> ALL($2::text[])
"""

LEFT = """
SELECT count(DISTINCT c.record_id) FROM engine.change_set u JOIN engine.change c ON c.change_set = u.undoes
 AND c.record_id = ANY(u.left_out) WHERE u.id = $1::uuid AND u.by_user = $2::uuid AND c.object <> ALL($3::text[])
"""


async def change_sets(work: Work, limit: int, cursor: str, by: str, object_name: str, source: str) -> dict[str, Any]:
    """One page of change sets that the reader may see."""
    person = read_id(by) if by and by != "me" else None
    if not sees_all(work) or by == "me":
        person = work.principal.user_id
    rows = await work.fetch(
        SETS, _id(cursor), str(person) if person else None, source or None, object_name or None, limit + 1
    )
    shown = rows[:limit]
    counts = await work.fetch(COUNTS, [row[0] for row in shown])
    known = await people(work, {row[2] for row in shown})
    singles = await _singles(work, counts)
    found: list[dict[str, Any]] = []
    for row in shown:
        mine = [counted[1:] for counted in counts if counted[0] == row[0]]
        found.append(_facts(work, row, known, mine) | {"record": singles.get(row[0])})
    return {"changes": found, "next_cursor": shown[-1][0] if len(rows) > limit else None}


def _id(cursor: str) -> str | None:
    found = read_id(cursor) if cursor else None
    return str(found) if found else None


def _facts(
    work: Work, row: tuple[Any, ...], known: dict[str, dict[str, Any]], counts: Sequence[tuple[str, str, int, bool]]
) -> dict[str, Any]:
    return {
        "id": row[0],
        "at": row[1].isoformat(),
        "by": known[row[2]],
        "source": row[3],
        "reason": row[4],
        "undone_by": row[5],
        "is_partly": bool(row[8]),
        "undoes": row[6],
        "can_undo": row[5] is None and all(kind != "purge" for _, kind, *_ in counts),
        "offers": "redo" if (row[5] is None) == (row[7] % 2 == 1) else "undo",
        "summary": [_labelled(work, each) for each in by_object([counted[:3] for counted in counts])],
        "has_more": any(more for *_, more in counts),
    }


def _labelled(work: Work, counted: dict[str, Any]) -> dict[str, Any]:
    """A count with its word, where it is none of records."""
    if counted["object"] not in THINGS:
        return counted
    return counted | {"label": work.company.translate(work.principal.language, f"system.things.{counted['object']}")}


async def change_set(work: Work, set_id: UUID) -> dict[str, Any]:
    """One change set with its first hundred records. Raises NotFound where the reader may not see it."""
    rows = await work.fetch(
        f"{FACTS} engine.change_set s CROSS JOIN LATERAL engine.undo_state(s.id) u WHERE s.id = $1::uuid",
        str(set_id),
    )
    if not rows or not (sees_all(work) or rows[0][2] == str(work.principal.user_id)):
        raise NotFound("no_such_change_set", id=str(set_id))
    counts = await work.fetch(COUNTS, [str(set_id)])
    known = await people(work, {rows[0][2]})
    records, left = await _records(work, str(set_id)), await _left(work, rows[0][5])
    facts = _facts(work, rows[0], known, [counted[1:] for counted in counts])
    return facts | {"records": records, "left": left}


async def _left(work: Work, undone_by: str | None) -> int:
    """How many records the reader's undo of a set left, which he may undo when nothing stands in the way any more."""
    lines = [name for name, spec in work.company.registry.objects.items() if spec.parent]
    rows = await work.fetch(LEFT, undone_by, str(work.principal.user_id), lines) if undone_by else [(0,)]
    return rows[0][0]


async def _singles(work: Work, counts: Sequence[tuple[str, str, str, int, bool]]) -> dict[str, dict[str, Any]]:
    """By set what it changed where that is one thing alone which the reader may know; lines belong to their record."""
    lines = [name for name, spec in work.company.registry.objects.items() if spec.parent]
    totals: dict[str, int] = defaultdict(int)
    for set_id, name, _, count, _ in counts:
        totals[set_id] += 0 if name in lines else count
    single = [set_id for set_id, total in totals.items() if total == 1]
    if not single:
        return {}
    rows = await work.fetch(SINGLES, single, lines)
    told = await _told(work, rows)
    found = {row[5]: facts for row, facts in zip(rows, told, strict=True) if facts and facts["title"] is not None}
    return {key: facts | {"fields": [each["field"] for each in facts["fields"]]} for key, facts in found.items()}


async def _records(work: Work, set_id: str) -> list[dict[str, Any]]:
    told = await _told(work, await work.fetch(ROWS, set_id))
    return [facts for facts in told if facts]


async def _told(work: Work, rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any] | None]:
    """What became of each row's record or thing; None of one whose object is no more."""
    titles: dict[str, dict[str, str]] = {}
    for name in {row[0] for row in rows if row[0] in work.company.registry}:
        titles[name] = await titles_of(work, name, {row[1] for row in rows if row[0] == name})
    closed = await _beside_closed(work, rows)
    told = [
        _thing_facts(work, row, is_closed=(row[1] in closed))
        if row[0] in THINGS
        else _record_facts(work, row, titles.get(row[0]))
        for row in rows
    ]
    return await opened(work, told)


async def _beside_closed(work: Work, rows: Sequence[tuple[Any, ...]]) -> set[str]:
    """The ids of the things that lie beside records which the reader may not see today, or that a program may not."""
    found: set[str] = set()
    beside: dict[str, dict[str, str]] = defaultdict(dict)
    for name, thing_id, _, old, new, *_ in rows:
        state: dict[str, Any] = new or old or {}
        about = str(state.get("object"))
        if name not in THINGS:
            continue
        if "record_id" not in state and not opens(work.principal.scopes, "admin"):
            found.add(thing_id)
        if "record_id" in state and about in work.company.registry:
            beside[about][thing_id] = state["record_id"]
    for name, records in beside.items():
        may = work.rights(name).may("read")
        seen = await ids_in_scope(work, name, {UUID(each) for each in records.values()}) if may else set[str]()
        found |= {thing_id for thing_id, record_id in records.items() if record_id not in seen}
    return found


def _record_facts(work: Work, row: tuple[Any, ...], titles: dict[str, str] | None) -> dict[str, Any] | None:
    if titles is None:
        return None
    name, record_id, kind, old, new = row[:5]
    title = titles.get(record_id)
    fields = visible_fields(work.rights(name), record_id, old, new) if title is not None else []
    return {"object": name, "id": record_id, "title": title, "kind": kind, "fields": fields}


def _thing_facts(work: Work, row: tuple[Any, ...], *, is_closed: bool) -> dict[str, Any]:
    """What became of something that is no record, such as a field or a view; beside a closed record no more."""
    name, thing_id, kind, old, new = row[:5]
    before: dict[str, Any] = old or {}
    after: dict[str, Any] = new or {}
    is_told = kind == "update" and not is_closed
    names = sorted(each for each in after if before.get(each) != after[each]) if is_told else []
    state = after | before if kind == "delete" else before | after
    return {
        "object": name,
        "id": thing_id,
        "title": None if is_closed else _thing_title(work, name, state),
        "kind": kind,
        "fields": [{"field": each, "old": before.get(each), "new": after[each]} for each in names],
    }


def _thing_title(work: Work, name: str, state: dict[str, Any]) -> str | None:
    """What a thing is called; it has no name any more where its record was deleted for good."""
    return THINGS[name].title(state, work.principal.language) if state else None
