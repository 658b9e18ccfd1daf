"""How a list walks its order for somebody who sees little: along what is his, and along what is each of his teams'.

A walk along the whole order would pass over whatever the others have written lately, however much that is. Each lane is
a walk along an index that begins with its owner or team.
"""

from dataclasses import dataclass
from typing import Final

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.breadth import has_keys, teams_in_scope
from guanxi.engine.query.ordering import Key
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import SHARES, table_of

MOST_LANES: Final = 40
WALKED: Final = 2_000  # so many shared records are walked in their order before those of the principal are gathered
ORDER: Final = 't."updated_at"'  # with the id, the order in which the indexes of owner and team hold their records


@dataclass(frozen=True, slots=True)
class Walk:
    """The order of a page, the condition where it begins, and how many records it takes."""

    order: str
    bound: str | None
    limit: int


def are_lanes_few(statement: Statement, rights: Rights) -> bool:
    """True where what is in scope belongs to a person and a few teams."""
    teams = teams_in_scope(statement.work, rights)
    return teams is not None and len(teams) < MOST_LANES


def has_lanes(statement: Statement, rights: Rights, keys: list[Key]) -> bool:
    """True where there are few lanes and the order is theirs."""
    return are_lanes_few(statement, rights) and [key.sql for key in keys] == [ORDER, "t.id"]


def lanes_sql(statement: Statement, rights: Rights, where: str, tail: str, walk: Walk | None = None) -> str:
    """The ids of the records that come first: at most as many of each lane as the page needs, each once.

    `walk` is the order of `tail`; without one the lanes are only counted or gathered.
    """
    table = table_of(rights.spec)
    own = f"SELECT t.id FROM {table} t WHERE t.owner = w.person AND {where} {tail}"
    text = f"(SELECT lane.id FROM unnest({statement.everyone()}) w(person) CROSS JOIN LATERAL ({own}) lane)"
    if teams_in_scope(statement.work, rights):
        teams = statement.teams(rights.scope("read"))
        text += (
            f" UNION (SELECT lane.id FROM unnest({teams}) w(team) CROSS JOIN LATERAL"
            f" (SELECT t.id FROM {table} t WHERE t.team = w.team AND {where} {tail}) lane)"
        )
    if has_keys(statement.work, rights):
        text += f" UNION {_shared_sql(statement, rights, where, tail, walk)}"
    return text


def _shared_sql(statement: Statement, rights: Rights, where: str, tail: str, walk: Walk | None) -> str:
    """The lane of what is shared: the beginning of all that is shared with anybody, which stands in order; where that
    is not enough, all that is shared with the principal. OFFSET keeps the planner from walking the whole order there.
    """
    table = table_of(rights.spec)
    keys = statement.keys("read", rights.scope("read"))
    shared = f"SELECT t.id FROM (SELECT * FROM {table} WHERE {SHARES} && {keys} OFFSET 0) t WHERE {where}"
    if walk is None:
        return f"({shared} {tail})"
    bound = f" AND {walk.bound}" if walk.bound else ""
    beginning = f"SELECT t.* FROM {table} t WHERE t.{SHARES} IS NOT NULL{bound} ORDER BY {walk.order} LIMIT {WALKED}"
    return (
        f"(WITH walked AS MATERIALIZED (SELECT t.id FROM ({beginning}) t WHERE {where} {tail})"
        f" SELECT id FROM walked UNION ALL"
        f" ({shared} AND (SELECT count(*) < {walk.limit} FROM walked) {tail}))"
    )
