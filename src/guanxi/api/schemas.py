"""JSON Schema of an object's records, from its fields."""

from typing import Any

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.editable import CAN_EDIT
from guanxi.engine.store.columns import ROUNDED, SYSTEM_FIELDS
from guanxi.kernel.fields.composites import ADDRESS_PARTS
from guanxi.kernel.specs import FieldSpec, Registry

TEXT: dict[str, Any] = {"type": "string"}
MASKED: dict[str, Any] = {"type": ["string", "null"], "readOnly": True}


def _parts(*names: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict.fromkeys(names, TEXT)}


BY_KIND: dict[str, dict[str, Any]] = {
    "number": {"type": "integer"},
    "duration": {"type": "integer"},
    "rating": {"type": "integer", "minimum": 1, "maximum": 5},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "date_time": {"type": "string", "format": "date-time"},
    "reference": {"type": "string", "format": "uuid"},
    "multi_reference": {"type": "array", "items": {"type": "string", "format": "uuid"}},
    "tags": {"type": "array", "items": TEXT},
    "multi_picklist": {"type": "array", "items": TEXT},
    "money": _parts("amount", "currency"),
    "address": _parts(*ADDRESS_PARTS),
    "person_name": _parts("family", "given", "full"),
    "location": _parts("latitude", "longitude"),
    "email": {"type": "string", "format": "email"},
    "url": {"type": "string", "format": "uri"},
    "json": {},
}


def field_schema(registry: Registry, each: FieldSpec) -> dict[str, Any]:
    """The schema of one field's canonical value, or null."""
    if each.kind == "lines":
        lines = registry[each.lines or ""]
        inner = {name: field_schema(registry, part) for name, part in lines.fields.items() if name != lines.parent}
        return {"type": "array", "items": {"type": "object", "properties": {"id": BY_KIND["reference"], **inner}}}
    found = dict(TEXT if _is_written_as_text(each) else BY_KIND.get(each.result_kind or each.kind, TEXT))
    if each.kind == "picklist":
        found["enum"] = [*(choice.key for choice in each.choices), None]
    if each.only_known:
        found["items"] = {"type": "string", "enum": [choice.key for choice in each.choices]}
    if each.max_length:
        found["maxLength"] = each.max_length
    if isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    if each.is_computed or each.is_readonly:
        found["readOnly"] = True
    return found


def _is_written_as_text(each: FieldSpec) -> bool:
    """True for figures that are answered as exact text: roll-ups, and formulas that give a number with decimals."""
    if each.own_currency:
        return False
    return each.kind == "roll_up" or (each.kind == "formula" and each.result_kind in ROUNDED)


def record_schema(registry: Registry, rights: Rights) -> dict[str, Any]:
    """The schema of an object's records, as far as the caller may see its fields."""
    fields = {**{name: each for name, each in SYSTEM_FIELDS.items() if name != "deleted_at"}, **rights.spec.fields}
    shown = {name: field_schema(registry, each) for name, each in fields.items() if rights.level(name) != "hidden"}
    shown |= {name: MASKED for name in shown if rights.masks(name)}
    shown |= {CAN_EDIT: {"type": "boolean", "readOnly": True}}
    return {"type": "object", "properties": shown}
