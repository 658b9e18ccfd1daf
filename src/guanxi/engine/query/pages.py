"""The SQL of a list's page and of its count: of several ways to the first records the database takes the short one.

Which is better depends on the data, so the statement carries the ways, tries a bounded piece of the one and goes on
with another: no wrong guess of the planner can make a list slow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.breadth import NARROW, TINY, belongs_condition, has_keys
from guanxi.engine.query.lanes import Walk, are_lanes_few, has_lanes, lanes_sql
from guanxi.engine.query.ordering import Order, order_by
from guanxi.engine.query.sort_index import is_in_index
from guanxi.engine.query.statement import Statement
from guanxi.engine.query.titled import titled_sql
from guanxi.engine.store.columns import table_of

FEW_OF_OWN: Final = 1_000  # so many matches are fetched one by one while the walk passes what is one's own, or
FEW: Final = 4_000  # so many while it passes all that do not match
MOST_OWN: Final = 60_000  # so many records of one's own are fetched: they may stand together at the end of any order
TRIED: Final = 10_000  # so many records of an order are walked in the hope that enough of one's own are among them


@dataclass
class Parts:
    """The pieces of a list's statement: its conditions and those of them that the search entries meet.

    `share` is how much of the object the caller sees; `is_whole` says that nothing else narrows the list,
    `is_spread` that many are known to match.
    """

    statement: Statement
    rights: Rights
    conditions: list[str]
    sought: Sequence[str] = ()
    share: float = 1.0
    is_whole: bool = False
    is_spread: bool = False

    @property
    def is_narrow(self) -> bool:
        return self.share < NARROW

    @cached_property
    def belongs(self) -> str:
        """The condition on the search entry that holds for what one who sees little may see, empty without one."""
        return belongs_condition(self.statement, self.rights) or ""

    @cached_property
    def has_keys(self) -> bool:
        """True where others share records with the caller, which no entry tells."""
        return has_keys(self.statement.work, self.rights)

    @cached_property
    def source(self) -> str:
        """What narrows the search entries down, nothing where that is not worth while."""
        is_helped = self.share < TINY or (self.sought and self.is_narrow)
        return " AND ".join([*self.sought, *([self.belongs] if is_helped and self.belongs else [])])

    @property
    def records(self) -> str:
        """Where all matches come from: the table as `t`, by way of the search entries where those narrow it down."""
        table = f"{table_of(self.rights.spec)} t"
        return f"engine.search_entry e JOIN {table} ON t.id = e.record_id" if self.source else table

    @property
    def all_conditions(self) -> list[str]:
        return [*([self.source] if self.source else []), *self.conditions]


def page_sql(parts: Parts, order: Order, limit: int) -> str:
    """The CTEs up to `page`: one record more than the limit, with its keys as k0, k1, ..."""
    tail = f"ORDER BY {order_by(order.keys)} LIMIT {limit + 1}"
    where = " AND ".join([*parts.conditions, *([order.bound] if order.bound else [])])
    columns = "t.*" + "".join(f", {key.sql} AS k{number}" for number, key in enumerate(order.keys))
    first = _first_sql(parts, order, where, tail, limit + 1)
    if first is None and parts.is_narrow and (parts.is_whole or (parts.has_keys and not parts.sought)):
        return _tried_sql(parts, order, columns, where, limit)
    table = table_of(parts.rights.spec)
    walked, source = f"{table} t WHERE {where}", parts.source
    if first:
        walked = f"({first}) first JOIN {table} t ON t.id = first.id WHERE true"
        source = source if parts.sought else ""
    if not source or parts.is_spread:
        return f"page AS MATERIALIZED (SELECT {columns} FROM {walked} {tail})"
    is_own = first is not None and parts.is_narrow
    few = (FEW_OF_OWN if is_own else FEW) if parts.sought else MOST_OWN
    return (
        f"{_hits_sql(source, few)}, "
        f"few AS MATERIALIZED (SELECT count(*) <= {few} AS yes FROM hits), "
        f"page AS MATERIALIZED ("
        f"(SELECT {columns} FROM hits JOIN {table} t ON t.id = hits.record_id"
        f" WHERE (SELECT yes FROM few) AND {where} {tail}) UNION ALL "
        f"(SELECT {columns} FROM {walked} AND NOT (SELECT yes FROM few) {tail}))"
    )


def _hits_sql(source: str, most: int) -> str:
    return (
        f"found AS MATERIALIZED (SELECT e.record_id FROM engine.search_entry e WHERE {source}), "
        f"hits AS MATERIALIZED (SELECT record_id FROM found LIMIT {most + 1})"
    )


def _first_sql(parts: Parts, order: Order, where: str, tail: str, limit: int) -> str | None:
    """The ids among which are the first records of the order, where there is a shorter way to them."""
    if order.reference and not parts.is_narrow:
        return titled_sql(parts.statement, parts.rights, order, where, limit)
    if (parts.is_narrow or parts.is_whole) and has_lanes(parts.statement, parts.rights, order.keys):
        walk = Walk(order_by(order.keys), order.bound, limit)
        return lanes_sql(parts.statement, parts.rights, where, tail, walk)
    return None


def _tried_sql(parts: Parts, order: Order, columns: str, where: str, limit: int) -> str:
    """For one who sees little: the beginning of the order, what is his where that does not fill the page, all where
    that is too much.
    """
    table, tail = table_of(parts.rights.spec), f"ORDER BY {order_by(order.keys)} LIMIT {limit + 1}"
    walked = f"{table} t WHERE {where}"
    return (
        f"tried AS MATERIALIZED (SELECT {columns} FROM {_beginning(parts, order)} {tail}), "
        f"{_own_sql(parts)}, "
        f"way AS MATERIALIZED (SELECT CASE WHEN (SELECT count(*) FROM tried) > {limit} THEN 'tried'"
        f" WHEN (SELECT count(*) FROM hits) <= {MOST_OWN} THEN 'own' ELSE 'all' END AS name), "
        f"page AS MATERIALIZED (SELECT * FROM tried WHERE (SELECT name FROM way) = 'tried' UNION ALL "
        f"(SELECT {columns} FROM hits JOIN {table} t ON t.id = hits.record_id"
        f" WHERE (SELECT name FROM way) = 'own' AND {where} {tail}) UNION ALL "
        f"(SELECT {columns} FROM {walked} AND (SELECT name FROM way) = 'all' {tail}))"
    )


def _own_sql(parts: Parts) -> str:
    """The CTE `hits` of the ids of one's own records, by the indexes of owner and team where these are few."""
    if not are_lanes_few(parts.statement, parts.rights):
        return _hits_sql(parts.belongs, MOST_OWN) if parts.belongs else _shared_hits_sql(parts)
    lanes = lanes_sql(parts.statement, parts.rights, "t.deleted_at IS NULL", f"LIMIT {MOST_OWN + 1}")
    return f"hits AS MATERIALIZED (SELECT id AS record_id FROM ({lanes}) own LIMIT {MOST_OWN + 1})"


def _shared_hits_sql(parts: Parts) -> str:
    """The same by way of the table, whose indexes of owner, team and keys together lead to what is in scope."""
    scope = parts.statement.in_scope("t", parts.rights)
    owned = f"SELECT t.id AS record_id FROM {table_of(parts.rights.spec)} t WHERE t.deleted_at IS NULL AND {scope}"
    return f"hits AS MATERIALIZED ({owned} LIMIT {MOST_OWN + 1})"


def _beginning(parts: Parts, order: Order) -> str:
    """The source `t` of the first records of an order and the condition on them; none where no index leads there."""
    table = table_of(parts.rights.spec)
    if parts.share < TINY or order.field is None or not is_in_index(parts.rights.spec, order.field):
        return f"{table} t WHERE false"
    bound = f" AND {order.bound}" if order.bound else ""
    walk = f"{table} t WHERE t.deleted_at IS NULL{bound} ORDER BY {order_by(order.keys)} LIMIT {TRIED}"
    return f"(SELECT t.* FROM {walk}) t WHERE {' AND '.join(parts.conditions)}"


def count_sql(parts: Parts, most: int | None) -> str:
    """How many records match, counted up to one more than `most`."""
    limit = f" LIMIT {most + 1}" if most else ""
    if parts.is_whole and parts.is_narrow and are_lanes_few(parts.statement, parts.rights):
        lanes = lanes_sql(parts.statement, parts.rights, "t.deleted_at IS NULL", limit)  # told by the indexes alone
        return f"(SELECT count(*) FROM (SELECT 1 FROM ({lanes}) lanes{limit}) counted)"
    where = " AND ".join(parts.all_conditions)
    return f"(SELECT count(*) FROM (SELECT 1 FROM {parts.records} WHERE {where}{limit}) counted)"
