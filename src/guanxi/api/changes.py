"""Change sets: the list, one of them, and undo."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import id_of, whole_number
from guanxi.api.records import change_headers
from guanxi.engine.changes import undo
from guanxi.engine.customs import refresh_shape
from guanxi.engine.history import change_set, change_sets
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.identifiers import read_id


async def list_changes(call: Call) -> Response:
    if call.query("cursor") and read_id(call.query("cursor")) is None:
        raise Malformed("bad_cursor", errors=[FieldError("cursor", "bad_cursor")])
    if call.query("by") not in ("", "me") and read_id(call.query("by")) is None:
        raise Malformed("malformed", errors=[FieldError("by", "not_an_id")])
    async with call.reading() as work:
        found = await change_sets(
            work,
            whole_number(call, "limit", 50, 200),
            call.query("cursor"),
            call.query("by"),
            call.query("object"),
            call.query("source"),
        )
    return answer(found)


async def read_change(call: Call) -> Response:
    async with call.reading() as work:
        return answer(await change_set(work, id_of(call)))


async def undo_change(call: Call) -> Response:
    set_id, facts = id_of(call), await call.facts()
    async with call.work("undo") as work:
        await change_set(work, set_id)
        outcome = await undo(work, set_id, facts.get("rest") is True)
    await refresh_shape(call.company, call.state.standard)
    found = {"change_set": outcome.change_set, "changed": outcome.changed}
    found |= {"left": outcome.left, "blocked": list(outcome.blocked)[:100]}
    return answer(found, headers=change_headers(work))


ROUTES = (
    ("GET", "/changes", list_changes),
    ("GET", "/changes/{id}", read_change),
    ("POST", "/changes/{id}/undo", undo_change),
)
