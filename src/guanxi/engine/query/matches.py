"""Conditions on the search entries: what a quick filter or a `contains` finds there."""

from collections.abc import Sequence
from typing import Final

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.marks import class_of, marks
from guanxi.engine.search.tokens import contains_tokens, query_tokens
from guanxi.kernel.filters import Condition
from guanxi.kernel.specs import ObjectSpec

TOGETHER: Final = 5  # tokens of one look into the index; it compares all of them for each match


def searchable(spec: ObjectSpec, rights: Rights) -> list[int]:
    """The classes of the fields in which the caller may search."""
    fields = [each for each in spec.fields.values() if each.search and rights.sees(each.name)]
    fields.sort(key=lambda each: each.name != spec.title)  # most is found in the title
    return [class_of(spec.name, each.first_name) for each in fields]


def token_condition(statement: Statement, rights: Rights, condition: Condition) -> str | None:
    """The condition on the search entry that every match of a `contains` meets, or None where there is none."""
    each = rights.spec.fields.get(condition.field)
    if condition.op not in ("contains", "starts") or each is None or not each.search:
        return None
    tokens = contains_tokens(str(condition.value), each.kind, is_title=each.name == rights.spec.title)
    if not tokens:
        return None
    wanted = marks(class_of(rights.spec.name, each.first_name), tokens)
    return f"e.tokens @> {statement.add(wanted, 'bigint[]')}"


def words_condition(statement: Statement, classes: Sequence[int], text: str) -> str:
    """The condition that all words of a text are found, each in some form within one of the classes.

    A form of several tokens is one look for each class: where one of them is missing the index ends at once. Forms of
    one token share a look, few at a time.
    """
    conditions: list[str] = []
    for word in query_tokens(text):
        single = [way[0] for way in word.alternatives if len(way) == 1]
        anywhere = [mark for name in classes for mark in marks(name, single)]
        ways = [
            f"e.tokens && {statement.add(anywhere[start : start + TOGETHER], 'bigint[]')}"
            for start in range(0, len(anywhere), TOGETHER)
        ]
        ways += [
            f"e.tokens @> {statement.add(marks(name, way), 'bigint[]')}"
            for way in word.alternatives
            if len(way) > 1
            for name in classes
        ]
        conditions.append("(" + (" OR ".join(ways) or "false") + ")")
    return " AND ".join(conditions) or "false"


def quick_condition(statement: Statement, rights: Rights, text: str) -> str:
    """The condition on the search entry for a list's quick filter."""
    return words_condition(statement, searchable(rights.spec, rights), text[:200])
