"""Files that were uploaded for imports: whether one names a person, and its end if so."""

import asyncio
from typing import Final

from guanxi.engine.company import Work
from guanxi.engine.crypto.sealed_files import readable
from guanxi.engine.jobs import enqueue
from guanxi.engine.privacy.contents import names_any
from guanxi.engine.privacy.leaving import JOB
from guanxi.engine.privacy.persons import Terms
from guanxi.engine.store.contents import stored_path

NEXT: Final = """
SELECT id::text, digest FROM engine.import_run WHERE digest <> '' AND state NOT IN ('queued', 'running', 'cancelling')
ORDER BY id OFFSET $1 LIMIT 1
"""


async def drop_upload(work: Work, position: int, terms: Terms) -> tuple[int, bool]:
    """Looks into the upload at this position; gives how many went (the next one then has its place), and whether it
    was there."""
    rows = await work.fetch(NEXT, position)
    if not rows or not terms.all:
        return 0, False
    run, digest = rows[0]
    path = stored_path(work.company.files_dir, digest)
    clear = await asyncio.to_thread(readable, work.company.vault, path)
    if not path.exists() or not await asyncio.to_thread(names_any, clear, terms.all):
        return 0, True
    await work.execute("UPDATE engine.import_run SET digest = '' WHERE id = $1::uuid", run)
    await work.execute("DELETE FROM engine.import_preview WHERE run = $1::uuid", run)
    await enqueue(work, JOB, {"digests": [digest], "exports": []})
    return 1, True
