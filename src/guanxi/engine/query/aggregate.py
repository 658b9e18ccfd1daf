"""Groups and measures over the records that a caller may read."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.breadth import share_seen
from guanxi.engine.query.conditions import bad_filter, readable_field
from guanxi.engine.query.listing import Query, list_parts
from guanxi.engine.query.selection import shown_title_sql
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import plain, quoted, table_of
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.filters import Filter

UNITS = ("day", "week", "month", "quarter", "year")
MOST_GROUPS = 1_000


def _group_sql(rights: Rights, part: Mapping[str, Any], statement: Statement) -> str:
    each = readable_field(rights.spec, rights, str(part.get("field", "")))
    kind = each.result_kind or each.kind
    column = plain("t", rights.spec, each)
    unit = part.get("by")
    if unit is not None:
        if kind not in ("date", "date_time") or unit not in UNITS:
            raise bad_filter("bad_group", each.name, units=", ".join(UNITS))
        if kind == "date_time":
            column = f"({column} AT TIME ZONE {statement.add(statement.principal.time_zone)})"
        return f"date_trunc('{unit}', {column})::date::text"
    if each.is_encrypted or not KINDS[kind].is_groupable:
        raise bad_filter("bad_group", each.name, units=", ".join(UNITS))
    return f"{column}::text"


def _measure_sql(rights: Rights, part: Mapping[str, Any]) -> str:
    function, name = part.get("function"), part.get("field")
    if function == "count" and name is None:
        return "count(*)"
    each = readable_field(rights.spec, rights, str(name or ""))
    kind = KINDS[each.result_kind or each.kind]
    if each.is_encrypted or function not in kind.measures:
        raise bad_filter("bad_measure", str(name)[:100], measures=", ".join(("count", *kind.measures)))
    column = f"t.{quoted(each.name + '_base')}" if each.kind == "money" else plain("t", rights.spec, each)
    found = f"{function}({column})"
    return f"trim_scale(round({found}, 6))::text" if function == "avg" else f"{found}::text"


def _listed(given: Any, field: str, most: int) -> Sequence[Mapping[str, Any]]:
    parts = cast(Sequence[Any], given if isinstance(given, list) else [])
    if len(parts) > most or not all(isinstance(part, Mapping) for part in parts):
        raise bad_filter("bad_" + field, field, most=most)
    return parts


async def aggregate(work: Work, object_name: str, asked: Mapping[str, Any], tree: Filter) -> bytes:
    """The HTTP body of an aggregate: groups with their keys, the titles of references, and the measures."""
    query = Query(filter=tree, q=str(asked.get("q") or ""))
    parts = list_parts(work, object_name, query, await share_seen(work, work.rights(object_name)))
    groups = _listed(asked.get("group"), "group", 3)
    measures = _listed(asked.get("measures") or [{"function": "count"}], "measures", 10)
    keys = [_group_sql(parts.rights, part, parts.statement) for part in groups]
    values = [_measure_sql(parts.rights, part) for part in measures]
    limit = asked.get("limit", 200)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_GROUPS:
        raise bad_filter("bad_limit", "limit", most=MOST_GROUPS)
    numbers = ", ".join(str(number + 1) for number in range(len(keys)))
    names = [f"g{number}" for number in range(len(keys))] + [f"m{number}" for number in range(len(values))]
    columns = ", ".join(f"{sql} AS {name}" for sql, name in zip([*keys, *values], names, strict=True))
    text = f"SELECT {columns} FROM {parts.records} WHERE {' AND '.join(parts.all_conditions)}"
    if keys:
        text += f" GROUP BY {numbers} ORDER BY {numbers} LIMIT {limit}"
    rows = await work.fetch(text, *parts.statement.parameters)
    titles = await _titles(work, parts.rights, groups, rows)
    found = [
        {
            "keys": list(row[: len(keys)]),
            "titles": {str(n): titles[n].get(row[n]) for n in titles if row[n] is not None},
            "values": list(row[len(keys) :]),
        }
        for row in rows
    ]
    return orjson.dumps({"groups": found})


async def _titles(
    work: Work, rights: Rights, groups: Sequence[Mapping[str, Any]], rows: Sequence[tuple[Any, ...]]
) -> dict[int, dict[str, str]]:
    """For each group by a reference, the titles of the records that the caller may read."""
    found: dict[int, dict[str, str]] = {}
    for number, part in enumerate(groups):
        each = readable_field(rights.spec, rights, part["field"])
        if each.kind == "reference" and each.target:
            ids = {row[number] for row in rows if row[number] is not None}
            found[number] = await titles_of(
                work, each.target, ids, live=not work.rights(each.target).may("see_deleted")
            )
    return found


async def titles_of(work: Work, object_name: str, ids: set[str], live: bool = False) -> dict[str, str]:
    """The titles of those of the records that the caller may read, with `live` only those that are not deleted."""
    return await titles_of_many(work, {object_name: ids}, live)


async def titles_of_many(work: Work, wanted: Mapping[str, set[str]], live: bool = False) -> dict[str, str]:
    """The same for records of several objects, in one statement."""
    statement = Statement(work)
    parts = [_titles_sql(statement, work.rights(name), ids, live) for name, ids in wanted.items() if ids]
    text = " UNION ALL ".join(part for part in parts if part)
    return dict(await work.fetch(text, *statement.parameters)) if text else {}


def _titles_sql(statement: Statement, rights: Rights, ids: set[str], live: bool) -> str:
    title = shown_title_sql("t", rights, statement) if rights.may("read") else None
    if title is None:
        return ""
    return (
        f"SELECT t.id::text, {title} FROM {table_of(rights.spec)} t"
        f" WHERE t.id = ANY({statement.add(sorted(ids), 'uuid[]')}) AND {statement.in_scope('t', rights)}"
        + (" AND t.deleted_at IS NULL" if live else "")
    )
