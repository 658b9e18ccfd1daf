"""Periods by name (`this_month`, `last_30_days`) as moments in a person's time zone."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

Bounds = tuple[datetime, datetime]
COUNTED = re.compile(r"^(last|next)_(\d{1,3})_days$")


def _month(day: datetime, months: int) -> datetime:
    index = day.year * 12 + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1, day=1)


def period_bounds(name: str, now: datetime, time_zone: str) -> Bounds | None:
    """The first moment of a period and the first after it, or None where there is no such period."""
    today = now.astimezone(ZoneInfo(time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = COUNTED.match(name)
    if counted:
        days = timedelta(days=int(counted[2]))
        tomorrow = today + timedelta(days=1)
        return (tomorrow - days, tomorrow) if counted[1] == "last" else (today, today + days)
    shifts = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if name in shifts:
        first = today + timedelta(days=shifts[name])
        return first, first + timedelta(days=1)
    when, _, unit = name.partition("_")
    shift = {"last": -1, "this": 0, "next": 1}.get(when)
    return None if shift is None else _unit_bounds(unit, today, shift)


def _unit_bounds(unit: str, today: datetime, shift: int) -> Bounds | None:
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return first, first + timedelta(weeks=1)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return None
    start = _month(today, -((today.month - 1) % months) + shift * months)
    return start, _month(start, months)
