"""The contents of files on the disk, each kept once: what no file has any more goes."""

import time
from typing import Any, Final

from guanxi.engine.company import Company
from guanxi.engine.jobs import job
from guanxi.engine.store.contents import stored_path
from guanxi.kernel.principal import system

JOB: Final = "drop_contents"
RESTING: Final = 3_600.0  # seconds; what came a moment ago may be about to be filed
# a deleted file may be brought back as long as the log knows its content; imports keep theirs in the same place
HELD = """
SELECT digest FROM engine.file WHERE digest = ANY($1::text[])
UNION SELECT coalesce(c.new ->> 'digest', c.old ->> 'digest') FROM engine.change c
 WHERE c.object = 'file' AND coalesce(c.new ->> 'digest', c.old ->> 'digest') = ANY($1::text[])
UNION SELECT digest FROM engine.import_run WHERE digest = ANY($1::text[])
"""


@job(JOB)
async def drop_contents(company: Company, payload: dict[str, Any]) -> None:
    """Removes these contents from the disk, but for those that a file still has."""
    digests = list(payload["digests"])
    async with company.reading(system()) as work:
        held = {digest for (digest,) in await work.fetch(HELD, digests)}
    for digest in digests:
        path = stored_path(company.files_dir, digest)
        if digest not in held and path.exists() and time.time() - path.stat().st_mtime > RESTING:
            path.unlink(missing_ok=True)
