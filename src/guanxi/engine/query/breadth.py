"""How much of a table a person may see: who sees little is better served from what belongs to him.

The share is estimated from a sample and kept for some minutes; it decides how a list is read, never what it shows.
"""

import time
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.single import remember
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.marks import belonging
from guanxi.engine.store.columns import table_of

NARROW: Final = 0.3  # below this share what belongs to a person narrows a search down
TINY: Final = 0.02  # below this share it is the way to every list
SMALL_TABLE: Final = 20_000
SAMPLED: Final = 3_000
KEPT: Final = 600.0


@dataclass(frozen=True, slots=True)
class Breadth:
    """How many records an object has, about, and the share of them that somebody may read, from 0 to 1."""

    size: float
    share: float
    until: float = 0.0


async def share_seen(work: Work, rights: Rights) -> float:
    """The share of an object's records that the principal may read, from 0 to 1; 1 of a small object."""
    if not rights.spec.is_owned or rights.scope("read") == "all" or not rights.may("read"):
        return 1.0
    return (await breadth_of(work, rights)).share


async def breadth_of(work: Work, rights: Rights) -> Breadth:
    key = ("breadth", rights.spec.name, work.principal)
    known: Breadth | None = work.company.plans.get(key)
    if known is not None and known.until > time.monotonic():
        return known
    table = table_of(rights.spec)
    [(size,)] = await work.fetch("SELECT reltuples FROM pg_class WHERE oid = $1::regclass", table)
    statement = Statement(work)
    share = 1.0
    if size >= SMALL_TABLE:
        share = await _sample(work, table, size, statement.in_scope("t", rights), statement)
    return remember(work, key, Breadth(max(size, 0.0), share, time.monotonic() + KEPT))


async def _sample(work: Work, table: str, size: float, scope: str, statement: Statement) -> float:
    """The share of a table's rows `t` for which the scope holds."""
    percent = min(100.0, 100.0 * SAMPLED / size)
    rows = await work.fetch(
        f"SELECT coalesce(avg(coalesce({scope}, false)::integer), 1)::float8"
        f" FROM {table} t TABLESAMPLE SYSTEM ({percent:.6f})",
        *statement.parameters,
    )
    return float(rows[0][0])


def belongs_condition(statement: Statement, rights: Rights) -> str | None:
    """The condition on the search entry that holds for every record in scope, or None where there is none."""
    tokens = belonging_tokens(statement.work, rights)
    return f"e.tokens && {statement.add(tokens, 'bigint[]')}" if tokens is not None else None


def belonging_tokens(work: Work, rights: Rights) -> list[int] | None:
    """What the entries of the records in scope have one of; None where any record may be in scope."""
    if not rights.spec.is_owned:
        return [belonging("")]
    teams = None if has_keys(work, rights) else teams_in_scope(work, rights)
    if teams is None:
        return None
    person = work.principal
    return [belonging(str(each)) for each in (person.user_id, *person.acts_for, *teams)]


def has_keys(work: Work, rights: Rights) -> bool:
    """True where records that belong to others may be shared with the principal."""
    person = work.principal
    is_in_territory = rights.scope("read") == "territory" and bool(person.territory_keys)
    return rights.is_shareable("read") and (bool(person.read_keys) or is_in_territory)


def teams_in_scope(work: Work, rights: Rights) -> tuple[UUID, ...] | None:
    """The teams whose records the principal may read beside his own; None where scope does not hang on teams."""
    if not rights.spec.is_owned:
        return None
    person = work.principal
    tree = person.team_tree_ids
    return {"own": (), "team": person.team_ids, "team_tree": tree, "territory": tree}.get(rights.scope("read"))
