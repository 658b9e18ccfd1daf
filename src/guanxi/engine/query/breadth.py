"""How much of a table a person may see: who sees little is better served from what belongs to him.

The share is estimated from a sample and kept for some minutes; it decides how a list is read, never what it shows.
"""

import time
from typing import Final

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.single import remember
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.grams import belonging
from guanxi.engine.store.columns import table_of

NARROW: Final = 0.3  # below this share what belongs to a person narrows a search down
TINY: Final = 0.02  # below this share it is the way to every list
SMALL_TABLE: Final = 20_000
SAMPLED: Final = 3_000
KEPT: Final = 600.0


async def share_seen(work: Work, rights: Rights) -> float:
    """The share of an object's records that the principal may read, from 0 to 1."""
    if not rights.spec.is_owned or rights.scope("read") in ("all", "none"):
        return 1.0
    key = ("share", rights.spec.name, work.principal)
    known: tuple[float, float] | None = work.company.plans.get(key)
    if known is not None and known[1] > time.monotonic():
        return known[0]
    statement = Statement(work)
    share = await sample(work, table_of(rights.spec), statement.in_scope("t", rights), statement)
    remember(work, key, (share, time.monotonic() + KEPT))
    return share


async def sample(work: Work, table: str, scope: str, statement: Statement) -> float:
    """The share of a table's rows `t` for which the scope holds; 1 where the table is small."""
    [(size,)] = await work.fetch("SELECT reltuples FROM pg_class WHERE oid = $1::regclass", table)
    if size < SMALL_TABLE:
        return 1.0
    percent = min(100.0, 100.0 * SAMPLED / size)
    rows = await work.fetch(
        f"SELECT coalesce(avg(({scope})::integer), 1)::float8 FROM {table} t TABLESAMPLE SYSTEM ({percent:.6f})",
        *statement.parameters,
    )
    return float(rows[0][0])


def belongs_condition(statement: Statement, rights: Rights) -> str | None:
    """The condition on the search entry that holds for every record in scope, or None where there is none."""
    tokens = belonging_tokens(statement.work, rights)
    return f"e.tokens && {statement.add(tokens, 'text[]')}" if tokens is not None else None


def belonging_tokens(work: Work, rights: Rights) -> list[str] | None:
    """What the entries of the records in scope have one of; None where any record may be in scope."""
    if not rights.spec.is_owned:
        return [belonging("")]
    scope = rights.scope("read")
    person = work.principal
    teams = {"own": (), "team": person.team_ids, "team_tree": person.team_tree_ids}.get(scope)
    if teams is None:
        return None
    return [belonging(str(each)) for each in (person.user_id, *teams)]
