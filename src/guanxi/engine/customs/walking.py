"""A walk through all that a field has: records in the order of their ids, then the log of changes, batch by batch.

Each batch notes how far it is in its own transaction, so that another process goes on where one was killed. It takes
only records that nobody holds at this moment, up to the first that somebody does, and waits for nobody meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from guanxi.engine.changes.shape import shape_of
from guanxi.engine.company import Company, Work
from guanxi.engine.customs import turning
from guanxi.engine.customs.renewing import REWRITE
from guanxi.engine.customs.turning import Pace
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

NOWHERE: Final = "00000000-0000-0000-0000-000000000000"
SETTLED: Final = "rest"  # the phase that begins when every process has the new shape
PAUSE: Final = 0.05  # seconds until a record that somebody holds is tried again
WHERE: Final = "SELECT phase, last FROM engine.crypto_run WHERE object = $1 AND field = $2 AND deed = $3"
STEP: Final = """
UPDATE engine.crypto_run SET phase = $3, last = $4, done = done + $5, updated_at = now()
WHERE object = $1 AND field = $2
"""


@dataclass(frozen=True, slots=True)
class Field:
    """The field whose values are rewritten; its keys and runs go by its first name."""

    spec: ObjectSpec
    each: FieldSpec

    @property
    def key(self) -> tuple[str, str]:
        return self.spec.name, self.each.first_name


Records = Sequence[Mapping[str, Any]]
Place = tuple[str, int]  # where the next batch begins, empty at the end; how many there were
Phase = Callable[[Work, Field, str, int], Awaitable[Place]]
Row = tuple[int, str, str | None, str | None]  # a change: its number, its record, the value before and after
Turn = Callable[[str, str], str | None]  # of a record's id and a text the text instead, None to leave it


async def walk(company: Company, field: Field, deed: str, phases: Mapping[str, tuple[Phase, str]]) -> str:
    """Goes through the phases, each of which names the one behind it, from where the run is; gives the one that it
    stops at.
    """
    pace = Pace()
    while True:
        async with company.work(system(), source="shape", quiet=True) as work:
            rows = await work.fetch(f"{WHERE} AND state = 'running' FOR UPDATE", *field.key, deed)
            phase, last = rows[0] if rows else ("", "")
            if phase not in phases:
                return phase
            run, following = phases[phase]
            place, count = await run(work, field, last, pace.begin())
            await work.execute(STEP, *field.key, phase if place else following, place, count)
        pace.end()
        if place == last != "":
            await asyncio.sleep(PAUSE)
        if not place and following == SETTLED:
            await asyncio.sleep(turning.SETTLING)


async def records_behind(work: Work, field: Field, last: str, most: int) -> tuple[list[dict[str, Any]], str]:
    """The next records, deleted ones too, as they are kept and locked; and where the next batch begins."""
    shape = shape_of(work.company, field.spec.name)
    wanted = await work.fetch(
        f"SELECT id::text FROM {shape.table} WHERE id > $1::uuid ORDER BY id LIMIT {most}", last or NOWHERE
    )
    ids = [row[0] for row in wanted]
    rows = await work.fetch(
        f"SELECT row_to_json(r)::text FROM (SELECT {shape.read_sql} FROM {shape.table} t WHERE t.id = ANY($1::uuid[])"
        " ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED) r",
        ids,
    )
    found = {record["id"]: record for record in (orjson.loads(row[0]) for row in rows)}
    held = next((place for place, each in enumerate(ids) if each not in found), len(ids))
    following = ids[held - 1] if held else last or NOWHERE
    return [found[each] for each in ids[:held]], following if ids else ""


async def history_behind(work: Work, field: Field, last: str, most: int) -> tuple[dict[str, list[Row]], str]:
    """The next changes of the log that hold values, by the name that the field had; and where the next batch begins."""
    found: dict[str, list[Row]] = {}
    for name in {field.each.name, field.each.first_name}:
        rows = await work.fetch(
            "SELECT seq, record_id::text, old ->> $3, new ->> $3 FROM engine.change WHERE object = $1 AND seq > $2"
            f" AND (old ->> $3 IS NOT NULL OR new ->> $3 IS NOT NULL) ORDER BY seq LIMIT {most}",
            *(field.spec.name, int(last or 0), name),
        )
        found[name] = [(row[0], row[1], row[2], row[3]) for row in rows]
    full = [rows[-1][0] for rows in found.values() if len(rows) == most]
    return found, str(min(full)) if full else ""


async def rewrite_history(work: Work, name: str, rows: Sequence[Row], turn: Turn) -> None:
    """Writes what each value becomes into the log."""
    turned = [(row[0], *(turn(row[1], text) if text else None for text in row[2:])) for row in rows]
    due = [row for row in turned if row[1] is not None or row[2] is not None]
    if due:
        await work.execute(REWRITE, *(list(column) for column in zip(*due, strict=True)), name)
