"""The opportunities: who bought what, how long it took, and how it ended."""

import math
from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

from guanxi.modules.customers import SOURCES
from guanxi.modules.demo.companies import SOURCE_WEIGHTS
from guanxi.modules.demo.days import moment, workday
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Deal, Line, Product
from guanxi.modules.demo.vocabulary import words

WIN_RATE = 0.63
DAYS_TO_CLOSE = 48
STAGES = ("prospecting", "engaging", "proposal", "negotiation")
SHARES = (0.2, 0.32, 0.28, 0.2)  # how much of its life an opportunity spends in each stage
LOST_IN = (0.18, 0.3, 0.32, 0.2)
SOURCE_EFFECTS = {"referral": 0.7, "partner": 0.4, "exhibition": 0.1, "advertisement": -0.6, "social_media": -0.4}
KIND_EFFECTS = {"new_business": -0.3, "expansion": 0.4, "renewal": 1.1}
RECURRING = ("Cloud", "Services")


class Market:
    """Draws opportunities from companies, the heavy ones more often."""

    def __init__(self, dice: Dice, companies: Sequence[Company], products: Sequence[Product]) -> None:
        self.dice = dice
        self.companies = sorted(companies, key=lambda company: company.at)
        self.founded = [company.at.date() for company in self.companies]
        self.pulls = list(accumulate(company.pull for company in self.companies))
        self.products = products
        self.extras = [each for each in products if each.series in RECURRING]
        self.seen: dict[str, int] = {}

    def company(self, day: date) -> Company:
        """One of the companies that were there on that day."""
        known = bisect(self.founded, day - timedelta(days=1))
        place = bisect(self.pulls, self.dice.random.random() * self.pulls[known - 1])
        return self.companies[min(place, known - 1)]

    def open(self, day: date, company: Company | None = None) -> Deal:
        """An opportunity that begins on that day."""
        dice, chosen = self.dice, company or self.company(day)
        lines = self._lines(chosen)
        opened = moment(dice, day)
        before = self.seen.get(chosen.domain, 0)
        self.seen[chosen.domain] = before + 1
        kind = "new_business" if not before else "renewal" if lines[0].product.series in RECURRING else "expansion"
        source = chosen.values["source"] if not before else dice.weighted(SOURCES, SOURCE_WEIGHTS)
        competitor = dice.pick(words("talk")["competitors"]) if dice.chance(0.28) else None
        zh, en = dice.pick(words("talk")["deals"][lines[0].product.series])
        contact = dice.pick([each for each in chosen.contacts if each.at <= opened] or chosen.contacts[:1])
        return Deal(dice.identity(opened), chosen, contact, lines, opened, source, kind, (zh, en), competitor)

    def _lines(self, company: Company) -> tuple[Line, ...]:
        dice = self.dice
        main = dice.weighted(self.products, [each.weight for each in self.products])
        scale = {"large": 3.0, "medium": 1.6}.get(company.values["size"], 0.8)
        found = [Line(main, self._quantity(main, scale), dice.pick((0, 0, 0, 5, 8, 10, 12, 15)))]
        for extra in dice.some(self.extras, 2):
            if extra is not main:
                found.append(Line(extra, max(1, self._quantity(extra, scale) // 2), dice.pick((0, 0, 5))))
        return tuple(found)

    def _quantity(self, product: Product, scale: float) -> int:
        """So many that an order of this product is worth some ten thousands, whatever one piece costs."""
        worth = self.dice.skewed(42_000 * scale, 0.75)
        return max(1, min(round(worth / product.price), 400))


def propensity(deal: Deal) -> float:
    """What speaks for winning, in log odds; the later figures of the demo find these again."""
    found = deal.owner.skill + SOURCE_EFFECTS.get(deal.source, 0.0) + KIND_EFFECTS[deal.kind]
    found -= 0.8 if deal.competitor else 0.0
    return found - 0.45 * (math.log10(deal.amount / 100) - 4.9)


def chances(deals: Sequence[Deal]) -> list[float]:
    """The chance of each to be won, with the mean at the company's win rate."""
    odds = [propensity(deal) for deal in deals]
    low, high = -6.0, 6.0
    for _ in range(40):
        middle = (low + high) / 2
        mean = sum(1 / (1 + math.exp(-middle - each)) for each in odds) / len(odds)
        low, high = (middle, high) if mean < WIN_RATE else (low, middle)
    return [1 / (1 + math.exp(-low - each)) for each in odds]


def play(dice: Dice, deals: Sequence[Deal], today: date) -> None:
    """Lets every opportunity run its course, as far as it has come by today."""
    drawn = [dice.skewed(1.0, 0.55) * (deal.amount / 7_000_000) ** 0.08 for deal in deals]
    pace = _pace(deals, drawn, today)
    for deal, days, chance in zip(deals, drawn, chances(deals), strict=True):
        deal.days = max(days * pace, 3.0)
        _walk(dice, deal, today, dice.chance(chance))


def _pace(deals: Sequence[Deal], drawn: Sequence[float], today: date) -> float:
    """Days for one unit of length, so that those closed by today took the company's mean time."""
    ages = [(today - deal.opened.date()).days for deal in deals]
    pace = float(DAYS_TO_CLOSE)
    for _ in range(30):
        closed = [each * pace for each, age in zip(drawn, ages, strict=True) if each * pace < age]
        pace *= (DAYS_TO_CLOSE - 0.7) / (sum(closed) / len(closed))  # a closing waits for the next working day
    return pace


def _walk(dice: Dice, deal: Deal, today: date, wins: bool) -> None:
    reached = len(STAGES) if wins else dice.weighted((1, 2, 3, 4), LOST_IN)
    shares = [share * dice.skewed(1.0, 0.35) for share in SHARES[:reached]]
    unit = deal.days / sum(shares)
    days, at = 0.0, deal.opened
    deal.path.append((at, STAGES[0]))
    for share, stage in zip(shares, (*STAGES[1:reached], "won" if wins else "lost"), strict=True):
        days += share * unit
        day = workday(deal.opened.date() + timedelta(days=round(days)))
        if day >= today:
            return
        at = max(moment(dice, day), at + timedelta(minutes=20))
        deal.path.append((at, stage))
    deal.is_won = wins
