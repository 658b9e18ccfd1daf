"""The registry of a company: the declared objects with the administrator's definitions over them."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from psycopg import AsyncConnection

from guanxi.engine.customs.figures import check_roll_up
from guanxi.engine.expressions import read
from guanxi.kernel.errors import GuanxiError
from guanxi.kernel.fields.facts import are_texts, wrong_facts
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.fields.tags import tag_words
from guanxi.kernel.layouts import Layout, LayoutGroup
from guanxi.kernel.objects import OWNERSHIP, build_registry
from guanxi.kernel.specs import ChoiceSpec, FieldSpec, ObjectSpec, Registry, RollUp, TagGroup, ViewSpec

Definition = tuple[str, str, str, Mapping[str, Any]]
SENSELESS = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, GuanxiError)
log = logging.getLogger("guanxi.customs")


def field_from(name: str, facts: Mapping[str, Any]) -> FieldSpec:
    """A field from its definition."""
    formula = facts.get("formula")
    roll_up = facts.get("roll_up")
    each = FieldSpec(
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
        choices=(choices := tuple(choice_from(each) for each in facts.get("choices") or ())),
        tag_groups=groups_from(facts),
        tag_words=tag_words(choices) if facts["kind"] == "tags" else {},
        only_known=bool(facts.get("only_known")),
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
    return each.sealed() if facts.get("encrypted") else each


def _bound(given: Any) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def choice_from(facts: Mapping[str, Any]) -> ChoiceSpec:
    return ChoiceSpec(
        facts["key"],
        facts.get("colour"),
        labels=facts.get("labels") or {},
        is_final=bool(facts.get("is_final")),
        group=facts.get("group"),
        aliases=tuple(facts.get("aliases") or ()),
    )


def groups_from(facts: Mapping[str, Any]) -> tuple[TagGroup, ...]:
    return tuple(TagGroup(each["key"], each.get("labels") or {}) for each in facts.get("tag_groups") or ())


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
    """The declared objects with these definitions over them, objects first; what makes no sense is left out."""
    objects = dict(standard.objects)
    for kind, name, _, facts in definitions:
        if kind == "object":
            _lay(objects, name, "", lambda name=name, facts=facts: _object_of(objects, name, facts))
    for kind, object_name, name, facts in definitions:
        if kind in ("field", "field_change") and object_name in objects:
            _lay(
                *(objects, object_name, name),
                lambda kind=kind, key=(object_name, name), facts=facts: _with_field(objects, kind, key, facts),
            )
    for kind, object_name, role, facts in definitions:
        if kind == "layout" and object_name in objects:
            _lay(
                *(objects, object_name, role),
                lambda key=(object_name, role), facts=facts: _with_layout(objects[key[0]], key[1], facts),
            )
    registry = build_registry(objects.values(), version=version)
    while unsound := _unsound_roll_ups(registry):
        registry = build_registry(_without(registry, unsound), version=version)
    return registry


def _lay(objects: dict[str, ObjectSpec], object_name: str, name: str, build: Callable[[], ObjectSpec]) -> None:
    try:
        objects[object_name] = build()
    except SENSELESS as error:
        _leave_out(object_name, name, error)


def _leave_out(object_name: str, name: str, why: object) -> None:
    log.warning("a definition makes no sense and is left out: %s.%s: %r", object_name, name, why)


def _object_of(objects: Mapping[str, ObjectSpec], name: str, facts: Mapping[str, Any]) -> ObjectSpec:
    sound = {each: value for each, value in facts.items() if not each.endswith("labels") or are_texts(value)}
    return object_from(name, sound) if name not in objects else _relabelled(objects[name], sound)


def _with_field(
    objects: Mapping[str, ObjectSpec], kind: str, key: tuple[str, str], facts: Mapping[str, Any]
) -> ObjectSpec:
    """The object with this field of its own or changed; facts that do not fit its kind are left out."""
    spec, name = objects[key[0]], key[1]
    field_kind = facts["kind"] if kind == "field" else spec.fields[name].kind if name in spec.fields else ""
    if kind == "field" and (not isinstance(field_kind, str) or field_kind not in KINDS):
        raise ValueError(field_kind)
    wrong = wrong_facts(field_kind, facts)
    for each in wrong:
        _leave_out(spec.name, f"{name}.{each}", wrong[each][0])
    sound = {each: value for each, value in facts.items() if each not in wrong}
    if kind == "field":
        return spec.with_fields(field_from(name, sound)) if _is_sound(objects, sound) else spec
    return spec.with_fields(changed_field(spec.fields[name], sound)) if name in spec.fields else spec


def _with_layout(spec: ObjectSpec, role: str, facts: Mapping[str, Any]) -> ObjectSpec:
    others = tuple(each for each in spec.layouts if each.role != role)
    return replace(spec, layouts=(*others, layout_from(spec, role, facts)))


def layout_from(spec: ObjectSpec, role: str, facts: Mapping[str, Any]) -> Layout:
    """A layout from its definition; fields go by the names that they have now."""

    def now(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(spec.former.get(name, name) for name in names)

    groups = [LayoutGroup(each["key"], each.get("labels") or {}, now(each["fields"])) for each in facts["groups"]]
    head = facts.get("head")
    return Layout(
        role,
        int(facts.get("place") or 0),
        tuple(groups),
        now(facts.get("left_out") or ()),
        None if head is None else now(head),
        tuple(facts.get("related") or ()),
        tuple(facts.get("related_left_out") or ()),
    )


def _unsound_roll_ups(registry: Registry) -> set[tuple[str, str]]:
    """The administrator's roll-ups that could not be worked out, which would stand in the way of every child."""
    found: set[tuple[str, str]] = set()
    for spec in registry.objects.values():
        for each in spec.fields.values():
            if each.is_custom and each.kind == "roll_up":
                try:
                    check_roll_up(registry, spec, each)
                except GuanxiError as error:
                    _leave_out(spec.name, each.name, error)
                    found.add((spec.name, each.name))
    return found


def _without(registry: Registry, unsound: set[tuple[str, str]]) -> list[ObjectSpec]:
    return [
        replace(spec, fields={name: each for name, each in spec.fields.items() if (spec.name, name) not in unsound})
        for spec in registry.objects.values()
    ]


def _is_sound(objects: Mapping[str, ObjectSpec], facts: Mapping[str, Any]) -> bool:
    """False for a field that points to an object that is gone; it waits until that comes back."""
    roll_up: Mapping[str, Any] = facts.get("roll_up") or {}
    return all(name is None or name in objects for name in (facts.get("target"), roll_up.get("child")))


def _relabelled(spec: ObjectSpec, facts: Mapping[str, Any]) -> ObjectSpec:
    kept = {name: facts[name] for name in ("labels", "plural_labels", "icon", "area") if facts.get(name)}
    return replace(spec, **kept)


def changed_field(each: FieldSpec, facts: Mapping[str, Any]) -> FieldSpec:
    """A declared field as the administrator wants it; values that code relies on stay among the choices."""
    kept: dict[str, Any] = {name: facts[name] for name in ("required", "group") if facts.get(name) is not None}
    kept |= {name: dict(facts[name]) for name in ("labels", "hints") if name in facts}
    if "choices" in facts:
        brings = {choice.key: choice.brings for choice in each.choices}
        given = [choice_from(choice) for choice in facts["choices"]]
        wanted = [replace(choice, brings=brings.get(choice.key, {})) for choice in given]
        keys = {choice.key for choice in wanted}
        kept["choices"] = (
            *wanted,
            *(choice for choice in each.choices if choice.locked and choice.key not in keys),
        )
    if each.kind == "tags":
        kept["tag_words"] = tag_words(kept.get("choices", each.choices))
        kept["only_known"] = bool(facts.get("only_known", each.only_known))
        kept["tag_groups"] = groups_from(facts) if "tag_groups" in facts else each.tag_groups
    for bound in ("at_least", "at_most"):
        if bound in facts:
            kept[bound] = _bound(facts[bound])
    changed = replace(each, **kept)
    return changed.sealed() if facts.get("encrypted") else changed


async def load_registry(connection: AsyncConnection, standard: Registry) -> Registry:
    """The company's registry as its database has it now."""
    version = await (  # first: what comes meanwhile is taken for older than it is, and read once more
        await connection.execute(
            b"SELECT coalesce((SELECT (value)::bigint FROM engine.setting WHERE name = 'shape'), 0)"
        )
    ).fetchone()
    rows = await (
        await connection.execute(
            b"SELECT kind, object, name, facts FROM engine.definition WHERE dropped_at IS NULL"
            b" ORDER BY kind DESC, object, name"
        )
    ).fetchall()
    return overlay(standard, rows, version[0] if version else 0)
