"""Comments on records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import id_of
from guanxi.api.records import change_headers
from guanxi.engine.changes.things import State
from guanxi.engine.company import Work
from guanxi.engine.history.beside import COMMENTS, is_mine, require_comment
from guanxi.engine.history.trail import people
from guanxi.engine.query import get_json
from guanxi.kernel.errors import FieldError, Invalid, NotFound
from guanxi.kernel.fields.values import Norms, Refused, text
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.specs import FieldSpec

BODY = FieldSpec("text", "long_text", max_length=10_000)


async def comments(call: Call) -> Response:
    name, record_id = call.path("object"), id_of(call)
    async with call.reading() as work:
        await get_json(work, name, record_id, ("id",))
        rows = await work.fetch(
            "SELECT id::text, body, at, by_user::text FROM engine.comment WHERE record_id ="
            " $1::uuid ORDER BY id DESC LIMIT 200",
            str(record_id),
        )
        known = await people(work, {row[3] for row in rows})
        found = [
            {"id": comment_id, "text": body, "at": at.isoformat(), "by": known[by], "is_mine": is_mine(work, by)}
            for comment_id, body, at, by in rows
        ]
    return answer({"comments": found})


def _written(facts: Mapping[str, Any]) -> str:
    """The text of a comment. Raises Invalid where there is none."""
    try:
        written = text(facts.get("text"), BODY, Norms())
    except Refused as refusal:
        raise Invalid("invalid", errors=[FieldError("text", refusal.code, refusal.values)]) from None
    if not written:
        raise Invalid("invalid", errors=[FieldError("text", "required", {"field": "text"})])
    return written


async def add_comment(call: Call) -> Response:
    name, record_id, written = call.path("object"), id_of(call), _written(await call.facts())
    comment_id, person = new_id(), call.principal.user_id
    async with call.work() as work:
        await get_json(work, name, record_id, ("id",))
        at = work.moment
        row = {"id": comment_id, "object": name, "record_id": record_id, "by_user": person, "at": at, "body": written}
        await COMMENTS.put(work, comment_id, row)
    by = {"id": str(person), "title": call.principal.name}
    found = {"id": str(comment_id), "text": written, "at": at.isoformat(), "by": by}
    return answer(found, 201, change_headers(work))


async def _own(work: Work, call: Call) -> State:
    """The comment of the path. Raises NotFound where the caller may not read it, Forbidden where it is another's."""
    found = await COMMENTS.find(work, {"id": id_of(call)})
    if found is None:
        raise NotFound("no_such_comment")
    await require_comment(work, found)
    return found


async def change_comment(call: Call) -> Response:
    written = _written(await call.facts())
    async with call.work() as work:
        before = await _own(work, call)
        await COMMENTS.put(work, id_of(call), {**before, "body": written})
        by = (await people(work, {before["by_user"]}))[before["by_user"]]
    at = datetime.fromisoformat(before["at"]).isoformat()
    return answer({"id": before["id"], "text": written, "at": at, "by": by}, headers=change_headers(work))


async def drop_comment(call: Call) -> Response:
    async with call.work() as work:
        await COMMENTS.take(work, id_of(call), await _own(work, call))
    return Response(status_code=204, headers=change_headers(work))


ROUTES = (
    ("GET", "/records/{object}/{id}/comments", comments),
    ("POST", "/records/{object}/{id}/comments", add_comment),
    ("PATCH", "/comments/{id}", change_comment),
    ("DELETE", "/comments/{id}", drop_comment),
)
