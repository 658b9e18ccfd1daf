"""The one box and the pickers."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import names, whole_number
from guanxi.engine.finding import look_up, search, tags_in_use


async def find(call: Call) -> Response:
    async with call.reading() as work:
        hits = await search(work, call.query("q"), names(call.query("objects")), whole_number(call, "limit", 20, 100))
    return answer({"hits": hits})


async def pick(call: Call) -> Response:
    async with call.reading() as work:
        return answer(
            {"hits": await look_up(work, call.path("object"), call.query("q"), whole_number(call, "limit", 10, 50))}
        )


async def used_tags(call: Call) -> Response:
    async with call.reading() as work:
        return answer({"tags": await tags_in_use(work, call.path("object"), call.path("field"))})


ROUTES = (("GET", "/search", find), ("GET", "/lookup/{object}", pick), ("GET", "/tags/{object}/{field}", used_tags))
