"""People write up their work in sessions, not at every turn: opportunities once a week, the rest more seldom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID
from zlib import crc32

from guanxi.modules.demo.days import ZONE, workday_before
from guanxi.modules.demo.objects import Event

WEEKLY = ("account create", "contact create", "opportunity create", "opportunity update")
FORTNIGHTLY = ("account update", "lead update", "order create")
ORDER = ("account", "contact", "opportunity", "order", "task", "interaction", "note", "lead")


@dataclass(frozen=True, slots=True)
class Session:
    """What one person wrote in one go; each step is a batch of one object, in which no record comes twice."""

    at: datetime
    by: str
    steps: tuple[tuple[Event, ...], ...]


def write_up(events: Iterable[Event], today: date) -> list[Session]:
    """The sessions in which these events were written, in order of time."""
    found: dict[tuple[datetime, str], list[Event]] = {}
    for event in sorted(events, key=lambda each: each.at):
        found.setdefault((_session_at(event, today), event.by), []).append(event)
    return [Session(at, by, _steps(some)) for (at, by), some in sorted(found.items(), key=lambda each: each[0])]


def _session_at(event: Event, today: date) -> datetime:
    """The end of the person's week (or longer) in which it happened; programs write on the same day."""
    if not event.by:
        return datetime.combine(event.at.date(), time(18), ZONE)
    habit = crc32(event.by.encode())
    rhythm = _rhythm(f"{event.object} {event.kind}")
    first = event.at.date().toordinal() + habit % 28
    last = date.fromordinal(first - first % rhythm + rhythm - 1 - habit % 28)
    day = workday_before(min(last + timedelta(days=1), today))
    return datetime.combine(day, time(18, 30 + habit % 29, habit % 53), ZONE)


def _rhythm(work: str) -> int:
    """After how many days at most such work is written up; each is a multiple of the shorter ones."""
    return 7 if work in WEEKLY else 14 if work in FORTNIGHTLY else 28


def _steps(events: Sequence[Event]) -> tuple[tuple[Event, ...], ...]:
    """New records first, what is referred to before what refers; then changes, each of one record after the other."""
    turns: Counter[UUID] = Counter()
    placed: list[tuple[tuple[int, int], Event]] = []
    for event in _summed_up(events):
        turns[event.id] += event.kind == "update"
        placed.append(((turns[event.id], ORDER.index(event.object)), event))
    placed.sort(key=lambda each: each[0])
    return tuple(tuple(event for _, event in some) for _, some in groupby(placed, key=lambda each: each[0]))


def _summed_up(events: Sequence[Event]) -> list[Event]:
    """What changed since the last session is written once; only the stages of opportunities are written one by one."""
    found: dict[tuple[UUID, str], Event] = {}
    for place, event in enumerate(events):
        way = {"opportunity": str(place), "task": ""}.get(event.object, event.kind)
        before = found.get((event.id, way))
        found[event.id, way] = event if before is None else replace(before, values={**before.values, **event.values})
    return list(found.values())
