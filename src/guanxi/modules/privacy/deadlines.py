"""Dates that follow from others: until when a request is answered and a breach reported, when a consent ends."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.preparing import preparation
from guanxi.engine.company import Work

REPORT_WITHIN: Final = timedelta(hours=72)  # GDPR Article 33
CCPA_DAYS: Final = 45  # California Civil Code 1798.130
PIPL_WORKING_DAYS: Final = 15  # as regulators expect; PIPL Article 50 says "promptly"
FRIDAY: Final = 4


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def working_days_later(day: date, days: int) -> date:
    """The last of so many days from Monday to Friday that come after the day."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() <= FRIDAY
    return day


def due_on(law: str, received_on: date) -> date:
    """Until when a request has to be answered: GDPR Article 12(3), CCPA, and the practice under PIPL."""
    if law == "ccpa":
        return received_on + timedelta(days=CCPA_DAYS)
    return working_days_later(received_on, PIPL_WORKING_DAYS) if law == "pipl" else months_later(received_on, 1)


def law_of(country: str) -> str:
    """The law that a company of this country is asked under where nothing else is said."""
    return "pipl" if country == "CN" else "gdpr"


@preparation("subject_request")
async def set_due_day(work: Work, drafts: Sequence[Draft]) -> None:
    """A request without a law is under that of the company's country."""
    for draft in drafts:
        if not draft.after.get("law"):
            draft.put("law", law_of(work.company.norms.country))
        law, received = draft.after.get("law"), draft.after.get("received_on")
        if law and received:
            draft.put("due_on", due_on(law, date.fromisoformat(received)).isoformat())


@preparation("breach")
async def set_report_time(work: Work, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if found := draft.after.get("found_at"):
            draft.put("report_until", (datetime.fromisoformat(found) + REPORT_WITHIN).isoformat())


@preparation("consent")
async def complete_consents(work: Work, drafts: Sequence[Draft]) -> None:
    """Who takes a consent, and when it ends where its purpose says how long it lives."""
    said = [draft for draft in drafts if "state" in draft.changed]
    lives = await _lives(work, {str(draft.after.get("purpose")) for draft in said if draft.after.get("purpose")})
    for draft in said:
        if not work.principal.is_system and "taken_by" not in draft.given:
            draft.put("taken_by", str(work.principal.user_id))
        months = lives.get(str(draft.after.get("purpose")))
        if draft.after["state"] == "given" and months and "expires_on" not in draft.given:
            draft.put("expires_on", months_later(_day(work, draft.after.get("given_at")), months).isoformat())


def _day(work: Work, given_at: Any) -> date:
    return datetime.fromisoformat(given_at).date() if given_at else work.moment_here.date()


async def _lives(work: Work, purposes: set[str]) -> dict[str, int]:
    if not purposes or work.undoes is not None:
        return {}
    text = "SELECT id::text, life_months FROM record.purpose WHERE id = ANY($1::uuid[]) AND life_months IS NOT NULL"
    return dict(await work.fetch(text, sorted(purposes)))
