"""What follows a write of some object's records, in the same transaction: settings that the database itself acts on."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from guanxi.engine.changes.model import Draft
from guanxi.engine.company import Work

Reaction = Callable[[Work, str, Sequence[Draft]], Awaitable[None]]
REACTIONS: Final[dict[str, tuple[Reaction, ...]]] = {}


def reaction(*names: str) -> Callable[[Reaction], Reaction]:
    """Declares what is done after records of these objects were written, however they were; what it raises undoes
    the write."""

    def declare(run: Reaction) -> Reaction:
        REACTIONS.update({name: (*REACTIONS.get(name, ()), run) for name in names})
        return run

    return declare


async def react(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    runs = REACTIONS.get(object_name, ())
    moved = [draft for draft in drafts if draft.moves]
    if runs and moved:
        work.moves_rights = True
    for run in runs if moved else ():
        await run(work, object_name, moved)
