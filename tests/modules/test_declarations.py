"""The standard objects fit together, and every text that a screen shows of them is there in three languages."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from guanxi.kernel.expressions import references
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.filters import Condition, Filter, read_filter
from guanxi.kernel.modules import Module
from guanxi.kernel.objects import build_registry
from guanxi.kernel.specs import FieldSpec, ObjectSpec, Registry
from guanxi.modules import customers, identity, money, privacy, sales, work

MODULES = (identity.MODULE, money.MODULE, customers.MODULE, sales.MODULE, work.MODULE, privacy.MODULE)
LANGUAGES = ("en", "zh-CN", "zh-TW")
REGISTRY = build_registry(
    [each for module in MODULES for each in module.objects],
    [each for module in MODULES for each in module.extensions],
)
SPECS = list(REGISTRY.objects.values())


def texts(module: Module, language: str) -> dict[str, Any]:
    assert module.translations is not None
    tree = json.loads((module.translations / f"{language}.json").read_text(encoding="utf-8"))
    return dict(flat("", tree))


def flat(prefix: str, tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        below = flat(f"{prefix}{key}.", cast(Any, value)) if isinstance(value, dict) else iter([(prefix + key, value)])
        yield from below


ALL_TEXTS = {
    language: {key: value for module in MODULES for key, value in texts(module, language).items()}
    for language in LANGUAGES
}


def needed(spec: ObjectSpec, registry: Registry) -> set[str]:
    fields = spec.fields.values()
    own = {"label", "plural"}
    own |= {f"fields.{each.name}" for each in fields}
    own |= {f"groups.{each.group}" for each in fields}
    own |= {f"choices.{each.name}.{choice.key}" for each in fields for choice in each.choices}
    own |= {f"views.{each.name}" for each in spec.views}
    own |= {f"rules.{each.name}" for each in spec.rules}
    verbs = {name: verb for module in MODULES for name, verb in module.actions.items() if verb.about == spec.name}
    own |= {f"actions.{name}" for name in verbs}
    own |= {f"takes.{name}.{field}" for name, verb in verbs.items() for field in verb.takes}
    own |= {f"related.{each.inverse}" for _, each in registry.inward.get(spec.name, ()) if each.inverse}
    return {f"{spec.name}.{part}" for part in own}


def conditions(tree: Filter) -> Iterator[Condition]:
    if isinstance(tree, Condition):
        yield tree
        return
    for part in tree.parts:
        yield from conditions(part)


def kind_of(each: FieldSpec) -> str:
    return each.result_kind or each.kind


def named(spec: ObjectSpec) -> set[str]:
    """Every field that a view, a fact, a rule, a formula or a roll-up of the object names."""
    views = {name for view in spec.views for name in (*view.columns, view.by, view.total, view.until) if name}
    sorts = {name.lstrip("-") for view in spec.views for name in view.sort}
    filters = {each.field for view in spec.views for each in conditions(read_filter(view.filter))}
    rules = {name for each in spec.rules for name in each.fields}
    formulas = {name for each in spec.fields.values() if each.formula is not None for name in references(each.formula)}
    return views | sorts | filters | rules | formulas | set(spec.key_facts) | {spec.subtitle or spec.title}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_label_of_an_object_is_there(spec: ObjectSpec, language: str) -> None:
    assert sorted(needed(spec, REGISTRY) - set(ALL_TEXTS[language])) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_every_line_of_business_has_a_name(module: Module, language: str) -> None:
    areas = {each.spec.area for each in module.objects}
    assert areas <= set(module.areas)
    assert {f"areas.{area}" for area in areas} <= set(texts(module, language))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_languages_have_the_same_keys(module: Module) -> None:
    english, *others = (set(texts(module, language)) for language in LANGUAGES)
    assert [other ^ english for other in others] == [set(), set()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_none_is_left_over(language: str) -> None:
    wanted = {key for spec in SPECS for key in needed(spec, REGISTRY)}
    known = {spec.name for spec in SPECS}
    fields = {f"{spec.name}.{part}.{name}" for spec in SPECS for name in spec.fields for part in ("hints", "synonyms")}
    verbs = [(name, verb) for module in MODULES for name, verb in module.actions.items()]
    fields |= {f"{verb.about}.takes_hints.{name}.{field}" for name, verb in verbs for field in verb.takes}
    found = ALL_TEXTS[language]
    assert [key for key, text in found.items() if not text] == []
    assert [key for key in found if key.split(".")[0] in known and key not in wanted | fields] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_synonym_is_no_other_fields_label(spec: ObjectSpec, language: str) -> None:
    labels = {str(ALL_TEXTS[language][f"{spec.name}.fields.{name}"]).lower(): name for name in spec.fields}
    stolen = [
        (name, word)
        for name in spec.fields
        for word in ALL_TEXTS[language].get(f"{spec.name}.synonyms.{name}", [])
        if labels.get(word.lower(), name) != name
    ]
    assert stolen == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_synonym_stands_for_one_field_only(spec: ObjectSpec, language: str) -> None:
    words = [
        word.lower() for name in spec.fields for word in ALL_TEXTS[language].get(f"{spec.name}.synonyms.{name}", [])
    ]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_views_rules_and_formulas_name_fields_that_exist(spec: ObjectSpec) -> None:
    system = {"created_at", "updated_at"}
    assert named(spec) - set(spec.fields) - system == set()


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_views_fit_the_kinds_of_their_fields(spec: ObjectSpec) -> None:
    wanted = {"table": None, "kanban": ("picklist",), "calendar": ("date", "date_time")}
    lanes = [(view.kind, kind_of(spec.fields[view.by])) for view in spec.views if view.by]
    totals = [kind_of(spec.fields[view.total]) for view in spec.views if view.total]
    assert [lane for lane in lanes if lane[1] not in (wanted[lane[0]] or ())] == []
    assert set(totals) <= {"money", "number", "decimal"}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_filters_of_views_use_operators_that_their_kinds_have(spec: ObjectSpec) -> None:
    used = [each for view in spec.views for each in conditions(read_filter(view.filter))]
    assert [each for each in used if each.op not in KINDS[kind_of(spec.fields[each.field])].operators] == []


def test_picklists_with_code_behind_them_are_locked() -> None:
    stages = REGISTRY["opportunity"].fields["stage"].choices
    assert {choice.key for choice in stages if choice.locked} == {"won", "lost"}
    assert {choice.key for choice in stages if choice.is_final} == {"won", "lost"}


def test_figures_of_an_account_come_from_its_opportunities_and_orders() -> None:
    fed = {name: {each.name for _, each in pairs} for name, pairs in REGISTRY.roll_ups.items()}
    assert fed["opportunity"] == {"open_opportunities", "open_amount", "won_amount"}
    assert fed["order"] == {"ordered_amount"}
    assert fed["order_line"] == {"total", "tax"}


def test_lines_of_an_order_have_no_owner_of_their_own() -> None:
    assert "owner" not in REGISTRY["order_line"].fields
    assert REGISTRY["order_line"].fields["order"].cascade


def test_no_first_role_but_the_administrators_may_delete_for_good() -> None:
    found = {
        role
        for each in MODULES
        for role, grants in each.roles.items()
        for grant in grants.values()
        if "purge" in grant.rights
    }
    assert found == {"administrator"}


def test_an_administrator_may_everything_and_a_representative_edits_his_own() -> None:
    roles = identity.MODULE.roles
    assert roles["administrator"]["*"].edit == "all"
    assert roles["representative"]["*"].edit == "own"
    assert "export" not in roles["representative"]["*"].rights


def test_costs_are_hidden_from_those_who_sell() -> None:
    assert sales.MODULE.roles["representative"]["product"].fields == {"cost": "hidden"}
