"""The company of the matrix, one for all of its tests."""

from collections.abc import AsyncGenerator

import pytest

from guanxi.api import door
from tests.attacks.matrix.company import Matrix, open_matrix
from tests.databases import Databases


@pytest.fixture(scope="package")
async def whole_matrix(
    anyio_backend: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Matrix]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "REMEMBERED", 3600.0)  # who a persona is changes with no cell
        async with open_matrix(databases, tmp_path_factory.mktemp("files")) as found:
            yield found


@pytest.fixture
async def matrix(whole_matrix: Matrix) -> Matrix:
    """The same company, its people's tries at their own passwords forgotten: who asks is tried here, not how often."""
    async with whole_matrix.world.company.pool.connection() as connection:
        await connection.execute(b"DELETE FROM engine.hurdle WHERE place LIKE 'confirming of %'")
    return whole_matrix
