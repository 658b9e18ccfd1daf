"""Marks on records: that one must be kept, or that it may not be used."""

from datetime import date
from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.reading import id_of, refuse_lines
from guanxi.engine.privacy.certificates import REQUESTS
from guanxi.engine.privacy.marking import KINDS, Mark, drop_mark, marks_of, put_mark
from guanxi.engine.query import get_json
from guanxi.kernel.errors import FieldError, Invalid

LONGEST_REASON = 500


def _reason(given: Any) -> str:
    """Why it is done. Raises Invalid where nothing is said."""
    reason = given.strip()[:LONGEST_REASON] if isinstance(given, str) else ""
    if not reason:
        raise Invalid("invalid", errors=[FieldError("reason", "required", {"field": "reason"})])
    return reason


async def read_marks(call: Call) -> Response:
    name = refuse_lines(call)
    async with call.reading() as work:
        await get_json(work, name, id_of(call), ("id",))
        return answer(await marks_of(work, str(id_of(call))))


async def add_mark(call: Call) -> Response:
    name, facts = refuse_lines(call), await kept_facts(call)
    kind = facts.get("kind")
    if kind not in KINDS:
        raise Invalid("invalid", errors=[FieldError("kind", "required", {"field": "kind"})])
    try:
        until = date.fromisoformat(facts["until"]) if facts.get("until") else None
    except (TypeError, ValueError):
        raise Invalid("invalid", errors=[FieldError("until", "not_a_date")]) from None
    mark = Mark(str(kind), _reason(facts.get("reason")), until)
    async with call.work() as work:
        work.rights(REQUESTS).require("edit")
        await get_json(work, name, id_of(call), ("id",))
        await put_mark(work, name, [str(id_of(call))], mark)
        return answer(await marks_of(work, str(id_of(call))), 201)


async def end_mark(call: Call) -> Response:
    name, reason = refuse_lines(call), _reason((await kept_facts(call)).get("reason"))
    async with call.work() as work:
        work.rights(REQUESTS).require("edit")
        await get_json(work, name, id_of(call), ("id",))
        await drop_mark(work, name, str(id_of(call)), call.path("kind"), reason)
    return Response(status_code=204)


ROUTES = (
    ("GET", "/records/{object}/{id}/marks", read_marks),
    ("POST", "/records/{object}/{id}/marks", add_mark),
    ("DELETE", "/records/{object}/{id}/marks/{kind}", end_mark),
)
