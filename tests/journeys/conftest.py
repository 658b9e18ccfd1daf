"""Files of other people, imported with the mappings of the guide."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from guanxi.engine.company import Company
from guanxi.engine.transfer import whole
from guanxi.engine.transfer.runs import Run
from tests.fixtures.company import Cast

MAPPINGS = Path(__file__).parent.parent.parent / "docs" / "guide" / "import"
Bring = Callable[[Path, str], Awaitable[Run]]


@pytest.fixture
def bring(company: Company, cast: Cast) -> Bring:
    """Imports a file as the administrator, with a mapping of the guide."""

    async def run(path: Path, mapping: str) -> Run:
        settings: dict[str, Any] = json.loads((MAPPINGS / mapping).read_bytes())
        settled = await whole.settle(company, cast.admin, await whole.upload(company, cast.admin, path), settings)
        return await whole.import_whole(company, cast.admin, settled)

    return run
