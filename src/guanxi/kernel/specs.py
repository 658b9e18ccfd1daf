"""Specs: an object as plain frozen facts, whether a class or an administrator declared it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from guanxi.kernel.expressions import Node, references
from guanxi.kernel.layouts import Layout

CUSTOM_PREFIX = "x_"
NO_LABELS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ChoiceSpec:
    """One value of a picklist; a locked one is relied upon by code and can be renamed but not removed.

    `brings` are values of other fields that go with it where a write chooses it and says nothing of them; "today" is
    brought to records that are there, not to new ones. A known tag may stand in a `group`; its `aliases` are words that
    mean it too, such as those of tags that were merged into it.
    """

    key: str
    colour: str | None = None
    locked: bool = False
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    is_final: bool = False
    brings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    group: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagGroup:
    """A heading under which known tags stand."""

    key: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RollUp:
    """A figure over the children: `function` (count, sum, min, max, avg) of `field` over `child` by its reference
    `via`."""

    child: str
    via: str
    function: str
    field: str | None = None
    where: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field as plain facts; `kind` names its behaviour in `guanxi.kernel.fields.kinds.KINDS`."""

    name: str
    kind: str
    required: bool = False
    unique: bool = False
    default: Any = None
    search: int = 0
    duplicate_key: bool = False
    is_indexed: bool = False
    is_readonly: bool = False
    is_sensitive: bool = False
    is_encrypted: bool = False  # kept sealed: found by equal values alone
    max_length: int | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    decimals: int | None = None
    choices: tuple[ChoiceSpec, ...] = ()
    tag_groups: tuple[TagGroup, ...] = ()
    tag_words: Mapping[str, str] = field(default_factory=dict[str, str])  # of known tags, folded, with their keys
    only_known: bool = False  # tags: no free words
    target: str | None = None
    inverse: str | None = None
    cascade: bool = False
    formula: Node | None = None
    formula_text: str | None = None
    result_kind: str | None = None
    roll_up: RollUp | None = None
    own_currency: bool = False  # computed money of lines: told in their currency, counted in the company's
    lines: str | None = None
    numbering: str | None = None
    floats_while: Node | None = None  # money: as long as this holds its amount follows the rates
    rate_day: str | None = None  # money: the date whose rate counts once it floats no more
    is_tree: bool = False  # a reference to its own object that never leads round in a circle
    seeded_as: str | None = None  # the catalogue that has the texts of first records, by their `code`
    group: str = "facts"
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    hints: Mapping[str, str] = field(default_factory=dict[str, str])
    renamed_from: str | None = None

    @property
    def is_custom(self) -> bool:
        return self.name.startswith(CUSTOM_PREFIX)

    @property
    def first_name(self) -> str:
        """The name under which its tokens and keys stand, which a rename leaves alone."""
        return self.renamed_from or self.name

    def sealed(self) -> "FieldSpec":
        """The same field, kept encrypted: in no search, order, index or key of duplicates."""
        return replace(self, is_encrypted=True, search=0, duplicate_key=False, is_indexed=False)

    @property
    def is_computed(self) -> bool:
        """True where nobody writes the value: formulas, roll-ups, automatic numbers."""
        return self.kind in ("formula", "roll_up", "auto_number")


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """What must hold for every record; its message is the translation `rules.<name>` or `labels`."""

    name: str
    condition: Node
    fields: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A view that ships with an object; people add their own as records."""

    name: str
    kind: str  # table, kanban, calendar
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    filter: Mapping[str, Any] | None = None
    by: str | None = None
    total: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """An object as plain facts: everything else (table, screens, API, rights, import) derives from it."""

    name: str
    area: str
    fields: Mapping[str, FieldSpec]
    title: str
    subtitle: str | None = None
    icon: str = "file"
    rules: tuple[RuleSpec, ...] = ()
    views: tuple[ViewSpec, ...] = ()
    key_facts: tuple[str, ...] = ()
    parent: str | None = None  # for owned lines: the reference to the record that they live with
    is_owned: bool = True  # records have an owner and his team
    is_setting: bool = False  # part of the settings: no list in the navigation
    has_timeline: bool = True
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    plural_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    layouts: tuple[Layout, ...] = ()
    identifies: tuple[str, ...] = ()  # a person outside the company: the fields that tell who he is
    keeps: tuple[str, ...] = ()  # of a person's written fields those that tell nothing of him

    @property
    def is_subject(self) -> bool:
        """True where the records are persons outside the company, who may ask what is kept of them."""
        return bool(self.identifies)

    @property
    def is_custom(self) -> bool:
        return self.name.startswith(CUSTOM_PREFIX)

    @property
    def table(self) -> str:
        return self.name

    @property
    def former(self) -> Mapping[str, str]:
        """The names that fields had before, each with the one that it has now."""
        renamed = [each for each in self.fields.values() if each.renamed_from]
        return {each.renamed_from: each.name for each in renamed if each.renamed_from} if renamed else NO_LABELS

    def now_called(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values that were kept under the names of their time, by the names of today."""
        former = self.former
        return {former.get(name, name): value for name, value in values.items()}

    def with_fields(self, *added: FieldSpec) -> "ObjectSpec":
        return replace(self, fields={**self.fields, **{each.name: each for each in added}})


def money_of(spec: ObjectSpec, each: FieldSpec) -> tuple[str, ...]:
    """The money fields on which a field rests: itself, or those of its formula, however far round."""
    if each.kind == "money":
        return (each.name,)
    names = references(each.formula) if each.formula is not None else frozenset[str]()
    found = {name for one in names if one in spec.fields for name in money_of(spec, spec.fields[one])}
    return tuple(sorted(found))


class Registry:
    """All objects of one company at one moment; immutable, so that whoever holds one sees a consistent world."""

    def __init__(self, objects: Mapping[str, ObjectSpec], version: int = 0) -> None:
        self.objects = dict(objects)
        self.version = version

    def __contains__(self, name: str) -> bool:
        return name in self.objects

    def __getitem__(self, name: str) -> ObjectSpec:
        return self.objects[name]

    @cached_property
    def inward(self) -> Mapping[str, tuple[tuple[ObjectSpec, FieldSpec], ...]]:
        """For each object, the references that point to it."""
        found: dict[str, list[tuple[ObjectSpec, FieldSpec]]] = {}
        for spec in self.objects.values():
            for each in spec.fields.values():
                if each.kind in ("reference", "multi_reference") and each.target:
                    found.setdefault(each.target, []).append((spec, each))
        return {name: tuple(pairs) for name, pairs in found.items()}

    @cached_property
    def roll_ups(self) -> Mapping[str, tuple[tuple[ObjectSpec, FieldSpec], ...]]:
        """For each child object, the roll-ups of parents that it feeds."""
        found: dict[str, list[tuple[ObjectSpec, FieldSpec]]] = {}
        for spec in self.objects.values():
            for each in spec.fields.values():
                if each.roll_up is not None:
                    found.setdefault(each.roll_up.child, []).append((spec, each))
        return {name: tuple(pairs) for name, pairs in found.items()}
