"""Idempotency keys: a repeated request gets the first one's answer and does nothing again."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.responses import Response

from guanxi.api.door import Call
from guanxi.kernel.errors import Conflict, FieldError, Malformed


async def once(call: Call, given: Any, act: Callable[[], Awaitable[Response]]) -> Response:
    """Acts, unless a request with the same key was answered before. Raises Conflict for a key with another body."""
    key = call.request.headers.get("idempotency-key", "")
    if not key:
        return await act()
    if len(key) > 200 or not key.isprintable():
        raise Malformed("bad_idempotency_key", errors=[FieldError("Idempotency-Key", "bad_idempotency_key")])
    text = call.request.url.path.encode() + orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
    fingerprint = hashlib.sha256(text).hexdigest()
    before = await _claim(call, key, fingerprint)
    if before is not None:
        return before
    try:
        response = await act()
    except BaseException:
        await _settle(call, key, None)
        raise
    await _settle(call, key, response)
    return response


async def _claim(call: Call, key: str, fingerprint: str) -> Response | None:
    person = str(call.principal.user_id)
    async with call.reading() as work:
        await work.execute(
            "DELETE FROM engine.idempotency WHERE at < now() - interval '1 day' AND user_id = $1::uuid", person
        )
        made = await work.execute(
            "INSERT INTO engine.idempotency (user_id, key, fingerprint) VALUES ($1::uuid, $2, $3)"
            " ON CONFLICT DO NOTHING",
            person,
            key,
            fingerprint,
        )
        if made:
            return None
        rows = await work.fetch(
            "SELECT fingerprint, status, body FROM engine.idempotency WHERE user_id = $1::uuid AND key = $2",
            person,
            key,
        )
    if not rows or rows[0][1] is None:
        raise Conflict("still_running")
    if rows[0][0] != fingerprint:
        raise Conflict("idempotency_key_used")
    return Response(bytes(rows[0][2]), rows[0][1], {"Idempotency-Replayed": "true"}, media_type="application/json")


async def _settle(call: Call, key: str, response: Response | None) -> None:
    person = str(call.principal.user_id)
    async with call.reading() as work:
        if response is None or response.status_code >= 400:
            await work.execute("DELETE FROM engine.idempotency WHERE user_id = $1::uuid AND key = $2", person, key)
        else:
            await work.execute(
                "UPDATE engine.idempotency SET status = $3, body = $4 WHERE user_id = $1::uuid AND key = $2",
                person,
                key,
                response.status_code,
                bytes(response.body),
            )
