"""What is worked out of a record's values before they are checked: dates that follow from others."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from guanxi.engine.changes.model import Draft
from guanxi.engine.company import Work

Preparation = Callable[[Work, Sequence[Draft]], Awaitable[None]]
PREPARATIONS: Final[dict[str, Preparation]] = {}


def preparation(name: str) -> Callable[[Preparation], Preparation]:
    """Declares what completes the values of records of this object, however they are written."""

    def declare(run: Preparation) -> Preparation:
        PREPARATIONS[name] = run
        return run

    return declare


async def prepare(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    run = PREPARATIONS.get(object_name)
    sound = [draft for draft in drafts if not draft.errors]
    if run is not None and sound:
        await run(work, sound)
