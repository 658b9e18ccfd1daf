"""Typed fields for declarations: `amount = fields.Money(at_least=0)` in the body of an `Object`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Unpack, cast, overload

from typing_extensions import TypedDict

from guanxi.kernel.expressions import Node, Operators, Ref
from guanxi.kernel.specs import ChoiceSpec, FieldSpec, RollUp

if TYPE_CHECKING:
    from guanxi.kernel.objects import Object

T = TypeVar("T")


class Options(TypedDict, total=False):
    """What any field may say of itself; the meaning of each is at `FieldSpec`."""

    required: bool
    unique: bool
    default: Any
    search: int
    duplicate_key: bool
    indexed: bool
    readonly: bool
    sensitive: bool
    encrypted: bool
    max_length: int
    at_least: int | str
    at_most: int | str
    decimals: int
    group: str
    renamed_from: str
    seeded_as: str


class Field(Operators, Generic[T]):
    """A field of a declaration; in the class body it takes part in expressions, on an instance it is the value."""

    kind = "text"

    def __init__(self, **options: Unpack[Options]) -> None:
        self.options: dict[str, Any] = dict(options)
        self.reference = Ref("")

    @property
    def name(self) -> str:
        return self.reference.path

    def __set_name__(self, owner: type, name: str) -> None:
        """Names the field, also inside the expressions that the class body has already built with it."""
        object.__setattr__(self.reference, "path", name)

    def node(self) -> Node:
        return self.reference

    @overload
    def __get__(self, instance: None, owner: type) -> Field[T]: ...
    @overload
    def __get__(self, instance: Object, owner: type) -> T | None: ...
    def __get__(self, instance: Object | None, owner: type) -> Field[T] | T | None:
        return self if instance is None else cast("T | None", instance.values.get(self.name))

    def spec(self) -> FieldSpec:
        facts = dict(self.options)
        renames = {"indexed": "is_indexed", "readonly": "is_readonly", "sensitive": "is_sensitive"}
        for given, name in renames.items():
            if given in facts:
                facts[name] = facts.pop(given)
        for bound in ("at_least", "at_most"):
            if bound in facts:
                facts[bound] = Decimal(str(facts[bound]))
        is_encrypted = facts.pop("encrypted", False)
        each = FieldSpec(name=self.name, kind=self.kind, **facts)
        return each.sealed() if is_encrypted else each


class Text(Field[str]):
    kind = "text"


class LongText(Field[str]):
    kind = "long_text"


class RichText(Field[str]):
    kind = "rich_text"


class Number(Field[int]):
    kind = "number"


class DecimalNumber(Field[str]):
    kind = "decimal"


class Percent(Field[str]):
    kind = "percent"


class Money(Field[Mapping[str, str]]):
    """An amount with its currency, and what it is in the company's by a dated rate.

    While `floats_while` holds the amount follows the newest rate; from then on it keeps the rate of `rate_day`, a date
    of the record. Without either it keeps the rate of the day on which it was written.
    """

    kind = "money"

    def __init__(
        self, *, floats_while: Operators | None = None, rate_day: str | None = None, **options: Unpack[Options]
    ) -> None:
        super().__init__(**options)
        self.options |= {"floats_while": floats_while.node() if floats_while else None, "rate_day": rate_day}


class Boolean(Field[bool]):
    kind = "boolean"


class Date(Field[str]):
    kind = "date"


class DateTime(Field[str]):
    kind = "date_time"


class Duration(Field[int]):
    kind = "duration"


class Email(Field[str]):
    kind = "email"


class Phone(Field[str]):
    kind = "phone"


class Url(Field[str]):
    kind = "url"


class Address(Field[Mapping[str, str]]):
    kind = "address"


class PersonName(Field[Mapping[str, str]]):
    kind = "person_name"


class Location(Field[Mapping[str, str]]):
    kind = "location"


class Tags(Field[list[str]]):
    kind = "tags"


class Rating(Field[int]):
    kind = "rating"


class Json(Field[Any]):
    kind = "json"


class Grants(Json):
    """What a role grants, by object; only what `kernel.access` understands is taken."""

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options["numbering"] = "grants"


class Criteria(Json):
    """A filter over the records of some object."""

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options["numbering"] = "criteria"


class ObjectName(Text):
    """The name of an object, as settings that concern one know it."""

    def __init__(self, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options["numbering"] = "object_name"


class IdentityNumber(Field[str]):
    """A number with check digits; `check` is uscc (unified social credit code), resident or card."""

    kind = "identity_number"

    def __init__(self, check: str, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options["numbering"] = check


class Choice(Field[str]):
    """One of a list of values; each is a key, or a ChoiceSpec with colour, lock and finality."""

    kind = "picklist"

    def __init__(self, *choices: str | ChoiceSpec, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options["choices"] = tuple(ChoiceSpec(each) if isinstance(each, str) else each for each in choices)


class Choices(Choice):
    kind = "multi_picklist"


class Reference(Field[str]):
    """A reference to one record of another object; `inverse` names the related list that it makes there.

    A `tree` refers to its own object, such as a part to its whole; the write path refuses one that leads round.
    """

    kind = "reference"

    def __init__(
        self,
        target: str,
        *,
        inverse: str | None = None,
        cascade: bool = False,
        tree: bool = False,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(**options)
        self.options |= {"target": target, "inverse": inverse, "cascade": cascade, "is_tree": tree, "is_indexed": True}


class References(Reference):
    kind = "multi_reference"


class AutoNumber(Field[str]):
    """A number given at creation; `pattern` such as "AC-{year}-{number:05}"."""

    kind = "auto_number"

    def __init__(self, pattern: str, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options |= {"numbering": pattern, "readonly": True, "unique": True}


class Computed(Field[Any]):
    """A formula over the record's own fields; `result` is the kind of what comes out."""

    kind = "formula"

    def __init__(self, formula: Operators, *, result: str = "decimal", **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options |= {"formula": formula.node(), "result_kind": result, "readonly": True}


class RolledUp(Field[str]):
    """A figure over children, kept current by the write path."""

    kind = "roll_up"

    def __init__(
        self,
        child: str,
        via: str,
        *,
        function: str = "count",
        field: str | None = None,
        where: Mapping[str, Any] | None = None,
        result: str = "decimal",
        **options: Unpack[Options],
    ) -> None:
        super().__init__(**options)
        self.options |= {"roll_up": RollUp(child, via, function, field, where), "result_kind": result, "readonly": True}


class Lines(Field[list[Any]]):
    """Ordered children that live with their parent and are written with it in one request."""

    kind = "lines"

    def __init__(self, target: str, **options: Unpack[Options]) -> None:
        super().__init__(**options)
        self.options["lines"] = target
