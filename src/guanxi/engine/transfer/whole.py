"""A whole import at once: what the command line does in the steps of the browser's wizard."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

from guanxi.engine.company import Company
from guanxi.engine.transfer.choosing import choose
from guanxi.engine.transfer.preview import preview_run
from guanxi.engine.transfer.rejected import rejected_csv
from guanxi.engine.transfer.running import run_import, start_run
from guanxi.engine.transfer.runs import Run, add_run, find_mapping, get_run, keep_choice, stored_path
from guanxi.engine.transfer.sources import sniff
from guanxi.engine.transfer.storage import receive
from guanxi.kernel.errors import NotFound
from guanxi.kernel.principal import Principal

PART = 1 << 20
PAUSE = 2.0


async def upload(company: Company, principal: Principal, path: Path) -> Run:
    """Takes a local file into the store, as an upload would."""

    async def parts() -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            while part := file.read(PART):
                yield part

    digest = await receive(company.files_dir, parts())
    source = await asyncio.to_thread(sniff, stored_path(company.files_dir, digest), path.name)
    async with company.work(principal, source="import") as work:
        return await add_run(work, path.name, digest, source, principal.language or "en")


async def settle(
    company: Company, principal: Principal, run: Run, wanted: Mapping[str, Any], mapping: str | None
) -> Run:
    """Chooses object, mapping and keys. Raises NotFound where no mapping of that name is saved."""
    async with company.work(principal, source="import") as work:
        saved = await find_mapping(work, mapping, str(wanted["object"])) if mapping else {}
        if saved is None:
            raise NotFound("no_such_mapping", name=mapping)
        source = run.opened(company.files_dir)
        settings = choose(company, principal, source, {}, {**saved.get("settings", {}), **wanted})
        return await keep_choice(work, run, source, settings)


async def import_whole(company: Company, principal: Principal, run: Run, report: Callable[[str], None]) -> Run:
    """Runs an import that is settled, to its end, and says how far it is."""
    async with company.work(principal, source="import") as work:
        run = await start_run(work, run)
    running = asyncio.create_task(run_import(company, {"run": str(run.id)}))
    while True:
        done, _ = await asyncio.wait({running}, timeout=PAUSE)
        async with company.reading(principal) as work:
            run = await get_run(work, run.id)
        report(f"{run.done:,} of {run.total:,} rows")
        if done:
            await running
            return run


async def dry_counts(company: Company, principal: Principal, run: Run) -> Mapping[str, int]:
    """What an import that is settled would do, in rows."""
    async with company.reading(principal) as work:
        return (await preview_run(work, run, principal.language or "en"))["counts"]


async def write_rejected(company: Company, principal: Principal, run: Run, path: Path) -> None:
    """Writes the refused rows, each with its reason."""
    async with company.reading(principal) as work:
        parts = [part async for part in rejected_csv(work, run, principal.language or "en")]
    path.write_bytes(b"".join(parts))  # noqa: ASYNC240 - as above
