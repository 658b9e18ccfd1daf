"""Roll-ups: figures over children, kept on the parent by the write that changes a child."""

from collections.abc import Sequence
from typing import Any

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.model import Draft
from guanxi.engine.company import Work
from guanxi.engine.query.conditions import compile_filter
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import COMPANY_CURRENCY, own_money, plain, quoted, table_of
from guanxi.kernel.access import ALL
from guanxi.kernel.filters import field_names, read_filter
from guanxi.kernel.specs import FieldSpec, ObjectSpec, RollUp


async def refresh_roll_ups(work: Work, child: ObjectSpec, drafts: Sequence[Draft]) -> None:
    """Works the roll-ups out again that the written children feed, parents locked first in the order of their ids."""
    by_parent: dict[tuple[str, str], list[FieldSpec]] = {}
    for parent, each in work.company.registry.roll_ups.get(child.name, ()):
        if each.roll_up is not None:
            by_parent.setdefault((parent.name, each.roll_up.via), []).append(each)
    for (parent_name, via), fields in by_parent.items():
        watched = _watched(child, fields)
        parents = _parents([draft for draft in drafts if _moves(draft, watched)], via)
        if parents:
            parent = work.company.registry[parent_name]
            await refresh(work, parent, child, via, fields, parents)
            await _refresh_above(work, parent, parents, {(parent_name, each) for each in parents})


async def refresh_fields(work: Work, parent: ObjectSpec, each: FieldSpec, parents: Sequence[str]) -> None:
    """Works a roll-up of these records out anew, and what that feeds in its turn."""
    facts = each.roll_up
    assert facts is not None
    await refresh(work, parent, work.company.registry[facts.child], facts.via, [each], parents)
    await _refresh_above(work, parent, parents, {(parent.name, found) for found in parents})


async def _refresh_above(work: Work, child: ObjectSpec, ids: Sequence[str], seen: set[tuple[str, str]]) -> None:
    """Works out what the changed roll-ups of these records feed in their turn."""
    for parent, each in work.company.registry.roll_ups.get(child.name, ()):
        facts = each.roll_up
        if facts is None or not _rests_on_roll_ups(child, facts):
            continue
        rows = await work.fetch(
            f"SELECT DISTINCT {quoted(facts.via)}::text FROM {table_of(child)}"
            f" WHERE id = ANY($1::uuid[]) AND {quoted(facts.via)} IS NOT NULL",
            list(ids),
        )
        parents = sorted(row[0] for row in rows if (parent.name, row[0]) not in seen)
        if parents:
            await refresh(work, parent, child, facts.via, [each], parents)
            await _refresh_above(work, parent, parents, seen | {(parent.name, found) for found in parents})


def feeds_roll_ups(work: Work, child: ObjectSpec, drafts: Sequence[Draft]) -> bool:
    """True where a roll-up has to be worked out again after these drafts."""
    found = [each for _, each in work.company.registry.roll_ups.get(child.name, ()) if each.roll_up is not None]
    if not found:
        return False
    watched = _watched(child, found)
    moving = [draft for draft in drafts if _moves(draft, watched)]
    return any(each.roll_up is not None and _parents(moving, each.roll_up.via) for each in found)


def _watched(child: ObjectSpec, fields: Sequence[FieldSpec]) -> frozenset[str] | None:
    """The fields of a child on which these roll-ups rest; None where that cannot be said."""
    names: set[str] = set()
    for each in fields:
        facts = each.roll_up
        assert facts is not None
        names |= {facts.via, *([facts.field] if facts.field else []), *field_names(read_filter(facts.where or None))}
    plain_names = {name.partition(".")[0] for name in names}
    if any(name not in child.fields or child.fields[name].is_computed for name in plain_names):
        return None
    return frozenset(plain_names)


def _moves(draft: Draft, watched: frozenset[str] | None) -> bool:
    """True unless a change of a record leaves everything as it was that these roll-ups rest on."""
    return draft.kind != "update" or watched is None or not watched.isdisjoint(draft.changed)


def _rests_on_roll_ups(child: ObjectSpec, facts: RollUp) -> bool:
    measured = child.fields.get(facts.field or "")
    return bool(facts.where) or (measured is not None and measured.kind in ("roll_up", "formula"))


def _parents(drafts: Sequence[Draft], via: str) -> list[str]:
    found: set[Any] = set()
    for draft in drafts:
        found |= {draft.after.get(via), (draft.before or {}).get(via)}
    return sorted(str(each) for each in found if each)


async def refresh(
    work: Work, parent: ObjectSpec, child: ObjectSpec, via: str, fields: Sequence[FieldSpec], parents: Sequence[str]
) -> None:
    """Sets the roll-ups of these parents from their children."""
    await work.execute(
        f"SELECT id FROM {table_of(parent)} WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE", list(parents)
    )
    statement = Statement(work)
    ids = statement.add(list(parents), "uuid[]")
    columns = {name: sql for each in fields for name, sql in _figures(statement, child, each).items()}
    figures = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in columns.items())
    sets = ", ".join(f"{quoted(name)} = f.{quoted(name)}" for name in columns)
    await work.execute(
        f"UPDATE {table_of(parent)} p SET {sets} FROM (SELECT i.id, {figures} FROM unnest({ids}) AS i(id)"
        f" LEFT JOIN {table_of(child)} c ON c.{quoted(via)} = i.id AND c.deleted_at IS NULL"
        f" GROUP BY i.id) f WHERE p.id = f.id",
        *statement.parameters,
    )


def _figures(statement: Statement, child: ObjectSpec, each: FieldSpec) -> dict[str, str]:
    """The columns of a roll-up, each with the SQL of its figure."""
    facts = each.roll_up
    assert facts is not None
    where = "true"
    if facts.where:
        where = compile_filter(statement, "c", Rights(child, ALL), read_filter(facts.where))
    if facts.function == "count":
        return {each.name: f"count(c.id) FILTER (WHERE {where})"}
    measured = child.fields[facts.field or ""]
    column = f"c.{quoted(measured.name + '_base')}" if measured.kind == "money" else plain("c", child, measured)
    figure = _figure(facts.function, column, where)
    if not each.own_currency:
        return {each.name: figure}
    amount, currency = own_money("c", child, measured)
    counted = f"FILTER (WHERE {where} AND {amount} IS NOT NULL)"
    is_one = f"CASE WHEN min({currency}) {counted} = max({currency}) {counted} THEN"
    return {
        each.name: figure,
        each.name + "_own": f"{is_one} {_figure(facts.function, amount, where)} ELSE {figure} END",
        each.name + "_currency": f"{is_one} min({currency}) {counted} ELSE {COMPANY_CURRENCY} END",
    }


def _figure(function: str, column: str, where: str) -> str:
    found = f"{function}({column}) FILTER (WHERE {where})"
    return f"coalesce({found}, 0)" if function == "sum" else found
