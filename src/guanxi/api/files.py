"""Files under records: kept once by their content, streamed in and out."""

import hashlib
import mimetypes
import os
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import file_name_of, id_of
from guanxi.api.records import change_headers
from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.engine.history.beside import FILES
from guanxi.engine.history.trail import people
from guanxi.engine.query import get_json
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import table_of
from guanxi.engine.store.contents import stored_path
from guanxi.kernel.errors import Forbidden, NotFound, TooLarge
from guanxi.kernel.identifiers import new_id

MOST_FILE = 50 * 1024 * 1024
INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain")


async def _received(call: Call) -> tuple[str, int]:
    """Streams the body into the content-addressed folder; its digest and size."""
    folder = call.company.files_dir
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"incoming-{new_id().hex}"
    hasher, size = hashlib.sha256(), 0
    try:
        with temporary.open("wb") as file:
            async for part in call.request.stream():
                size += len(part)
                if size > MOST_FILE:
                    raise TooLarge("body_too_large", most=MOST_FILE // 1_048_576)
                hasher.update(part)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        target = stored_path(folder, hasher.hexdigest())
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return hasher.hexdigest(), size


async def list_files(call: Call) -> Response:
    name, record_id = call.path("object"), id_of(call)
    async with call.reading() as work:
        await get_json(work, name, record_id, ("id",))
        rows = await work.fetch(
            "SELECT id::text, name, size, type, at, by_user::text FROM engine.file WHERE"
            " record_id = $1::uuid AND deleted_at IS NULL"
            " ORDER BY id DESC LIMIT 500",
            str(record_id),
        )
        known = await people(work, {row[5] for row in rows})
    found = [
        {"id": row[0], "name": row[1], "size": row[2], "type": row[3], "at": row[4].isoformat(), "by": known[row[5]]}
        for row in rows
    ]
    return answer({"files": found})


async def _require_scope(work: Work, name: str, record_id: Any) -> None:
    """Raises Forbidden where the record lies outside of what the caller may edit."""
    statement, rights = Statement(work), work.rights(name)
    wanted = statement.add(str(record_id), "uuid")
    scope = statement.in_scope("t", rights, "edit")
    text = f"SELECT 1 FROM {table_of(rights.spec)} t WHERE t.id = {wanted} AND {scope}"
    if not await work.fetch(text, *statement.parameters):
        raise Forbidden("not_yours")


async def add_file(call: Call) -> Response:
    name, record_id, file_name = call.path("object"), id_of(call), file_name_of(call)
    call.refuse_announced(MOST_FILE)
    async with call.reading() as work:
        await get_json(work, name, record_id, ("id",))
        work.rights(name).require("edit")
        await _require_scope(work, name, record_id)
    digest, size = await _received(call)
    kind = mimetypes.guess_type(file_name)[0] or "application/octet-stream"
    file_id = new_id()
    async with call.work() as work:
        at = work.moment
        row = {"id": file_id, "object": name, "record_id": record_id, "name": file_name, "type": kind, "size": size}
        await FILES.put(work, file_id, {**row, "digest": digest, "by_user": call.principal.user_id, "at": at})
    by = {"id": str(call.principal.user_id), "title": call.principal.name}
    return answer(
        {"id": str(file_id), "name": file_name, "size": size, "type": kind, "at": at.isoformat(), "by": by},
        201,
        change_headers(work),
    )


async def _file(work: Work, file_id: Any) -> tuple[Any, ...]:
    rows = await work.fetch(
        "SELECT object, record_id, name, type, digest, by_user::text FROM engine.file WHERE"
        " id = $1::uuid AND deleted_at IS NULL",
        str(file_id),
    )
    if not rows:
        raise NotFound("no_such_file")
    await get_json(work, rows[0][0], rows[0][1], ("id",))
    return rows[0]


async def read_file(call: Call) -> Response:
    async with call.reading() as work:
        about, record_id, name, kind, digest, _ = await _file(work, id_of(call))
        person, note = str(call.principal.user_id), {"file": call.path("id")}
        await log(work.connection, Entry(person, "file_read", about, str(record_id), note=note))
    how = "inline" if kind in INLINE and call.query("download") != "true" else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
    return FileResponse(
        stored_path(call.company.files_dir, digest),
        media_type=kind if kind in INLINE else "application/octet-stream",
        headers=headers,
    )


async def drop_file(call: Call) -> Response:
    async with call.work() as work:
        await FILES.take_turns(work, {"id": id_of(call)})
        object_name, record_id, _, _, _, by_user = await _file(work, id_of(call))
        if by_user != str(call.principal.user_id):
            work.rights(object_name).require("delete")
            await _require_scope(work, object_name, record_id)
        await FILES.take(work, id_of(call), {"id": id_of(call)})
    return Response(status_code=204, headers=change_headers(work))


ROUTES = (
    ("GET", "/records/{object}/{id}/files", list_files),
    ("POST", "/records/{object}/{id}/files", add_file),
    ("GET", "/files/{id}", read_file),
    ("DELETE", "/files/{id}", drop_file),
)
