"""How long deleted records are kept before they may go for good: so many whole days, where the company is."""

from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from guanxi.engine.company import Work

LEAST_DAYS: Final = 1
MOST_DAYS: Final = 3_650


class Retention(NamedTuple):
    """`is_nightly` where what is due goes for good by itself in the night."""

    days: int = 30
    is_nightly: bool = False


async def retention_of(work: Work) -> Retention:
    """What the company has settled, else 30 days and nothing by itself."""
    rows = await work.fetch("SELECT value FROM engine.setting WHERE name = 'company'")
    facts: dict[str, Any] = rows[0][0] if rows else {}
    usual = Retention()
    return Retention(facts.get("retention_days", usual.days), facts.get("purges_nightly", usual.is_nightly))


def kept_since(work: Work, days: int) -> datetime:
    """What was deleted before this moment may go for good."""
    today = work.moment_here.replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days - 1)


def due_on(work: Work, deleted_at: datetime, days: int) -> date:
    """The day from which on a record that was deleted then may go for good."""
    return deleted_at.astimezone(ZoneInfo(work.company.norms.time_zone)).date() + timedelta(days=days)
