"""Comments on records."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import id_of
from guanxi.engine.history.trail import people
from guanxi.engine.query import get_json
from guanxi.kernel.errors import FieldError, Invalid
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
    found = [{"id": row[0], "text": row[1], "at": row[2].isoformat(), "by": known[row[3]]} for row in rows]
    return answer({"comments": found})


async def add_comment(call: Call) -> Response:
    name, record_id, facts = call.path("object"), id_of(call), await call.facts()
    try:
        written = text(facts.get("text"), BODY, Norms())
    except Refused as refusal:
        raise Invalid("invalid", errors=[FieldError("text", refusal.code, refusal.values)]) from None
    if not written:
        raise Invalid("invalid", errors=[FieldError("text", "required", {"field": "text"})])
    comment_id = new_id()
    async with call.work() as work:
        await get_json(work, name, record_id, ("id",))
        rows = await work.fetch(
            "INSERT INTO engine.comment (id, object, record_id, by_user, body) VALUES ($1::uuid,"
            " $2, $3::uuid, $4::uuid, $5) RETURNING at",
            str(comment_id),
            name,
            str(record_id),
            str(call.principal.user_id),
            written,
        )
    by = {"id": str(call.principal.user_id), "title": call.principal.name}
    return answer({"id": str(comment_id), "text": written, "at": rows[0][0].isoformat(), "by": by}, 201)


ROUTES = (
    ("GET", "/records/{object}/{id}/comments", comments),
    ("POST", "/records/{object}/{id}/comments", add_comment),
)
