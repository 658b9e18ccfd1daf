"""The company that is attacked."""

from collections.abc import AsyncGenerator

import httpx
import pytest

from tests.contract.worlds import World, open_world
from tests.databases import Databases


@pytest.fixture(scope="package")
async def world(
    anyio_backend: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[World]:
    """One company for all attacks; each brings what it needs and leaves the rest alone."""
    async with open_world(databases, tmp_path_factory.mktemp("files")) as found:
        yield found


@pytest.fixture
async def admin(world: World) -> httpx.AsyncClient:
    """The administrator, who may do everything, so that only the input can be at fault."""
    return await world.client("admin")
