"""Records by the ids that other systems give them: read, set, and written whether they are there or not."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import id_of, names, refuse_lines
from guanxi.api.records import change_headers, if_match, read_back, version_of
from guanxi.engine.changes import Change, Options, write
from guanxi.engine.changes.conflicts import explain_stale
from guanxi.engine.history.externals import (
    checked,
    claim_external,
    external_ids_of,
    find_external,
    remove_external,
    set_external,
)
from guanxi.engine.query import get_json
from guanxi.kernel.errors import NotFound, Stale


async def list_external(call: Call) -> Response:
    name, record_id = refuse_lines(call), id_of(call)
    async with call.reading() as work:
        return answer({"external_ids": await external_ids_of(work, name, record_id)})


async def put_external(call: Call) -> Response:
    name, record_id, facts = refuse_lines(call), id_of(call), await call.facts()
    system, value = checked(call.path("system"), facts.get("value"))
    async with call.work() as work:
        await claim_external(work, name, system, value)
        await set_external(work, name, record_id, system, value)
        found = await external_ids_of(work, name, record_id)
    return answer({"external_ids": found}, headers=change_headers(work))


async def drop_external(call: Call) -> Response:
    name, record_id = refuse_lines(call), id_of(call)
    async with call.work() as work:
        await remove_external(work, name, record_id, call.path("system").strip())
    return Response(status_code=204, headers=change_headers(work))


async def read_by_external(call: Call) -> Response:
    name = refuse_lines(call)
    system, value = checked(call.path("system"), call.path("value"))
    async with call.reading() as work:
        record_id = await find_external(work, name, system, value)
        if record_id is None:
            raise NotFound("no_such_record", id=value[:100])
        fields, expand = names(call.query("fields")) or None, names(call.query("expand"))
        found = await get_json(work, name, record_id, fields, expand)
    return answer(found, headers={"ETag": f'"{version_of(found)}"'})


async def upsert(call: Call) -> Response:
    """Changes the record that the system calls so, or creates it; 200 or 201."""
    name, values = refuse_lines(call), await call.facts()
    system, value = checked(call.path("system"), call.path("value"))
    async with call.work() as work:
        await claim_external(work, name, system, value)
        record_id = await find_external(work, name, system, value)
        change = _change(call, record_id, values)
        try:
            async with work.connection.transaction():
                outcome = (await write(work, name, [change], _options(call)))[0]
        except Stale:
            assert record_id is not None
            raise await explain_stale(work, name, record_id, if_match(call) or 0, values) from None
        if record_id is None and outcome.id is not None:
            await set_external(work, name, outcome.id, system, value)
        found = (await read_back(work, name, [outcome], names(call.query("expand"))))[0]
    headers = change_headers(work) | {"ETag": f'"{version_of(found)}"'}
    return answer(found, 200 if record_id else 201, headers)


def _change(call: Call, record_id: Any, values: Mapping[str, Any]) -> Change:
    if record_id is None:
        return Change("create", values=values)
    return Change("update", record_id, values, if_match(call))


def _options(call: Call) -> Options:
    return Options(duplicates="allow" if call.query("duplicates") == "allow" else "refuse")


ROUTES = (
    ("GET", "/records/{object}/by/{system}/{value:path}", read_by_external),
    ("PATCH", "/records/{object}/by/{system}/{value:path}", upsert),
    ("GET", "/records/{object}/{id}/external-ids", list_external),
    ("PUT", "/records/{object}/{id}/external-ids/{system}", put_external),
    ("DELETE", "/records/{object}/{id}/external-ids/{system}", drop_external),
)
