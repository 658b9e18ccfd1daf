"""A record as it was: what it is now with every later change taken back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.history.trail import shown_then
from guanxi.engine.query import get
from guanxi.engine.query.opening import opened
from guanxi.engine.query.selection import expanded_fields, expanded_sql, selected_fields
from guanxi.engine.query.statement import Statement
from guanxi.kernel.errors import FieldError, Malformed, NotFound
from guanxi.kernel.specs import FieldSpec


def read_moment(text: str) -> datetime:
    """A moment of an address, where a `+` may have become a blank. Raises Malformed."""
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        raise Malformed("bad_moment", errors=[FieldError("at", "not_a_time")]) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


LAST = """
SELECT c.kind, to_json(c.at)#>>'{}', s.by_user::text FROM engine.change c
JOIN engine.change_set s ON s.id = c.change_set WHERE c.record_id = $1::uuid AND c.at <= $2 ORDER BY c.seq DESC LIMIT 1
"""


async def record_at(
    work: Work,
    object_name: str,
    record_id: UUID,
    text: str,
    fields: tuple[str, ...] | None = None,
    expand: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The stored fields of a record at a moment, all or these; what is expanded is called as it is today.

    Raises NotFound where it was not there then, or may not be seen.
    """
    moment, rights = read_moment(text), work.rights(object_name)
    names, references = selected_fields(rights, fields), expanded_fields(rights, expand)
    record = await _as_it_was(work, rights, record_id, moment)
    found = {name: record[name] for name in names if name in record}
    shown = [each for each in references if each.target and found.get(each.name) and rights.sees(each.name)]
    return found | await _expanded(work, shown, found)


async def _expanded(work: Work, references: Sequence[FieldSpec], record: Mapping[str, Any]) -> dict[str, Any]:
    if not references:
        return {}
    statement = Statement(work)
    parts = [
        expanded_sql(
            statement, each, statement.add(record[each.name], "uuid" if each.kind == "reference" else "uuid[]")
        )
        for each in references
    ]
    rows = await work.fetch(f"SELECT {', '.join(parts)}", *statement.parameters)
    return dict(zip((each.name for each in references), rows[0], strict=True))


async def _as_it_was(work: Work, rights: Rights, record_id: UUID, moment: datetime) -> dict[str, Any]:
    object_name = rights.spec.name
    record = await get(work, object_name, record_id)
    rows = await work.fetch(
        "SELECT kind, version, old FROM engine.change WHERE record_id = $1::uuid AND at > $2 ORDER BY seq DESC",
        str(record_id),
        moment,
    )
    last = await work.fetch(LAST, str(record_id), moment)
    if any(row[0] == "create" for row in rows) or (last and last[0][0] == "delete"):
        raise NotFound("not_there_then", object=object_name, id=str(record_id))
    for _, version, old in rows:
        before = rights.spec.now_called(old or {})
        record |= {
            name: shown_then(rights, name, str(record_id), value) for name, value in before.items() if name in record
        }
        record["version"] = version - 1
    if last:
        record |= {"updated_at": last[0][1], "updated_by": last[0][2]}
    computed = [name for name, each in rights.spec.fields.items() if each.kind in ("formula", "roll_up", "lines")]
    return await opened(work, {name: value for name, value in record.items() if name not in computed})
