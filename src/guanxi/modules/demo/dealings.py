"""Opportunities as they were written down: opened, moved from stage to stage, won or lost; and what follows of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from guanxi.modules.demo.days import moment, workday
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Deal, Event, money
from guanxi.modules.demo.pipeline import STAGES
from guanxi.modules.demo.vocabulary import spoken, words

PROBABILITIES = {
    "prospecting": "10",
    "engaging": "30",
    "proposal": "50",
    "negotiation": "75",
    "won": "100",
    "lost": "0",
}
REASONS_WON = ("product_fit", "relationship", "service", "price", "timing")
REASONS_LOST = ("price", "no_decision", "budget", "timing", "product_fit", "relationship")
SILENT_AFTER = timedelta(days=400)
POOLED = 0.5


def deal_events(dice: Dice, deal: Deal, today: date) -> list[Event]:
    """Everything that was written of one opportunity, by its owner."""
    by = deal.owner.login
    events = [Event(deal.opened, by, "opportunity", "create", deal.id, _first_values(dice, deal, today))]
    for at, stage in deal.path[1:]:
        values = _ending(dice, deal, at, stage) if stage in ("won", "lost") else _moved(dice, deal, stage)
        events.append(Event(at, by, "opportunity", "update", deal.id, values))
    return events


def _first_values(dice: Dice, deal: Deal, today: date) -> dict[str, Any]:
    values = {
        "name": deal.name(),
        "account": str(deal.company.id),
        "contact": str(deal.contact.id),
        "stage": STAGES[0],
        "amount": money(deal.amount),
        "probability": PROBABILITIES[STAGES[0]],
        "started_on": deal.opened.date().isoformat(),
        "close_on": _expected_on(dice, deal, today).isoformat(),
        "product": str(deal.lines[0].product.id),
        "kind": deal.kind,
        "source": deal.source,
        "next_step": _next_step(dice, deal, STAGES[0]),
    }
    return values | ({"competitor": deal.competitor} if deal.competitor else {})


def _expected_on(dice: Dice, deal: Deal, today: date) -> date:
    """When the owner hopes to close: near the truth, and seldom in the past for what is still open."""
    hoped = deal.opened.date() + timedelta(days=round(deal.days * dice.skewed(1.0, 0.3)) + 2)
    if deal.is_won is None and hoped <= today and dice.chance(0.85):
        hoped = today + timedelta(days=dice.between(2, 60))
    return workday(hoped)


def _next_step(dice: Dice, deal: Deal, stage: str) -> str:
    return spoken(dice.pick(words("talk")["next_steps"][stage]), deal.company.language)


def _moved(dice: Dice, deal: Deal, stage: str) -> dict[str, Any]:
    return {"stage": stage, "probability": PROBABILITIES[stage], "next_step": _next_step(dice, deal, stage)}


def _ending(dice: Dice, deal: Deal, at: datetime, stage: str) -> dict[str, Any]:
    reasons = REASONS_WON if stage == "won" else REASONS_LOST
    reason = "competitor" if stage == "lost" and deal.competitor and dice.chance(0.55) else dice.pick(reasons)
    closed = {"stage": stage, "probability": PROBABILITIES[stage], "close_on": at.date().isoformat()}
    return closed | {"reason": reason, "next_step": None}


def status_events(dice: Dice, company: Company, deals: Sequence[Deal], today: date) -> list[Event]:
    """An account becomes active with its first order, and is former when it has been silent for long."""
    won = sorted(deal.path[-1][0] for deal in deals if deal.is_won)
    if not won:
        return []
    became = {"status": "active", "customer_since": won[0].date().isoformat()}
    events = [Event(won[0], company.owner.login, "account", "update", company.id, became)]
    silent_on = workday((won[-1] + SILENT_AFTER).date())
    if silent_on < today and all(deal.is_won is not None for deal in deals):
        at = moment(dice, silent_on)
        events.append(Event(at, company.owner.login, "account", "update", company.id, {"status": "former"}))
    return events


def abandoned_events(dice: Dice, companies: Iterable[Company], teams: Mapping[str, UUID], today: date) -> list[Event]:
    """Accounts from which nothing came for long go back into the pool of their owner's team."""
    events: list[Event] = []
    for company in companies:
        day = workday(company.at.date() + timedelta(days=dice.between(150, 320)))
        if day < today and dice.chance(POOLED):
            values = {"owner": None, "team": str(teams[company.owner.team])}
            events.append(Event(moment(dice, day), "", "account", "update", company.id, values))
    return events


def by_company(deals: Iterable[Deal]) -> dict[str, list[Deal]]:
    found: dict[str, list[Deal]] = {}
    for deal in deals:
        found.setdefault(deal.company.domain, []).append(deal)
    return found
