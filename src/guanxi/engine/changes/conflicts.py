"""What to show a person whose change came too late: for each field the base, theirs and yours."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from guanxi.engine.company import Work
from guanxi.engine.query import get
from guanxi.engine.query.opening import as_piece, opened
from guanxi.kernel.errors import Stale


async def explain_stale(
    work: Work, object_name: str, record_id: UUID, version: int, values: Mapping[str, Any]
) -> Stale:
    """The error to raise, with the record's version now and every field that both have changed."""
    record = await get(work, object_name, record_id)
    rights = work.rights(object_name)
    rows = await work.fetch(
        "SELECT old FROM engine.change WHERE record_id = $1::uuid AND version > $2 AND kind ="
        " 'update' ORDER BY seq DESC",
        str(record_id),
        version,
    )
    base: dict[str, Any] = {}
    for (old,) in rows:
        base |= old or {}
    conflicts = [
        {
            "field": name,
            "base": as_piece(rights.spec, name, str(record_id), base[name]),
            "theirs": record.get(name),
            "yours": values[name],
        }
        for name in values
        if name in base and rights.sees(name)
    ]
    conflicts = await opened(work, conflicts)
    return Stale("stale", extra={"conflicts": conflicts, "version": record["version"]})
