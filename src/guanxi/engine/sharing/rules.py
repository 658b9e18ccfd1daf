"""Sharing rules: which records of an object they share, compiled into SQL with the values in it."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.conditions import bad_filter, compile_filter
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import field_of
from guanxi.kernel.access import ALL
from guanxi.kernel.errors import GuanxiError
from guanxi.kernel.fields.kinds import columns_of
from guanxi.kernel.filters import Condition, Filter, Group, read_filter
from guanxi.kernel.specs import FieldSpec, ObjectSpec

RULE: Final = "sharing_rule"
TERRITORY: Final = "territory"
SOURCES: Final = (RULE, TERRITORY)
LEFT_OUT: Final = ("formula", "lines", "json")  # not a column of the record itself, or of no certain shape
SYSTEM: Final = ("id", "version", "updated_at", "updated_by", "deleted_at")  # change with every write
log = logging.getLogger("guanxi.sharing")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule or territory: whose key it is, and which records carry it; `is_off` ones carry nothing."""

    id: str
    criteria: Any
    is_off: bool = False


class Written(Statement):
    """A statement whose values stand in its text, as literals of the database: a function takes no parameters."""

    def add(self, value: Any, type_name: str = "text") -> str:
        return f"{sql.Literal(value).as_string(None)}::{type_name}"


def shareable_field(spec: ObjectSpec, name: str) -> FieldSpec | None:
    """The field of that name, where rules may ask about it: one that only a write of the record changes."""
    each = field_of(spec, name)
    return None if each is None or each.is_encrypted or each.kind in LEFT_OUT or name in SYSTEM else each


def conditions_of(tree: Filter) -> list[Condition]:
    """All conditions of a filter, wherever they stand."""
    if isinstance(tree, Group):
        return [each for part in tree.parts for each in conditions_of(part)]
    return [tree]


def criteria_sql(work: Work, spec: ObjectSpec, criteria: Any, alias: str) -> str:
    """The condition of a rule's criteria. Raises Malformed where it asks for what changes by itself or is not here."""
    tree = read_filter(criteria)
    for each in conditions_of(tree):
        name = each.field.partition(".")[0]
        if shareable_field(spec, name) is None:
            raise bad_filter("not_for_sharing", each.field[:100], field=each.field[:100])
        if each.op == "within" or each.value == "me":
            raise bad_filter("not_for_sharing", each.field[:100], field=each.field[:100])
        if "." in each.field and spec.fields[name].kind == "reference":
            raise bad_filter("not_for_sharing", each.field[:100], field=each.field[:100])
    return compile_filter(Written(work), alias, Rights(spec, ALL), tree)


def columns_asked(spec: ObjectSpec, rules: Iterable[Rule]) -> list[str]:
    """The columns by which any of the rules decides."""
    found: set[str] = set()
    for rule in rules:
        for each in conditions_of(read_filter(rule.criteria)):
            field = shareable_field(spec, each.field.partition(".")[0])
            found |= {field.name + suffix for suffix in columns_of(field)} if field else set()
    return sorted(found)


async def rules_of(work: Work, object_name: str) -> list[Rule]:
    """The rules over an object's records, those off or deleted too, since records may carry their keys."""
    parts = (
        f"SELECT id::text, criteria, deleted_at IS NOT NULL OR is_active IS FALSE FROM record.{name} WHERE object = $1"
        for name in SOURCES
    )
    rows = await work.fetch(" UNION ALL ".join(parts) + " ORDER BY 1", object_name)
    return [Rule(*row) for row in rows]


async def objects_with_rules(work: Work) -> list[str]:
    """The names of the objects over which there are rules or territories, or were."""
    parts = (f"SELECT object FROM record.{name}" for name in SOURCES)
    return [row[0] for row in await work.fetch(" UNION ".join(parts) + " ORDER BY 1")]


def keys_sql(work: Work, spec: ObjectSpec, rules: Sequence[Rule], alias: str) -> str:
    """The keys that a record is to carry: those given by hand, which it keeps, and those of the rules it meets."""
    parts: list[str] = []
    for rule in rules:
        try:
            condition = "false" if rule.is_off else criteria_sql(work, spec, rule.criteria, alias)
        except GuanxiError as error:  # what it asks about is gone since: it shares nothing
            log.warning("the rule %s over %s shares nothing: %s", rule.id, spec.name, error.errors)
            continue
        if condition != "false":
            parts.append(f"CASE WHEN {condition} THEN '{rule.id}'::uuid END")
    met = f"array_remove(ARRAY[{', '.join(parts)}]::uuid[], NULL)"
    ids = ",".join(rule.id for rule in rules)
    by_hand = f"ARRAY(SELECT k FROM unnest({alias}.shares) k WHERE k <> ALL('{{{ids}}}'::uuid[]))"
    return f"nullif(CASE WHEN {alias}.shares IS NULL THEN {met} ELSE {by_hand} || {met} END, '{{}}')"
