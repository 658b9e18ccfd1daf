"""What a dry run has found out row by row: kept until the import begins, read page by page by who made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.transfer.kept_cells import given_back, kept
from guanxi.engine.transfer.messages import shown_errors
from guanxi.engine.transfer.runs import Run, json_text
from guanxi.kernel.errors import FieldError, Malformed

OUTCOMES = ("create", "update", "unchanged", "refuse", "skip")
PAGE = 100
MOST_BYTES = 64 * 1024 * 1024
LONGEST = 300
CHUNK = 1_000
STALE = "interval '1 day'"


@dataclass(slots=True)
class Foretold:
    """The rows looked at so far, each with its outcome, as they will be kept."""

    rows: list[tuple[int, str, bytes]] = field(default_factory=list[tuple[int, str, bytes]])
    size: int = 0

    @property
    def is_full(self) -> bool:
        return self.size > MOST_BYTES

    def add(self, row: int, outcome: str, shown: Mapping[str, Any]) -> None:
        """Notes a row: errors by codes, so that each reader gets his own language, of long texts the beginning."""
        text = json_text(_shortened(shown)).encode()
        self.rows.append((row, outcome, text))
        self.size += len(text)


def _shortened(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return value[:LONGEST] + "…"
    if isinstance(value, Mapping):
        return {name: _shortened(each) for name, each in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list | tuple):
        return [_shortened(each) for each in cast(Sequence[Any], value)]
    return value


async def keep_foretold(work: Work, run: Run, foretold: Foretold) -> None:
    """Replaces what the dry run before has found."""
    rows = sorted(foretold.rows, key=lambda each: each[0])
    async with work.connection.transaction():
        await work.execute("SELECT 1 FROM engine.import_run WHERE id = $1::uuid FOR UPDATE", str(run.id))
        await forget_foretold(work, run)
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            await work.execute(
                "INSERT INTO engine.import_preview (run, by_user, place, row, outcome, shown)"
                " SELECT $1::uuid, $2::uuid, *"
                " FROM unnest($3::integer[], $4::bigint[], $5::text[], $6::text[]::jsonb[])",
                str(run.id),
                str(work.principal.user_id),
                list(range(start + 1, start + 1 + len(part))),
                [row for row, _, _ in part],
                [outcome for _, outcome, _ in part],
                [_kept_text(work, run, shown) for _, _, shown in part],
            )


def _kept_text(work: Work, run: Run, shown: bytes) -> str:
    value = orjson.loads(shown)
    found = kept(work, run, value)
    return shown.decode() if found is value else orjson.dumps(found).decode()


async def forget_foretold(work: Work, run: Run) -> None:
    """Removes what a dry run of this import has found, and that of others that were left alone."""
    await work.execute(
        "DELETE FROM engine.import_preview p WHERE p.run = $1::uuid OR NOT EXISTS"
        f" (SELECT 1 FROM engine.import_run r WHERE r.id = p.run AND r.updated_at > now() - {STALE})",
        str(run.id),
    )


async def read_foretold(
    work: Work, run: Run, language: str, outcome: str = "", after: int = 0, limit: int = PAGE
) -> dict[str, Any]:
    """The rows in the order of the file, of one `outcome` or of all, behind the place `after`, page by page.

    Only those that the reader himself has looked at: records were found and shown by his rights. Raises NotFound where
    the object is no more.
    """
    if outcome and outcome not in OUTCOMES:
        values = {"value": outcome[:50], "choices": ", ".join(OUTCOMES)}
        raise Malformed("malformed", errors=[FieldError("outcome", "unknown_choice", values)])
    rows = await work.fetch(
        "SELECT place, row, outcome, shown::text FROM engine.import_preview"
        " WHERE run = $1::uuid AND by_user = $2::uuid AND place > $3::integer AND ($4::text = '' OR outcome = $4::text)"
        " ORDER BY place LIMIT $5::integer",
        str(run.id),
        str(work.principal.user_id),
        after,
        outcome,
        limit + 1,
    )
    rights = work.rights(run.object) if run.object else None
    shown = [_row(work, run, rights, language, row) for row in rows[:limit]] if rights else []
    return {"rows": shown, "next_cursor": str(rows[limit - 1][0]) if len(rows) > limit else None}


def _row(work: Work, run: Run, rights: Rights, language: str, row: tuple[Any, ...]) -> dict[str, Any]:
    _, number, outcome, text = row
    shown = given_back(work, run, orjson.loads(text))
    changes = [each for each in shown["changes"] if rights.sees(each["field"])]
    errors = shown_errors(work.company, language, rights.spec, shown["errors"])
    return {"row": number, "outcome": outcome, **shown, "changes": changes, "errors": errors}
