"""What imports and exports leave on the disk: sealed as soon as the company encrypts anything."""

import asyncio
from pathlib import Path
from typing import Any, Final

from guanxi.engine.company import Company
from guanxi.engine.crypto.sealed_files import is_sealed_file, pieces_of, seal_file
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.query.opening import encrypts
from guanxi.engine.store.contents import stored_path
from guanxi.engine.transfer.kept_choices import seal_choices
from guanxi.engine.transfer.storage import Incoming
from guanxi.kernel.principal import system

JOB: Final = "seal_files"
DESTROY: Final = "destroy_contents"
UPLOADS: Final = """
SELECT DISTINCT digest FROM engine.import_run WHERE digest <> '' AND state NOT IN ('queued', 'running', 'cancelling')
"""


def put_export(company: Company, written: Path, path: Path) -> None:
    """The whole file in its place."""
    if encrypts(company):
        sealed = path.with_suffix(".sealed")
        seal_file(company.vault, written, sealed)
        written.unlink()
        written = sealed
    written.replace(path)


@job(JOB)
async def seal_files(company: Company, payload: dict[str, Any]) -> None:
    """Seals what came before the company encrypted anything: uploads of imports, files of exports, what was chosen."""
    async with company.reading(system()) as work:
        digests = [digest for (digest,) in await work.fetch(UPLOADS)]
    for digest in digests:
        sealed = await asyncio.to_thread(_seal_upload, company, digest)
        if sealed is not None:
            async with company.work(system(), source="crypto", quiet=True) as work:
                await work.execute("UPDATE engine.import_run SET digest = $2 WHERE digest = $1", digest, sealed)
                await enqueue(work, DESTROY, {"digests": [digest], "exports": []})
    await asyncio.to_thread(_seal_exports, company)
    await seal_choices(company)


def _seal_upload(company: Company, digest: str) -> str | None:
    """The digest of the sealed upload; None where it is gone or sealed already."""
    path = stored_path(company.files_dir, digest)
    if not path.exists() or is_sealed_file(path):
        return None
    with Incoming(company.files_dir, company.vault) as incoming:
        for piece in pieces_of(company.vault, path):
            incoming.write(piece)
        return incoming.keep()


def _seal_exports(company: Company) -> None:
    for path in (company.files_dir / "exports").glob("*-*.*"):
        if path.suffix not in (".unfinished", ".sealed", ".rows") and not is_sealed_file(path):
            sealed = path.with_suffix(".sealed")
            seal_file(company.vault, path, sealed)
            sealed.replace(path)
