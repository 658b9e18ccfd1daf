"""Orders: most won opportunities become one, customers order again, and a few goods come back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from guanxi.modules.demo.days import moment, workday, workday_before
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Deal, Event, Line, money
from guanxi.modules.demo.pipeline import RECURRING

ORDERS = 1_500
RETURNS = 14
ORDERED = 0.93


def order_events(dice: Dice, deals: Sequence[Deal], today: date) -> list[Event]:
    """Every order with its lines, and what became of it."""
    won = [deal for deal in deals if deal.is_won and deal.path[-1][0].date() + timedelta(days=8) < today]
    chosen = [deal for deal in won if dice.chance(ORDERED)][: ORDERS - RETURNS]
    events = [event for deal in chosen for event in _of_deal(dice, deal, today)]
    for deal in dice.random.sample(won, ORDERS - RETURNS - len(chosen)):
        events += _again(dice, deal, today)
    for deal in dice.random.sample([each for each in chosen if each.lines[0].product.series not in RECURRING], RETURNS):
        events += _return(dice, deal, today)
    return events


def _of_deal(dice: Dice, deal: Deal, today: date) -> list[Event]:
    at = moment(dice, workday(deal.path[-1][0].date() + timedelta(days=dice.between(1, 5))))
    facts = {"opportunity": str(deal.id), "contact": str(deal.contact.id)}
    return _written(dice, deal.company, at, deal.lines, facts, today)


def _again(dice: Dice, deal: Deal, today: date) -> list[Event]:
    """A small order of the same product, later and without an opportunity."""
    earliest = deal.path[-1][0].date() + timedelta(days=8)
    day = workday(earliest + timedelta(days=dice.between(0, max((today - earliest).days - 4, 0))))
    line = Line(deal.lines[0].product, max(1, deal.lines[0].quantity // 4), 0)
    return _written(dice, deal.company, moment(dice, min(day, workday_before(today))), (line,), {}, today)


def _return(dice: Dice, deal: Deal, today: date) -> list[Event]:
    day = min(workday(deal.path[-1][0].date() + timedelta(days=dice.between(20, 60))), workday_before(today))
    first = deal.lines[0]
    line = Line(first.product, -max(1, first.quantity // 5), first.discount)
    facts = {"kind": "return", "contact": str(deal.contact.id), "opportunity": str(deal.id)}
    return _written(dice, deal.company, moment(dice, day), (line,), facts, today)


def _written(
    dice: Dice, company: Company, at: datetime, lines: Sequence[Line], facts: dict[str, Any], today: date
) -> list[Event]:
    deliver_on = workday(at.date() + timedelta(days=dice.between(6, 40)))
    identity, by = dice.identity(at), company.owner.login
    values = {
        "account": str(company.id),
        "status": "confirmed",
        "ordered_on": at.date().isoformat(),
        "deliver_on": deliver_on.isoformat(),
        "address": company.values["address"],
        "external_number": dice.fresh("PO-########"),
        "lines": [_line_values(line) for line in lines],
    }
    events = [Event(at, by, "order", "create", identity, values | facts)]
    end = _ending(dice, deliver_on, today)
    if end is not None:
        status, day = end
        events.append(Event(max(moment(dice, day), at), by, "order", "update", identity, {"status": status}))
    return events


def _ending(dice: Dice, deliver_on: date, today: date) -> tuple[str, date] | None:
    """What became of an order, and when."""
    if dice.chance(0.025) and deliver_on < today:
        return "cancelled", deliver_on
    done_on = workday(deliver_on + timedelta(days=dice.between(3, 20)))
    if done_on < today:
        return "completed", done_on
    return ("delivered", deliver_on) if deliver_on < today else None


def _line_values(line: Line) -> dict[str, Any]:
    values: dict[str, Any] = {
        "product": str(line.product.id),
        "description": line.product.name,
        "quantity": str(line.quantity),
        "unit_price": money(line.product.price * 100),
        "tax_rate": str(line.product.tax_rate),
    }
    return values | ({"discount": str(line.discount)} if line.discount else {})
