"""The demo company itself: teams, users and products, as the imports have brought them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from guanxi.modules.demo.objects import Person, Product
from guanxi.modules.demo.vocabulary import words


@dataclass(frozen=True, slots=True)
class Ids:
    """What is there before the story begins: teams by their key, users by their login, products by their code."""

    teams: Mapping[str, UUID]
    users: Mapping[str, UUID]
    products: Mapping[str, UUID]


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


def hire(ids: Ids) -> Staff:
    """The staff of the company."""
    parents = {team["key"]: team["parent"] for team in words("staff")["teams"]}
    people: dict[str, Person] = {}
    for login, name, job_title, team, role, share, skill in words("staff")["users"]:
        language = "en" if team in ("international", "americas", "europe") else "zh-CN"
        people[login] = Person(ids.users[login], login, name, job_title, team, role, share, skill, language)
    return Staff(ids.teams, parents, people)


def stock(ids: Ids) -> list[Product]:
    """The price list."""
    return [Product(ids.products[facts[0]], *facts) for facts in words("products")]
