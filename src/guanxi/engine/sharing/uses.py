"""What sharing rules and territories ask about stays as it is: a trigger of the database reads it."""

from guanxi.engine.company import Work
from guanxi.engine.sharing.rules import SOURCES, conditions_of
from guanxi.kernel.errors import Conflict
from guanxi.kernel.filters import read_filter


async def refuse_if_ruled(work: Work, object_name: str, field_name: str = "") -> None:
    """Raises Conflict `in_use` with the rule or territory that asks about this field, or that is about this object."""
    parts = (f"SELECT name, criteria FROM record.{name} WHERE object = $1 AND deleted_at IS NULL" for name in SOURCES)
    for name, criteria in await work.fetch(" UNION ALL ".join(parts), object_name):
        asked = {each.field.partition(".")[0] for each in conditions_of(read_filter(criteria))}
        if not field_name or field_name in asked:
            raise Conflict("in_use", field=name)
