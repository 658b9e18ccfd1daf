"""Values for every kind of field, in the form in which the interface answers them."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from string import ascii_lowercase
from typing import Any

from stdnum import luhn
from stdnum.cn import ric, uscc

from guanxi.kernel.specs import FieldSpec, ObjectSpec, Registry

Ids = Mapping[str, Sequence[str]]
Make = Callable[[FieldSpec, int, int], Any]
_serials = count(1)
GIVEN = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hal", "Ivy", "Jan")


def letters(number: int) -> str:
    """The number in letters, for names that differ."""
    rest, digit = divmod(number, 26)
    return (letters(rest) if rest else "") + ascii_lowercase[digit]


def name_of_person(number: int, serial: int) -> dict[str, str]:
    given, family = GIVEN[number % 10], "Smith" + letters(serial)
    return {"family": family, "given": given, "full": f"{given} {family}"}


def identity_number(each: FieldSpec, number: int, serial: int) -> str:
    """A number whose check digit is right."""
    code = f"91330106MA{serial:07d}"
    resident = f"330106199{number % 10}0101{serial % 1000:03d}"
    card = f"622202{serial:09d}"
    made = {
        "uscc": code + uscc.calc_check_digit(code),
        "resident": resident + ric.calc_check_digit(resident + "0"),
        "card": card + luhn.calc_check_digit(card),
    }
    return made[each.numbering or "uscc"]


def number_of(each: FieldSpec, number: int, serial: int) -> int:
    return int(each.at_least or 0) + number


def decimal_of(each: FieldSpec, number: int, serial: int) -> str:
    written = Decimal(number) + Decimal("1.5")
    return format(written if each.decimals is None else written.quantize(Decimal(1).scaleb(-each.decimals)), "f")


def address_of(each: FieldSpec, number: int, serial: int) -> dict[str, str]:
    return {
        "country": "中国",
        "province": "浙江",
        "city": "杭州",
        "street": f"{number} Lake Road",
        "postcode": "310000",
    }


def text_of(each: FieldSpec, number: int, serial: int) -> str:
    if each.numbering == "object_name":
        return "account"
    return f"{number} words {letters(serial)}"[: each.max_length or 500]


def json_of(each: FieldSpec, number: int, serial: int) -> Any:
    if each.numbering == "criteria":
        return {"field": "created_at", "op": "lt", "value": f"19{10 + number}-01-01T00:00:00Z"}
    return {f"object_{number}": {"rights": ["read"], "read": "own"}}


MAKERS: Mapping[str, Make] = {
    "text": text_of,
    "long_text": lambda each, number, serial: f"{number} lines\nand more {letters(serial)}",
    "rich_text": lambda each, number, serial: f"<p>{number} <b>bold</b> {letters(serial)}</p>",
    "number": number_of,
    "decimal": decimal_of,
    "percent": lambda each, number, serial: str(10 + number),
    "money": lambda each, number, serial: {"amount": f"{100 + number}.50", "currency": "CNY"},
    "boolean": lambda each, number, serial: number % 2 == 0,
    "date": lambda each, number, serial: f"2026-03-{10 + number}",
    "date_time": lambda each, number, serial: f"2026-03-{10 + number}T08:30:00+00:00",
    "duration": lambda each, number, serial: 60 * (number + 1),
    "picklist": lambda each, number, serial: each.choices[number % len(each.choices)].key,
    "multi_picklist": lambda each, number, serial: [choice.key for choice in each.choices[: 1 + number % 2]],
    "tags": lambda each, number, serial: [f"tag {number}", "every"],
    "email": lambda each, number, serial: f"n{number}.{serial}@example.com",
    "phone": lambda each, number, serial: f"+8613{number % 10}{serial:08d}",
    "url": lambda each, number, serial: f"https://example.com/{number}/{serial}",
    "address": address_of,
    "person_name": lambda each, number, serial: name_of_person(number, serial),
    "identity_number": identity_number,
    "location": lambda each, number, serial: {"latitude": f"{30 + number}.5", "longitude": "120.25"},
    "rating": lambda each, number, serial: 1 + number % 5,
    "json": json_of,
}


def writable(spec: ObjectSpec) -> list[FieldSpec]:
    """The fields that a person fills in, ownership apart."""
    return [
        each
        for each in spec.fields.values()
        if not each.is_computed and not each.is_readonly and each.group != "ownership" and each.name != spec.parent
    ]


def sample(registry: Registry, each: FieldSpec, number: int, ids: Ids) -> Any:
    """The value numbered so of a field; values of a higher number come later in the order, as far as it goes."""
    if each.kind == "lines":
        return [record_of(registry, registry[each.lines or ""], part, ids) for part in range(number % 3 + 1)]
    targets = ids.get(each.target or "", ())
    if each.kind == "reference":
        return targets[number % len(targets)]
    if each.kind == "multi_reference":
        return list(targets[: 1 + number % 2])
    return MAKERS[each.kind](each, number, next(_serials))


def record_of(registry: Registry, spec: ObjectSpec, number: int, ids: Ids) -> dict[str, Any]:
    """Values for every field that a person fills in; all dates of one record are of one day, so that the rules hold."""
    return {each.name: sample(registry, each, number, ids) for each in writable(spec)}


def required_of(registry: Registry, spec: ObjectSpec, number: int, ids: Ids) -> dict[str, Any]:
    """Values for what has to be filled in and no more."""
    due = [each for each in writable(spec) if each.required and each.default is None]
    return {each.name: sample(registry, each, number, ids) for each in due}
