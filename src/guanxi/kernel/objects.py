"""Declarations: a class with fields becomes a frozen `ObjectSpec`; nothing else is kept of the class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from guanxi.kernel.expressions import Operators, references
from guanxi.kernel.fields import Field
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.specs import ChoiceSpec, FieldSpec, ObjectSpec, Registry, RuleSpec, ViewSpec, money_of

__all__ = [
    "ChoiceSpec",
    "Extension",
    "Object",
    "Rule",
    "build_registry",
    "calendar",
    "extend",
    "kanban",
    "rule",
    "table",
]


class Rule:
    """What must hold for every record of the object; the text is the translation `<object>.rules.<name>`."""

    def __init__(self, condition: Operators) -> None:
        self.condition = condition.node()
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def spec(self) -> RuleSpec:
        return RuleSpec(self.name, self.condition, tuple(sorted(references(self.condition))))


def rule(condition: Operators) -> Rule:
    return Rule(condition)


def table(
    name: str,
    *columns: str,
    sort: tuple[str, ...] = (),
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the word of the field
) -> ViewSpec:
    return ViewSpec(name, "table", columns, sort, filter)


def kanban(name: str, by: str, *columns: str, total: str | None = None) -> ViewSpec:
    return ViewSpec(name, "kanban", columns, by=by, total=total)


def calendar(name: str, by: str, *columns: str, until: str | None = None) -> ViewSpec:
    return ViewSpec(name, "calendar", columns, by=by, until=until)


class Object:
    """A declaration of an object. Class attributes that are not fields or rules are the facts of `ObjectSpec`."""

    spec: ClassVar[ObjectSpec]
    area: ClassVar[str] = "settings"
    title: ClassVar[Any] = None

    def __init_subclass__(cls, **facts: Any) -> None:
        super().__init_subclass__()
        cls.spec = _spec_of(cls, facts)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)


def _spec_of(declaration: type[Object], facts: dict[str, Any]) -> ObjectSpec:
    body = vars(declaration)
    declared = {name: each.spec() for name, each in body.items() if isinstance(each, Field)}
    rules = tuple(each.spec() for each in body.values() if isinstance(each, Rule))
    if facts.get("is_owned", True):
        declared |= OWNERSHIP
    name = facts.pop("name", declaration.__name__.lower())
    return ObjectSpec(name=name, fields=declared, rules=rules, **facts)


OWNERSHIP = {
    "owner": FieldSpec("owner", "reference", target="user", is_indexed=True, group="ownership"),
    "team": FieldSpec("team", "reference", target="team", is_indexed=True, group="ownership"),
}


class Extension:
    """Fields that a module adds to an object of another module."""

    def __init__(self, target: str, fields: Mapping[str, Field[Any]]) -> None:
        for name, each in fields.items():
            each.__set_name__(Extension, name)
        self.target = target
        self.fields = tuple(each.spec() for each in fields.values())


def extend(target: str, **fields: Field[Any]) -> Extension:
    return Extension(target, fields)


def build_registry(
    declarations: Iterable[type[Object] | ObjectSpec], extensions: Iterable[Extension] = (), version: int = 0
) -> Registry:
    """The registry of these objects. Raises ValueError where the declarations do not fit together."""
    objects: dict[str, ObjectSpec] = {}
    for each in declarations:
        spec = each if isinstance(each, ObjectSpec) else each.spec
        if spec.name in objects:
            raise ValueError(f"object {spec.name} is declared twice")
        objects[spec.name] = spec
    for extension in extensions:
        objects[extension.target] = objects[extension.target].with_fields(*extension.fields)
    for spec in objects.values():
        _check(spec, objects)
    whole = {name: _with_own_currencies(_with_line_parents(spec), objects) for name, spec in objects.items()}
    return Registry(whole, version)


def _with_line_parents(spec: ObjectSpec) -> ObjectSpec:
    return replace(spec, is_owned=False, has_timeline=False) if spec.parent else spec


def _with_own_currencies(spec: ObjectSpec, objects: Mapping[str, ObjectSpec]) -> ObjectSpec:
    """Lines belong to one record, so that computed money of both is told in the currency of the lines."""
    own = [each for each in spec.fields.values() if _is_in_own_currency(spec, each, objects)]
    return spec.with_fields(*(replace(each, own_currency=True) for each in own)) if own else spec


def _is_in_own_currency(spec: ObjectSpec, each: FieldSpec, objects: Mapping[str, ObjectSpec]) -> bool:
    facts = each.roll_up
    if each.result_kind != "money" or (facts is None and spec.parent is None):
        return False
    if facts is None:
        return bool(money_of(spec, each))
    lines = objects[facts.child]
    measured = lines.fields.get(facts.field or "")
    is_money = measured is not None and "money" in (measured.kind, measured.result_kind)
    return is_money and lines.parent == facts.via and facts.function != "count"


def _check(spec: ObjectSpec, objects: Mapping[str, ObjectSpec]) -> None:
    if spec.title not in spec.fields:
        raise ValueError(f"{spec.name}: the title field {spec.title} is not declared")
    for each in spec.fields.values():
        if each.kind not in KINDS:
            raise ValueError(f"{spec.name}.{each.name}: there is no kind {each.kind}")
        for target in (each.target, each.lines, each.roll_up.child if each.roll_up else None):
            if target is not None and target not in objects:
                raise ValueError(f"{spec.name}.{each.name} points to {target}, which is not declared")
        if each.rate_day is not None and each.rate_day not in spec.fields:
            raise ValueError(f"{spec.name}.{each.name}: there is no date {each.rate_day}")
        if each.is_tree and each.target != spec.name:
            raise ValueError(f"{spec.name}.{each.name} is a tree and must point to {spec.name}")
