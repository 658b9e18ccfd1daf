"""The registry of a company: the declared objects with the administrator's definitions over them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection

from guanxi.engine.expressions import read
from guanxi.kernel.objects import OWNERSHIP, build_registry
from guanxi.kernel.specs import ChoiceSpec, FieldSpec, ObjectSpec, Registry, RollUp, ViewSpec

Definition = tuple[str, str, str, Mapping[str, Any]]


def field_from(name: str, facts: Mapping[str, Any]) -> FieldSpec:
    """A field from its definition."""
    formula = facts.get("formula")
    roll_up = facts.get("roll_up")
    return FieldSpec(
        name=name,
        kind=facts["kind"],
        required=bool(facts.get("required")),
        unique=bool(facts.get("unique")),
        default=facts.get("default"),
        search=int(facts.get("search") or 0),
        is_indexed=facts["kind"] in ("reference", "multi_reference"),
        is_readonly=facts["kind"] in ("formula", "roll_up", "auto_number"),
        max_length=facts.get("max_length"),
        at_least=_bound(facts.get("at_least")),
        at_most=_bound(facts.get("at_most")),
        decimals=facts.get("decimals"),
        choices=tuple(choice_from(each) for each in facts.get("choices") or ()),
        target=facts.get("target"),
        formula=read(formula) if formula else None,
        formula_text=formula,
        result_kind=facts.get("result_kind") or ("decimal" if formula or roll_up else None),
        roll_up=RollUp(**roll_up) if roll_up else None,
        numbering=facts.get("numbering"),
        group=facts.get("group") or "facts",
        labels=dict(facts.get("labels") or {}),
        hints=dict(facts.get("hints") or {}),
    )


def _bound(given: Any) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def choice_from(facts: Mapping[str, Any]) -> ChoiceSpec:
    return ChoiceSpec(
        facts["key"], facts.get("colour"), labels=facts.get("labels") or {}, is_final=bool(facts.get("is_final"))
    )


def object_from(name: str, facts: Mapping[str, Any]) -> ObjectSpec:
    """An object from its definition, with its name field and ownership."""
    title = FieldSpec(
        "name", "text", required=True, search=3, max_length=300, labels=facts.get("title_labels") or NAME_LABELS
    )
    return ObjectSpec(
        name=name,
        area=facts.get("area") or "settings",
        fields={"name": title, **OWNERSHIP},
        title="name",
        icon=facts.get("icon") or "appstore",
        views=(ViewSpec("all", "table"),),
        labels=facts.get("labels") or {},
        plural_labels=facts.get("plural_labels") or facts.get("labels") or {},
    )


NAME_LABELS = {"en": "Name", "zh-CN": "名称", "zh-TW": "名稱"}


def overlay(standard: Registry, definitions: Sequence[Definition], version: int) -> Registry:
    """The declared objects with these definitions over them, objects first."""
    objects = dict(standard.objects)
    for kind, name, _, facts in definitions:
        if kind == "object":
            objects[name] = object_from(name, facts) if name not in objects else _relabelled(objects[name], facts)
    for kind, object_name, name, facts in definitions:
        if kind == "field" and object_name in objects and _is_sound(objects, facts):
            objects[object_name] = objects[object_name].with_fields(field_from(name, facts))
        elif kind == "field_change" and object_name in objects and name in objects[object_name].fields:
            changed = changed_field(objects[object_name].fields[name], facts)
            objects[object_name] = objects[object_name].with_fields(changed)
    return build_registry(objects.values(), version=version)


def _is_sound(objects: Mapping[str, ObjectSpec], facts: Mapping[str, Any]) -> bool:
    """False for a field that points to an object that is gone; it waits until that comes back."""
    roll_up: Mapping[str, Any] = facts.get("roll_up") or {}
    return all(name is None or name in objects for name in (facts.get("target"), roll_up.get("child")))


def _relabelled(spec: ObjectSpec, facts: Mapping[str, Any]) -> ObjectSpec:
    kept = {name: facts[name] for name in ("labels", "plural_labels", "icon", "area") if facts.get(name)}
    return replace(spec, **kept)


def changed_field(each: FieldSpec, facts: Mapping[str, Any]) -> FieldSpec:
    """A declared field as the administrator wants it; values that code relies on stay among the choices."""
    kept: dict[str, Any] = {name: facts[name] for name in ("required", "group") if name in facts}
    kept |= {name: dict(facts[name]) for name in ("labels", "hints") if name in facts}
    if "choices" in facts:
        wanted = [choice_from(choice) for choice in facts["choices"]]
        keys = {choice.key for choice in wanted}
        kept["choices"] = (
            *wanted,
            *(choice for choice in each.choices if choice.locked and choice.key not in keys),
        )
    for bound in ("at_least", "at_most"):
        if bound in facts:
            kept[bound] = _bound(facts[bound])
    return replace(each, **kept)


async def load_registry(connection: AsyncConnection, standard: Registry) -> Registry:
    """The company's registry as its database has it now."""
    rows = await (
        await connection.execute(
            b"SELECT kind, object, name, facts FROM engine.definition WHERE dropped_at IS NULL"
            b" ORDER BY kind DESC, object, name"
        )
    ).fetchall()
    version = await (
        await connection.execute(
            b"SELECT coalesce((SELECT (value)::bigint FROM engine.setting WHERE name = 'shape'), 0)"
        )
    ).fetchone()
    return overlay(standard, rows, version[0] if version else 0)
