"""Erasures that nobody goes on with, since their job failed, are queued again at night."""

from typing import Final

from guanxi.engine.company import Company
from guanxi.engine.jobs import enqueue
from guanxi.engine.privacy.erasing import JOB
from guanxi.kernel.principal import system

LEFT: Final = """
SELECT r.request::text FROM engine.subject_run r WHERE r.state IN ('queued', 'running') AND NOT EXISTS
 (SELECT 1 FROM pgqueuer q WHERE q.entrypoint = $1
  AND convert_from(q.payload, 'UTF8')::json ->> 'request' = r.request::text)
ORDER BY r.request
"""


async def resume_nightly(company: Company) -> int:
    """Gives how many were queued again; each goes on behind the last step that was noted."""
    async with company.work(system(), source="privacy") as work:
        rows = await work.fetch(LEFT, JOB)
        for (request,) in rows:
            await enqueue(work, JOB, {"request": request})
    return len(rows)
