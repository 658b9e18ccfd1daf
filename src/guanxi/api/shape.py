"""Shaping: an administrator's own objects and fields, and the texts of all of them in all languages."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.engine import customs
from guanxi.engine.company import Company
from guanxi.engine.company.words import LANGUAGES
from guanxi.engine.customs import Shaped, Shaper
from guanxi.engine.customs.facts import require_shaper
from guanxi.kernel.errors import NotFound
from guanxi.kernel.specs import FieldSpec, ObjectSpec


def shaper_of(call: Call) -> Shaper:
    return Shaper(call.company, call.state.standard, call.principal, call.reason)


def done(shaped: Shaped, status: int = 200) -> Response:
    headers = {"X-Change-Set": str(shaped.change_set)} if shaped.change_set else {}
    return answer({"name": shaped.name}, status, headers)


async def add_object(call: Call) -> Response:
    return done(await customs.add_object(shaper_of(call), await kept_facts(call)), 201)


async def change_object(call: Call) -> Response:
    return done(await customs.change_object(shaper_of(call), call.path("object"), await kept_facts(call)))


async def drop_object(call: Call) -> Response:
    return done(await customs.drop_object(shaper_of(call), call.path("object")))


async def add_field(call: Call) -> Response:
    return done(await customs.add_field(shaper_of(call), call.path("object"), await kept_facts(call)), 201)


async def change_field(call: Call) -> Response:
    facts = await kept_facts(call)
    return done(await customs.change_field(shaper_of(call), call.path("object"), call.path("field"), facts))


async def drop_field(call: Call) -> Response:
    return done(await customs.drop_field(shaper_of(call), call.path("object"), call.path("field")))


def texts(company: Company, key: str, own: Mapping[str, str]) -> dict[str, str]:
    """A text in every language that has one, the administrator's before the catalogue's."""
    found = {language: own.get(language) or company.words.texts[language].get(key) for language in LANGUAGES}
    return {language: str(text) for language, text in found.items() if text}


def _field_texts(company: Company, spec: ObjectSpec, each: FieldSpec) -> dict[str, Any]:
    shared = "system" if each.group == "ownership" else spec.name
    key = f"{spec.name}.choices.{each.name}"
    groups = [{"key": group.key, "labels": dict(group.labels)} for group in each.tag_groups]
    return {
        "labels": texts(company, f"{shared}.fields.{each.name}", each.labels),
        "hints": texts(company, f"{spec.name}.hints.{each.name}", each.hints),
        "choices": [
            {
                "key": choice.key,
                "colour": choice.colour,
                "is_final": choice.is_final,
                "locked": choice.locked,
                "labels": texts(company, f"{key}.{choice.key}", choice.labels),
                **({"group": choice.group, "aliases": list(choice.aliases)} if each.kind == "tags" else {}),
            }
            for choice in each.choices
        ],
        **({"tag_groups": groups, "only_known": each.only_known} if each.kind == "tags" else {}),
    }


async def read_object(call: Call) -> Response:
    """An object's texts in all languages, so that an edit loses none."""
    require_shaper(call.principal)
    spec = call.company.registry.objects.get(call.path("object"))
    if spec is None:
        raise NotFound("no_such_object", object=call.path("object")[:100])
    found = {
        "name": spec.name,
        "icon": spec.icon,
        "area": spec.area,
        "is_custom": spec.is_custom,
        "labels": texts(call.company, f"{spec.name}.label", spec.labels),
        "plural_labels": texts(call.company, f"{spec.name}.plural", spec.plural_labels),
        "fields": {name: _field_texts(call.company, spec, each) for name, each in spec.fields.items()},
    }
    return answer(found)


ROUTES = (
    ("POST", "/shape/objects", add_object),
    ("GET", "/shape/objects/{object}", read_object),
    ("PATCH", "/shape/objects/{object}", change_object),
    ("DELETE", "/shape/objects/{object}", drop_object),
    ("POST", "/shape/objects/{object}/fields", add_field),
    ("PATCH", "/shape/objects/{object}/fields/{field}", change_field),
    ("DELETE", "/shape/objects/{object}/fields/{field}", drop_field),
)
