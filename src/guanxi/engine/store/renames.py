"""Renames: a declared field that had another name keeps its column, indexes, settings and tokens.

History is not rewritten, since audit entries commit to it; `ObjectSpec.former` tells the old names to whoever reads it.
"""

from guanxi.engine.store.columns import SCHEMA, SORT_SUFFIX, quoted, table_of
from guanxi.kernel.fields.kinds import columns_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec

QUOTE = '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def rename_statements(spec: ObjectSpec, columns: set[str], indexes: set[str]) -> list[str]:
    """What renames the fields whose columns still have their old names; `columns` are told the new ones."""
    found: list[str] = []
    for each in spec.fields.values():
        if each.renamed_from and each.renamed_from in columns and each.name not in columns:
            found += _of_columns(spec, each, columns)
            found += _of_indexes(spec, each, indexes)
            found += _of_settings(spec, each)
    return found


def _of_columns(spec: ObjectSpec, each: FieldSpec, columns: set[str]) -> list[str]:
    suffixes = [*columns_of(each), *([SORT_SUFFIX] if spec.title == each.name else [])]
    found: list[str] = []
    for suffix in suffixes:
        old, new = f"{each.renamed_from}{suffix}", each.name + suffix
        if old in columns:
            columns.discard(old)
            columns.add(new)
            found.append(f"ALTER TABLE {table_of(spec)} RENAME COLUMN {quoted(old)} TO {quoted(new)}")
    return found


def _of_indexes(spec: ObjectSpec, each: FieldSpec, indexes: set[str]) -> list[str]:
    found: list[str] = []
    for middle, end in (("", ""), ("", "_recent"), ("unique_", "")):
        old, new = (f"{spec.table}_{middle}{name}{end}"[:60] for name in (each.renamed_from, each.name))
        if old in indexes:
            indexes.discard(old)
            indexes.add(new)
            found.append(f"ALTER INDEX {SCHEMA}.{quoted(old)} RENAME TO {quoted(new)}")
    if each.kind == "auto_number":
        old, new = (f"{spec.name}_{name}_number" for name in (each.renamed_from, each.name))
        found.append(f"ALTER SEQUENCE IF EXISTS {SCHEMA}.{quoted(old)} RENAME TO {quoted(new)}")
    return found


def _of_settings(spec: ObjectSpec, each: FieldSpec) -> list[str]:
    """Views, an administrator's changes and formulas go with the field."""
    name, old, new = _literal(spec.name), each.renamed_from or "", each.name
    in_text = "facts::text"
    for sign in ('"', '"-', '"+'):  # columns, and how a list is sorted
        in_text = f"replace({in_text}, {_literal(sign + old + QUOTE)}, {_literal(sign + new + QUOTE)})"
    word = _literal(rf"\m{old}\M")
    formula = f"regexp_replace(facts ->> 'formula', {word}, {_literal(new)}, 'g')"
    return [
        f"UPDATE engine.saved_view SET facts = ({in_text})::jsonb WHERE object = {name}",
        f"UPDATE engine.definition SET name = {_literal(new)}"
        f" WHERE kind = 'field_change' AND object = {name} AND name = {_literal(old)}",
        f"UPDATE engine.definition SET facts = facts || jsonb_build_object('formula', {formula})"
        f" WHERE kind = 'field' AND object = {name} AND facts ? 'formula'",
    ]
