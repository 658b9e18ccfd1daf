"""The accounts of the story: named after city, stem and trade, each with an owner and a weight in the business."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from pypinyin import lazy_pinyin
from stdnum.cn import uscc

from guanxi.modules.customers import SOURCES
from guanxi.modules.demo.days import moment
from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Company, Event, Person, Place
from guanxi.modules.demo.people import pinyin, staff_company
from guanxi.modules.demo.places import places, postal_address
from guanxi.modules.demo.staff import Staff
from guanxi.modules.demo.vocabulary import spoken, traditional, words

SIZES = ("small", "medium", "large", "sole_trader")
SIZE_WEIGHTS = (50, 34, 12, 4)
STAFF_OF_SIZE = {"sole_trader": (1, 9), "small": (10, 95), "medium": (96, 490), "large": (500, 6_000)}
SOURCE_WEIGHTS = (22, 20, 14, 12, 8, 7, 8, 5, 4, 0, 1)
REGISTERED = ("credit_code", "founded")
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class Namer:
    """Gives names and domains that no company of the story has yet."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self._names: set[str] = set()
        self._domains: set[str] = set()

    def name(self, place: Place, industry: str, size: str) -> tuple[str, str]:
        """The registered name and the short one; no two companies share a short name in one city."""
        while True:
            full, short = self._draft(place, industry, size)
            key = f"{place.city} {short}" if place.language != "en" else short
            if key not in self._names:
                self._names.add(key)
                return full, short

    def _draft(self, place: Place, industry: str, size: str) -> tuple[str, str]:
        facts = words("companies")
        trade = self.dice.pick(facts["words"][industry])
        if place.language == "en":
            short = f"{self.dice.pick(facts['stems_abroad'])} {trade[1]}"
            return f"{short} {self.dice.pick(facts['legal_abroad'][place.address['country']])}", short
        short = self.dice.pick(facts["stems"]) + trade[0]
        if place.language == "zh-TW":
            return place.city + traditional(short) + self.dice.pick(facts["legal_tw"]), traditional(short)
        legal, weights = zip(*facts["legal"], strict=True)
        form = "经营部" if size == "sole_trader" else self.dice.weighted(legal, weights)
        return place.city + short + form, short

    def domain(self, place: Place, short: str) -> str:
        if place.language == "en":
            stem = "".join(sign for sign in short.lower() if sign.isalnum())
        else:
            stem = pinyin(short[:2]) + "".join(each[0] for each in lazy_pinyin(place.city))
        found, number = f"{stem}.example", 1
        while found in self._domains:
            number += 1
            found = f"{stem}{number}.example"
        self._domains.add(found)
        return found


def credit_code(dice: Dice, division: str) -> str:
    """A unified social credit code with both check signs right."""
    organisation = dice.digits("MA######")
    signs = zip(organisation, ORGANISATION_WEIGHTS, strict=True)
    total = sum(weight * int(sign, 36) for sign, weight in signs)
    rest = 11 - total % 11
    body = f"91{division}{organisation}{'X' if rest == 10 else rest % 11}"
    return body + uscc.calc_check_digit(body)


class Founder:
    """Makes companies with their contacts."""

    def __init__(self, dice: Dice, staff: Staff) -> None:
        self.dice = dice
        self.staff = staff
        self.namer = Namer(dice)
        self.sellers = {place.region: staff.sellers(place.region) for place in places()}

    def owner(self, place: Place) -> Person:
        sellers = self.sellers[place.region]
        return self.dice.weighted(sellers, [each.share for each in sellers])

    def place(self) -> Place:
        return self.dice.weighted(places(), [each.weight for each in places()])

    def industry(self) -> str:
        weights = words("companies")["industry_weights"]
        return self.dice.weighted(list(weights), list(weights.values()))

    def found(self, day: date, by_owner: bool) -> Company:
        """A company that becomes an account on that day."""
        dice, place, industry = self.dice, self.place(), self.industry()
        size = dice.weighted(SIZES, SIZE_WEIGHTS)
        name, short = self.namer.name(place, industry, size)
        owner, at = self.owner(place), moment(dice, day)
        domain = self.namer.domain(place, short)
        pull = min(dice.random.paretovariate(1.05), 30) * {"large": 2.5, "medium": 1.3}.get(size, 0.7)
        values = {"name": name, "industry": industry, "size": size, "owner": str(owner.id)}
        values |= self._facts(place, size, domain)
        by = owner.login if by_owner else ""
        company = Company(
            dice.identity(at), at, owner, place.language, short, industry, domain, place, pull, values, by
        )
        if size == "large" and place.code:
            company.registered = {name: values.pop(name) for name in REGISTERED}
        return company

    def _facts(self, place: Place, size: str, domain: str) -> dict[str, Any]:
        dice, facts = self.dice, words("companies")
        employees = dice.between(*STAFF_OF_SIZE[size])
        found: dict[str, Any] = {
            "status": "potential",
            "source": dice.weighted(SOURCES, SOURCE_WEIGHTS),
            "employees": employees,
            "revenue": {"amount": f"{employees * dice.between(28, 140)}0000", "currency": "CNY"},
            "founded": dice.between(1986, 2021),
            "phone": dice.digits(place.phone),
            "website": f"https://www.{domain}",
            "address": postal_address(dice, place),
            "needs": [spoken(each, place.language) for each in dice.some(facts["needs"], 3)],
        }
        if place.code and (size == "large" or dice.chance(0.8)):
            found["credit_code"] = credit_code(dice, place.code)
        if dice.chance(0.6):
            found["email"] = f"info@{domain}"
        if dice.chance(0.22):
            found["tags"] = [spoken(dice.pick(facts["tags"]), place.language)]
        return {key: value for key, value in found.items() if value}


def settle(founder: Founder, days: Iterable[date], by_owner: bool) -> list[Company]:
    """One company with contacts for each of these days; some belong to a large one of the same owner."""
    found: list[Company] = []
    for day in days:
        company = founder.found(day, by_owner)
        staff_company(founder.dice, company)
        groups = [each for each in found[-40:] if each.values["size"] == "large" and each.owner is company.owner]
        if groups and founder.dice.chance(0.25):
            company.parent = founder.dice.pick(groups).id
        found.append(company)
    return found


def company_events(companies: Iterable[Company]) -> list[Event]:
    """The accounts and their contacts as they were written down."""
    events: list[Event] = []
    for company in companies:
        events.append(Event(company.at, company.by, "account", "create", company.id, company.values))
        for contact in company.contacts:
            events.append(Event(contact.at, company.by, "contact", "create", contact.id, contact.values))
        if company.parent is not None:
            day_after = company.at + timedelta(days=1)
            events.append(
                Event(day_after, company.by, "account", "update", company.id, {"parent": str(company.parent)})
            )
    return events
