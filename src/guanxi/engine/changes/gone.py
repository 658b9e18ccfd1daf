"""What of a change set was deleted for good since: no undo brings it back."""

from uuid import UUID

from guanxi.engine.changes.things import THINGS
from guanxi.engine.company import Work
from guanxi.engine.store.columns import table_of

OBJECTS = "SELECT DISTINCT object FROM engine.change WHERE change_set = $1::uuid"
RECORDS = """
SELECT DISTINCT c.record_id::text FROM engine.change c WHERE c.change_set = $1::uuid AND c.object = $2
 AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = c.record_id)
"""
# what lay beside such a record has lost its values
BESIDE = """
SELECT DISTINCT record_id::text FROM engine.change WHERE change_set = $1::uuid AND object = $2
 AND old IS NULL AND new IS NULL
"""


async def gone_from(work: Work, change_set: UUID) -> dict[str, str]:
    """The records and things of a set that are no more, each with what it was."""
    found: dict[str, str] = {}
    for (name,) in await work.fetch(OBJECTS, str(change_set)):
        spec = work.company.registry.objects.get(name)
        if spec is not None or name in THINGS:
            statement = RECORDS.format(table=table_of(spec)) if spec else BESIDE
            found |= {row[0]: name for row in await work.fetch(statement, str(change_set), name)}
    return found
