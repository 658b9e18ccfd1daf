"""Searching the entries of all objects at once.

What equals the text is ranked first. Of the other matches at most `FEW` are looked at and the newest of them ranked: a
text that finds more is a beginning, and whoever types on sees what he means.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from guanxi.engine.access.masks import shown_as
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.finding.beside import belongs_of
from guanxi.engine.finding.shown import matched_of
from guanxi.engine.query.breadth import NARROW, TINY, belonging_tokens, breadth_of, has_keys
from guanxi.engine.query.matches import searchable, words_condition
from guanxi.engine.query.seeded import CODE, told
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.grams import whole
from guanxi.engine.search.marks import marks
from guanxi.engine.search.tokens import fold, query_tokens, score
from guanxi.engine.store.columns import SHARES, table_of
from guanxi.kernel.specs import ObjectSpec

FEW = 300
RANKED = 200


def _readable(work: Work, objects: Sequence[str]) -> list[Rights]:
    names = objects or [spec.name for spec in work.company.registry.objects.values() if not spec.parent]
    found = [work.rights(name) for name in names if name in work.company.registry]
    return [
        rights
        for rights in found
        if rights.may("read")
        and rights.spec.parent is None
        and (rights.scope("read") != "none" or has_keys(work, rights))
    ]


def _scope(statement: Statement, all_rights: Sequence[Rights]) -> str:
    """The condition that an entry's record is in the searcher's scope, objects of one scope together."""
    by_scope: dict[tuple[str, str], list[Rights]] = {}
    for rights in all_rights:
        shares = _shares_sql(rights) if has_keys(statement.work, rights) else ""
        by_scope.setdefault((rights.scope("read"), shares), []).append(rights)
    if set(by_scope) == {("all", "")}:
        return "true"
    parts: list[str] = []
    for (_, shares), group in by_scope.items():
        names = statement.add([rights.spec.name for rights in group], "text[]")
        parts.append(f"(e.object = ANY({names}) AND {statement.in_scope('e', group[0], shares=shares)})")
    return "(" + " OR ".join(parts) + ")"


def _shares_sql(rights: Rights) -> str:
    """The keys of an entry's record, which only the record knows."""
    return f"(SELECT s.{SHARES} FROM {table_of(rights.spec)} s WHERE s.id = e.record_id)"


async def search(work: Work, text: str, objects: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """The best hits for a text: `{object, id, title, subtitle, belongs_to, matched}`, best first."""
    wanted = text.strip()[:200].replace("\x00", "")
    all_rights = _readable(work, objects)
    classes = [name for rights in all_rights for name in searchable(rights.spec, rights)]
    if not fold(wanted) or not classes:
        return []
    share = await _share_seen(work, all_rights)
    statement = Statement(work)
    scope = _scope(statement, all_rights)
    words = words_condition(statement, classes, wanted)
    is_broad = all(word.is_broad for word in query_tokens(wanted))
    belongs = _belongs(statement, all_rights) if share < (NARROW if is_broad else TINY) else ""
    exact = statement.add([marks(name, [whole(fold(wanted))])[0] for name in classes], "bigint[]")
    columns = "e.record_id, e.object, e.title, e.subtitle"
    rows = await work.fetch_by_index(
        # the limits stand outside, where they cannot mislead the planner into walking the whole table in some order
        f"WITH found AS MATERIALIZED (SELECT {columns} FROM engine.search_entry e WHERE {words}{belongs} AND {scope}),"
        f" exact AS MATERIALIZED (SELECT {columns} FROM engine.search_entry e WHERE e.tokens && {exact} AND {scope})"
        f" (SELECT * FROM exact LIMIT {RANKED})"
        f" UNION (SELECT * FROM (SELECT * FROM found LIMIT {FEW}) hits ORDER BY record_id DESC LIMIT {RANKED})",
        *statement.parameters,
    )
    scored = [(score(wanted, row[2] or ""), row) for row in (_as_shown(work, row) for row in rows)]
    best = _varied(sorted(scored, key=lambda each: (-each[0], len(each[1][2] or ""), each[1][0])), limit)
    elsewhere = [(str(row[1]), UUID(str(row[0]))) for fit, row in best if fit == 0]
    matched = await matched_of(work, wanted, elsewhere)
    hits = await _hits(work, [row for _, row in best])
    return [hit | {"matched": matched.get(UUID(hit["id"]), [])} for hit in hits]


def _varied(ranked: Sequence[tuple[float, tuple[Any, ...]]], limit: int) -> list[tuple[float, tuple[Any, ...]]]:
    """The best hits, of which no object has more than a third as long as another one has any."""
    share = max(1, limit // 3)
    taken: Counter[str] = Counter()
    first: list[tuple[float, tuple[Any, ...]]] = []
    rest: list[tuple[float, tuple[Any, ...]]] = []
    for each in ranked:
        taken[each[1][1]] += 1
        (first if taken[each[1][1]] <= share else rest).append(each)
    return sorted((first + rest)[:limit], key=ranked.index)


async def _share_seen(work: Work, all_rights: Sequence[Rights]) -> float:
    """The share that the searcher sees of all that belongs to somebody."""
    found = [await breadth_of(work, rights) for rights in all_rights if rights.spec.is_owned]
    size = sum(each.size for each in found)
    return sum(each.size * each.share for each in found) / size if size else 1.0


def _belongs(statement: Statement, all_rights: Sequence[Rights]) -> str:
    """What the entries in scope have one of, as a further condition; nothing where any entry may be in scope."""
    found: set[int] = set()
    for rights in all_rights:
        tokens = belonging_tokens(statement.work, rights)
        if tokens is None:
            return ""
        found.update(tokens)
    return f" AND e.tokens && {statement.add(sorted(found), 'bigint[]')}"


async def _hits(work: Work, rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    belongs = await belongs_of(work, [(str(row[1]), UUID(str(row[0]))) for row in rows])
    return [_hit(work, row) | {"belongs_to": belongs.get(UUID(str(row[0])))} for row in rows]


def _as_shown(work: Work, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A found entry with its lines as the searcher may see them, so that no rank tells what they do not."""
    record_id, object_name, title, subtitle = row
    rights = work.rights(object_name)
    shown = shown_as(rights, rights.spec.title, title), shown_as(rights, rights.spec.subtitle or "", subtitle)
    return record_id, object_name, *shown


def _hit(work: Work, row: tuple[Any, ...]) -> dict[str, Any]:
    record_id, object_name, title, subtitle = row
    rights = work.rights(object_name)
    spec = rights.spec
    if spec.subtitle == CODE:
        title = told(work.company, work.principal.language, spec.fields[spec.title], subtitle or "", title)
    return {
        "object": object_name,
        "id": str(record_id),
        "title": title,
        "subtitle": _shown_subtitle(work, spec, subtitle) if spec.subtitle else None,
        "matched": list[Any](),
    }


def _shown_subtitle(work: Work, spec: ObjectSpec, subtitle: str | None) -> str | None:
    """A second line as a person reads it: a choice by its label, nothing for a reference."""
    each = spec.fields[spec.subtitle or ""]
    choice = next((one for one in each.choices if one.key == subtitle), None)
    if choice is not None:
        return work.company.words.choice(work.principal.language or "en", spec.name, each, choice)
    return None if each.kind in ("reference", "multi_reference") else subtitle


async def look_up(work: Work, object_name: str, text: str, limit: int) -> list[dict[str, Any]]:
    """Records for a picker; without a text the newest."""
    rights = work.rights(object_name)
    if text.strip():
        return await search(work, text, [object_name], limit)
    rights.require("read")
    statement = Statement(work)
    rows = await work.fetch(
        f"SELECT e.record_id, e.object, e.title, e.subtitle FROM {table_of(rights.spec)} t"
        f" JOIN engine.search_entry e ON e.record_id = t.id WHERE t.deleted_at IS NULL AND"
        f" {statement.in_scope('t', rights)}"
        f" ORDER BY t.updated_at DESC LIMIT {limit}",
        *statement.parameters,
    )
    return await _hits(work, [_as_shown(work, row) for row in rows])
