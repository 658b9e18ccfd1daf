"""The value behind a mask, for a reason."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import id_of
from guanxi.engine.query.reveal import reveal


async def reveal_field(call: Call) -> Response:
    """Lines are asked for by themselves: the mask stands beside each."""
    record_id, facts = id_of(call), await call.facts()
    field, reason = str(facts.get("field") or ""), str(facts.get("reason") or "")
    async with call.work() as work:
        value = await reveal(work, call.path("object"), record_id, field, reason)
    return answer({"field": field, "value": value}, headers={"Cache-Control": "no-store"})


ROUTES = (("POST", "/records/{object}/{id}/reveal", reveal_field),)
