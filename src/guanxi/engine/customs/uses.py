"""What rests on a field or an object: nothing is taken away beneath others."""

from guanxi.kernel.errors import Conflict
from guanxi.kernel.expressions import references
from guanxi.kernel.specs import FieldSpec, ObjectSpec, Registry


def refuse_if_used(registry: Registry, object_name: str, field_name: str = "") -> None:
    """Raises Conflict `in_use` with the field that rests on this field, or on this whole object."""
    for spec in registry.objects.values():
        for each in spec.fields.values():
            if field_name:
                rests = each.name != field_name and _on_field(spec, each, object_name, field_name)
            else:
                rests = spec.name != object_name and _on_object(each, object_name)
            if rests:
                raise Conflict("in_use", field=f"{spec.name}.{each.name}")


def _on_object(each: FieldSpec, object_name: str) -> bool:
    return object_name in (each.target, each.lines, each.roll_up.child if each.roll_up else None)


def _on_field(spec: ObjectSpec, each: FieldSpec, object_name: str, field_name: str) -> bool:
    if each.roll_up is not None and each.roll_up.child == object_name:
        return field_name in (each.roll_up.via, each.roll_up.field) or f'"{field_name}"' in _quoted(each)
    return spec.name == object_name and each.formula is not None and field_name in references(each.formula)


def _quoted(each: FieldSpec) -> str:
    """The condition of a roll-up as text, in which names of fields stand in quotation marks."""
    where = each.roll_up.where if each.roll_up else None
    return str(where).replace("'", '"') if where else ""
