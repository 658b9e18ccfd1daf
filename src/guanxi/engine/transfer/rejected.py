"""The refused rows of an import: kept with their reasons, given back as a table to mend and import again."""

import csv
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

from guanxi.engine.company import Work
from guanxi.engine.transfer.kept_cells import given_back, kept
from guanxi.engine.transfer.messages import error_facts, reason_text
from guanxi.engine.transfer.runs import Run, json_text
from guanxi.engine.transfer.table_files import guarded
from guanxi.kernel.errors import FieldError

PAGE = 1_000
BYTE_ORDER_MARK = "\ufeff"

Refusal = tuple[int, list[str], tuple[FieldError, ...]]


async def keep_refusals(work: Work, run: Run, refusals: Sequence[Refusal]) -> None:
    """Keeps refused rows, in the transaction of their batch."""
    if not refusals:
        return
    rows = [
        {"row": row, "cells": kept(work, run, cells), "errors": error_facts(errors)} for row, cells, errors in refusals
    ]
    await work.execute(
        "INSERT INTO engine.import_rejected (run, row, cells, errors) SELECT $1::uuid, row, cells, errors"
        " FROM jsonb_to_recordset($2::jsonb) AS r(row bigint, cells jsonb, errors jsonb)"
        " ON CONFLICT (run, row) DO UPDATE SET errors = engine.import_rejected.errors || excluded.errors",
        str(run.id),
        json_text(rows),
    )


async def rejected_csv(work: Work, run: Run, language: str) -> AsyncIterator[bytes]:
    """The refused rows as CSV that Excel reads: the cells as they came, the row's number and the reason."""
    say = work.company.translate
    yield BYTE_ORDER_MARK.encode()
    headers = [*run.source["headers"], say(language, "transfer.row"), say(language, "transfer.reason")]
    yield _line([guarded(header) for header in headers])
    after = -1
    while rows := await _page(work, run, after):
        yield b"".join(_line(_cells(work, run, language, row)) for row in rows)
        after = rows[-1][0]


async def _page(work: Work, run: Run, after: int) -> Sequence[tuple[Any, ...]]:
    return await work.fetch(
        "SELECT row, cells, errors FROM engine.import_rejected WHERE run = $1::uuid AND row > $2::bigint"
        f" ORDER BY row LIMIT {PAGE}",
        str(run.id),
        after,
    )


def _cells(work: Work, run: Run, language: str, row: tuple[Any, ...]) -> list[str]:
    number, cells, errors = row
    cells = given_back(work, run, cells)
    spec = work.company.registry.objects.get(run.object or "")
    reason = reason_text(work.company, language, spec, errors) if spec is not None else ""
    width = len(run.source["headers"])
    shown = [guarded(cell) for cell in cells]
    return [*(shown + [""] * width)[: max(width, len(shown))], str(number), guarded(reason)]


def _line(cells: Sequence[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().encode("utf-8", errors="replace")
