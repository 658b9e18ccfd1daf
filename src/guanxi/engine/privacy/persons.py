"""Whom a request is about: names, addresses and numbers as an officer enters them, and the texts they are found by."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, cast

from guanxi.kernel.errors import FieldError, Invalid

MOST_PERSONS: Final = 100
MOST_VALUES: Final = 20
LONGEST: Final = 200
FEWEST_DIGITS: Final = 7
SHORTEST: Final = 4  # of what is looked for as it is written
MARK: Final = "▇▇▇"
BETWEEN_DIGITS: Final = r"[\s().-]*"
COUNTRY: Final = r"(?:(?:\+|00)[1-9][0-9]{0,2}[\s().-]*)?"


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a request; `is_distinct` where nobody else has the name, so that it goes wherever it stands.

    `number` is the place among the persons of the request, by which everything that is found of one is kept apart.
    """

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_distinct: bool = False
    number: int = 0

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "names": self.names,
            "emails": self.emails,
            "phones": self.phones,
            "others": self.others,
            "is_distinct": self.is_distinct,
        }

    @property
    def texts(self) -> tuple[str, ...]:
        return (*self.names, *self.emails, *self.phones, *self.others)

    def left_by(self, taken: Collection[str]) -> "Person":
        """The person with those of his words alone that are not among these, in small letters."""
        parts = (
            tuple(text for text in part if text.lower() not in taken)
            for part in (self.names, self.emails, self.phones, self.others)
        )
        return Person(*parts, is_distinct=self.is_distinct, number=self.number)


def read_persons(given: Any) -> list[Person]:
    """The persons of a request. Raises Invalid where one has nothing to be found by, or there are too many."""
    rows = cast("list[Any]", given) if isinstance(given, list) else []
    persons = [_person(cast("Mapping[str, Any]", row), at) for at, row in enumerate(rows) if isinstance(row, Mapping)]
    if not persons or len(persons) != len(rows) or len(persons) > MOST_PERSONS:
        raise Invalid("invalid", errors=[FieldError("persons", "no_persons", {"most": MOST_PERSONS})])
    empty = [place for place, each in enumerate(persons) if not (each.names or each.emails or each.phones)]
    if empty:
        raise Invalid("invalid", errors=[FieldError(f"persons.{place}", "no_persons") for place in empty])
    return persons


def _person(row: Mapping[str, Any], number: int) -> Person:
    names, emails, phones, others = (_texts(row.get(name)) for name in ("names", "emails", "phones", "others"))
    return Person(names, emails, phones, others, row.get("is_distinct") is True, number)


def _texts(given: Any) -> tuple[str, ...]:
    rows = cast("list[Any]", given) if isinstance(given, list | tuple) else []
    texts = (each.strip()[:LONGEST] for each in rows[:MOST_VALUES] if isinstance(each, str) and "\x00" not in each)
    return tuple(dict.fromkeys(text for text in texts if len(text) > 1))


def digits_in(phone: str) -> str:
    """The digits of a number, without the country's where it is written with one of China, Taiwan or North America."""
    written = re.sub(r"[^0-9+]", "", phone)
    return re.sub(r"^\+(?:86|886|852|853|1|44|49|33|81|82|65)", "", written).lstrip("+")


def _literal(text: str) -> str:
    """A text as part of an expression that PostgreSQL and Python read alike; spaces may be written in any way."""
    parts = [re.sub(r"([^\w\s])", r"\\\1", part) for part in text.split()]
    return r"\s*".join(parts)


def _bounded(text: str) -> str:
    """The text as a word of its own where it is written in Latin letters or digits."""
    before = r"(?<![A-Za-z0-9])" if text[0].isascii() and text[0].isalnum() else ""
    behind = r"(?![A-Za-z0-9])" if text[-1].isascii() and text[-1].isalnum() else ""
    return f"{before}{_literal(text)}{behind}"


def _number(digits: str) -> str:
    return rf"(?<![0-9]){COUNTRY}{BETWEEN_DIGITS.join(digits)}(?![0-9])"


def _turned(name: str) -> list[str]:
    """The name as it is, and the other way round where it has two parts."""
    parts = name.replace(",", " ").split()
    return [name, f"{parts[1]} {parts[0]}"] if len(parts) == 2 else [name]


@dataclass(frozen=True)
class Terms:
    """What persons are found and blotted out by: `sure` is theirs alone, `names` may be others' too."""

    persons: Sequence[Person] = field(default_factory=tuple[Person, ...])

    @cached_property
    def sure(self) -> str:
        """The expression of addresses, numbers and distinct names; empty where there are none."""
        parts = [
            _bounded(text) for each in self.persons for text in (*each.emails, *each.others) if len(text) >= SHORTEST
        ]
        numbers = {digits_in(phone) for each in self.persons for phone in each.phones}
        parts += [_number(digits) for digits in sorted(numbers) if len(digits) >= FEWEST_DIGITS]
        parts += _named(each for each in self.persons if each.is_distinct)
        return "|".join(dict.fromkeys(parts))

    @cached_property
    def all(self) -> str:
        """The same with every name."""
        return "|".join(dict.fromkeys(part for part in (self.sure, *_named(self.persons)) if part))

    def of(self, numbers: Collection[int]) -> "Terms":
        """The same of some of the persons alone."""
        return Terms([each for each in self.persons if each.number in numbers])

    def without(self, own: "Terms") -> "Terms":
        """The same but for what those others go by too, as two go by one number."""
        mine = {text.lower() for each in own.persons for text in each.texts}
        return Terms([each.left_by(mine) for each in self.persons])

    def blot(self, value: Any, *, with_names: bool) -> Any:
        """The value with a mark in the place of whatever tells who a person is, however deep it stands."""
        pattern = self.all if with_names else self.sure
        return _blotted(value, re.compile(pattern, re.IGNORECASE)) if pattern else value


def _named(persons: Iterable[Person]) -> list[str]:
    return [_bounded(turned) for each in persons for name in each.names for turned in _turned(name)]


def _blotted(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(MARK, value)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Any]", value).items()
        return {pattern.sub(MARK, name): _blotted(each, pattern) for name, each in pairs}
    if isinstance(value, list | tuple):
        return [_blotted(each, pattern) for each in cast("list[Any]", value)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return None if pattern.search(str(value)) else value
    return value
