"""Saved views keep no value of an encrypted field: what they ask of it is taken out when it becomes encrypted."""

from collections.abc import Mapping
from typing import Any, Final, cast

import orjson

from guanxi.engine.company import Work
from guanxi.engine.customs.walking import Field
from guanxi.engine.store.columns import field_of
from guanxi.kernel.errors import Malformed
from guanxi.kernel.filters import Condition, Filter, read_filter
from guanxi.kernel.specs import ObjectSpec, Registry

# what asks for no value
WITHOUT_VALUE: Final = ("is_set", "is_empty")
VIEWS: Final = """
SELECT id::text, object, facts FROM engine.saved_view WHERE position($1 in facts::text) > 0 ORDER BY id FOR UPDATE
"""
LOGGED: Final = """
SELECT seq, old::text, new::text FROM engine.change WHERE object = 'view'
 AND (position($1 in old::text) > 0 OR position($1 in new::text) > 0) ORDER BY seq
"""
REWRITE: Final = """
UPDATE engine.change c SET salt = NULL, old = u.old::json, new = u.new::json
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS u(seq, old, new) WHERE c.seq = u.seq
"""
PUT: Final = """
UPDATE engine.saved_view v SET facts = u.facts FROM unnest($1::uuid[], $2::jsonb[]) AS u(id, facts) WHERE v.id = u.id
"""


def values_asked(registry: Registry, spec: ObjectSpec, tree: Filter) -> set[str]:
    """The encrypted fields, as they are written in a filter, of which it holds a value."""
    if not isinstance(tree, Condition):
        return {name for part in tree.parts for name in values_asked(registry, spec, part)}
    if tree.op in WITHOUT_VALUE:
        return set()
    here: ObjectSpec | None = spec
    for name in tree.field.split("."):
        each = field_of(here, name) if here is not None else None
        if each is not None and each.is_encrypted:
            return {tree.field}
        here = registry.objects.get(each.target) if each is not None and each.target else None
    return set()


async def sweep_views(work: Work, field: Field) -> int:
    """Takes the filters that hold values of a field that has become encrypted out of views and their history."""
    name = f'{field.each.name}"'
    rows = [row for row in await work.fetch(VIEWS, name) if _asks(work, row[1], row[2])]
    if rows:
        await work.execute(PUT, [row[0] for row in rows], [_text({**row[2], "filter": {}}) for row in rows])
    logged = await work.fetch(LOGGED, name)
    if logged:
        old, new = ([_without(row[place], name) for row in logged] for place in (1, 2))
        await work.execute(REWRITE, [row[0] for row in logged], old, new)
    return len(rows)


def _asks(work: Work, object_name: str, facts: Mapping[str, Any]) -> bool:
    spec = work.company.registry.objects.get(object_name)
    try:
        return spec is not None and bool(values_asked(work.company.registry, spec, read_filter(facts.get("filter"))))
    except Malformed:
        return True  # what nobody understands may hold anything


def _without(text: str | None, name: str) -> str | None:
    """The state of a view without its filter, where that names the field."""
    if text is None:
        return None
    state: dict[str, Any] = orjson.loads(text)
    facts = state.get("facts")
    if isinstance(facts, dict):
        kept = cast("dict[str, Any]", facts)
        if name in _text(kept.get("filter")):
            state["facts"] = {**kept, "filter": {}}
    return _text(state)


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()
