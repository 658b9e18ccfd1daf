"""The demo company itself: teams, users and products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guanxi.modules.demo.dice import Dice
from guanxi.modules.demo.objects import Event, Person, Product, money
from guanxi.modules.demo.vocabulary import words


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who works there; `sellers` are those with a share of the business, by the region that they serve."""

    teams: Mapping[str, UUID]
    parents: Mapping[str, str | None]
    people: Mapping[str, Person]

    def sellers(self, region: str) -> list[Person]:
        return [each for each in self.people.values() if each.share and self.serves(each, region)]

    def serves(self, person: Person, region: str) -> bool:
        return region in (person.team, self.parents[person.team])


def hire(dice: Dice, at: datetime) -> Staff:
    """The staff of the company."""
    teams = {team["key"]: dice.identity(at) for team in words("staff")["teams"]}
    parents = {team["key"]: team["parent"] for team in words("staff")["teams"]}
    people: dict[str, Person] = {}
    for login, name, job_title, team, role, share, skill in words("staff")["users"]:
        language = "en" if team in ("international", "americas", "europe") else "zh-CN"
        people[login] = Person(dice.identity(at), login, name, job_title, team, role, share, skill, language)
    return Staff(teams, parents, people)


def staff_events(staff: Staff, roles: Mapping[str, UUID], at: datetime) -> list[Event]:
    """Teams first, then the users in them, then what lies below what and who leads it."""
    facts = words("staff")["teams"]
    events = [Event(at, "", "team", "create", staff.teams[team["key"]], {"name": team["name"]}) for team in facts]
    for person in staff.people.values():
        values = {
            "name": person.name,
            "login": person.login,
            "job_title": person.job_title,
            "email": f"{person.login}@{words('staff')['domain']}",
            "team": str(staff.teams[person.team]),
            "roles": [str(roles[person.role])],
            "language": person.language,
            "time_zone": "Asia/Shanghai",
            "is_active": person.login != "huyiming",
        }
        events.append(Event(at, "", "user", "create", person.id, values))
    return events + [Event(at, "", "team", "update", staff.teams[team["key"]], _place(staff, team)) for team in facts]


def _place(staff: Staff, team: Mapping[str, str]) -> dict[str, str]:
    place = {"manager": str(staff.people[team["manager"]].id)}
    return place | ({"parent": str(staff.teams[team["parent"]])} if team["parent"] else {})


def stock(dice: Dice, at: datetime) -> list[Product]:
    """The price list."""
    return [Product(dice.identity(at), *facts) for facts in words("products")]


def product_events(products: Sequence[Product], at: datetime) -> list[Event]:
    return [
        Event(
            at,
            "",
            "product",
            "create",
            each.id,
            {
                "code": each.code,
                "name": each.name,
                "series": each.series,
                "price": money(each.price * 100),
                "cost": money(each.cost * 100),
                "unit": each.unit,
                "tax_rate": str(each.tax_rate),
                "is_active": True,
            },
        )
        for each in products
    ]
