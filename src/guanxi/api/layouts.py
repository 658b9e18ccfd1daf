"""How pages and forms are arranged: as the caller sees them, and as an administrator arranges them."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.seen_views import RightsOf
from guanxi.api.shape import done, shaper_of, texts
from guanxi.engine import customs
from guanxi.engine.company import Company
from guanxi.engine.customs.facts import require_shaper
from guanxi.engine.customs.laying_out import EVERYONE
from guanxi.kernel.errors import NotFound
from guanxi.kernel.layouts import Layout, arranged
from guanxi.kernel.specs import FieldSpec, ObjectSpec

EVERYONES = "everyone"


def head_of(spec: ObjectSpec, layout: Layout | None) -> tuple[str, ...]:
    """The key facts at the head of the page."""
    return spec.key_facts if layout is None or layout.head is None else layout.head


def left_out_of(spec: ObjectSpec, layout: Layout | None) -> tuple[str, ...]:
    """The fields that page and form do without; never one without which there is no new record."""
    names = layout.left_out if layout else ()
    return tuple(name for name in names if name in spec.fields and not _is_needed(spec.fields[name]))


def _is_needed(each: FieldSpec) -> bool:
    return each.required and each.default is None and not each.is_computed


def groups_of(
    company: Company, language: str, spec: ObjectSpec, layout: Layout | None, declared: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The fields by group; `declared` are those that the caller sees, each with its own group."""
    own = {group.key: group.labels for group in layout.groups} if layout else {}
    return [
        {"name": key, "fields": names, "label": _group_label(company, language, spec, key, own.get(key, {}))}
        for key, names in arranged(layout, declared, left_out_of(spec, layout)).items()
    ]


def _group_label(company: Company, language: str, spec: ObjectSpec, key: str, labels: Mapping[str, str]) -> str:
    path = _group_path(company, spec, key)
    return company.words.label(language, path, labels) if labels or path else key


def _group_path(company: Company, spec: ObjectSpec, key: str) -> str:
    """Where the catalogue has a group's heading: with its object, or for all."""
    paths = (f"{spec.name}.groups.{key}", f"system.groups.{key}")
    return next((path for path in paths if company.words.find("en", path)), "")


def related_of(
    company: Company, language: str, spec: ObjectSpec, layout: Layout | None, rights_of: RightsOf
) -> list[dict[str, Any]]:
    """The lists of records that refer to this one, in order; those of its own kind matter less than those of others."""
    found: dict[str, dict[str, Any]] = {}
    for child, each in sorted(company.registry.inward.get(spec.name, ()), key=lambda pair: pair[0].name == spec.name):
        rights = rights_of(child.name)
        is_list = each.inverse is not None or child.is_custom
        if is_list and not child.parent and rights.may("read") and rights.sees(each.name):
            label = company.words.find(language, f"{spec.name}.related.{each.inverse}") or company.words.label(
                language, f"{child.name}.plural", child.plural_labels
            )
            name = f"{child.name}.{each.name}"
            is_shown = layout is None or name not in layout.related_left_out
            found[name] = {
                "object": child.name, "field": each.name, "label": label, "kind": each.kind, "is_shown": is_shown
            }  # fmt: skip
    first = [name for name in (layout.related if layout else ()) if name in found]
    return [found[name] for name in dict.fromkeys([*first, *found])]


async def read_layouts(call: Call) -> Response:
    """An object's layouts in order, everyone's first, and the usual arrangement, with headings in all languages."""
    require_shaper(call.principal)
    company = call.company
    spec = company.registry.objects.get(call.path("object"))
    if spec is None:
        raise NotFound("no_such_object", object=call.path("object")[:100])
    usual = arranged(None, {name: each.group for name, each in spec.fields.items()}, ())
    layouts = sorted(spec.layouts, key=lambda each: (bool(each.role), each.place, each.role))
    return answer(
        {
            "usual": {
                "groups": [
                    {"key": key, "labels": texts(company, _group_path(company, spec, key), {}), "fields": names}
                    for key, names in usual.items()
                ],
                "head": list(spec.key_facts),
            },
            "layouts": [_layout_facts(company, spec, each) for each in layouts],
        }
    )


def _layout_facts(company: Company, spec: ObjectSpec, layout: Layout) -> dict[str, Any]:
    return {
        "role": layout.role or EVERYONES,
        "groups": [
            {
                "key": group.key,
                "labels": texts(company, _group_path(company, spec, group.key), group.labels),
                "fields": list(group.fields),
            }
            for group in layout.groups
        ],
        "left_out": list(layout.left_out),
        "head": None if layout.head is None else list(layout.head),
        "related": list(layout.related),
        "related_left_out": list(layout.related_left_out),
    }


def _role(call: Call) -> str:
    given = call.path("role")
    return EVERYONE if given == EVERYONES else given


async def set_layout(call: Call) -> Response:
    facts = await kept_facts(call)
    return done(await customs.set_layout(shaper_of(call), call.path("object"), _role(call), facts))


async def drop_layout(call: Call) -> Response:
    return done(await customs.drop_layout(shaper_of(call), call.path("object"), _role(call)))


async def order_layouts(call: Call) -> Response:
    given: Any = (await kept_facts(call)).get("order")
    order = cast("list[Any]", given) if isinstance(given, list) else []
    return done(await customs.order_layouts(shaper_of(call), call.path("object"), order))


ROUTES = (
    ("GET", "/shape/objects/{object}/layouts", read_layouts),
    ("PATCH", "/shape/objects/{object}/layouts", order_layouts),
    ("PUT", "/shape/objects/{object}/layouts/{role}", set_layout),
    ("DELETE", "/shape/objects/{object}/layouts/{role}", drop_layout),
)
