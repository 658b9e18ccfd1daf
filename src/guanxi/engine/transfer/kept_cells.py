"""Cells that an import keeps for a while: sealed where the object has encrypted fields, whose values stand in them."""

from typing import Any

import orjson

from guanxi.engine.company import Work
from guanxi.engine.transfer.runs import Run

PLACE = "rows of an import of"


def kept(work: Work, run: Run, value: Any) -> Any:
    """A JSON value as it is to be kept."""
    spec = work.company.registry.objects.get(run.object or "")
    if spec is None or not any(each.is_encrypted for each in spec.fields.values()):
        return value
    return work.company.vault.seal(orjson.dumps(value, default=str).decode(), f"{PLACE} {run.id}")


def given_back(work: Work, run: Run, value: Any) -> Any:
    """The value again; what is no text was not sealed."""
    return orjson.loads(work.company.vault.open(value, f"{PLACE} {run.id}")) if isinstance(value, str) else value
