"""Shaping: an administrator's own objects and fields."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.engine import customs


async def add_object(call: Call) -> Response:
    name = await customs.add_object(call.company, call.state.standard, call.principal, await call.facts())
    return answer({"name": name}, 201)


async def change_object(call: Call) -> Response:
    await customs.change_object(
        call.company, call.state.standard, call.principal, call.path("object"), await call.facts()
    )
    return answer({"name": call.path("object")})


async def drop_object(call: Call) -> Response:
    await customs.drop_object(call.company, call.state.standard, call.principal, call.path("object"))
    return Response(status_code=204)


async def add_field(call: Call) -> Response:
    name = await customs.add_field(
        call.company, call.state.standard, call.principal, call.path("object"), await call.facts()
    )
    return answer({"name": name}, 201)


async def change_field(call: Call) -> Response:
    await customs.change_field(
        call.company, call.state.standard, call.principal, call.path("object"), call.path("field"), await call.facts()
    )
    return answer({"name": call.path("field")})


async def drop_field(call: Call) -> Response:
    await customs.drop_field(call.company, call.state.standard, call.principal, call.path("object"), call.path("field"))
    return Response(status_code=204)


ROUTES = (
    ("POST", "/shape/objects", add_object),
    ("PATCH", "/shape/objects/{object}", change_object),
    ("DELETE", "/shape/objects/{object}", drop_object),
    ("POST", "/shape/objects/{object}/fields", add_field),
    ("PATCH", "/shape/objects/{object}/fields/{field}", change_field),
    ("DELETE", "/shape/objects/{object}/fields/{field}", drop_field),
)
