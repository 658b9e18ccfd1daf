"""Whether it runs, and its figures in OpenMetrics form."""

import resource
import time

from starlette.responses import Response

from guanxi.api.door import Call, answer, public

STARTED = time.time()


@public
async def health(call: Call) -> Response:
    async with call.company.pool.connection() as connection:
        await connection.execute(b"SELECT 1")
    return answer({"status": "ok", "version": call.company.registry.version})


@public
async def metrics(call: Call) -> Response:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    pool = call.company.pool.get_stats()
    figures = {
        "guanxi_start_time_seconds": STARTED,
        "guanxi_memory_peak_bytes": memory,
        "guanxi_sessions_remembered": len(call.state.sessions),
        "guanxi_listeners": len(call.state.notifier.listeners),
        "guanxi_connections": pool.get("pool_size", 0),
        "guanxi_connections_waiting": pool.get("requests_waiting", 0),
    }
    lines = [f"# TYPE {name} gauge\n{name} {value}" for name, value in figures.items()]
    return Response(
        "\n".join([*lines, "# EOF\n"]), media_type="application/openmetrics-text; version=1.0.0; charset=utf-8"
    )


ROUTES = (("GET", "/health", health), ("GET", "/metrics", metrics))
