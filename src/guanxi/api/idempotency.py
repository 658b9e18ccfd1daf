"""Idempotency keys: a repeated request gets the first one's answer and does nothing again.

The answer is kept in the transaction of what it answers: after a crash both are there or neither is.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.responses import Response

from guanxi.api.door import Call
from guanxi.engine.company import Work
from guanxi.kernel.errors import Conflict, FieldError, Malformed

Retell = Callable[[Work, bytes], Awaitable[bytes]]
REPEATED = ("Idempotency-Replayed", "X-Change-Set")


async def once(
    call: Call, given: Any, act: Callable[[], Awaitable[Response]], retell: Retell | None = None
) -> Response:
    """Acts, unless a request with the same key was answered within a day; all work that the act opens is one.

    `retell` makes of a kept body what the caller may read of it now.
    Raises Conflict for a key with another body, and while the first request with it still runs.
    """
    key = call.request.headers.get("idempotency-key", "")
    if not key:
        return await act()
    if len(key) > 200 or not key.isprintable():
        raise Malformed("bad_idempotency_key", errors=[FieldError("Idempotency-Key", "bad_idempotency_key")])
    address = f"{call.request.url.path}?{call.request.url.query}"
    text = address.encode() + orjson.dumps(given, option=orjson.OPT_SORT_KEYS)
    fingerprint = hashlib.sha256(text).hexdigest()
    async with call.work() as work:
        before = await _answered(work, key, fingerprint)
        if before is not None:
            body = bytes(before.body)
            return _replayed(before, await retell(work, body) if retell else body)
        with call.within(work):
            response = await act()
        await _keep(work, key, fingerprint, response, is_told_anew=retell is not None)
    return response


def _replayed(before: Response, body: bytes) -> Response:
    headers = {name: before.headers[name] for name in REPEATED if name in before.headers}
    return Response(body, before.status_code, headers, media_type="application/json")


async def _answered(work: Work, key: str, fingerprint: str) -> Response | None:
    person = str(work.principal.user_id)
    free = await work.fetch("SELECT pg_try_advisory_xact_lock(hashtextextended($1::text, 7204))", f"{person} {key}")
    if not free[0][0]:
        raise Conflict("still_running")
    rows = await work.fetch(
        "SELECT fingerprint, status, body, change_set::text FROM engine.idempotency WHERE user_id = $1::uuid"
        " AND key = $2 AND status IS NOT NULL AND at > now() - interval '1 day'",
        person,
        key,
    )
    if not rows:
        return None
    if rows[0][0] != fingerprint:
        raise Conflict("idempotency_key_used")
    headers = {"Idempotency-Replayed": "true"} | ({"X-Change-Set": rows[0][3]} if rows[0][3] else {})
    return Response(bytes(rows[0][2]), rows[0][1], headers, media_type="application/json")


def _known_by(body: bytes) -> bytes:
    """Of records only which they are: they are told anew, and no value needs to be kept."""
    found = orjson.loads(body)
    rows = found.get("records", [found])
    if "results" in found or not all("id" in row and "version" in row for row in rows):
        return body
    known = [{"id": row["id"], "version": row["version"]} for row in rows]
    return orjson.dumps({"records": known} if "records" in found else known[0])


async def _keep(work: Work, key: str, fingerprint: str, response: Response, *, is_told_anew: bool) -> None:
    body = bytes(response.body)
    await work.execute(
        "INSERT INTO engine.idempotency (user_id, key, fingerprint, status, body, change_set)"
        " VALUES ($1::uuid, $2, $3, $4, $5, $6::uuid) ON CONFLICT (user_id, key) DO UPDATE SET at = now(),"
        " fingerprint = excluded.fingerprint, status = excluded.status, body = excluded.body,"
        " change_set = excluded.change_set",
        str(work.principal.user_id),
        key,
        fingerprint,
        response.status_code,
        _known_by(body) if is_told_anew else body,
        str(work.change_set) if work.change_set else None,
    )
