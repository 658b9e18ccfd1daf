"""What is wrong with a row, in a person's language."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guanxi.engine.company import Company
from guanxi.engine.company.sentences import sentence
from guanxi.engine.transfer.references import nearest, squeezed_titles
from guanxi.engine.transfer.targets import label_of, part_label
from guanxi.kernel.errors import FieldError, GuanxiError
from guanxi.kernel.specs import FieldSpec, ObjectSpec

ErrorFacts = Mapping[str, Any]
MOST_LABELS = 15


def error_facts(errors: Iterable[FieldError]) -> list[dict[str, Any]]:
    """Errors as they are kept: codes and values, no text, so that each reader gets his own language."""
    return [{"field": each.field, "code": each.code, "values": dict(each.values)} for each in errors]


def failure_facts(error: GuanxiError) -> dict[str, Any]:
    """An error that ended an import, as it is kept."""
    return {"code": error.code, "values": dict(error.values), "errors": error_facts(error.errors)}


def failure_text(company: Company, language: str, kept: ErrorFacts) -> str:
    return message(company, language, kept["code"], kept["values"])


def message(company: Company, language: str, code: str, given: Mapping[str, Any]) -> str:
    """The sentence for an error's code, with labels in the place of names."""
    if code == "not_created":
        given = {**given, "reason": company.translate(language, f"errors.{given.get('reason')}")}
    return sentence(company, language, code, given)


def row_message(company: Company, language: str, spec: ObjectSpec | None, error: ErrorFacts) -> str:
    """The same for an error of a row, which knows the field: an unknown choice names the labels, or the nearest one."""
    found = field_at(company, spec, error["field"]) if spec is not None else None
    if error["code"] != "unknown_choice" or found is None or "value" not in error["values"]:
        return message(company, language, error["code"], error["values"])
    owner, each = found
    given = str(error["values"]["value"])
    near = _near_choice(company, language, owner, each, given)
    if near is not None:
        return message(company, language, "unknown_choice_near", {"value": given, "near": near})
    labels = choice_labels(company, language, owner, each)
    return message(company, language, "unknown_choice", {"value": given, "choices": ", ".join(labels[:MOST_LABELS])})


def meant(company: Company, language: str, spec: ObjectSpec, error: ErrorFacts) -> str | None:
    """What "Did you mean ...?" in the sentence for an error names, where it asks that."""
    found = field_at(company, spec, error["field"])
    values = error["values"]
    if error["code"] == "no_such_name_near":
        return str(values["near"])
    if error["code"] != "unknown_choice" or found is None or "value" not in values:
        return None
    return _near_choice(company, language, *found, str(values["value"]))


def _near_choice(company: Company, language: str, spec: ObjectSpec, each: FieldSpec, given: str) -> str | None:
    known = [*choice_labels(company, language, spec, each), *(choice.key for choice in each.choices)]
    return nearest(given, squeezed_titles(known))


def choice_labels(company: Company, language: str, spec: ObjectSpec, each: FieldSpec) -> list[str]:
    """The labels of a picklist, or of known tags, in their order."""
    return [company.words.choice(language, spec.name, each, choice) for choice in each.choices]


def field_at(company: Company, spec: ObjectSpec, path: str) -> tuple[ObjectSpec, FieldSpec] | None:
    """The field that an error names, with its object: of the record, or (`lines.quantity`) of its lines."""
    name, _, rest = path.partition(".")
    each = spec.fields.get(name)
    if each is None:
        return None
    lines = company.registry.objects.get(each.lines or "")
    inner = lines.fields.get(rest.rpartition(".")[2]) if lines is not None else None
    return (lines, inner) if lines is not None and inner is not None else (spec, each)


def shown_errors(
    company: Company, language: str, spec: ObjectSpec, errors: Iterable[ErrorFacts]
) -> list[dict[str, Any]]:
    """Kept errors as the interface answers them."""
    return [
        {"field": each["field"], "code": each["code"], "message": row_message(company, language, spec, each)}
        for each in errors
    ]


def reason_text(company: Company, language: str, spec: ObjectSpec, errors: Sequence[ErrorFacts]) -> str:
    """All errors of a row in one cell: "Field: sentence" after each other."""
    parts: list[str] = []
    for each in errors:
        text = row_message(company, language, spec, each)
        label = field_label(company, language, spec, each["field"])
        parts.append(f"{label}: {text}" if label else text)
    return " ".join(parts)


def field_label(company: Company, language: str, spec: ObjectSpec, path: str) -> str:
    """The label of a field, of a line's field (`lines.quantity`) or of a part (`address.city`)."""
    name, _, rest = path.partition(".")
    each = spec.fields.get(name)
    if each is None:
        return ""
    label = label_of(company, language, spec, each)
    return f"{label}: {_inner_label(company, language, each, rest)}" if rest else label


def _inner_label(company: Company, language: str, each: FieldSpec, rest: str) -> str:
    lines = company.registry.objects.get(each.lines or "")
    inner = rest.rpartition(".")[2]
    if lines is not None and inner in lines.fields:
        return label_of(company, language, lines, lines.fields[inner])
    return part_label(company, language, inner)
