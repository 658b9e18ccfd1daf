"""Files under records: kept once by their content, streamed in and out."""

import asyncio
import hashlib
import os
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import file_name_of, id_of
from guanxi.api.records import change_headers
from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.engine.history.beside import FILES, require_filing, require_unfiling
from guanxi.engine.history.trail import people
from guanxi.engine.query import get_json
from guanxi.engine.store.contents import stored_path
from guanxi.engine.uploads import MOST_FILES, require_harmless
from guanxi.kernel.errors import Invalid, NotFound, TooLarge
from guanxi.kernel.identifiers import new_id

MOST_FILE = 50 * 1024 * 1024
INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain")


async def _received(call: Call, name: str) -> tuple[str, int, str]:
    """Streams the body into the content-addressed folder; its digest, size and media type. Raises Invalid for a file
    that would do harm, before it is anywhere to be read."""
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
        kind = await asyncio.to_thread(require_harmless, name, temporary)
        target = stored_path(folder, hasher.hexdigest())
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return hasher.hexdigest(), size, kind


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


async def _require_room(work: Work, record_id: Any) -> None:
    """Raises Invalid where the record has as many files as one may have."""
    rows = await work.fetch(
        "SELECT count(*) FROM engine.file WHERE record_id = $1::uuid AND deleted_at IS NULL", str(record_id)
    )
    if rows[0][0] >= MOST_FILES:
        raise Invalid("too_many_files", most=MOST_FILES)


async def add_file(call: Call) -> Response:
    name, record_id, file_name = call.path("object"), id_of(call), file_name_of(call)
    call.refuse_announced(MOST_FILE)
    async with call.reading() as work:
        await get_json(work, name, record_id, ("id",))
        await require_filing(work, name, record_id)
        await _require_room(work, record_id)
    digest, size, kind = await _received(call, file_name)
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
        person, note = str(call.principal.doer_id), {"file": call.path("id")}
        await log(work.connection, Entry(person, "file_read", about, str(record_id), note=note))
    how = "inline" if kind in INLINE and call.query("download") != "true" else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
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
        await require_unfiling(work, object_name, record_id, by_user)
        await FILES.take(work, id_of(call), {"id": id_of(call)})
    return Response(status_code=204, headers=change_headers(work))


ROUTES = (
    ("GET", "/records/{object}/{id}/files", list_files),
    ("POST", "/records/{object}/{id}/files", add_file),
    ("GET", "/files/{id}", read_file),
    ("DELETE", "/files/{id}", drop_file),
)
