"""What people said, planned and wrote down: interactions, tasks and notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from guanxi.modules.demo.days import moment, workday
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Contact, Deal, Event
from guanxi.modules.demo.vocabulary import spoken, words

INTERACTIONS = 6_000
TASKS = 1_800
NOTES = 600
MINUTES = {"call": (2, 35), "meeting": (25, 110), "visit": (40, 180), "chat": (4, 30)}


@dataclass(frozen=True, slots=True)
class Occasion:
    """A moment at which somebody had to do with a customer, and in which phase of the business that was."""

    at: datetime
    phase: str
    company: Company
    contact: Contact | None = None
    deal: Deal | None = None
    lead: UUID | None = None

    @property
    def by(self) -> str:
        return self.company.owner.login

    def belongs_to(self) -> dict[str, str]:
        if self.lead is not None:
            return {"lead": str(self.lead)}
        found = {"account": str(self.company.id)}
        if self.contact is not None:
            found["contact"] = str(self.contact.id)
        return found | ({"opportunity": str(self.deal.id)} if self.deal is not None else {})


def deal_occasions(dice: Dice, deal: Deal, today: date) -> list[Occasion]:
    """Moments in each stage of an opportunity, and one after its end."""
    found: list[Occasion] = []
    ends = [at for at, _ in deal.path[1:]] + [moment(dice, workday(today - timedelta(days=3)))]
    for (start, stage), end in zip(deal.path, ends, strict=True):
        span = (end - start).total_seconds()
        if stage in ("won", "lost"):
            span = min(span, 12 * 86_400)
        for _ in range(dice.weighted((0, 1, 2), (25, 60, 15))):
            at = moment(dice, workday((start + timedelta(seconds=dice.random.random() * span)).date()))
            if start < at and at.date() < today:
                found.append(Occasion(at, stage, deal.company, deal.contact, deal))
    return found


def care_occasions(dice: Dice, companies: Sequence[Company], days: Sequence[date], count: int) -> list[Occasion]:
    """Calls and visits without an opportunity, more often at those who buy more."""
    pulls = [company.pull for company in companies]
    found: list[Occasion] = []
    while len(found) < count:
        company = dice.random.choices(companies, pulls)[0]
        at = moment(dice, dice.pick(days))
        if at > company.at:
            contact = dice.pick([each for each in company.contacts if each.at < at] or [None])
            found.append(Occasion(at, "care", company, contact))
    return found


def interaction_event(dice: Dice, occasion: Occasion) -> Event:
    kind, result, *texts = dice.pick(words("talk")["interactions"][occasion.phase])
    language = occasion.company.language
    subject, summary, next_step = (spoken((texts[part], texts[part + 3]), language) for part in range(3))
    low, high = MINUTES.get(kind, (0, 0))
    values: dict[str, Any] = {
        "subject": subject,
        "kind": kind,
        "direction": "incoming" if dice.chance(0.18) else "outgoing",
        "at": occasion.at.isoformat(),
        "summary": summary,
        "result": result,
        "next_step": next_step,
    } | occasion.belongs_to()
    if high and result != "not_reached":
        values["duration"] = dice.between(low, high) * 60
    return Event(occasion.at, occasion.by, "interaction", "create", dice.identity(occasion.at), values)


def task_events(dice: Dice, occasion: Occasion, today: date) -> list[Event]:
    """A task that came up then; those due long ago are done, the late ones not all."""
    zh, zh_criteria, en, en_criteria, priority = dice.pick(words("talk")["tasks"][occasion.phase])
    language = occasion.company.language
    due_on = workday(occasion.at.date() + timedelta(days=dice.between(2, 21)))
    identity = dice.identity(occasion.at)
    values = {
        "subject": spoken((zh, en), language),
        "criteria": spoken((zh_criteria, en_criteria), language),
        "priority": priority,
        "due_on": due_on.isoformat(),
    } | occasion.belongs_to()
    events = [Event(occasion.at, occasion.by, "task", "create", identity, values)]
    done_on = workday(due_on - timedelta(days=dice.between(-3, 2)))
    at = max(moment(dice, done_on), occasion.at + timedelta(hours=1))
    if at.date() < today and (dice.chance(0.97) or (today - due_on).days > 40):
        events.append(Event(at, occasion.by, "task", "update", identity, {"status": "done"}))
    elif dice.chance(0.35) and occasion.at.date() + timedelta(days=2) < today:
        begun = moment(dice, workday(occasion.at.date() + timedelta(days=1)))
        status = "blocked" if dice.chance(0.2) else "in_progress"
        events.append(Event(begun, occasion.by, "task", "update", identity, {"status": status}))
    return events


def note_event(dice: Dice, occasion: Occasion) -> Event:
    zh, zh_text, en, en_text = dice.pick(words("talk")["notes"])
    language = occasion.company.language
    values = {"subject": spoken((zh, en), language), "text": spoken((zh_text, en_text), language)}
    return Event(occasion.at, occasion.by, "note", "create", dice.identity(occasion.at), values | occasion.belongs_to())
