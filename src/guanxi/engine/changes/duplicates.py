"""Duplicates of a record that is still being typed."""

from collections.abc import Mapping
from typing import Any

from guanxi.engine.changes.equals import check_duplicates
from guanxi.engine.changes.model import Draft, Options
from guanxi.engine.changes.reading import read_values
from guanxi.engine.changes.shape import shape_of
from guanxi.engine.company import Work
from guanxi.kernel.identifiers import new_id, read_id


async def find_duplicates(
    work: Work, object_name: str, values: Mapping[str, Any], record_id: Any
) -> list[dict[str, Any]]:
    """The records that equal these values in a key; values that cannot be read are left out."""
    rights = work.rights(object_name)
    rights.require("create")
    shape = shape_of(work.company, object_name)
    keys = {each.name for each in shape.keys}
    draft = Draft(0, "create", read_id(record_id) or new_id(), {name: values[name] for name in values if name in keys})
    read_values(work, shape, rights, draft)
    draft.errors.clear()
    await check_duplicates(work, shape, [draft], Options())
    return [each.facts for each in draft.duplicates]
