"""Every place of the database where a text may stand, from its own catalogue: what is added later is there too."""

from dataclasses import dataclass
from typing import Final

from guanxi.engine.company import Work
from guanxi.engine.store.columns import quoted

TEXTS: Final = ("text", "character varying", "json", "jsonb", "bytea")
# what holds no word of a person: keys, hashes, tokens; the log of changes and the search go their own ways
LEFT_ALONE: Final = frozenset(
    (
        *(
            "field_key",
            "record_key",
            "former_key",
            "crypto_run",
            "match_key",
            "counter",
            "credential",
            "second_factor",
            "hurdle",
        ),
        *("definition", "setting", "subject_run", "subject_finding", "subject_package", "share_key", "share_run"),
    )
)
# rows that are of no use without what is blotted out of them
WHOLE: Final = frozenset(
    ("letter", "idempotency", "import_rejected", "import_preview", "import_pending", "external_id", "once", "bookmark")
)
COLUMNS = """
SELECT c.table_schema::text, c.table_name::text, c.column_name::text, c.data_type::text
FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema IN ('engine', 'record', 'public') AND t.table_type = 'BASE TABLE'
 AND (c.data_type = ANY($1::text[]) OR c.udt_name IN ('_text', '_varchar'))
ORDER BY 1, 2, c.ordinal_position
"""
KEYS = """
SELECT n.nspname::text, c.relname::text, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
WHERE i.indisprimary AND n.nspname IN ('engine', 'record', 'public') GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A table with the columns in which texts may stand, by their types, and its primary key."""

    schema: str
    table: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.schema}.{quoted(self.table)}"

    @property
    def key_sql(self) -> str:
        return f"json_build_array({', '.join(f't.{quoted(name)}::text' for name in self.key)})::text"

    def mentions(self, pattern: str, column: str = "") -> str:
        """The SQL that holds where a text of a row, or of this column, matches the pattern, a parameter."""
        names = [column] if column else list(self.columns)
        return "(" + " OR ".join(f"{_as_text(name, self.columns[name])} ~* {pattern}" for name in names) + ")"


def _as_text(name: str, kind: str) -> str:
    column = f"t.{quoted(name)}"
    # bytes of JSON are UTF-8; what is not is no text that anybody wrote
    return f"engine.readable({column})" if kind == "bytea" else f"{column}::text"


async def places(work: Work) -> list[Place]:
    """All of them, in a fixed order."""
    keys = {(schema, table): tuple(names) for schema, table, names in await work.fetch(KEYS)}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, kind in await work.fetch(COLUMNS, list(TEXTS)):
        if table not in LEFT_ALONE:
            found.setdefault((schema, table), {})[column] = kind
    return [Place(*at, columns, keys[at]) for at, columns in found.items() if at in keys]
