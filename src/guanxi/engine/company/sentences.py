"""Errors as sentences in a person's language."""

from collections.abc import Mapping
from typing import Any

from guanxi.engine.company.company import Company
from guanxi.kernel.specs import NO_LABELS


def sentence(company: Company, language: str, code: str, given: Mapping[str, Any]) -> str:
    """The sentence for an error's code, with labels in the place of names."""
    values = dict(given)
    spec = company.registry.objects.get(str(values.get("object", "")))
    if code == "rule_broken":
        return rule_text(company, language, str(values.get("object")), str(values.get("rule")))
    if spec is not None:
        values["object"] = company.words.label(language, f"{spec.name}.label", spec.labels)
    if "right" in values:
        values["right"] = company.translate(language, f"system.rights.{values['right']}")
    return company.translate(language, f"errors.{code}", **values)


def rule_text(company: Company, language: str, object_name: str, rule: str) -> str:
    spec = company.registry.objects.get(object_name)
    rules = spec.rules if spec else ()
    labels = next((each.labels for each in rules if each.name == rule), NO_LABELS)
    return company.words.label(language, f"{object_name}.rules.{rule}", labels)
