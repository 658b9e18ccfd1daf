"""Blotting persons out of any table: of chosen rows with their names, of all rows what is surely theirs."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from guanxi.engine.company import Work
from guanxi.engine.privacy.blotting import rewrite, without
from guanxi.engine.privacy.marking import held_among
from guanxi.engine.privacy.persons import Terms
from guanxi.engine.privacy.places import WHOLE, Place, places
from guanxi.engine.store.columns import quoted
from guanxi.kernel.specs import ObjectSpec

PAGES: Final = 2_000  # of a table in one step, 16 MB
BLOCKS: Final = 1_000_000  # steps for a table at most
JSON: Final = ("json", "jsonb")


async def sweep_rows(work: Work, table: str, column: str, keys: Sequence[str], terms: Terms) -> int:
    """Blots these rows of a table, by their keys or by a column that refers to records; gives how many changed."""
    if not keys or not terms.all:
        return 0
    for place in await places(work):
        if place.table == table and place.schema != "record":
            where = f"t.{quoted(column)} = ANY($2::uuid[])" if column else f"{place.key_sql} = ANY($2::text[])"
            return await _blot(work, place, f"{where} AND {place.mentions('$1')}", (terms.all, list(keys)), terms, True)
    return 0


async def sweep_table(work: Work, place: Place, step: int, terms: Terms) -> tuple[int, bool]:
    """Blots one part of a table; gives how many rows changed, and whether it was the last part."""
    first, behind = step * PAGES, (step + 1) * PAGES
    where = f"t.ctid >= '({first},0)'::tid AND t.ctid < '({behind},0)'::tid AND {place.mentions('$1')}"
    spec = next((each for each in work.company.registry.objects.values() if each.table == place.table), None)
    if place.schema != "record" or spec is None:
        count = await _blot(work, place, where, (terms.sure,), terms, False)
    elif spec.is_setting:
        count = 0  # colleagues and settings are nobody from outside
    else:
        count = await _rewrite_found(work, place, spec, where, terms)
    pages = (await work.fetch("SELECT pg_relation_size($1::regclass) / 8192", place.name))[0][0]
    return count, behind >= pages


async def _rewrite_found(work: Work, place: Place, spec: ObjectSpec, where: str, terms: Terms) -> int:
    found = [row[0] for row in await work.fetch(f"SELECT t.id::text FROM {place.name} t WHERE {where}", terms.sure)]
    held = await held_among(work, found) if found else {}
    ids = [each for each in found if each not in held]
    return await rewrite(work, spec.name, ids, without(spec, terms, with_names=False)) if ids else 0


async def _blot(work: Work, place: Place, where: str, given: Sequence[Any], terms: Terms, with_names: bool) -> int:
    if place.table in WHOLE:
        return await work.execute(f"DELETE FROM {place.name} t WHERE {where}", *given)
    columns = ", ".join(f"t.{quoted(name)}" for name in place.columns)
    text = f"SELECT t.ctid::text, {columns} FROM {place.name} t WHERE {where} FOR UPDATE"
    rows = await work.fetch(text, *given)
    for row in rows:
        before = dict(zip(place.columns, row[1:], strict=True))
        fresh = {name: _blotted(value, place.columns[name], terms, with_names) for name, value in before.items()}
        moved = {name: value for name, value in fresh.items() if value != before[name]}
        if moved:
            await work.execute(*_update(place, row[0], moved))
    return len(rows)


def _blotted(value: Any, kind: str, terms: Terms, with_names: bool) -> Any:
    if kind != "bytea" or value is None:
        return terms.blot(value, with_names=with_names)
    try:
        return orjson.dumps(terms.blot(orjson.loads(value), with_names=with_names))
    except orjson.JSONDecodeError:
        return terms.blot(bytes(value).decode(errors="replace"), with_names=with_names).encode()


def _update(place: Place, row: str, moved: Mapping[str, Any]) -> tuple[Any, ...]:
    sets: list[str] = []
    given: list[Any] = [row]
    for name, value in moved.items():
        kind = place.columns[name]
        given.append(orjson.dumps(value).decode() if kind in JSON else value)
        type_name = "text[]" if kind == "ARRAY" else kind
        sets.append(f"{quoted(name)} = ${len(given)}::{type_name}")
    sets += ["salt = NULL"] if (place.schema, place.table) == ("engine", "change") and "salt" not in moved else []
    return f"UPDATE {place.name} SET {', '.join(sets)} WHERE ctid = $1::tid", *given
