"""Lists: one statement for a page of records as JSON, its next cursor and its count.

A list whose filter has a selective part starts from that part's matches, any other walks the index of its sort order.
Which is better depends on the data, so the statement carries both ways (`pages`). What it found is known for a while.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
import psycopg

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.breadth import share_seen
from guanxi.engine.query.conditions import bad_filter, compile_filter, readable_field, top_conditions
from guanxi.engine.query.editable import can_edit_sql
from guanxi.engine.query.known import LONGEST_KEPT, is_known, note
from guanxi.engine.query.matches import quick_condition, token_condition
from guanxi.engine.query.opening import opened_text
from guanxi.engine.query.ordering import (
    Order,
    after_cursor,
    bad_cursor,
    read_cursor,
    reference_of,
    sort_keys,
    write_cursor,
)
from guanxi.engine.query.pages import Parts, count_sql, page_sql
from guanxi.engine.query.selection import selected_fields, selection
from guanxi.engine.query.single import remember
from guanxi.engine.query.sort_index import want_index
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import field_of
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.fields.numbers import read_json
from guanxi.kernel.filters import EVERYTHING, Condition, Filter

MOST = 500
COUNTED = 10_000
CROWD = 2 * COUNTED
USABLE = "NOT EXISTS (SELECT 1 FROM engine.subject_mark m WHERE m.record_id = t.id AND m.kind = 'restricted')"


@dataclass(frozen=True, slots=True)
class Query:
    """What a list asks for; `count` is exact, estimate (exact to 10,000) or none; `q` is the quick filter.

    `usable` leaves out persons who have asked that nothing is done with what is kept of them.
    """

    fields: tuple[str, ...] | None = None
    filter: Filter = EVERYTHING
    sort: tuple[str, ...] = ()
    limit: int = 50
    cursor: str | None = None
    expand: tuple[str, ...] = ()
    count: str = "none"
    deleted: bool = False
    q: str = ""
    usable: bool = False
    after: Mapping[str, Any] = field(default_factory=dict[str, Any])


def list_parts(work: Work, object_name: str, query: Query, share: float = 1.0) -> Parts:
    """Checks a query against the object and the caller's rights and compiles its conditions.

    `share` is how much of the object the caller sees, from 0 to 1.
    """
    rights = work.rights(object_name)
    rights.require("see_deleted" if query.deleted else "read")
    statement = Statement(work)
    conditions = ["t.deleted_at IS NOT NULL" if query.deleted else "t.deleted_at IS NULL"]
    scope = statement.in_scope("t", rights)
    if scope != "true":
        conditions.append(scope)
    if query.filter != EVERYTHING:
        conditions.append(compile_filter(statement, "t", rights, query.filter))
    if query.usable and rights.spec.is_subject:
        conditions.append(USABLE)
    if query.deleted:  # what is deleted has left the search, so nothing may be sought by way of it
        return Parts(statement, rights, [*conditions, *_titled(statement, rights, query.q)])
    sources = [token_condition(statement, rights, each) for each in top_conditions(query.filter)]
    if query.q.strip():
        quick = quick_condition(statement, rights, query.q)
        conditions.append(f"EXISTS (SELECT 1 FROM engine.search_entry e WHERE e.record_id = t.id AND {quick})")
        sources.append(quick)
    found = [each for each in sources if each]
    is_whole = len(conditions) == 1 + (scope != "true") and not found
    return Parts(statement, rights, conditions, found, share, is_whole)


def _titled(statement: Statement, rights: Rights, text: str) -> list[str]:
    words = text.strip()
    return [compile_filter(statement, "t", rights, Condition(rights.spec.title, "contains", words))] if words else []


def fingerprint(object_name: str, query: Query) -> str:
    """What a cursor belongs to: a cursor of another query is refused."""
    text = repr((object_name, query.filter, query.sort, query.deleted, query.q))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _check(query: Query) -> None:
    if not 1 <= query.limit <= MOST:
        raise Malformed("bad_limit", errors=[FieldError("limit", "bad_limit", {"most": MOST})])
    if query.count not in ("exact", "estimate", "none"):
        raise Malformed("bad_count", errors=[FieldError("count", "bad_count")])


@dataclass(frozen=True, slots=True)
class Plan:
    text: str
    parameters: tuple[Any, ...]
    keys: int
    mark: str
    by_index: bool = False


def plan_list(work: Work, object_name: str, query: Query, share: float = 1.0, *, is_spread: bool = False) -> Plan:
    """The statement of a list for one who sees this share of the object; `is_spread` once many are known to match.

    Raises Malformed, Forbidden or NotFound for what cannot be asked.
    """
    _check(query)
    parts = list_parts(work, object_name, query, share)
    parts.is_spread = is_spread
    keys = sort_keys(parts.statement, parts.rights, query.sort)
    mark = fingerprint(object_name, query)
    first = field_of(parts.rights.spec, query.sort[0].lstrip("-") if query.sort else "updated_at")
    order = Order(keys, first, None if query.deleted else reference_of(parts.rights.spec, query.sort))
    if query.cursor:
        values = read_cursor(query.cursor, mark, len(keys))
        order = replace(order, bound=after_cursor(parts.statement, keys, values), start=values[0])
    names = selected_fields(parts.rights, query.fields)
    row = selection(parts.statement, "s", parts.rights, names, query.expand)
    row += can_edit_sql(parts.statement, "s", parts.rights)
    page = page_sql(parts, order, query.limit)
    counted = "NULL::bigint"
    if query.count != "none":
        counted = count_sql(parts, CROWD if query.count == "estimate" else None)
    key_list = ", ".join(f"k{number}::text" for number in range(len(keys)))
    text = (
        f"WITH {page} SELECT "
        f"(SELECT json_agg(r) FROM (SELECT {row} FROM (SELECT * FROM page LIMIT {query.limit}) s) r)::text, "
        f"(SELECT ARRAY[{key_list}] FROM page OFFSET {query.limit - 1} LIMIT 1), "
        f"(SELECT count(*) FROM page), {counted}, {'(SELECT yes FROM few)' if ' few AS ' in page else 'NULL::boolean'}"
    )
    return Plan(text, tuple(parts.statement.parameters), len(keys), mark, bool(parts.source))


async def _cached_plan(work: Work, object_name: str, query: Query, *, is_spread: bool) -> Plan:
    """The plan of a query that was asked before by the same person, unless time or a shape has changed it."""
    key = (object_name, repr(query), work.principal, is_spread)
    found = work.company.plans.get(key)
    if found is None:
        for name in query.sort[:1]:
            await want_index(work, work.company.registry[object_name], name.lstrip("-"))
        share = 1.0 if query.deleted else await share_seen(work, work.rights(object_name))
        found = plan_list(work, object_name, query, share, is_spread=is_spread)
        if "within" not in key[1] and len(key[1]) <= LONGEST_KEPT:
            remember(work, key, found)
    return found


async def _run(work: Work, plan: Plan, query: Query) -> Sequence[Any]:
    """The row of a list's statement. Raises Malformed where the values of its cursor are not of the order's types."""
    fetch = work.fetch_by_index if plan.by_index else work.fetch
    try:
        return (await fetch(plan.text, *plan.parameters))[0]
    except psycopg.errors.DataError:
        if query.cursor:
            raise bad_cursor() from None
        raise


async def find_json(work: Work, object_name: str, query: Query) -> bytes:
    """The HTTP body of a list: records, next cursor, total."""
    question = (object_name, repr(query.filter), query.q, query.deleted)
    is_crowd = query.count == "estimate" and is_known(work, "crowd", question)
    asked = replace(query, count="none") if is_crowd else query
    plan = await _cached_plan(work, object_name, asked, is_spread=is_known(work, "spread", question))
    records, last, fetched, total, is_few = await _run(work, plan, query)
    if is_few is False:
        note(work, "spread", question)
    if is_crowd:
        total = CROWD
    elif query.count == "estimate" and total > CROWD:
        note(work, "crowd", question)
    cursor = write_cursor(plan.mark, last) if fetched > query.limit else None
    is_exact = query.count != "estimate" or total is None or total <= COUNTED
    counted = min(total, COUNTED) if total is not None and query.count == "estimate" else total
    rest = orjson.dumps({"next_cursor": cursor, "total": counted, "total_is_exact": is_exact})
    shown = await opened_text(work, (records or "[]").encode())
    return b'{"records":' + shown + b"," + rest[1:]


async def find(work: Work, object_name: str, query: Query) -> list[dict[str, Any]]:
    """The records of one page, parsed."""
    return orjson.loads(await find_json(work, object_name, query))["records"]


async def find_page(work: Work, object_name: str, query: Query) -> tuple[list[dict[str, Any]], str | None]:
    """The records of one page and the cursor of the next."""
    body = read_json(await find_json(work, object_name, query))
    return body["records"], body["next_cursor"]


__all__ = ["Query", "bad_filter", "find", "find_json", "find_page", "list_parts", "plan_list", "readable_field"]
