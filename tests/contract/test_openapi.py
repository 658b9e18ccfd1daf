"""Requests made from the description of the interface never bring it down: INT-1, REC-2, ACC-9."""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.contract.objects import OBJECTS
from tests.contract.samples import required_of
from tests.contract.worlds import PART, open_world
from tests.databases import Databases

# The drawn requests are partly made by the random module, which hypothesis seeds and would rather not see.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")
REST = "everything else"
NAMES = [*OBJECTS, PART, REST]
PHASES = (Phase.explicit, Phase.generate)
CHECKS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example)
MODES: tuple[GenerationMode, ...] = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Described:
    """The interface as it describes itself, on a database that nobody needs afterwards."""

    portal: BlockingPortal
    client: httpx.AsyncClient
    operations: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    strategies: dict[tuple[str, str], st.SearchStrategy[Any]] = field(
        default_factory=dict[tuple[str, str], st.SearchStrategy[Any]]
    )
    ids: dict[str, str] = field(default_factory=dict[str, str])

    def cases(self, operation: Any, mode: GenerationMode, name: str) -> st.SearchStrategy[Any]:
        """Requests for an operation, those that fit it or those that do not; some are for a record that is there."""
        key = (operation.label, mode.value)
        if key not in self.strategies:
            found = operation.as_strategy(generation_mode=mode)
            if "/{id}" in operation.path and name in self.ids and operation.method != "delete":
                known = operation.as_strategy(generation_mode=mode, path_parameters={"id": self.ids[name]})
                found = found | known if "{system}" not in operation.path else found
            self.strategies[key] = found
        return self.strategies[key]


@pytest.fixture(scope="module")
def described(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Generator[Described]:
    """A world in a thread of its own, so that requests can be drawn and sent in turn, with a record of every object."""
    opened = open_world(databases, tmp_path_factory.mktemp("files"))
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened) as world:
        admin = portal.call(world.client, "admin")
        found = Described(portal, admin, _operations(portal.call(admin.get, "/openapi.json").json()))
        registry = world.company.registry
        for name in OBJECTS:
            values = required_of(registry, registry[name], 3, world.ids)
            found.ids[name] = portal.call(world.create, name, values)["id"]
        yield found


def _operations(description: dict[str, Any]) -> dict[str, list[Any]]:
    """The operations by the object whose records they are about."""
    found: dict[str, list[Any]] = {}
    schema: Any = schemathesis.openapi.from_dict(description)
    for each in schema.get_all_operations():
        operation = each.ok()
        parts = operation.path.split("/")
        found.setdefault(parts[4] if parts[3] == "records" else REST, []).append(operation)
    return found


def sent(case: Any) -> dict[str, Any]:
    """The request as a client sends it."""
    parts = case.as_transport_kwargs(base_url="http://localhost")
    headers = {name: str(value) for name, value in parts["headers"].items() if name != "User-Agent"}
    body = {"content": parts["data"]} if isinstance(parts.get("data"), bytes | str) else {}
    body |= {"json": parts["json"]} if "json" in parts else {}
    return {"method": parts["method"], "url": parts["url"], "params": parts["params"], "headers": headers, **body}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=50, derandomize=True, phases=PHASES, suppress_health_check=CHECKS)
@given(data=st.data())
def test_described_requests_are_answered_as_described(described: Described, name: str, data: Any) -> None:
    operations = described.operations[name]
    operation = operations[data.draw(st.integers(0, len(operations) - 1))]
    mode: GenerationMode = data.draw(st.sampled_from(MODES))
    case = data.draw(described.cases(operation, mode, name))
    request = sent(case)
    note(repr(request)[:3000])
    answer = described.portal.call(lambda: described.client.request(**request))
    assert answer.status_code < 500, answer.text
    assert str(answer.status_code) in operation.responses.status_codes, (operation.label, answer.text)
    kind = answer.headers.get("content-type", "")
    assert kind == ("application/json" if answer.status_code < 400 else "application/problem+json")
    operation.validate_response(answer)


def test_every_object_and_every_address_of_records_is_described(described: Described) -> None:
    assert set(NAMES) <= described.operations.keys()
    assert min(len(described.operations[name]) for name in [*OBJECTS, PART]) >= 7
