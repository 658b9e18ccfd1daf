"""Every request has an id, a place in the figures, and, where it is worth one, a line in the log."""

import logging
import re
import time
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from guanxi.engine.traces import span
from guanxi.engine.watch import WHERE, Figures
from guanxi.kernel.identifiers import new_id

log = logging.getLogger("guanxi.requests")
SOUND = re.compile(r"[A-Za-z0-9._-]{1,64}")
SLOW_SECONDS = 1.0


async def watched(
    figures: Figures, request: Request, route: str, answer: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Answers the request and notes how; its id is the caller's own where that is a sound one."""
    given = request.headers.get("x-request-id", "")
    request_id = given if SOUND.fullmatch(given) else new_id().hex
    WHERE.set({"request_id": request_id})
    started = time.perf_counter()
    try:
        with span(f"{request.method} {route}", {"request_id": request_id}) as told:
            response = await answer(request)
            told["http.response.status_code"] = response.status_code
    except Exception:
        figures.note(request.method, route, 500, time.perf_counter() - started)
        log.exception("request failed", extra={"facts": {"method": request.method, "route": route, "status": 500}})
        raise
    seconds = time.perf_counter() - started
    response.headers["X-Request-Id"] = request_id
    figures.note(request.method, route, response.status_code, seconds)
    level = _level(response, seconds)
    if log.isEnabledFor(level):
        log.log(level, "request", extra={"facts": _facts(request, route, response, seconds)})
    return response


def _level(response: Response, seconds: float) -> int:
    """What changed something or was refused is worth a line, a reading only to one who looks for it."""
    if response.status_code >= 500 or seconds >= SLOW_SECONDS:
        return logging.WARNING
    is_worth = response.status_code >= 400 or "x-change-set" in response.headers
    return logging.INFO if is_worth else logging.DEBUG


def _facts(request: Request, route: str, response: Response, seconds: float) -> dict[str, object]:
    """The route and not the address, since that may hold what somebody looks for."""
    facts: dict[str, object] = {
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1_000, 1),
        "change_set": response.headers.get("x-change-set"),
        "object": request.path_params.get("object"),
    }
    return {name: value for name, value in facts.items() if value is not None}
