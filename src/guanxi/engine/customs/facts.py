"""Reading what an administrator wishes: labels in all languages, names, choices, and the field that they describe."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from guanxi.engine.customs.figures import check_roll_up
from guanxi.engine.customs.overlay import changed_field, field_from
from guanxi.engine.expressions import check
from guanxi.engine.store.columns import column_types
from guanxi.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from guanxi.kernel.expressions import references
from guanxi.kernel.fields.facts import NUMBERS, wrong_facts
from guanxi.kernel.fields.kinds import KINDS, all_suffixes, read_value
from guanxi.kernel.fields.tags import folded, words_of
from guanxi.kernel.fields.values import CONTROL, Norms, Refused
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import CUSTOM_PREFIX, ChoiceSpec, FieldSpec, ObjectSpec, Registry

NAME = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
NOT_BY_HAND = ("lines",)
MOST_CHOICES = 500
LONGEST_KEY = 100
LONGEST_LABEL = 120
LONGEST_HINT = 500
KEYED = ("picklist", "multi_picklist")
FIELD_FACTS = (
    *("kind", "required", "unique", "search", "choices", "target", "formula", "result_kind", "roll_up", "decimals"),
    *("max_length", "at_least", "at_most", "default", "group", "numbering", "tag_groups", "only_known"),
    "encrypted",
)


def invalid(where: str, code: str, /, **values: Any) -> Invalid:
    return Invalid("invalid", errors=[FieldError(where, code, values)])


def require_shaper(principal: Principal) -> None:
    """Raises Forbidden for anybody but an administrator."""
    if not principal.is_system and "administrator" not in principal.roles:
        raise Forbidden("administrators_only")


def texts_of(facts: Mapping[str, Any], name: str, before: Mapping[str, str], longest: int) -> dict[str, str]:
    """Texts by language: the given ones over those before, so that no language is lost; an empty one is taken away."""
    given = facts.get(name)
    if given is None:
        return dict(before)
    if not isinstance(given, Mapping):
        raise invalid(name, "labels_missing")
    wanted = {str(key)[:20]: str(text or "").strip()[:longest] for key, text in cast(Mapping[Any, Any], given).items()}
    if any(CONTROL.search(part) for pair in wanted.items() for part in pair):
        raise invalid(name, "control_character")
    return {key: text for key, text in {**before, **wanted}.items() if text}


def labels_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """Labels in at least one language. Raises Invalid."""
    found = texts_of(facts, "labels", {}, LONGEST_LABEL)
    if not found:
        raise invalid("labels", "labels_missing")
    return found


def name_from(facts: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """The technical name: the given one or one made from the English label, with the prefix of custom things."""
    given = str(facts.get("name") or re.sub(r"[^a-z0-9]+", "_", labels.get("en", "").lower()).strip("_") or "")
    given = given.removeprefix(CUSTOM_PREFIX)[:36]
    name = given if NAME.match(given) else f"n{new_id().hex[-8:]}"
    return CUSTOM_PREFIX + name


def choices_of(given: Any, each: FieldSpec) -> list[dict[str, Any]]:
    """Choices with their labels over those before, by key. Raises Invalid where they cannot be told apart."""
    if not _choices_are_good(given) and not (each.kind == "tags" and given == []):
        raise invalid("choices", "choices_missing")
    before = {choice.key: choice for choice in each.choices}
    return [_choice_over(choice, before.get(choice["key"])) for choice in cast("list[dict[str, Any]]", given)]


def _choice_over(choice: Mapping[str, Any], before: ChoiceSpec | None) -> dict[str, Any]:
    labels = texts_of(choice, "labels", before.labels if before else {}, LONGEST_LABEL)
    aliases = {"aliases": list(before.aliases)} if before and before.aliases else {}
    return {**aliases, **choice, "labels": labels}


def _choices_are_good(given: Any) -> bool:
    parts = cast("list[Any]", given) if isinstance(given, list) else []
    keys = [cast("Mapping[str, Any]", part).get("key") for part in parts if isinstance(part, Mapping)]
    if not 0 < len(keys) == len(parts) <= MOST_CHOICES or not all(isinstance(key, str) for key in keys):
        return False
    return all(0 < len(key) <= LONGEST_KEY for key in cast("list[str]", keys)) and len(set(keys)) == len(keys)


def checked_field(registry: Registry, spec: ObjectSpec, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a custom field, complete and sound. Raises Invalid with what is wrong with them."""
    kind = facts.get("kind")
    if not isinstance(kind, str) or kind not in KINDS or kind in NOT_BY_HAND:
        raise invalid("kind", "unknown_kind", kinds=", ".join(each for each in KINDS if each not in NOT_BY_HAND))
    _refuse_wrong(kind, facts)
    if kind in KEYED and not _choices_are_good(facts.get("choices")):
        raise invalid("choices", "choices_missing")
    if kind in ("reference", "multi_reference") and str(facts.get("target")) not in registry:
        raise invalid("target", "unknown_object", object=str(facts.get("target"))[:100])
    each = _read(lambda: field_from(name, facts))
    _refuse_tags(each)
    _refuse_default(each)
    _refuse_taken_columns(spec, each)
    refuse_encryption(spec, each)
    return {**facts, **_check_computed(registry, spec, each)}


def checked_change(spec: ObjectSpec, each: FieldSpec, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that change a declared field. Raises Invalid with what is wrong with them."""
    _refuse_wrong(each.kind, facts)
    changed = _read(lambda: changed_field(each, facts))
    if facts.get("choices"):
        _refuse_tags(changed)
    refuse_encryption(spec, changed)
    return dict(facts)


def refuse_encryption(spec: ObjectSpec, each: FieldSpec) -> None:
    """Raises Invalid where a field cannot be encrypted, or where a formula would need an encrypted one."""
    if each.formula is not None:
        sealed = [name for name in references(each.formula) if name in spec.fields and spec.fields[name].is_encrypted]
        if sealed:
            raise invalid("formula", "no_formula_with_encrypted", name=sorted(sealed)[0])
    if not each.is_encrypted:
        return
    if each.name in (spec.title, spec.subtitle):
        raise invalid("encrypted", "encrypted_title")
    if spec.parent:
        raise invalid("encrypted", "encrypted_lines")
    if each.default is not None:
        raise invalid("encrypted", "encrypted_default")
    resting = [one.name for one in spec.fields.values() if one.formula and each.name in references(one.formula)]
    if resting:
        raise invalid("encrypted", "encrypted_in_formula", name=resting[0])


def _refuse_tags(each: FieldSpec) -> None:
    """A word means one known tag, and the group of a tag is there. Raises Invalid."""
    if each.kind != "tags":
        return
    groups = {group.key for group in each.tag_groups}
    seen: set[str] = set()
    for tag in each.choices:
        words = {folded(word): word for word in words_of(tag)}
        twice = next((word for key, word in words.items() if key in seen or not key), None)
        if twice is not None:
            raise invalid("choices", "tag_word_twice", word=twice)
        if tag.group is not None and tag.group not in groups:
            raise invalid("choices", "unknown_choice", value=tag.group, choices=", ".join(sorted(groups)))
        seen |= words.keys()


def _refuse_wrong(kind: str, facts: Mapping[str, Any]) -> None:
    wrong = wrong_facts(kind, facts)
    if wrong:
        raise Invalid("invalid", errors=[FieldError(name, code, values) for name, (code, values) in wrong.items()])


def _refuse_default(each: FieldSpec) -> None:
    """A default must be a value of its field; the words for a day and a moment stand for those of the time."""
    if each.default in ("today", "now") and each.kind in ("date", "date_time"):
        return
    try:
        read_value(each.default, each, Norms())
    except Refused as refusal:
        raise invalid("default", refusal.code, **refusal.values) from None


def _read(build: Any) -> FieldSpec:
    try:
        return build()
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        raise invalid("kind", "bad_field_facts") from None


def _refuse_taken_columns(spec: ObjectSpec, each: FieldSpec) -> None:
    """A field of several columns must not meet another field's, such as `x_price_currency`."""
    others = replace(spec, fields={name: field for name, field in spec.fields.items() if name != each.name})
    wanted = {each.name + suffix for suffix in all_suffixes(each.kind)}
    if wanted & column_types(others).keys():
        raise Conflict("name_taken", name=each.name)


def _check_computed(registry: Registry, spec: ObjectSpec, each: FieldSpec) -> dict[str, Any]:
    if each.kind == "formula":
        if each.formula is None:
            raise invalid("formula", "required", field="formula")
        gives = check(each.formula, spec, each.name)
        fits = each.result_kind == gives or (gives == "decimal" and each.result_kind in NUMBERS)
        return {"result_kind": each.result_kind if fits else gives}
    if each.kind == "roll_up":
        check_roll_up(registry, spec, each)
    return {}
