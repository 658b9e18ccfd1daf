"""Shaping: an administrator adds, changes and drops objects and fields while everybody works on."""

import re
from collections.abc import Mapping
from typing import Any, cast

import orjson

from guanxi.engine.company import Company, Work
from guanxi.engine.customs.overlay import field_from, load_registry, object_from
from guanxi.engine.expressions import check
from guanxi.engine.people import load_grants
from guanxi.engine.store.schema import missing_statements, run_patiently
from guanxi.kernel.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import CUSTOM_PREFIX, FieldSpec, ObjectSpec, Registry

NAME = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
NOT_BY_HAND = ("lines",)
MOST_FIELDS = 500
MOST_CHOICES = 500
LONGEST_KEY = 100
SHAPE_VERSION = b"SELECT coalesce((SELECT (value)::bigint FROM engine.setting WHERE name = 'shape'), 0)"
KEYED = ("picklist", "multi_picklist")


def invalid(where: str, code: str, /, **values: Any) -> Invalid:
    return Invalid("invalid", errors=[FieldError(where, code, values)])


def require_shaper(principal: Principal) -> None:
    """Raises Forbidden for anybody but an administrator."""
    if not principal.is_system and "administrator" not in principal.roles:
        raise Forbidden("administrators_only")


def labels_of(facts: Mapping[str, Any], name: str = "labels") -> dict[str, str]:
    given = facts.get(name)
    if not isinstance(given, Mapping):
        raise invalid(name, "labels_missing")
    found = {
        str(key): str(value).strip()[:120]
        for key, value in cast(Mapping[Any, Any], given).items()
        if str(value).strip()
    }
    if not found:
        raise invalid(name, "labels_missing")
    return found


def name_from(facts: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """The technical name: the given one or one made from the English label, with the prefix of custom things."""
    given = str(facts.get("name") or re.sub(r"[^a-z0-9]+", "_", labels.get("en", "").lower()).strip("_") or "")
    given = given.removeprefix(CUSTOM_PREFIX)[:36]
    name = given if NAME.match(given) else f"n{new_id().hex[-8:]}"
    return CUSTOM_PREFIX + name


async def add_object(company: Company, standard: Registry, principal: Principal, facts: Mapping[str, Any]) -> str:
    """A new object with a name field; it is there for everybody when this returns. Gives its name."""
    require_shaper(principal)
    labels = labels_of(facts)
    name = name_from(facts, labels)
    if name in company.registry:
        raise Conflict("name_taken", name=name)
    areas = [area for area in company.areas if area != "settings"] or ["settings"]
    kept = {"area": areas[0], **facts, "labels": labels, "plural_labels": facts.get("plural_labels") or labels}
    if facts.get("title_label"):
        kept["title_labels"] = {"en": str(facts["title_label"])[:120]}
    await _build(company, object_from(name, kept))
    await _define(company, standard, principal, ("object", name, ""), kept)
    return name


async def add_field(
    company: Company, standard: Registry, principal: Principal, object_name: str, facts: Mapping[str, Any]
) -> str:
    """A new field of an object; its column is added under a short lock. Gives its name."""
    require_shaper(principal)
    spec = _object(company, object_name)
    labels = labels_of(facts)
    name = name_from(facts, labels)
    if name in spec.fields:
        raise Conflict("name_taken", name=name)
    if len(spec.fields) >= MOST_FIELDS:
        raise invalid("name", "too_many_fields", most=MOST_FIELDS)
    each = checked_field(company.registry, spec, name, {**facts, "labels": labels})
    await _build(company, spec.with_fields(each))
    await _define(company, standard, principal, ("field", object_name, name), {**facts, "labels": labels})
    return name


def checked_field(registry: Registry, spec: ObjectSpec, name: str, facts: Mapping[str, Any]) -> FieldSpec:
    """The field that these facts describe. Raises Invalid with what is wrong with them."""
    kind = facts.get("kind")
    if kind not in KINDS or kind in NOT_BY_HAND:
        raise invalid("kind", "unknown_kind", kinds=", ".join(KINDS))
    if kind in KEYED and not _choices_are_good(facts.get("choices")):
        raise invalid("choices", "choices_missing")
    if kind in ("reference", "multi_reference") and str(facts.get("target")) not in registry:
        raise invalid("target", "unknown_object", object=str(facts.get("target"))[:100])
    try:
        each = field_from(name, facts)
    except (ValueError, TypeError, KeyError, ArithmeticError):
        raise invalid("kind", "bad_field_facts") from None
    _check_computed(registry, spec, each)
    return each


def _check_computed(registry: Registry, spec: ObjectSpec, each: FieldSpec) -> None:
    if each.kind == "formula":
        if each.formula is None:
            raise invalid("formula", "required", field="formula")
        check(each.formula, spec)
    if each.kind == "roll_up":
        _check_roll_up(registry, spec, each)


def _choices_are_good(given: Any) -> bool:
    parts = cast("list[Any]", given) if isinstance(given, list) else []
    keys = [cast("Mapping[str, Any]", part).get("key") for part in parts if isinstance(part, Mapping)]
    if not 0 < len(keys) == len(parts) <= MOST_CHOICES or not all(isinstance(key, str) for key in keys):
        return False
    return all(0 < len(key) <= LONGEST_KEY for key in cast("list[str]", keys)) and len(set(keys)) == len(keys)


def _check_roll_up(registry: Registry, spec: ObjectSpec, each: FieldSpec) -> None:
    facts = each.roll_up
    if facts is None or facts.child not in registry or facts.function not in ("count", "sum", "min", "max", "avg"):
        raise invalid("roll_up", "bad_roll_up")
    child = registry[facts.child]
    via = child.fields.get(facts.via)
    measured = child.fields.get(facts.field or "")
    if via is None or via.target != spec.name or (facts.function != "count" and measured is None):
        raise invalid("roll_up", "bad_roll_up")


async def change_field(
    company: Company, standard: Registry, principal: Principal, object_name: str, name: str, facts: Mapping[str, Any]
) -> None:
    """Changes labels, hints, choices, bounds or whether a field is required."""
    require_shaper(principal)
    spec = _object(company, object_name)
    if name not in spec.fields:
        raise NotFound("no_such_field", field=name[:100])
    allowed = ("labels", "hints", "required", "choices", "at_least", "at_most", "group", "default", "formula")
    kept = {key: facts[key] for key in allowed if key in facts}
    kind = "field" if spec.fields[name].is_custom else "field_change"
    async with company.pool.connection() as connection:
        row = await (
            await connection.execute(
                b"SELECT facts FROM engine.definition WHERE kind = $1 AND object = $2 AND name = $3",
                [kind, object_name, name],
            )
        ).fetchone()
    whole: dict[str, Any] = {**(row[0] if row else {}), **kept}
    if kind == "field":
        checked_field(company.registry, spec, name, whole)
    elif "choices" in kept and not _choices_are_good(kept["choices"]):
        raise invalid("choices", "choices_missing")
    await _define(company, standard, principal, (kind, object_name, name), whole)


async def change_object(
    company: Company, standard: Registry, principal: Principal, object_name: str, facts: Mapping[str, Any]
) -> None:
    """Changes labels, icon or area of an object."""
    require_shaper(principal)
    spec = _object(company, object_name)
    kept: dict[str, Any] = {
        "labels": {**spec.labels, **labels_of(facts)} if "labels" in facts else dict(spec.labels),
        "plural_labels": {**spec.plural_labels, **(facts.get("plural_labels") or {})},
        "icon": facts.get("icon") or spec.icon,
        "area": facts.get("area") or spec.area,
    }
    await _define(company, standard, principal, ("object", object_name, ""), kept)


async def drop_field(company: Company, standard: Registry, principal: Principal, object_name: str, name: str) -> None:
    """Takes a custom field away; its column keeps the values for 30 days."""
    require_shaper(principal)
    if not name.startswith(CUSTOM_PREFIX) or name not in _object(company, object_name).fields:
        raise NotFound("no_such_field", field=name[:100])
    await _drop(company, standard, principal, ("field", object_name, name))


async def drop_object(company: Company, standard: Registry, principal: Principal, object_name: str) -> None:
    """Takes a custom object away; its table keeps the records for 30 days."""
    require_shaper(principal)
    if not _object(company, object_name).is_custom:
        raise Forbidden("not_custom", object=object_name)
    await _drop(company, standard, principal, ("object", object_name, ""))


def _object(company: Company, name: str) -> ObjectSpec:
    if name not in company.registry:
        raise NotFound("no_such_object", object=name[:100])
    return company.registry[name]


async def _build(company: Company, spec: ObjectSpec) -> None:
    async with company.pool.connection() as connection:
        for statement in await missing_statements(connection, [spec]):
            await run_patiently(connection, statement)


async def _define(
    company: Company, standard: Registry, principal: Principal, key: tuple[str, str, str], facts: Mapping[str, Any]
) -> None:
    async with company.work(principal, source="shape") as work:
        await work.execute(
            "INSERT INTO engine.definition (kind, object, name, facts) VALUES ($1, $2, $3, $4::jsonb)"
            " ON CONFLICT (kind, object, name) DO UPDATE SET facts = excluded.facts, dropped_at = NULL",
            *key,
            orjson.dumps(dict(facts)).decode(),
        )
        await _note(work, "define", key)
    await reload_shape(company, standard)


async def _drop(company: Company, standard: Registry, principal: Principal, key: tuple[str, str, str]) -> None:
    async with company.work(principal, source="shape") as work:
        await work.execute(
            "UPDATE engine.definition SET dropped_at = now() WHERE kind = $1 AND object = $2 AND name = $3", *key
        )
        await _note(work, "drop", key)
    await reload_shape(company, standard)


async def _note(work: Work, action: str, key: tuple[str, str, str]) -> None:
    await work.execute(
        "INSERT INTO engine.audit (at, by_user, action, object, fields) VALUES (now(), $1::uuid, $2, $3, $4::text[])",
        str(work.principal.user_id),
        action,
        key[1],
        [key[2]],
    )
    await work.execute(
        "INSERT INTO engine.setting (name, value) VALUES ('shape', '1') ON CONFLICT (name) DO UPDATE"
        " SET value = to_jsonb(((engine.setting.value)::bigint) + 1)"
    )


async def reload_shape(company: Company, standard: Registry) -> None:
    """Takes the newest definitions into the running company."""
    async with company.pool.connection() as connection:
        company.replace(await load_registry(connection, standard))


async def refresh_shape(company: Company, standard: Registry) -> None:
    """Takes what others have shaped since into the running company, rights too."""
    async with company.pool.connection() as connection:
        row = await (await connection.execute(SHAPE_VERSION)).fetchone()
        grants = await load_grants(connection)
        is_older = row is not None and row[0] != company.registry.version
        if is_older or grants != company.grants:
            company.replace(await load_registry(connection, standard) if is_older else None, grants)
