"""Imports in a few words: `done = await bring(cast.admin, "account", b"...", mode="upsert", keys=["name"])`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from guanxi.engine.company import Company
from guanxi.engine.transfer import runs
from guanxi.engine.transfer.choosing import choose
from guanxi.engine.transfer.preview import preview_run
from guanxi.engine.transfer.rejected import rejected_csv
from guanxi.engine.transfer.running import run_import, start_run
from guanxi.engine.transfer.runs import Run
from guanxi.engine.transfer.sources import sniff
from guanxi.engine.transfer.storage import receive_file
from guanxi.kernel.principal import Principal


@dataclass(slots=True)
class Transfer:
    """What a test does with one file of one person."""

    company: Company
    principal: Principal
    run: Run

    async def preview(self, language: str = "en") -> dict[str, Any]:
        async with self.company.reading(self.principal) as work:
            return await preview_run(work, self.run, language)

    async def start(self) -> "Transfer":
        async with self.company.work(self.principal) as work:
            self.run = await start_run(work, await runs.get_run(work, self.run.id))
        return self

    async def finish(self) -> "Transfer":
        await run_import(self.company, {"run": str(self.run.id)})
        async with self.company.reading(self.principal) as work:
            self.run = await runs.get_run(work, self.run.id)
        return self

    async def rejected(self, language: str = "en") -> str:
        async with self.company.reading(self.principal) as work:
            return b"".join([part async for part in rejected_csv(work, self.run, language)]).decode("utf-8-sig")

    @property
    def change_set(self) -> UUID:
        assert self.run.change_set is not None
        return self.run.change_set

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Created, updated, unchanged, refused."""
        return self.run.created, self.run.updated, self.run.unchanged, self.run.refused


Upload = Callable[..., Awaitable[Transfer]]


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def upload(company: Company, tmp_path: Path) -> Upload:
    """Uploads a file and chooses its settings; without a mapping it is guessed."""

    async def bring(principal: Principal, object_name: str, content: bytes | str | Path, **settings: Any) -> Transfer:
        path = content if isinstance(content, Path) else written(tmp_path / settings.pop("name", "table.csv"), content)
        stored = runs.stored_path(company.files_dir, receive_file(company.files_dir, path))
        source = sniff(stored, path.name)
        chosen = choose(company, principal, source, {}, {"object": object_name, **settings})
        async with company.work(principal) as work:
            run = await runs.add_run(work, path.name, stored.name, source, "en")
            run = await runs.keep_choice(work, run, source, chosen)
        return Transfer(company, principal, run)

    return bring


@pytest.fixture
def bring(upload: Upload) -> Upload:
    """Uploads a file and imports it."""

    async def run(*arguments: Any, **settings: Any) -> Transfer:
        transfer = await upload(*arguments, **settings)
        return await (await transfer.start()).finish()

    return run
