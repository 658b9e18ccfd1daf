"""The timeline of a record: its own changes and everything that refers to it, newest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from guanxi.engine.access.masks import mask_sql
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.history.past import read_moment
from guanxi.engine.history.trail import may_undo, people, visible_fields
from guanxi.engine.query import get_json
from guanxi.engine.query.opening import opened
from guanxi.engine.query.selection import shown_title_sql
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import plain, quoted, table_of
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.specs import FieldSpec, ObjectSpec

Place = tuple[datetime, str]  # the moment of an entry and its id
CHANGES = """
SELECT c.at, c.kind, s.by_user::text, c.change_set::text, c.old, c.new,
 CASE WHEN s.undone_by IS NOT NULL THEN (SELECT u.last::text FROM engine.undo_state(s.id) u WHERE u.steps % 2 = 1) END
FROM engine.change c
JOIN engine.change_set s ON s.id = c.change_set
WHERE c.record_id = $1::uuid AND ($2::timestamptz IS NULL OR (c.at, c.change_set) < ($2::timestamptz, $3::uuid))
ORDER BY c.at DESC, c.change_set DESC, c.seq DESC LIMIT $4
"""


async def timeline_of(
    work: Work, object_name: str, record_id: UUID, limit: int, cursor: str, kinds: Sequence[str]
) -> dict[str, Any]:
    """One page of the timeline. Raises NotFound where the reader may not see the record."""
    await get_json(work, object_name, record_id, ("id",))
    until = _place(cursor)
    entries: list[dict[str, Any]] = []
    if not kinds or "change" in kinds:
        entries += await _own_changes(work, object_name, record_id, until, limit + 1)
    for spec, each in work.company.registry.inward.get(object_name, ()):
        is_wanted = not kinds or spec.name in kinds
        if (
            is_wanted
            and spec.has_timeline
            and not spec.parent
            and not spec.is_setting
            and work.rights(spec.name).may("read")
            and work.rights(spec.name).sees(each.name)
        ):
            entries += await _referring(work, spec, each, record_id, until, limit + 1)
    entries.sort(key=_place_of, reverse=True)
    shown = _distinct(entries)[:limit]
    known = await people(work, {entry["by"] for entry in shown if entry["by"]})
    for entry in shown:
        entry["by"] = known.get(entry["by"])
    shown = await opened(work, shown)
    return {"entries": shown, "next_cursor": "~".join(_place_of(shown[-1])) if len(entries) > limit and shown else None}


def _place_of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """Where an entry stands: at one moment many may have happened, so the id tells them apart."""
    return entry["at"], entry.get("change_set") or entry["id"]


def _place(cursor: str) -> Place | None:
    if not cursor:
        return None
    moment, _, entry_id = cursor.partition("~")
    found = read_id(entry_id)
    if found is None:
        raise Malformed("bad_cursor", errors=[FieldError("cursor", "bad_cursor")])
    return read_moment(moment), str(found)


def _distinct(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: set[tuple[Any, ...]] = set()
    found: list[dict[str, Any]] = []
    for entry in entries:
        key = (entry["kind"], entry["id"], entry.get("change_set"))
        if key not in seen:
            seen.add(key)
            found.append(entry)
    return found


async def _own_changes(
    work: Work, object_name: str, record_id: UUID, until: Place | None, limit: int
) -> list[dict[str, Any]]:
    rights = work.rights(object_name)
    rows = await work.fetch(CHANGES, str(record_id), *(until or (None, None)), limit)
    return [
        {
            "kind": "change",
            "at": at.isoformat(),
            "by": by_user,
            "object": object_name,
            "id": str(record_id),
            "title": None,
            "summary": kind,
            "change_set": change_set,
            "may_undo": may_undo(work, by_user, undone_by),
            "fields": visible_fields(rights, str(record_id), old, new),
        }
        for at, kind, by_user, change_set, old, new, undone_by in rows
    ]


def _moment_field(rights: Rights) -> str:
    """When a record happened: its own moment where it has one that may be read, else its creation."""
    fields = rights.spec.fields.values()
    dated = [each.name for each in fields if each.kind == "date_time" and each.required and rights.sees(each.name)]
    return dated[0] if dated else "created_at"


def _labels(work: Work, spec: ObjectSpec, each: FieldSpec | None) -> dict[str, str]:
    """The words for a field's choices in the reader's language."""
    if each is None:
        return {}
    words = work.company.words
    return {one.key: words.choice(work.principal.language, spec.name, each, one) for one in each.choices}


def _summary_sql(rights: Rights, subtitle: FieldSpec | None) -> str:
    if (
        subtitle is None
        or subtitle.target is not None
        or not (rights.sees(subtitle.name) or rights.masks(subtitle.name))
    ):
        return "NULL"
    shows = plain if rights.sees(subtitle.name) else mask_sql
    return f"({shows('t', rights.spec, subtitle)})::text"


async def _referring(
    work: Work, spec: ObjectSpec, each: FieldSpec, record_id: UUID, until: Place | None, limit: int
) -> list[dict[str, Any]]:
    rights = work.rights(spec.name)
    statement = Statement(work)
    record = statement.add(str(record_id), "uuid")
    moment = f"t.{quoted(_moment_field(rights))}"
    link = (
        f"t.{quoted(each.name)} = {record}" if each.kind == "reference" else f"t.{quoted(each.name)} @> ARRAY[{record}]"
    )
    bound = ""
    if until is not None:
        bound = f" AND ({moment}, t.id) < ({statement.add(until[0], 'timestamptz')}, {statement.add(until[1], 'uuid')})"
    title = shown_title_sql("t", rights) or "NULL"
    subtitle = spec.fields.get(spec.subtitle or "")
    summary = _summary_sql(rights, subtitle)
    labels = _labels(work, spec, subtitle)
    rows = await work.fetch(
        f"SELECT {moment}, t.created_by::text, t.id::text, {title}, {summary} FROM {table_of(spec)} t"
        f" WHERE {link} AND t.deleted_at IS NULL AND {statement.in_scope('t', rights)}{bound}"
        f" ORDER BY {moment} DESC, t.id DESC LIMIT {limit}",
        *statement.parameters,
    )
    return [
        {
            "kind": spec.name,
            "at": at.isoformat(),
            "by": by_user,
            "object": spec.name,
            "id": found_id,
            "title": name,
            "summary": labels.get(text, text),
        }
        for at, by_user, found_id, name, text in rows
        if at is not None
    ]
