"""What a mask hides, shown once to one person for a reason, which the audit log keeps."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.engine.query.opening import opened_text, piece_sql
from guanxi.engine.query.selection import expanded_sql
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import canonical, quoted, table_of
from guanxi.kernel.access import ALL
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, NotFound, TooMany
from guanxi.kernel.fields.numbers import read_json
from guanxi.kernel.specs import FieldSpec

MOST: Final = 60  # in an hour
LEAST_REASON, MOST_REASON = 3, 500
REVEAL_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS engine.revealed (
        user_id uuid NOT NULL, hour timestamptz NOT NULL, count integer NOT NULL, PRIMARY KEY (user_id, hour))""",
)
COUNT = """
INSERT INTO engine.revealed AS r (user_id, hour, count) VALUES ($1::uuid, $2, 1)
ON CONFLICT (user_id, hour) DO UPDATE SET count = r.count + 1 RETURNING count
"""


async def reveal(work: Work, object_name: str, record_id: UUID, field: str, reason: str) -> Any:
    """The value of a masked field, noted with its reason in the audit log.

    Raises NotFound for a record or field that the caller does not see, Forbidden where he may not reveal it, Invalid
    without a reason and TooMany beyond 60 in an hour.
    """
    rights = work.rights(object_name)
    (rights.parent or rights).require("read")
    each = _field(rights, field)
    told = reason.strip()
    if not LEAST_REASON <= len(told) <= MOST_REASON or "\x00" in told:
        values = {"least": LEAST_REASON, "most": MOST_REASON}
        raise Invalid("invalid", errors=[FieldError("reason", "reason_missing", values)])
    value = await _value(work, rights, each, record_id)
    await _count(work)
    person = str(work.principal.user_id)
    await log(work.connection, Entry(person, "reveal", object_name, str(record_id), (field,), {"reason": told}))
    return value


def _field(rights: Rights, name: str) -> FieldSpec:
    each = rights.spec.fields.get(name)
    if each is None or each.kind == "lines" or rights.level(name) == "hidden":
        raise NotFound("no_such_field", field=name[:100])
    if rights.level(name) == "masked":
        raise Forbidden("no_right_to_reveal", field=name)
    return each


async def _value(work: Work, rights: Rights, each: FieldSpec, record_id: UUID) -> Any:
    statement = Statement(work)
    wanted = statement.add(str(record_id), "uuid")
    column = f"t.{quoted(each.name)}"
    shown = expanded_sql(statement, each, column) if each.target else canonical("t", rights.spec, each)
    if each.is_encrypted:
        shown = piece_sql("t", rights.spec, each, Rights(rights.spec, ALL))
    rows = await work.fetch(
        f"SELECT to_json(r.value)::text FROM (SELECT {shown} AS value FROM {table_of(rights.spec)} t"
        f" WHERE t.id = {wanted} AND t.deleted_at IS NULL AND {statement.in_scope('t', rights)}) r",
        *statement.parameters,
    )
    if not rows:
        raise NotFound("no_such_record", object=rights.spec.name, id=str(record_id))
    return read_json(await opened_text(work, (rows[0][0] or "null").encode(), unmasked=True))


async def _count(work: Work) -> None:
    now = datetime.now(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = await work.fetch(COUNT, str(work.principal.user_id), hour)
    if rows[0][0] > MOST:
        seconds = int((hour + timedelta(hours=1) - now).total_seconds()) + 1
        raise TooMany("too_many_reveals", extra={"retry_after": seconds}, most=MOST, seconds=seconds)
