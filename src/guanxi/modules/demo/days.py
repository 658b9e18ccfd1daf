"""When things happen: on working days, with busy and quiet seasons."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from guanxi.modules.demo.dice import Dice

ZONE = timezone(timedelta(hours=8))
SPRING_FESTIVALS = (
    *(date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6)),
    *(date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11)),
)
MONTHS = (0.9, 0.55, 1.15, 1.0, 1.0, 1.25, 0.9, 0.85, 1.15, 0.95, 1.15, 1.3)
GROWTH = 0.4


@cache
def is_workday(day: date) -> bool:
    if day.weekday() >= 5 or (day.month, day.day) in ((1, 1), (5, 1), (5, 2), (5, 3)):
        return False
    if day.month == 10 and day.day <= 7:
        return False
    return not any(-1 <= (day - festival).days <= 6 for festival in SPRING_FESTIVALS)


def workday(day: date) -> date:
    """The day itself, or the next one on which people work."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workday_before(day: date) -> date:
    """The last day before this one on which people work."""
    day -= timedelta(days=1)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def moment(dice: Dice, day: date) -> datetime:
    """A moment of that day within office hours."""
    minute = min(max(int(dice.random.gauss(13.6, 2.4) * 60), 8 * 60 + 40), 18 * 60 + 20)
    return datetime.combine(day, time(minute // 60, minute % 60, dice.between(0, 59)), ZONE)


def workdays(first: date, last: date) -> list[date]:
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return [day for day in days if is_workday(day)]


def spread(dice: Dice, days: Sequence[date], count: int) -> list[date]:
    """So many of these days in order: more in busy months and at month's end, and more from year to year."""
    weights = [
        MONTHS[day.month - 1] * (1 + GROWTH * place / len(days)) * (1.25 if day.day >= 24 else 1.0)
        for place, day in enumerate(days)
    ]
    return sorted(dice.random.choices(days, weights, k=count))
