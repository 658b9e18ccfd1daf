"""Taking hold of an import for one transaction, so that two workers never write the same rows, and of the right to
make new records: imports into one object that look for duplicates take turns with each other and with other writers
of many records, so that the later finds what the earlier has made."""

from guanxi.engine.changes import turns
from guanxi.engine.changes.shape import shape_of
from guanxi.engine.company import Work
from guanxi.engine.transfer.runs import Run
from guanxi.engine.transfer.settings import ImportSettings


class Superseded(Exception):
    """The import is not ours any more."""


class Crowded(Exception):
    """Another import has begun to write into the same object."""


async def claim(work: Work, run: Run) -> Run:
    """Takes hold of the import for one transaction. Raises Superseded where another has moved or stopped it."""
    rows = await work.fetch(
        "SELECT state, position, phase FROM engine.import_run WHERE id = $1::uuid FOR UPDATE", str(run.id)
    )
    if rows != [("running", run.position, run.phase)]:
        raise Superseded
    return run


async def take_turn(work: Work, run: Run, settings: ImportSettings, *, is_beside: bool = False) -> None:
    """Keeps other imports into the object from writing until the work ends; batches of one that is alone go together.

    Raises Crowded where it was alone and is not any more, and for a batch beside another where it is not alone.
    """
    if settings.on_duplicate == "create" or not shape_of(work.company, settings.object).keys:
        return
    is_alone = not await _has_others(work, run)
    if is_beside and not is_alone:
        raise Crowded
    await turns.take_turn(work, settings.object, is_shared=is_alone)
    if is_alone and await _has_others(work, run):
        raise Crowded


async def _has_others(work: Work, run: Run) -> bool:
    rows = await work.fetch(
        "SELECT EXISTS (SELECT 1 FROM engine.import_run WHERE state IN ('running', 'cancelling')"
        " AND object = $1 AND id <> $2::uuid)",
        run.object,
        str(run.id),
    )
    return rows[0][0]
