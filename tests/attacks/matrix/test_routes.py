"""Every route of the description, asked by every persona: who may not is refused and told nothing: ACC-4, ACC-9."""

from collections.abc import Callable

import pytest

from tests.attacks.matrix.apart import APART
from tests.attacks.matrix.cells import personas_for, try_route
from tests.attacks.matrix.company import SHARED, Matrix
from tests.attacks.matrix.route import Route
from tests.attacks.matrix.routes import BESIDE, OF_ONESELF, OF_RECORDS, OF_THE_COMPANY, ROUTES
from tests.contract.objects import OBJECTS, OWNED

pytestmark = pytest.mark.anyio
LEAST_CELLS = 10_000
CASES = [(name, route) for name in OBJECTS for route in OF_RECORDS if name in OWNED or not route.only_owned]


@pytest.mark.parametrize(("name", "route"), CASES, ids=lambda each: getattr(each, "name", each))
async def test_records_are_kept_from_those_who_may_not(matrix: Matrix, name: str, route: Route) -> None:
    found = await try_route(matrix, route, name)
    assert not found.faults, "\n".join(found.faults)


@pytest.mark.parametrize("route", BESIDE, ids=lambda route: route.name)
@pytest.mark.parametrize("name", SHARED)
async def test_what_lies_beside_records_is_kept_from_those_who_may_not(matrix: Matrix, route: Route, name: str) -> None:
    found = await try_route(matrix, route, name)
    assert not found.faults, "\n".join(found.faults)


@pytest.mark.parametrize("route", [*OF_THE_COMPANY, *OF_ONESELF], ids=lambda route: route.name)
async def test_what_is_of_the_company_or_of_oneself_is_kept_from_others(matrix: Matrix, route: Route) -> None:
    found = await try_route(matrix, route, "contact")
    assert not found.faults, "\n".join(found.faults)


def test_matrix_does_not_shrink(record_property: Callable[[str, object], None]) -> None:
    cases = [*CASES, *((name, route) for name in SHARED for route in BESIDE)]
    cases += [("contact", route) for route in (*OF_THE_COMPANY, *OF_ONESELF)]
    cells = sum(len(personas_for(route, name)) for name, route in cases)
    record_property("cells of the matrix", cells)
    assert cells >= LEAST_CELLS, cells


async def test_every_route_of_the_description_is_declared(matrix: Matrix) -> None:
    paths = (await matrix.admin.get("/openapi.json")).json()["paths"]
    objects = set(matrix.world.company.registry.objects)
    described = {
        f"{method.upper()} {_general(path.removeprefix('/api/v1'), objects)}"
        for path, verbs in paths.items()
        for method in verbs
        if method != "parameters"
    }
    declared = {route.name for route in ROUTES} | APART.keys()
    missing, gone = sorted(described - declared), sorted(declared - described)
    assert not missing, f"declare these in tests/attacks/matrix/routes.py, with what they need: {missing}"
    assert not gone, f"these are no routes any more: {gone}"


def _general(path: str, objects: set[str]) -> str:
    """The path with `{object}` in the place of the name of one."""
    parts = path.split("/")
    if parts[1] == "records" and parts[2] in objects:
        parts[2] = "{object}"
    return "/".join(parts)
