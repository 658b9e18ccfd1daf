"""Leads: those that became an account with an opportunity, those given up, and those still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from guanxi.modules.demo.companies import Founder
from guanxi.modules.demo.days import moment, workday, workday_before
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Deal, Event, Product
from guanxi.modules.demo.people import address_of, job, person_name
from guanxi.modules.demo.vocabulary import spoken, words

REASONS = ("no_need", "no_budget", "not_reached", "competitor", "wrong_details", "other")
REACH = ("mobile", "phone", "email", "wechat")
OPEN_FOR = 45


@dataclass(frozen=True, slots=True)
class Inquirer:
    """A lead before it is known what becomes of it."""

    company: Company
    name: dict[str, str]
    job_title: str
    reach: dict[str, Any]


def converted_events(dice: Dice, deal: Deal, product: Product) -> list[Event]:
    """The lead from which an account, its first contact and this opportunity came."""
    company, contact = deal.company, deal.contact
    reach = {name: contact.values[name] for name in REACH if name in contact.values}
    who = Inquirer(company, contact.values["name"], contact.values["job_title"], reach)
    asked = moment(dice, workday(company.at.date() - timedelta(days=dice.between(6, 30))))
    first = min(asked, company.at - timedelta(hours=3))
    identity = dice.identity(first)
    became = {"account": str(company.id), "contact": str(contact.id), "opportunity": str(deal.id)}
    steps = _steps(dice, who, identity, first, company.at, ("contacted", "qualified"))
    end = Event(deal.opened, company.owner.login, "lead", "update", identity, {"status": "converted"} | became)
    return [Event(first, "", "lead", "create", identity, _values(dice, who, product, first)), *steps, end]


def _steps(
    dice: Dice, who: Inquirer, identity: Any, first: datetime, last: datetime, statuses: Sequence[str]
) -> list[Event]:
    """The moves between two moments, evenly spread."""
    found: list[Event] = []
    for place, status in enumerate(statuses, 1):
        at = first + (last - first) * place / (len(statuses) + 1)
        day = workday(at.date())
        at = min(max(moment(dice, day), first + timedelta(minutes=5 * place)), last - timedelta(minutes=9 - place))
        found.append(Event(at, who.company.owner.login, "lead", "update", identity, {"status": status}))
    return found


def other_events(founder: Founder, days: Sequence[date], products: Sequence[Product], today: date) -> list[Event]:
    """Leads that led nowhere, and the young ones of which nobody knows yet."""
    events: list[Event] = []
    for day in days:
        events += _other(founder, day, founder.dice.pick(products), today)
    return events


def _other(founder: Founder, day: date, product: Product, today: date) -> list[Event]:
    dice = founder.dice
    who, first = _stranger(founder, day), moment(founder.dice, day)
    identity, values = dice.identity(first), _values(dice, who, product, first)
    is_young = (today - day).days < OPEN_FOR
    if is_young:
        values["next_contact_on"] = workday(today + timedelta(days=dice.between(-4, 20))).isoformat()
    events = [Event(first, "", "lead", "create", identity, values)]
    last = moment(dice, workday_before(min(today, day + timedelta(days=dice.between(5, OPEN_FOR - 4)))))
    if last <= first + timedelta(days=1) or (is_young and dice.chance(0.4)):
        return events
    statuses = ("contacted", "qualified")[: dice.between(1, 2)]
    events += _steps(dice, who, identity, first, last, statuses)
    if not is_young:
        end = {"status": "unqualified", "reason": dice.pick(REASONS)}
        events.append(Event(last, who.company.owner.login, "lead", "update", identity, end))
    return events


def _stranger(founder: Founder, day: date) -> Inquirer:
    dice, company = founder.dice, founder.found(day, False)
    name = person_name(dice, company.language)
    reach: dict[str, Any] = {"email": address_of(dice, name, company.domain)}
    if company.place.mobile and dice.chance(0.8):
        reach["mobile"] = dice.fresh(company.place.mobile)
    title, _ = job(dice, dice.pick(("influencer", "user")), company.language)
    return Inquirer(company, name, title, {key: value for key, value in reach.items() if value})


def _values(dice: Dice, who: Inquirer, product: Product, at: datetime) -> dict[str, Any]:
    facts = who.company.values
    values: dict[str, Any] = {
        "name": who.name,
        "company": facts["name"],
        "job_title": who.job_title,
        "status": "new",
        "source": facts["source"],
        "industry": facts["industry"],
        "rating": dice.weighted((1, 2, 3, 4, 5), (8, 20, 36, 24, 12)),
        "product": str(product.id),
        "need": spoken(dice.pick(words("talk")["lead_needs"]), who.company.language),
        "address": facts["address"],
        "owner": str(who.company.owner.id),
    }
    if dice.chance(0.35):
        values["budget"] = {"amount": f"{dice.between(2, 60)}0000", "currency": "CNY"}
    return values | who.reach
