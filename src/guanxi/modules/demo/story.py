"""The whole story of the demo company: two years of business, told from a fixed seed up to a given day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from guanxi.modules.demo import dealings, leads, orders, talk
from guanxi.modules.demo.companies import Founder, company_events, settle
from guanxi.modules.demo.days import spread, workday, workdays
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Deal, Event, Product
from guanxi.modules.demo.pipeline import Market, play
from guanxi.modules.demo.sessions import Session, write_up
from guanxi.modules.demo.staff import Ids, Staff, hire, stock

SEED = 20_240_618
YEARS = timedelta(days=730)
FIRST_ACCOUNTS, LATER_ACCOUNTS = 540, 660
DEALS = 2_600
LEADS, CONVERTED = 900, 300


@dataclass(frozen=True, slots=True)
class Story:
    """What was written when, in order of time; companies and deals are kept for their figures."""

    staff: Staff
    companies: Sequence[Company]
    deals: Sequence[Deal]
    sessions: Sequence[Session]


def tell(today: date, ids: Ids, seed: int = SEED) -> Story:
    """The story as it stands on the morning of that day; alike for the same day, ids and seed."""
    dice = Dice(seed)
    first = workday(today - YEARS)
    days = workdays(first + timedelta(days=1), today - timedelta(days=1))
    staff, products = hire(ids), stock(ids)
    founder = Founder(dice, staff)
    companies = settle(founder, [first] * FIRST_ACCOUNTS, by_owner=False)
    later = settle(founder, spread(dice, days[20:], LATER_ACCOUNTS), by_owner=True)
    born = dice.random.sample(later, CONVERTED)
    deals = _deals(dice, [*companies, *later], born, products, days)
    play(dice, deals, today)
    busy = {deal.company.domain for deal in deals}
    idle = [each for each in companies if each.domain not in busy]
    abandoned = dealings.abandoned_events(dice, idle, staff.teams, today)
    gone = {event.id for event in abandoned}
    everything = [
        *abandoned,
        *company_events([*companies, *later]),
        *_lead_events(founder, deals[:CONVERTED], products, days, today),
        *_business(dice, deals, today),
        *_conversation(dice, [each for each in (*companies, *later) if each.id not in gone], deals, days, today),
    ]
    return Story(staff, [*companies, *later], deals, write_up(everything, today))


def _deals(
    dice: Dice, companies: Sequence[Company], born: Sequence[Company], products: Sequence[Product], days: Sequence[date]
) -> list[Deal]:
    """First the opportunities with which leads were converted, then all others."""
    market = Market(dice, companies, products)
    found = [market.open(company.at.date(), company) for company in born]
    for deal in found:
        deal.contact = deal.company.contacts[0]
        deal.opened = deal.company.at + timedelta(minutes=dice.between(4, 25))
    return found + [market.open(day) for day in spread(dice, days, DEALS - len(born))]


def _lead_events(
    founder: Founder, first_deals: Sequence[Deal], products: Sequence[Product], days: Sequence[date], today: date
) -> list[Event]:
    events = [
        event for deal in first_deals for event in leads.converted_events(founder.dice, deal, deal.lines[0].product)
    ]
    recent = spread(founder.dice, days[-32:], 130)
    others = spread(founder.dice, days, LEADS - CONVERTED - len(recent))
    return events + leads.other_events(founder, [*others, *recent], products, today)


def _business(dice: Dice, deals: Sequence[Deal], today: date) -> list[Event]:
    events = [event for deal in deals for event in dealings.deal_events(dice, deal, today)]
    for some in dealings.by_company(deals).values():
        events += dealings.status_events(dice, some[0].company, some, today)
    return events + orders.order_events(dice, deals, today)


def _conversation(
    dice: Dice, companies: Sequence[Company], deals: Sequence[Deal], days: Sequence[date], today: date
) -> list[Event]:
    """Interactions, tasks and notes, each at a moment that fits the business."""
    occasions = [each for deal in deals for each in talk.deal_occasions(dice, deal, today)]
    occasions = dice.random.sample(occasions, min(len(occasions), talk.INTERACTIONS - 500))
    occasions += talk.care_occasions(dice, companies, days, talk.INTERACTIONS - len(occasions))
    events = [talk.interaction_event(dice, occasion) for occasion in occasions]
    recent = [each for each in occasions if each.at.date() >= today - timedelta(days=25)]
    planned = dice.random.sample(recent, min(len(recent), 260))
    planned += dice.random.sample(occasions, talk.TASKS - len(planned))
    events += [event for occasion in planned for event in talk.task_events(dice, occasion, today)]
    return events + [talk.note_event(dice, each) for each in dice.random.sample(occasions, talk.NOTES)]
