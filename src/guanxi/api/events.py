"""The event stream: what others change appears without reloading."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
from starlette.responses import Response, StreamingResponse

from guanxi.api.addresses import address_of
from guanxi.api.door import Call, principal_behind
from guanxi.engine.query import ids_in_scope
from guanxi.kernel.identifiers import read_id

MOST_CHECKED = 200


async def _visible(call: Call, facts: dict[str, Any]) -> dict[str, Any]:
    """The event without the records that the listener may not read; a large one names its objects only."""
    records: list[dict[str, Any]] = []
    async with call.reading() as work:
        for name in {record["object"] for record in facts["records"]} & call.company.registry.objects.keys():
            mine = [record for record in facts["records"] if record["object"] == name]
            rights = work.rights(name)
            if rights.spec.parent or not rights.may("read"):
                continue
            if len(mine) > MOST_CHECKED or rights.scope("read") == "all":
                records += [{"object": name, "id": None, "kind": "many"}] if len(mine) > MOST_CHECKED else mine
                continue
            ids = [found for record in mine if (found := read_id(record["id"]))]
            seen = await ids_in_scope(work, name, ids)
            records += [record for record in mine if record["id"] in seen]
    return {**facts, "records": records}


async def events(call: Call) -> Response:
    last = call.request.headers.get("last-event-id") or call.query("after")
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 19 else None

    address = address_of(call.request, call.company.surroundings)

    async def stream() -> AsyncIterator[bytes]:
        yield b"retry: 2000\n\n"
        async for name, seq, facts in call.state.notifier.listen(after, str(call.principal.user_id)):
            principal = await principal_behind(call.state, call.key, address)
            if principal is None:  # signed out, or not to be let in any more
                return
            call.principal = principal
            if name == "ping":
                yield b": ping\n\n"
                continue
            shown = await _visible(call, facts) if name == "change" else facts
            if name != "change" or shown["records"]:
                yield f"id: {seq}\nevent: {name}\ndata: ".encode() + orjson.dumps(shown) + b"\n\n"

    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


ROUTES = (("GET", "/events", events),)
