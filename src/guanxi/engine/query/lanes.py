"""How a list walks its order for somebody who sees little: along what is his, and along what is each of his teams'.

A walk along the whole order would pass over whatever the others have written lately, however much that is. Each lane is
a walk along an index that begins with its owner or team.
"""

from typing import Final

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.breadth import has_keys, teams_in_scope
from guanxi.engine.query.ordering import Key
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import SHARES, table_of

MOST_LANES: Final = 40
ORDER: Final = 't."updated_at"'  # with the id, the order in which the indexes of owner and team hold their records


def are_lanes_few(statement: Statement, rights: Rights) -> bool:
    """True where what is in scope belongs to a person and a few teams."""
    teams = teams_in_scope(statement.work, rights)
    return teams is not None and len(teams) < MOST_LANES


def has_lanes(statement: Statement, rights: Rights, keys: list[Key]) -> bool:
    """True where there are few lanes and the order is theirs."""
    return are_lanes_few(statement, rights) and [key.sql for key in keys] == [ORDER, "t.id"]


def lanes_sql(statement: Statement, rights: Rights, where: str, tail: str) -> str:
    """The ids of the records that come first: at most as many of each lane as the page needs, each once."""
    table = table_of(rights.spec)
    own = f"SELECT t.id FROM {table} t WHERE t.owner = w.person AND {where} {tail}"
    text = f"(SELECT lane.id FROM unnest({statement.everyone()}) w(person) CROSS JOIN LATERAL ({own}) lane)"
    if teams_in_scope(statement.work, rights):
        teams = statement.teams(rights.scope("read"))
        text += (
            f" UNION (SELECT lane.id FROM unnest({teams}) w(team) CROSS JOIN LATERAL"
            f" (SELECT t.id FROM {table} t WHERE t.team = w.team AND {where} {tail}) lane)"
        )
    return f"{text} UNION {_shared_sql(statement, rights, where, tail)}" if has_keys(statement.work, rights) else text


def _shared_sql(statement: Statement, rights: Rights, where: str, tail: str) -> str:
    """The lane of what is shared, by the index of keys: OFFSET keeps the planner from walking the order instead."""
    keys = statement.keys("read", rights.scope("read"))
    shared = f"SELECT * FROM {table_of(rights.spec)} WHERE {SHARES} && {keys} OFFSET 0"
    return f"(SELECT t.id FROM ({shared}) t WHERE {where} {tail})"
