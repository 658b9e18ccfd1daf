"""The shared company of the property tests."""

from collections.abc import AsyncGenerator

import pytest

from guanxi.api import door
from tests.contract.worlds import World, open_world
from tests.databases import Databases
from tests.properties.permits import Person
from tests.properties.scenes import people_of


@pytest.fixture(scope="package")
async def world(
    anyio_backend: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[World]:
    """One company for all of them; an example makes its own records in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "REMEMBERED", 0.0)  # what is shared with a person changes with each example
        async with open_world(databases, tmp_path_factory.mktemp("files")) as found:
            yield found


@pytest.fixture(scope="package")
async def people(anyio_backend: str, world: World) -> dict[str, Person]:
    """The people of all scenes of rights; their roles change with each."""
    return await people_of(world)
