"""What is kept of filters, constants and repairs, sealed where the company encrypts anything: values stand in them."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from guanxi.engine.company import Company, Work
from guanxi.engine.query.opening import has_sealed
from guanxi.kernel.principal import system

PLACES: Final = {"export_run": "query", "import_run": "settings", "import_mapping": "settings"}
ABOUT: Final = "what was chosen for"


def kept_choice(work: Work, table: str, object_name: str | None, value: Any) -> Any:
    """A JSON value as it is to be kept in the row of a table."""
    if value is None or not has_sealed(work):
        return value
    text = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    return work.company.vault.seal(text, f"{ABOUT} {table} of {object_name}")


def given_choice(work: Work, table: str, object_name: str | None, value: Any) -> Any:
    """The value again; what is no text was not sealed."""
    if not isinstance(value, str):
        return value
    return orjson.loads(work.company.vault.open(value, f"{ABOUT} {table} of {object_name}"))


async def seal_choices(company: Company) -> int:
    """Seals what was kept before the company encrypted anything; gives the number of rows."""
    count = 0
    async with company.work(system(), source="shape", quiet=True) as work:
        for table, column in PLACES.items():
            rows = await work.fetch(
                f"SELECT id::text, object, {column} FROM engine.{table}"
                f" WHERE jsonb_typeof({column}) = 'object' ORDER BY id FOR UPDATE"
            )
            count += len(rows)
            await _seal_rows(work, table, column, {row[0]: kept_choice(work, table, row[1], row[2]) for row in rows})
    return count


async def _seal_rows(work: Work, table: str, column: str, sealed: Mapping[str, Any]) -> None:
    texts = [orjson.dumps(value).decode() for value in sealed.values()]
    await work.execute(
        f"UPDATE engine.{table} t SET {column} = u.kept FROM unnest($1::uuid[], $2::jsonb[]) AS u(id, kept)"
        " WHERE t.id = u.id",
        list(sealed),
        texts,
    )
