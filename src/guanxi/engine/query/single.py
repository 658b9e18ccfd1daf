"""One record, or a few by their ids."""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.editable import can_edit_sql
from guanxi.engine.query.opening import opened_records
from guanxi.engine.query.selection import selected_fields, selection
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import table_of
from guanxi.kernel.errors import Forbidden, NotFound

MOST_PLANS = 2_000


def remember(work: Work, key: Any, plan: Any) -> Any:
    """Keeps a plan for the next who asks the same."""
    return keep(work.company.plans, key, plan)


def keep(plans: OrderedDict[Any, Any], key: Any, plan: Any) -> Any:
    """Keeps a plan; the oldest are forgotten."""
    plans[key] = plan
    if len(plans) > MOST_PLANS:
        plans.popitem(last=False)
    return plan


# a record in the bin tells since when it is there
OR_IN_BIN = """CASE WHEN t.deleted_at IS NULL THEN row_to_json(r)::text
 ELSE (row_to_json(r)::jsonb || jsonb_build_object('deleted_at', t.deleted_at))::text END"""


def _plan(work: Work, object_name: str, fields: tuple[str, ...] | None, expand: tuple[str, ...], deleted: bool) -> Any:
    key = ("get", object_name, fields, expand, deleted, work.principal)
    found = work.company.plans.get(key)
    if found is None:
        rights = work.rights(object_name)
        rights.require("read")
        statement = Statement(work)
        ids = statement.add(None, "uuid[]")
        row = selection(statement, "t", rights, selected_fields(rights, fields), expand)
        row += can_edit_sql(statement, "t", rights)
        shown = f"t.id = ANY({ids}) AND {statement.in_scope('t', rights)}"
        table = table_of(rights.spec)
        text = (
            f"SELECT t.id::text, {OR_IN_BIN} FROM {table} t CROSS JOIN LATERAL (SELECT {row}) r WHERE {shown}"
            if deleted and rights.may("see_deleted")
            else f"SELECT r.id::text, row_to_json(r)::text FROM (SELECT {row} FROM {table} t"
            f" WHERE {shown} AND t.deleted_at IS NULL) r"
        )
        found = remember(work, key, (text, statement.parameters))
    return found


async def get_texts(
    work: Work,
    object_name: str,
    ids: Iterable[UUID],
    fields: tuple[str, ...] | None = None,
    expand: tuple[str, ...] = (),
    deleted: bool = False,
) -> dict[str, str]:
    """The JSON texts of those of these records that the caller may read, by their ids."""
    text, parameters = _plan(work, object_name, fields, expand, deleted)
    rows = await work.fetch(text, [str(each) for each in ids], *parameters[1:])
    return await opened_records(work, dict(rows))


async def get_many(
    work: Work, object_name: str, ids: Iterable[UUID], fields: tuple[str, ...] | None = None, deleted: bool = False
) -> list[dict[str, Any]]:
    """The records of these ids that the caller may read, in no order."""
    return [orjson.loads(each) for each in (await get_texts(work, object_name, ids, fields, (), deleted)).values()]


async def ids_in_scope(work: Work, object_name: str, ids: Iterable[UUID]) -> set[str]:
    """Those of these records that the caller may read, or could before they were deleted."""
    rights = work.rights(object_name)
    statement = Statement(work)
    wanted = statement.add([str(each) for each in ids], "uuid[]")
    scope = statement.in_scope("t", rights)
    rows = await work.fetch(
        f"SELECT t.id::text FROM {table_of(rights.spec)} t WHERE t.id = ANY({wanted}) AND {scope}",
        *statement.parameters,
    )
    return {row[0] for row in rows}


async def require_scope(work: Work, rights: Rights, record_id: UUID) -> None:
    """Raises Forbidden for a record, deleted or not, that lies outside of what the caller may see and edit."""
    statement = Statement(work)
    found = await work.fetch(
        f"SELECT 1 FROM {table_of(rights.spec)} t WHERE t.id = {statement.add(str(record_id), 'uuid')}"
        f" AND {statement.in_scope('t', rights)} AND {statement.in_scope('t', rights, 'edit')}",
        *statement.parameters,
    )
    if not found:
        raise Forbidden("not_yours")


async def get_json(
    work: Work, object_name: str, record_id: UUID, fields: tuple[str, ...] | None = None, expand: tuple[str, ...] = ()
) -> str:
    """One record as JSON text. Raises NotFound where there is none that the caller may read."""
    found = await get_texts(work, object_name, [record_id], fields, expand, deleted=True)
    if not found:
        raise NotFound("no_such_record", object=object_name, id=str(record_id))
    return found[str(record_id)]


async def get(work: Work, object_name: str, record_id: UUID, expand: tuple[str, ...] = ()) -> dict[str, Any]:
    """One record. Raises NotFound where there is none that the caller may read."""
    return orjson.loads(await get_json(work, object_name, record_id, None, expand))
