"""Sharing beside the records themselves: how far rules have come."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.engine.sharing.sweep import runs
from guanxi.engine.sharing.writing import require_sharer


async def list_runs(call: Call) -> Response:
    async with call.reading() as work:
        require_sharer(work)
        return answer({"runs": await runs(work)})


ROUTES = (("GET", "/sharing/runs", list_runs),)
