"""Whether it runs, and its figures in OpenMetrics form."""

import os
import resource
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from starlette.responses import Response

from guanxi.api.door import Call, answer, public
from guanxi.engine.company import Company
from guanxi.engine.watch.figures import Figures, gauges

STARTED = time.time()
KEPT_SECONDS = 5.0
DATABASE = b"""
SELECT pg_database_size(current_database()), (SELECT count(*) FROM pgqueuer WHERE status = 'queued'),
  (SELECT coalesce(max(seq), 0) FROM engine.change), (SELECT count(*) FROM engine.session WHERE expires_at > now())
"""
NAMES = ("guanxi_database_bytes", "guanxi_jobs_waiting", "guanxi_changes", "guanxi_sessions")


@public
async def health(call: Call) -> Response:
    async with call.company.pool.connection() as connection:
        await connection.execute(b"SELECT 1")
    return answer({"status": "ok", "version": call.company.registry.version})


@public
async def metrics(call: Call) -> Response:
    pool = call.company.pool.get_stats()
    figures: dict[str, float] = {
        "guanxi_start_time_seconds": STARTED,
        "guanxi_memory_bytes": _memory(),
        "guanxi_memory_peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "guanxi_cpu_seconds": time.process_time(),
        "guanxi_shape_version": call.company.registry.version,
        "guanxi_sessions_remembered": len(call.state.sessions),
        "guanxi_listeners": len(call.state.notifier.listeners),
        "guanxi_connections": pool.get("pool_size", 0),
        "guanxi_connections_free": pool.get("pool_available", 0),
        "guanxi_connections_waiting": pool.get("requests_waiting", 0),
        **await _of_database(call.company, call.state.figures),
    }
    lines = [*gauges(figures), *call.state.figures.lines(), "# EOF\n"]
    return Response("\n".join(lines), media_type="application/openmetrics-text; version=1.0.0; charset=utf-8")


def _memory() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def _of_database(company: Company, figures: Figures) -> Mapping[str, float]:
    """The database's figures, asked for at most every few seconds; whether it answers is one of them."""
    if figures.database_until > time.monotonic():
        return figures.database
    found: dict[str, float] = {"guanxi_database_up": 0}
    try:
        async with company.pool.connection(timeout=2) as connection:
            row = await (await connection.execute(DATABASE)).fetchone()
        found = {"guanxi_database_up": 1, **dict(zip(NAMES, row or (), strict=True))}
    except psycopg.Error:
        pass
    figures.database, figures.database_until = found, time.monotonic() + KEPT_SECONDS
    return found


ROUTES = (("GET", "/health", health), ("GET", "/metrics", metrics))
