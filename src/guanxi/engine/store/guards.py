"""The database itself refuses clear values of encrypted fields, whatever the process that writes them knows.

A trigger looks at each value that is written into the column of an encrypted field; it stands aside while the field
becomes plain. And each write names the shape that it was made with: it fails as a whole where an encrypted field has
come since that it does not know, for its traces and search entries would hold what the column does not.
"""

from collections.abc import Generator, Iterable
from contextlib import contextmanager

import psycopg

from guanxi.engine.crypto.keyring import SEALED_PATTERN
from guanxi.engine.crypto.tables import REFUSED
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import Outdated
from guanxi.kernel.specs import FieldSpec, ObjectSpec


def guard_name(each: FieldSpec) -> str:
    return f"{each.first_name}_sealed"[:60]


def guard_statement(spec: ObjectSpec, each: FieldSpec) -> str:
    """What makes the table refuse clear values of a field; it waits for those who are writing."""
    column = quoted(each.name)
    return (
        f"CREATE OR REPLACE TRIGGER {quoted(guard_name(each))} BEFORE INSERT OR UPDATE OF {column} ON {table_of(spec)}"
        f" FOR EACH ROW WHEN (NEW.{column} !~ {_literal(SEALED_PATTERN)})"
        f" EXECUTE FUNCTION engine.refuse_clear_value({_literal(spec.name)}, {_literal(each.first_name)})"
    )


def unguard_statement(spec: ObjectSpec, each: FieldSpec) -> str:
    return f"DROP TRIGGER IF EXISTS {quoted(guard_name(each))} ON {table_of(spec)}"


def shape_check(version: int, encrypted: Iterable[str]) -> str:
    """The SQL condition that holds where a write of the object `$9`, made with this version of the shape and knowing
    these of its fields as encrypted, would miss one.
    """
    known = ", ".join(_literal(name) for name in sorted(encrypted))
    return (
        f"(SELECT value::bigint FROM engine.setting WHERE name = 'shape') <> {version} AND EXISTS (SELECT 1"
        " FROM engine.definition WHERE kind IN ('field', 'field_change') AND object = $9::text AND dropped_at IS NULL"
        f" AND facts -> 'encrypted' = 'true'::jsonb AND name <> ALL(ARRAY[{known}]::text[]))"
    )


@contextmanager
def refusals() -> Generator[None]:
    """Raises Outdated where the database refuses what would be left clear."""
    try:
        yield
    except psycopg.DatabaseError as error:
        if error.sqlstate == REFUSED:
            raise Outdated(extra={"retry_after": 1}) from None
        raise


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
