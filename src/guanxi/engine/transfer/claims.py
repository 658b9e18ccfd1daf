"""Taking hold of an import for one transaction, so that two workers never write the same rows."""

from guanxi.engine.company import Work
from guanxi.engine.transfer.runs import Run


class Superseded(Exception):
    """The import is not ours any more."""


async def claim(work: Work, run: Run) -> Run:
    """Takes hold of the import for one transaction. Raises Superseded where another has moved or stopped it."""
    rows = await work.fetch(
        "SELECT state, position, phase FROM engine.import_run WHERE id = $1::uuid FOR UPDATE", str(run.id)
    )
    if rows != [("running", run.position, run.phase)]:
        raise Superseded
    return run
