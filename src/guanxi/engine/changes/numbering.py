"""Automatic numbers, from a sequence of the database; a number is given once, gaps may stay."""

import re
from collections.abc import Sequence

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.shape import Shape
from guanxi.engine.company import Work
from guanxi.engine.store.columns import SCHEMA, quoted

DIGITS = re.compile(r"\{number(?::0?(\d+))?\}")


def sequence_of(object_name: str, field_name: str) -> str:
    return f"{SCHEMA}.{quoted(f'{object_name}_{field_name}_number')}"


async def give_numbers(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """Gives every draft its automatic numbers, one statement for each such field."""
    for each in shape.stored:
        if each.kind != "auto_number":
            continue
        due = [draft for draft in drafts if not draft.after.get(each.name)]
        sequence = sequence_of(shape.spec.name, each.name)
        rows = await work.fetch(f"SELECT nextval('{sequence}') FROM generate_series(1, $1::integer)", len(due))
        for draft, (number,) in zip(due, rows, strict=True):
            draft.put(each.name, written(each.numbering or "{number}", number, work.moment.year))


def written(pattern: str, number: int, year: int) -> str:
    """A number in its pattern: `AC-{year}-{number:05}` and 42 in 2026 give AC-2026-00042."""
    padded = DIGITS.sub(lambda match: str(number).zfill(int(match[1] or 0)), pattern)
    return padded.replace("{year}", str(year))
