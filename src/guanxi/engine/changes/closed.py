"""The records of a change set that the caller may not change today: an undo leaves them and says so."""

from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.own import PEOPLE, is_own
from guanxi.engine.company import Work
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import table_of

OF_SET = "SELECT record_id FROM engine.change WHERE change_set = {}::uuid AND object = {}"


async def closed_to(work: Work, change_set: UUID) -> dict[str, tuple[str, bool]]:
    """These records, each with its object and whether he may see it; lines are as closed as what they live with."""
    rows = await work.fetch("SELECT DISTINCT object FROM engine.change WHERE change_set = $1::uuid", str(change_set))
    found: dict[str, tuple[str, bool]] = {}
    for name in sorted(row[0] for row in rows if row[0] in work.company.registry):
        rights = work.rights(name)
        if not _is_open(rights):
            found |= {each: (name, seen) for each, seen in await _closed(work, change_set, rights)}
    if str(work.principal.user_id) in found and await is_own_alone(work, change_set):
        del found[str(work.principal.user_id)]
    return found


def _is_open(rights: Rights) -> bool:
    scoped = rights.parent or rights
    return scoped.scope("read") == scoped.scope("edit") == "all"


async def _closed(work: Work, change_set: UUID, rights: Rights) -> list[tuple[str, bool]]:
    statement = Statement(work)
    wanted = OF_SET.format(statement.add(str(change_set), "uuid"), statement.add(rights.spec.name, "text"))
    seen, open_to = statement.in_scope("t", rights), statement.in_scope("t", rights, "edit")
    rows = await work.fetch(
        f"SELECT t.id::text, {seen} FROM {table_of(rights.spec)} t WHERE t.id IN ({wanted})"
        f" AND (({seen}) AND ({open_to})) IS NOT TRUE ORDER BY t.id",
        *statement.parameters,
    )
    return [(row[0], row[1] is True) for row in rows]


async def is_own_alone(work: Work, change_set: UUID) -> bool:
    """True where the set changed nothing of the caller himself but what everybody may."""
    rows = await work.fetch(
        "SELECT seq, object, record_id, kind, old, new FROM engine.change WHERE change_set = $1::uuid AND object = $2"
        " AND record_id = $3::uuid",
        str(change_set),
        PEOPLE,
        str(work.principal.user_id),
    )
    return all(is_own(work, row) for row in rows)
