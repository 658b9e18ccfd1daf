"""Keeping a record as it is while something is decided by it."""

from uuid import UUID

from guanxi.engine.company import Work
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import table_of


async def lock_record(work: Work, object_name: str, record_id: UUID) -> None:
    """Locks a record that the caller may read until the transaction ends; any other is left alone."""
    rights = work.rights(object_name)
    if not rights.may("read"):
        return
    statement = Statement(work)
    wanted = statement.add(str(record_id), "uuid")
    scope = statement.in_scope("t", rights)
    await work.fetch(
        f"SELECT 1 FROM {table_of(rights.spec)} t WHERE t.id = {wanted} AND {scope} FOR UPDATE OF t",
        *statement.parameters,
    )
