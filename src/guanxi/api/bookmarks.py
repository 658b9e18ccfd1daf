"""What a person keeps at hand: favourites, what he saw last, what he follows."""

from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.reading import id_of
from guanxi.engine.query import get_json, titles_of
from guanxi.kernel.errors import NotFound
from guanxi.kernel.identifiers import read_id

MOST = 30


async def _kept(call: Call, kind: str) -> Response:
    async with call.reading() as work:
        rows = await work.fetch(
            "SELECT object, record_id::text FROM engine.bookmark WHERE user_id = $1::uuid AND"
            " kind = $2 ORDER BY at DESC LIMIT $3",
            str(call.principal.user_id),
            kind,
            MOST,
        )
        titles: dict[str, dict[str, str]] = {}
        for name in {row[0] for row in rows if row[0] in call.company.registry}:
            titles[name] = await titles_of(work, name, {row[1] for row in rows if row[0] == name})
    records = [
        {"object": name, "id": record_id, "title": titles[name][record_id]}
        for name, record_id in rows
        if record_id in titles.get(name, {})
    ]
    return answer({"records": records})


async def favourites(call: Call) -> Response:
    return await _kept(call, "favourite")


async def recent(call: Call) -> Response:
    return await _kept(call, "viewed")


async def _mark(call: Call, kind: str, facts: Any, wanted: bool) -> None:
    record_id, name = read_id(facts.get("id")), str(facts.get("object"))
    if record_id is None:
        raise NotFound("no_such_record", id=str(facts.get("id"))[:100])
    async with call.work() as work:
        if not wanted:
            await work.execute(
                "DELETE FROM engine.bookmark WHERE user_id = $1::uuid AND kind = $2 AND record_id = $3::uuid",
                str(call.principal.user_id),
                kind,
                str(record_id),
            )
            return
        await get_json(work, name, record_id, ("id",))
        await work.execute(
            "INSERT INTO engine.bookmark (user_id, kind, object, record_id) VALUES ($1::uuid, $2,"
            " $3, $4::uuid) ON CONFLICT DO NOTHING",
            str(call.principal.user_id),
            kind,
            name,
            str(record_id),
        )


async def add_favourite(call: Call) -> Response:
    await _mark(call, "favourite", await call.facts(), True)
    return Response(status_code=204)


async def drop_favourite(call: Call) -> Response:
    await _mark(call, "favourite", await call.facts(), False)
    return Response(status_code=204)


async def _following(call: Call) -> Response:
    name, record_id = call.path("object"), id_of(call)
    async with call.reading() as work:
        await get_json(work, name, record_id, ("id",))
        rows = await work.fetch(
            "SELECT count(*), coalesce(bool_or(user_id = $2::uuid), false) FROM engine.bookmark"
            " WHERE record_id = $1::uuid AND kind = 'follow'",
            str(record_id),
            str(call.principal.user_id),
        )
    return answer({"following": rows[0][1], "followers": rows[0][0]})


async def follow(call: Call) -> Response:
    await _mark(call, "follow", {"object": call.path("object"), "id": call.path("id")}, True)
    return await _following(call)


async def unfollow(call: Call) -> Response:
    await _mark(call, "follow", {"object": call.path("object"), "id": call.path("id")}, False)
    return await _following(call)


ROUTES = (
    ("GET", "/favourites", favourites),
    ("POST", "/favourites", add_favourite),
    ("DELETE", "/favourites", drop_favourite),
    ("GET", "/recent", recent),
    ("GET", "/follow/{object}/{id}", _following),
    ("PUT", "/follow/{object}/{id}", follow),
    ("DELETE", "/follow/{object}/{id}", unfollow),
)
