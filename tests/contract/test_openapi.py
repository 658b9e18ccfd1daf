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

from guanxi.api.app import ROOMS as ROUTED
from tests.contract.objects import OBJECTS
from tests.contract.samples import required_of
from tests.contract.worlds import PART, open_world
from tests.databases import Databases

# The drawn requests are partly made by the random module, which hypothesis seeds and would rather not see.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")
ROOMS = ("actions", "beside", "changes", "company", "imports", "shape", "views")
NAMES = [*OBJECTS, PART, *ROOMS]
# They would end the session, lock it out, empty the world, never end, or call servers that are none.
NOT_DRAWN = {
    "/mail/test",
    "/auth/logout",
    "/auth/login",
    "/auth/password",
    "/actions/identity/set_password",
    "/events",
    "/metrics",
    "/oauth/token",  # these three answer in OAuth's own words
    "/oauth/revoke",
    "/oauth/introspect",
}
PHASES = (Phase.explicit, Phase.generate)
CHECKS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example)
MODES: tuple[GenerationMode, ...] = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Described:
    """The interface as it describes itself, on a database that nobody needs afterwards."""

    portal: BlockingPortal
    client: httpx.AsyncClient
    paths: dict[str, Any]
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
        description = portal.call(admin.get, "/openapi.json").json()
        found = Described(portal, admin, description["paths"], _operations(description))
        registry = world.company.registry
        for name in OBJECTS:
            values = required_of(registry, registry[name], 3, world.ids)
            found.ids[name] = portal.call(world.create, name, values)["id"]
        yield found


def _operations(description: dict[str, Any]) -> dict[str, list[Any]]:
    """The operations by the object whose records they are about, or by what they are about beside."""
    found: dict[str, list[Any]] = {}
    schema: Any = schemathesis.openapi.from_dict(description)
    for each in schema.get_all_operations():
        operation = each.ok()
        _, _, _, room, *rest = operation.path.split("/")
        empties = operation.method == "delete" and room == "records" and len(rest) == 1
        if not empties and operation.path.removeprefix("/api/v1") not in NOT_DRAWN:
            group = rest[0] if room == "records" else room if room in ROOMS else "beside"
            found.setdefault(group, []).append(operation)
    return found


def sent(case: Any) -> dict[str, Any]:
    """The request as a client sends it."""
    parts = case.as_transport_kwargs(base_url="http://localhost")
    # with a token that nobody has, half of the requests would end at the door
    left_out = ("User-Agent", "Authorization")
    headers = {name: str(value) for name, value in parts["headers"].items() if name not in left_out}
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
    assert has_described_kind(described, operation, answer), (operation.label, answer.headers)
    operation.validate_response(answer)


def has_described_kind(described: Described, operation: Any, answer: httpx.Response) -> bool:
    """Whether the answer is written in what the description says of its status."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.status_code >= 400:
        return kind == "application/problem+json"
    kinds = described.paths[operation.path][operation.method]["responses"][str(answer.status_code)].get(
        "content", {"": 0}
    )
    return kind in kinds or "*/*" in kinds


def test_every_request_that_the_server_takes_is_described(described: Described) -> None:
    mounted = {
        (method.lower(), f"/api/v1{path}".replace(":path", "").replace("/records/{object}", "/records/account"))
        for room in ROUTED
        for method, path, _ in room.ROUTES
    }
    told = {(method, path) for path, methods in described.paths.items() for method in methods}
    verbs = {("post", "/api/v1/actions/{module}/{verb}")}
    assert ("post", "/api/v1/actions/sales/convert_lead") in told
    assert mounted - verbs - told == set()
    assert {path for _, path in told} >= {"/api/v1/imports/{id}/preview", "/api/v1/shape/objects/{object}/fields"}


def test_names_of_requests_are_given_once(described: Described) -> None:
    methods = ("get", "post", "put", "patch", "delete")
    names = [path[each]["operationId"] for path in described.paths.values() for each in methods if each in path]
    assert len(names) == len(set(names))


def test_every_object_and_every_address_of_records_is_described(described: Described) -> None:
    assert set(NAMES) <= described.operations.keys()
    assert min(len(described.operations[name]) for name in [*OBJECTS, PART]) >= 7
