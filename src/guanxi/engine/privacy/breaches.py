"""What a breach is told by: to the authority (GDPR Article 33, PIPL Article 57) and to the persons (Article 34)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from guanxi.engine.company import Work
from guanxi.engine.privacy.documents import Document, moment_text
from guanxi.engine.privacy.notice import notice_facts
from guanxi.engine.privacy.registers import told
from guanxi.engine.query import get

BREACHES: Final = "breach"
AUDIENCES: Final = ("authority", "persons")
TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "authority": (
        *("name", "what", "cause", "categories", "affected", "count_affected", "records_affected", "risk"),
        *("consequences", "measures", "advice", "persons_told_at"),
    ),
    "persons": ("what", "categories", "consequences", "measures", "advice"),
}


async def breach_report(work: Work, breach: UUID, audience: str, language: str) -> str:
    """What is told of a breach, as a page to print or to send. Raises NotFound, and Forbidden without the right."""
    work.rights(BREACHES).require("read")
    record, facts = await get(work, BREACHES, breach), await notice_facts(work)
    page = Document(work.company, language, f"breach.{audience}")
    spec = work.company.registry[BREACHES]
    page.text(page.say(f"breach.{audience}.lead"))
    if audience == "authority":
        page.facts(_clock(page, record))
    page.heading(page.say("breach.happened"))
    page.facts(told(page, BREACHES, [spec.fields[name] for name in TOLD[audience]], record))
    page.heading(page.say("breach.ask"))
    page.facts([(page.say(f"register.{name}"), facts[name]) for name in ("controller", "reached_at", "officer")])
    return page.html()


def _clock(page: Document, record: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """When it was found and told, and why later than within 72 hours, if so."""
    zone = page.company.norms.time_zone
    names = ("found_at", "report_until", "authority_told_at")
    rows: list[tuple[str, Any]] = [(page.say(f"breach.{name}"), moment_text(record.get(name), zone)) for name in names]
    late = lateness(record)
    if late is not None:
        rows.append((page.say("breach.late"), page.say("breach.late_by", hours=int(late / timedelta(hours=1)) + 1)))
        rows.append((page.say("breach.late_reason"), record.get("late_reason")))
    return rows


def lateness(record: Mapping[str, Any]) -> timedelta | None:
    """By how much the authority was told later than within 72 hours; None where it was not, or not yet."""
    until, told = record.get("report_until"), record.get("authority_told_at")
    if not until or not told:
        return None
    late = datetime.fromisoformat(told) - datetime.fromisoformat(until)
    return late if late > timedelta(0) else None
