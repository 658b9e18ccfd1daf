"""What lists have found out about their questions, kept for a while so that not every page finds it out again."""

import time
from typing import Any, Final

from guanxi.engine.company import Work
from guanxi.engine.query.single import remember

LONGEST_KEPT: Final = 5_000  # characters of a question; a longer one is not asked again so soon
KEPT: Final = {
    "crowd": 5.0,  # more than twice as many match as are counted; so long a total may lag behind a large undo
    "spread": 600.0,  # so many match that walking the order finds a page sooner; says how to read, not what
}


def is_known(work: Work, what: str, question: tuple[Any, ...]) -> bool:
    """True where this was found of the caller's question a short while ago."""
    until: float | None = work.company.plans.get((what, question, work.principal))
    return until is not None and until > time.monotonic()


def note(work: Work, what: str, question: tuple[Any, ...]) -> None:
    if len(str(question)) <= LONGEST_KEPT:
        remember(work, (what, question, work.principal), time.monotonic() + KEPT[what])
