"""What there is: objects, fields, views and the caller's rights, in his language."""

import hashlib
from typing import Any

import orjson
from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.layouts import groups_of, head_of, left_out_of, related_of
from guanxi.api.seen_views import RightsOf, as_seen
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Company
from guanxi.engine.search.readings import spoken
from guanxi.engine.store.columns import SYSTEM_FIELDS
from guanxi.kernel.access import MASKED_LEVELS, RIGHTS
from guanxi.kernel.fields.currencies import DECIMALS
from guanxi.kernel.fields.kinds import KINDS, kind_of
from guanxi.kernel.layouts import Layout, layout_for
from guanxi.kernel.specs import ChoiceSpec, FieldSpec, ObjectSpec, ViewSpec


def _say(company: Company, language: str, key: str) -> str | None:
    found = company.words.find(language, key)
    return str(found) if found else None


def field_facts(company: Company, language: str, spec: ObjectSpec, each: FieldSpec, level: str) -> dict[str, Any]:
    """One field as the client knows it."""
    is_system = each.name in SYSTEM_FIELDS
    is_fixed = each.is_readonly or each.is_computed or is_system
    return {
        "name": each.name,
        "kind": each.kind,
        "result_kind": each.result_kind,
        **_field_texts(company, language, spec, each),
        "required": each.required,
        "unique": each.unique,
        "default": each.default,
        "level": _told_level(level, is_fixed=is_fixed),
        **({"may_reveal": True, "object": spec.name} if level == "reveal" else {}),
        "is_computed": each.is_computed,
        "is_custom": each.is_custom,
        "is_encrypted": each.is_encrypted,
        "group": each.group,
        **_field_uses(each, level),
        "decimals": each.decimals,
        "at_least": _text(each.at_least),
        "at_most": _text(each.at_most),
        "max_length": each.max_length,
        "choices": [_choice_facts(company, language, spec, each, one) for one in each.choices],
        **(_tag_facts(company, language, spec, each) if each.kind == "tags" else {}),
        "target": each.target,
        "lines": each.lines,
        "numbering": each.numbering,
        "formula": each.formula_text,
    }


def _told_level(level: str, *, is_fixed: bool) -> str:
    """A level as the client knows it; whether what is masked may be revealed stands beside it."""
    if level in MASKED_LEVELS:
        return "masked"
    return "read" if level == "edit" and is_fixed else level


def _field_texts(company: Company, language: str, spec: ObjectSpec, each: FieldSpec) -> dict[str, Any]:
    is_shared = each.name in SYSTEM_FIELDS or each.group == "ownership"
    key = f"{'system' if is_shared else spec.name}.fields.{each.name}"
    own_hint = each.hints.get(language) or each.hints.get("en")
    return {
        "label": company.words.label(language, key, each.labels),
        "hint": own_hint or _say(company, language, f"{spec.name}.hints.{each.name}"),
    }


def _field_uses(each: FieldSpec, level: str) -> dict[str, Any]:
    """What lists and charts may do with a field that the caller sees at this level."""
    shown = KINDS[each.result_kind] if each.result_kind else kind_of(each)
    is_open = level in ("read", "edit") and each.kind != "lines"
    return {
        "is_sortable": is_open and kind_of(each).is_sortable,
        "is_groupable": is_open and shown.is_groupable,
        "is_searchable": bool(each.search),
        "operators": shown.operators if is_open else (),
        "measures": shown.measures if is_open else (),
    }


def _choice_facts(
    company: Company, language: str, spec: ObjectSpec, each: FieldSpec, choice: ChoiceSpec
) -> dict[str, Any]:
    label = company.words.choice(language, spec.name, each, choice)
    return {
        "key": choice.key,
        "colour": choice.colour,
        "is_final": choice.is_final,
        "locked": choice.locked,
        "label": label,
        "sounds": spoken(label),
        **({"group": choice.group} if each.kind == "tags" else {}),
    }


def _tag_facts(company: Company, language: str, spec: ObjectSpec, each: FieldSpec) -> dict[str, Any]:
    groups = [
        {"key": group.key, "label": company.words.label(language, "", group.labels) or group.key}
        for group in each.tag_groups
    ]
    return {"object": spec.name, "tag_groups": groups, "only_known": each.only_known}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def view_facts(company: Company, language: str, spec: ObjectSpec, view: ViewSpec) -> dict[str, Any]:
    label = _say(company, language, f"{spec.name}.views.{view.name}") or company.translate(
        language, "system.views.all", plural=company.words.label(language, f"{spec.name}.plural", spec.plural_labels)
    )
    columns = [*view.columns]
    if not columns:
        columns = [
            name for name in spec.fields if spec.fields[name].kind not in ("lines", "long_text", "rich_text", "json")
        ][:8]
    return {
        "name": view.name,
        "label": label,
        "kind": view.kind,
        "columns": columns,
        "sort": list(view.sort),
        "filter": view.filter or {},
        "by": view.by,
        "total": view.total,
        "until": view.until,
    }


def object_facts(
    company: Company, language: str, rights: Rights, layout: Layout | None, rights_of: RightsOf
) -> dict[str, Any]:
    """One object as the client knows it, without what the caller may not see."""
    spec = rights.spec
    views = [view_facts(company, language, spec, view) for view in spec.views]
    everything = {**{name: each for name, each in SYSTEM_FIELDS.items() if name != "deleted_at"}, **spec.fields}
    shown = {
        name: field_facts(company, language, spec, each, rights.level(name))
        for name, each in everything.items()
        if rights.level(name) != "hidden"
    }
    return {
        "name": spec.name,
        "area": spec.area,
        "icon": spec.icon,
        "title": spec.title,
        "subtitle": spec.subtitle if spec.subtitle in shown else None,
        "label": company.words.label(language, f"{spec.name}.label", spec.labels),
        "plural": company.words.label(language, f"{spec.name}.plural", spec.plural_labels),
        "is_custom": spec.is_custom,
        "is_owned": spec.is_owned,
        "is_setting": spec.is_setting,
        "parent": spec.parent,
        "has_timeline": spec.has_timeline,
        "key_facts": [name for name in head_of(spec, layout) if name in shown],
        "rights": [right for right in RIGHTS if rights.may(right)],
        "groups": groups_of(company, language, spec, layout, {name: each["group"] for name, each in shown.items()}),
        "left_out": [name for name in left_out_of(spec, layout) if name in shown],
        "fields": shown,
        "related": related_of(company, language, spec, layout, rights_of),
        "views": [seen for view in views if (seen := as_seen(view, rights, rights_of))],
        "actions": _actions(company, language, spec),
    }


def _actions(company: Company, language: str, spec: ObjectSpec) -> list[dict[str, Any]]:
    """The verbs that modules offer for records of this object."""
    return [
        {
            "module": module,
            "verb": name,
            "label": company.translate(language, f"{spec.name}.actions.{name}"),
            "unless": verb.unless,
            "takes": {field: _taken_facts(company, language, spec, name, each) for field, each in verb.takes.items()},
        }
        for module, verbs in company.actions.items()
        for name, verb in verbs.items()
        if verb.about == spec.name
    ]


def _taken_facts(company: Company, language: str, spec: ObjectSpec, verb: str, each: FieldSpec) -> dict[str, Any]:
    """What a verb takes, as one field of a form."""
    key = f"{spec.name}.takes.{verb}.{each.name}"
    hint = _say(company, language, f"{spec.name}.takes_hints.{verb}.{each.name}")
    return {
        **field_facts(company, language, spec, each, "edit"),
        "label": company.translate(language, key),
        "hint": hint,
    }


async def meta(call: Call) -> Response:
    company, language = call.company, call.language

    def rights_of(name: str) -> Rights:
        return company.rights(call.principal, name)

    objects: dict[str, Any] = {}
    for spec in company.registry.objects.values():
        rights = rights_of(spec.name)
        if (rights.parent or rights).may("read"):
            objects[spec.name] = object_facts(
                *(company, language, rights, layout_for(spec.layouts, call.principal.roles), rights_of)
            )
    areas = [{"name": area, "label": company.translate(language, f"areas.{area}")} for area in company.areas]
    body = orjson.dumps(
        {
            "version": company.registry.version,
            "areas": areas,
            "currencies": sorted(DECIMALS),
            "objects": objects,
            "company": {"name": company.name, "currency": company.norms.currency, "time_zone": company.norms.time_zone},
        }
    )
    tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    if call.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    return answer(body, headers={"ETag": tag, "Cache-Control": "private, no-cache"})


ROUTES = (("GET", "/meta", meta),)
