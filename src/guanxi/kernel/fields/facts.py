"""What an administrator may say of a field: each fact with the values that it takes, and of which kinds it is said."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from guanxi.kernel.fields.composites import IDENTITY_CHECKS
from guanxi.kernel.fields.kinds import ENCRYPTED_KINDS, KINDS
from guanxi.kernel.fields.values import CONTROL, MOST_DIGITS, Refused, decimal_of

MOST_PADDING = 20  # digits of an automatic number
PATTERN = re.compile(r"(?:[^{}]|\{year\}|\{number(?::\d{1,4})?\})+")
DIGITS = re.compile(r"\{number:(\d+)\}")
LONGEST_NAME = 100
LONGEST_FORMULA = 20_000
MOST_CHARACTERS = 200_000
HIGHEST_WEIGHT = 3
MOST_GROUPS = 50
MOST_ALIASES = 200
NUMBERS = ("number", "decimal", "percent", "money")
FORMULA_RESULTS = (*NUMBERS, "text", "boolean", "date", "date_time", "duration")
NEVER_UNIQUE = ("date", "date_time", "multi_picklist", "tags", "multi_reference", "formula", "roll_up", "lines")
UNIQUE_KINDS = tuple(name for name in KINDS if name not in NEVER_UNIQUE)
ROLL_UP_FUNCTIONS = ("count", "sum", "min", "max", "avg")
ROLL_UP_PARTS = ("child", "via", "function", "field", "where")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said of a field; `code` and `values` are the words that tell what `fits`.

    Where `kinds` are named it is said of those alone.
    """

    name: str
    fits: Callable[[Any], bool]
    code: str
    values: Mapping[str, Any]
    kinds: tuple[str, ...] = ()


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, str | int | float | Decimal) and decimal_of(value).is_finite()
    except Refused:
        return False


def is_text(value: Any, longest: int = LONGEST_NAME) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and not CONTROL.search(value)


def _is_pattern(value: Any) -> bool:
    if not is_text(value) or not PATTERN.fullmatch(value):
        return False
    return all(int(digits) <= MOST_PADDING for digits in DIGITS.findall(value))


def _is_roll_up(value: Any) -> bool:
    parts = cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {"": None}
    if set(parts) - set(ROLL_UP_PARTS) or not isinstance(parts.get("where") or {}, Mapping):
        return False
    names = [parts.get("child"), parts.get("via"), *([parts["field"]] if parts.get("field") is not None else [])]
    return all(is_text(name) for name in names) and parts.get("function") in ROLL_UP_FUNCTIONS


def are_texts(value: Any) -> bool:
    """True for texts by language."""
    return isinstance(value, Mapping) and all(
        isinstance(text, str) for text in cast("Mapping[Any, Any]", value).values()
    )


def _are_choices(value: Any) -> bool:
    return isinstance(value, list) and all(_is_choice(each) for each in cast("list[Any]", value))


def _is_choice(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return False
    facts = cast("Mapping[str, Any]", value)
    named = (facts.get(name) for name in ("colour", "group"))
    is_sound = all(each is None or is_text(each) for each in named) and _are_words(facts.get("aliases") or [])
    return is_text(facts.get("key")) and is_sound and are_texts(facts.get("labels") or {})


def _are_words(value: Any) -> bool:
    words = cast("list[Any]", value) if isinstance(value, list) else [None]
    return len(words) <= MOST_ALIASES and all(is_text(each) for each in words)


def _are_groups(value: Any) -> bool:
    groups = cast("list[Any]", value) if isinstance(value, list) else [None]
    if len(groups) > MOST_GROUPS or not all(isinstance(each, Mapping) for each in groups):
        return False
    facts = cast("list[Mapping[str, Any]]", groups)
    is_sound = all(is_text(each.get("key")) and are_texts(each.get("labels")) for each in facts)
    return is_sound and len({each["key"] for each in facts}) == len(facts)


def _whole(name: str, least: int, most: int) -> Fact:
    def fits(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most

    return Fact(name, fits, "not_within", {"least": least, "most": most})


def _one_of(name: str, choices: Sequence[str], *kinds: str) -> Fact:
    def fits(value: Any) -> bool:
        return isinstance(value, str) and value in choices

    return Fact(name, fits, "unknown_choice", {"choices": ", ".join(choices)}, kinds)


def _text(name: str, longest: int, *kinds: str) -> Fact:
    return Fact(name, lambda value: is_text(value, longest), "not_short_text", {"limit": longest}, kinds)


FACTS = (
    Fact("required", _is_yes_or_no, "not_true_or_false", {}),
    Fact("unique", _is_yes_or_no, "not_true_or_false", {}, UNIQUE_KINDS),
    Fact("encrypted", _is_yes_or_no, "not_true_or_false", {}, ENCRYPTED_KINDS),
    _whole("search", 0, HIGHEST_WEIGHT),
    _whole("decimals", 0, MOST_DIGITS),
    _whole("max_length", 1, MOST_CHARACTERS),
    Fact("at_least", _is_number, "not_a_number", {}),
    Fact("at_most", _is_number, "not_a_number", {}),
    _text("group", LONGEST_NAME),
    _text("target", LONGEST_NAME),
    Fact("choices", _are_choices, "bad_choices", {}),
    Fact("tag_groups", _are_groups, "bad_tag_groups", {"most": MOST_GROUPS}, ("tags",)),
    Fact("only_known", _is_yes_or_no, "not_true_or_false", {}, ("tags",)),
    Fact("labels", are_texts, "labels_missing", {}),
    Fact("hints", are_texts, "labels_missing", {}),
    _text("formula", LONGEST_FORMULA, "formula"),
    _one_of("result_kind", FORMULA_RESULTS, "formula"),
    _one_of("result_kind", NUMBERS, "roll_up"),
    Fact("roll_up", _is_roll_up, "bad_roll_up", {}, ("roll_up",)),
    _one_of("numbering", tuple(IDENTITY_CHECKS), "identity_number"),
    Fact(
        *("numbering", _is_pattern, "bad_numbering"),
        {"most": MOST_PADDING, "example": "AC-{year}-{number:05}"},
        ("auto_number",),
    ),
)


def wrong_facts(kind: str, facts: Mapping[str, Any]) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """The given facts that do not fit a field of this kind, each with the code and values of what is allowed."""
    wrong: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for name, value in facts.items():
        told = [each for each in FACTS if each.name == name]
        fitting = [each for each in told if not each.kinds or kind in each.kinds]
        if value is None or not told or (value is False and name in ("unique", "encrypted")):
            continue
        if not fitting:
            wrong[name] = ("fact_of_other_kinds", {"kinds": ", ".join(one for each in told for one in each.kinds)})
        elif not fitting[0].fits(value):
            wrong[name] = (fitting[0].code, fitting[0].values)
    return wrong
