"""What was cut off while fields became encrypted or plain again is taken up at night."""

from typing import Final

from guanxi.engine.company import Company
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.customs.unsealing import enter_field, open_field
from guanxi.kernel.principal import system

LEFT: Final = """
SELECT object, field, deed, phase, coalesce(reason, '') FROM engine.crypto_run
WHERE state = 'running' AND deed IN ('seal', 'open') AND updated_at < now() - make_interval(secs => $1)
ORDER BY started_at
"""
STILL_GOING: Final = 600  # seconds since its last step after which nobody goes on with a run


async def resume_nightly(company: Company, idle: float = STILL_GOING) -> int:
    """Goes on with the runs that nobody goes on with; gives their number."""
    async with company.reading(system()) as work:
        rows = await work.fetch(LEFT, idle)
    for object_name, name, deed, phase, reason in rows:
        payload = {"object": object_name, "field": name, "reason": reason}
        if deed == "seal":
            await seal_field(company, payload)
        elif phase == "rest":
            await enter_field(company, payload)
        else:
            await open_field(company, payload)
    return len(rows)
