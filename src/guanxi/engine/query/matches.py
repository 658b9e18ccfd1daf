"""Conditions on the search entries: what a quick filter or a `contains` finds there."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.tokens import contains_tokens, query_tokens
from guanxi.kernel.filters import Condition
from guanxi.kernel.specs import ObjectSpec


@lru_cache(maxsize=8192)
def field_class(object_name: str, field_name: str) -> str:
    """The short name under which a field's tokens stand; rights hold by it."""
    digest = hashlib.blake2b(f"{object_name}.{field_name}".encode(), digest_size=4).digest()
    return f"{int.from_bytes(digest, 'big'):07x}"[:7]


def searchable(spec: ObjectSpec, rights: Rights) -> list[str]:
    """The classes of the fields in which the caller may search."""
    fields = [each for each in spec.fields.values() if each.search and rights.sees(each.name)]
    fields.sort(key=lambda each: each.name != spec.title)  # most is found in the title
    return [field_class(spec.name, each.first_name) for each in fields]


def token_condition(statement: Statement, rights: Rights, condition: Condition) -> str | None:
    """The condition on the search entry that every match of a `contains` meets, or None where there is none."""
    each = rights.spec.fields.get(condition.field)
    if condition.op not in ("contains", "starts") or each is None or not each.search:
        return None
    tokens = contains_tokens(str(condition.value), each.kind)
    if not tokens:
        return None
    prefix = field_class(rights.spec.name, each.first_name)
    return f"e.tokens @> {statement.add([f'{prefix}:{token}' for token in tokens], 'text[]')}"


def words_condition(statement: Statement, classes: Sequence[str], text: str) -> str:
    """The condition that all words of a text are found, each in some form within one of the classes.

    A form of several tokens is one question for each class: where one of them is missing the index ends at once.
    """
    conditions: list[str] = []
    for word in query_tokens(text):
        single = [f"{name}:{way[0]}" for way in word.alternatives if len(way) == 1 for name in classes]
        ways = [f"e.tokens && {statement.add(single, 'text[]')}"] if single else []
        ways += [
            f"e.tokens @> {statement.add([f'{name}:{part}' for part in way], 'text[]')}"
            for way in word.alternatives
            if len(way) > 1
            for name in classes
        ]
        conditions.append("(" + (" OR ".join(ways) or "false") + ")")
    return " AND ".join(conditions) or "false"


def quick_condition(statement: Statement, rights: Rights, text: str) -> str:
    """The condition on the search entry for a list's quick filter."""
    return words_condition(statement, searchable(rights.spec, rights), text[:200])
