"""Shaping: an administrator adds, changes and drops objects and fields while everybody works on.

Each is a change set of its own that can be undone like any other.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guanxi.engine.company import Company, Work
from guanxi.engine.customs.definitions import Key, define, drop, facts_of, names_kept
from guanxi.engine.customs.facts import (
    FIELD_FACTS,
    LONGEST_HINT,
    LONGEST_LABEL,
    checked_change,
    checked_field,
    choices_of,
    invalid,
    labels_of,
    name_from,
    require_shaper,
    texts_of,
)
from guanxi.engine.customs.figures import check_statement
from guanxi.engine.customs.overlay import changed_field, field_from, load_registry, object_from
from guanxi.engine.people import load_grants
from guanxi.engine.store.columns import SCHEMA, quoted
from guanxi.engine.store.guards import unguard_statement
from guanxi.engine.store.schema import blind_index, missing_statements, run_patiently
from guanxi.kernel.errors import Conflict, Forbidden, NotFound
from guanxi.kernel.fields.values import CONTROL
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import CUSTOM_PREFIX, FieldSpec, ObjectSpec, Registry

MOST_FIELDS = 500
SHAPING_LOCK = 72_03  # one shapes at a time
CHANGEABLE = ("required", "at_least", "at_most", "group", "default", "formula", "tag_groups", "only_known", "encrypted")
SHAPE_VERSION = b"SELECT coalesce((SELECT (value)::bigint FROM engine.setting WHERE name = 'shape'), 0)"


@dataclass(frozen=True, slots=True)
class Shaper:
    """Who shapes which company; `standard` are the objects that come with the program."""

    company: Company
    standard: Registry
    principal: Principal
    reason: str | None = None

    @asynccontextmanager
    async def work(self) -> AsyncGenerator[Work]:
        """A unit of work after which everybody has the new shape. Raises Forbidden for all but administrators."""
        require_shaper(self.principal)
        async with self.company.shaping:
            async with self.company.work(self.principal, source="shape", reason=self.reason) as work:
                await work.execute("SELECT pg_advisory_xact_lock($1)", SHAPING_LOCK)
                await refresh_shape(self.company, self.standard)
                yield work
            await reload_shape(self.company, self.standard)

    def object(self, name: str) -> ObjectSpec:
        if name not in self.company.registry:
            raise NotFound("no_such_object", object=name[:100])
        return self.company.registry[name]


@dataclass(frozen=True, slots=True)
class Shaped:
    """What was shaped, and the change set by which it can be undone."""

    name: str
    change_set: UUID | None


async def add_object(shaper: Shaper, facts: Mapping[str, Any]) -> Shaped:
    """A new object with a name field; it is there for everybody when this returns."""
    async with shaper.work() as work:
        labels = labels_of(facts)
        name = await _free_name(work, "object", "", name_from(facts, labels), set(shaper.company.registry.objects))
        kept = {"labels": labels, "plural_labels": labels | texts_of(facts, "plural_labels", {}, LONGEST_LABEL)}
        kept |= _look_of(shaper.company, facts, None)
        if facts.get("title_label"):
            kept["title_labels"] = texts_of(
                {"title_label": {"en": facts["title_label"]}}, "title_label", {}, LONGEST_LABEL
            )
        await build(shaper.company, object_from(name, kept))
        await define(work, Key("object", name), kept)
    return Shaped(name, work.change_set)


def _look_of(company: Company, facts: Mapping[str, Any], spec: ObjectSpec | None) -> dict[str, Any]:
    """Icon and area: the given ones where they are sound, else what is there."""
    areas = [area for area in company.areas if area != "settings"] or ["settings"]
    area, icon = str(facts.get("area") or ""), str(facts.get("icon") or "")
    if CONTROL.search(icon):
        raise invalid("icon", "control_character")
    return {
        "area": area if area in company.areas else spec.area if spec else areas[0],
        "icon": icon[:60] or (spec.icon if spec else "appstore"),
    }


async def _free_name(work: Work, kind: str, object_name: str, name: str, live: set[str]) -> str:
    """The name, or the next one where a dropped namesake still keeps its values. Raises Conflict for a live one."""
    if name in live:
        raise Conflict("name_taken", name=name)
    taken = await names_kept(work, kind, object_name) | live
    numbered = (f"{name}_{number}" for number in range(2, MOST_FIELDS))
    return next(each for each in (name, *numbered) if each not in taken)


async def add_field(shaper: Shaper, object_name: str, facts: Mapping[str, Any]) -> Shaped:
    """A new field of an object; its column is added under a short lock."""
    async with shaper.work() as work:
        spec = shaper.object(object_name)
        labels = labels_of(facts)
        name = await _free_name(work, "field", object_name, name_from(facts, labels), set(spec.fields))
        if len(spec.fields) >= MOST_FIELDS:
            raise invalid("name", "too_many_fields", most=MOST_FIELDS)
        kept: dict[str, Any] = {each: facts[each] for each in FIELD_FACTS if facts.get(each) is not None}
        kept |= {"labels": labels, "hints": texts_of(facts, "hints", {}, LONGEST_HINT)}
        kept = checked_field(shaper.company.registry, spec, name, kept)
        check_statement(work, field_from(name, kept))
        await build(shaper.company, spec.with_fields(field_from(name, kept)))
        await define(work, Key("field", object_name, name), kept)
    return Shaped(name, work.change_set)


async def change_field(shaper: Shaper, object_name: str, name: str, facts: Mapping[str, Any]) -> Shaped:
    """Changes labels, hints, choices, bounds or whether a field is required; what is not given stays."""
    async with shaper.work() as work:
        spec = shaper.object(object_name)
        if name not in spec.fields:
            raise NotFound("no_such_field", field=name[:100])
        each = spec.fields[name]
        key = Key("field" if each.is_custom else "field_change", object_name, name)
        whole: dict[str, Any] = await facts_of(work, key) or {}
        whole |= {fact: facts[fact] for fact in CHANGEABLE if fact in facts}
        if "labels" in facts:
            whole["labels"] = texts_of(facts, "labels", each.labels, LONGEST_LABEL)
        if "hints" in facts:
            whole["hints"] = texts_of(facts, "hints", each.hints, LONGEST_HINT)
        if "choices" in facts:
            whole["choices"] = choices_of(facts["choices"], each)
        if each.is_custom:
            labels_of(whole)
            whole = checked_field(shaper.company.registry, spec, name, whole)
        whole = whole if each.is_custom else checked_change(spec, each, whole)
        await _build_sealed(shaper.company, spec, each, whole)
        await define(work, key, whole)
    return Shaped(name, work.change_set)


async def _build_sealed(company: Company, spec: ObjectSpec, each: FieldSpec, facts: Mapping[str, Any]) -> None:
    """The column and index of marks, before anybody writes with the new shape."""
    changed = field_from(each.name, facts) if each.is_custom else changed_field(each, facts)
    if changed.is_encrypted != each.is_encrypted:
        await build(company, spec.with_fields(changed))


async def change_object(shaper: Shaper, object_name: str, facts: Mapping[str, Any]) -> Shaped:
    """Changes labels, icon or area of an object; languages that are not given stay."""
    async with shaper.work() as work:
        spec = shaper.object(object_name)
        key = Key("object", object_name)
        whole: dict[str, Any] = await facts_of(work, key) or {}
        changed = {
            "labels": texts_of(facts, "labels", spec.labels, LONGEST_LABEL),
            "plural_labels": texts_of(facts, "plural_labels", spec.plural_labels, LONGEST_LABEL),
            **_look_of(shaper.company, facts, spec),
        }
        whole |= {name: value for name, value in changed.items() if name in facts}
        if spec.is_custom:
            labels_of(whole)
        await define(work, key, whole)
    return Shaped(object_name, work.change_set)


async def drop_field(shaper: Shaper, object_name: str, name: str) -> Shaped:
    """Takes a custom field away; its column keeps the values for 30 days."""
    async with shaper.work() as work:
        if not name.startswith(CUSTOM_PREFIX) or name not in shaper.object(object_name).fields:
            raise NotFound("no_such_field", field=name[:100])
        await drop(work, Key("field", object_name, name))
    return Shaped(name, work.change_set)


async def drop_object(shaper: Shaper, object_name: str) -> Shaped:
    """Takes a custom object away; its table keeps the records for 30 days."""
    async with shaper.work() as work:
        if not shaper.object(object_name).is_custom:
            raise Forbidden("not_custom", object=object_name)
        await drop(work, Key("object", object_name))
    return Shaped(object_name, work.change_set)


async def build(company: Company, spec: ObjectSpec) -> None:
    """Columns and indexes of an object that the database lacks."""
    async with company.pool.connection() as connection:
        for statement in await missing_statements(connection, [spec]):
            await run_patiently(connection, statement)


async def unbuild_marks(company: Company, spec: ObjectSpec, each: FieldSpec) -> None:
    """Takes the index of a field's marks away."""
    async with company.pool.connection() as connection:
        for name in blind_index(spec, each):
            await run_patiently(connection, f"DROP INDEX IF EXISTS {SCHEMA}.{quoted(name)}")


async def unguard(company: Company, spec: ObjectSpec, each: FieldSpec) -> None:
    """Takes away what refuses clear values of a field; without a key of the field it refuses none any more."""
    async with company.pool.connection() as connection:
        await run_patiently(connection, unguard_statement(spec, each))


async def reload_shape(company: Company, standard: Registry) -> None:
    """Takes the newest definitions into the running company."""
    async with company.pool.connection() as connection:
        await company.load_norms(connection)
        company.replace(await load_registry(connection, standard))


async def refresh_shape(company: Company, standard: Registry) -> None:
    """Takes what others have shaped since into the running company, rights too."""
    async with company.pool.connection() as connection:
        row = await (await connection.execute(SHAPE_VERSION)).fetchone()
        grants = await load_grants(connection)
        is_older = row is not None and row[0] != company.registry.version
        if is_older or grants != company.grants:
            await company.load_norms(connection)
            company.replace(await load_registry(connection, standard) if is_older else None, grants)
