"""Who and what takes part in the demo company's story, as plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from guanxi.modules.demo.vocabulary import spoken


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was written: at this moment, by this person (a login; empty for the product itself)."""

    at: datetime
    by: str
    object: str
    kind: Literal["create", "update"]
    id: UUID
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A user; `share` is his part of the business, `skill` moves his chance to win."""

    id: UUID
    login: str
    name: str
    job_title: str
    team: str
    role: str
    share: int
    skill: float
    language: str


@dataclass(frozen=True, slots=True)
class Product:
    id: UUID
    code: str
    name: str
    series: str
    price: int
    cost: int
    unit: str
    tax_rate: int
    weight: int


@dataclass(frozen=True, slots=True)
class Place:
    """A city; `phone` and `mobile` are patterns with # for a digit, `code` the division of a Chinese credit code."""

    city: str
    language: str
    region: str
    weight: float
    phone: str
    mobile: str
    address: Mapping[str, Any]
    districts: tuple[str, ...] = ()
    code: str = ""


@dataclass(slots=True)
class Contact:
    id: UUID
    at: datetime
    values: dict[str, Any]


@dataclass(slots=True)
class Company:
    """An account of the story; `pull` says how much business comes from it, `registered` what is learnt of it later."""

    id: UUID
    at: datetime
    owner: Person
    language: str
    short: str
    industry: str
    domain: str
    place: Place
    pull: float
    values: dict[str, Any]
    by: str = ""
    parent: UUID | None = None
    registered: dict[str, Any] = field(default_factory=dict[str, Any])
    contacts: list[Contact] = field(default_factory=list[Contact])


@dataclass(frozen=True, slots=True)
class Line:
    product: Product
    quantity: int
    discount: int

    @property
    def cents(self) -> int:
        """The line's total in hundredths, rounded as an order line rounds."""
        return (self.quantity * self.product.price * (100 - self.discount) * 100 + 50) // 100


@dataclass(slots=True)
class Deal:
    """An opportunity: `path` are its stages with the moment of each, `is_won` is None while it is open."""

    id: UUID
    company: Company
    contact: Contact
    lines: tuple[Line, ...]
    opened: datetime
    source: str
    kind: str
    topic: tuple[str, str]
    competitor: str | None
    days: float = 0.0
    is_won: bool | None = None
    path: list[tuple[datetime, str]] = field(default_factory=list[tuple[datetime, str]])

    @property
    def owner(self) -> Person:
        return self.company.owner

    @property
    def amount(self) -> int:
        """The whole worth in hundredths."""
        return sum(line.cents for line in self.lines)

    def name(self) -> str:
        topic = spoken(self.topic, self.company.language)
        parts = (topic, self.company.short) if self.company.language == "en" else (self.company.short, topic)
        return " · ".join(parts)


def money(cents: int) -> dict[str, str]:
    return {"amount": f"{cents // 100}.{cents % 100:02}", "currency": "CNY"}
