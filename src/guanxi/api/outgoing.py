"""What the product may reach beside the public addresses."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.records import change_headers
from guanxi.engine.outgoing import change_rules, shown_rules


async def read_outgoing(call: Call) -> Response:
    async with call.reading() as work:
        return answer(await shown_rules(work))


async def put_outgoing(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        await change_rules(work, facts)
    found = await read_outgoing(call)
    found.headers.update(change_headers(work))
    return found


ROUTES = (("GET", "/outgoing", read_outgoing), ("PUT", "/outgoing", put_outgoing))
