"""What is read of a record: the SQL of its readable fields as the API writes them."""

from collections.abc import Iterable

from guanxi.engine.access.masks import mask_sql
from guanxi.engine.access.rights import Rights
from guanxi.engine.query.conditions import bad_filter
from guanxi.engine.query.opening import piece_sql
from guanxi.engine.query.seeded import told_sql
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import POSITION, SYSTEM_FIELDS, canonical, field_of, quoted, table_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec

ALWAYS = ("id", "version")


def selected_fields(rights: Rights, asked: Iterable[str] | None) -> list[str]:
    """The names to read: the asked ones, which must be readable, or all readable ones."""
    spec = rights.spec
    if asked is None:
        system = [name for name in SYSTEM_FIELDS if name != "deleted_at"]
        return [*system, *(name for name in spec.fields if rights.level(name) != "hidden")]
    names = list(dict.fromkeys([*ALWAYS, *asked]))
    for name in names:
        if field_of(spec, name) is None or rights.level(name) == "hidden":
            raise bad_filter("unknown_field", "fields", field=name[:100], object=spec.name)
    return names


def expanded_fields(rights: Rights, asked: Iterable[str]) -> list[FieldSpec]:
    """The references to expand, which must be readable."""
    found: list[FieldSpec] = []
    for name in dict.fromkeys(asked):
        each = field_of(rights.spec, name)
        if each is None or each.kind not in ("reference", "multi_reference") or rights.level(name) == "hidden":
            raise bad_filter("unknown_field", "expand", field=name[:100], object=rights.spec.name)
        found.append(each)
    return found


def selection(
    statement: Statement, alias: str, rights: Rights, names: Iterable[str], expand: Iterable[str] = ()
) -> str:
    """The select list of these fields, each under its name; references in `expand` become `{id, title}`."""
    spec = rights.spec
    wanted = {each.name for each in expanded_fields(rights, expand)}
    parts: list[str] = []
    for name in names:
        each = field_of(spec, name)
        if each is not None:
            parts.append(f"{_field_sql(statement, alias, rights, each, name in wanted)} AS {quoted(name)}")
    return ", ".join(parts)


def _field_sql(statement: Statement, alias: str, rights: Rights, each: FieldSpec, expanded: bool) -> str:
    if each.is_encrypted:
        return piece_sql(alias, rights.spec, each, rights)
    if rights.masks(each.name):
        return mask_sql(alias, rights.spec, each)
    if each.kind == "lines":
        return _lines_sql(statement, alias, each)
    if expanded and each.target:
        return expanded_sql(statement, each, f"{alias}.{quoted(each.name)}")
    if each.seeded_as:
        return told_sql(statement, alias, each)
    return canonical(alias, rights.spec, each)


def title_sql(alias: str, spec: ObjectSpec, statement: Statement | None = None) -> str:
    """The SQL of a record's title; with a statement, that of a first record in its reader's language."""
    each = spec.fields[spec.title]
    if statement is not None and each.seeded_as:
        return told_sql(statement, alias, each)
    column = f"{alias}.{quoted(spec.title)}"
    return f"{column}->>'full'" if each.kind == "person_name" else f"{column}::text"


def shown_title_sql(alias: str, rights: Rights, statement: Statement | None = None) -> str | None:
    """The SQL of a record's title as these rights show it, masked or as it is; None where it is hidden."""
    spec = rights.spec
    if rights.masks(spec.title):
        return mask_sql(alias, spec, spec.fields[spec.title])
    return title_sql(alias, spec, statement) if rights.sees(spec.title) else None


def expanded_sql(statement: Statement, each: FieldSpec, value: str) -> str:
    """A reference, or several, as `{id, title}`, with `deleted` where it lies in the bin and the caller may see it
    there; the title is null where he may not read the record.
    """
    target = statement.registry[each.target or ""]
    if each.kind == "reference":
        return f"CASE WHEN {value} IS NOT NULL THEN {_shown_sql(statement, target, value)} END"
    return (
        f"(SELECT json_agg({_shown_sql(statement, target, 'each_id')} ORDER BY place)"
        f" FROM unnest({value}) WITH ORDINALITY AS each(each_id, place))"
    )


def _shown_sql(statement: Statement, target: ObjectSpec, value: str) -> str:
    rights = statement.rights(target)
    unknown = f"json_build_object('id', {value}, 'title', NULL)"
    title = shown_title_sql("x", rights, statement) if rights.may("read") else None
    if title is None:
        return unknown
    shown = f"'id', x.id, 'title', {title}"
    seen = f"x.id = {value} AND {statement.in_scope('x', rights)}"
    found = f"json_build_object({shown})"
    if rights.may("see_deleted"):
        deleted = f"json_build_object({shown}, 'deleted', true)"
        found = f"CASE WHEN x.deleted_at IS NULL THEN {found} ELSE {deleted} END"
    else:
        seen += " AND x.deleted_at IS NULL"
    return f"coalesce((SELECT {found} FROM {table_of(target)} x WHERE {seen}), {unknown})"


def _lines_sql(statement: Statement, alias: str, each: FieldSpec) -> str:
    """The owned lines of a record as a list in their order."""
    spec = statement.registry[each.lines or ""]
    rights = statement.rights(spec)
    seen = [name for name in spec.fields if name != spec.parent and rights.level(name) != "hidden"]
    names = [name for name in seen if spec.fields[name].kind != "lines"]
    row = selection(statement, "l", rights, ["id", *names])
    return (
        f"(SELECT coalesce(json_agg(r), '[]'::json) FROM (SELECT {row} FROM {table_of(spec)} l"
        f" WHERE l.{quoted(spec.parent or '')} = {alias}.id AND l.deleted_at IS NULL ORDER BY l.{POSITION}) r)"
    )
