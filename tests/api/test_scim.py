"""A provisioning system keeps users and teams in step: ACC-3, RFC 7643 and RFC 7644."""

import asyncio
import itertools
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from scim2_client.client import BaseSyncSCIMClient
from scim2_tester import Status, check_server

from guanxi.engine.people import new_token
from guanxi.kernel.principal import SYSTEM_ID, system
from tests.contract.worlds import World, open_world
from tests.databases import Databases

pytestmark = pytest.mark.anyio
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
WRONG = (Status.ERROR, Status.CRITICAL, Status.DEVIATION)
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
async def world(
    anyio_backend: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[World]:
    async with open_world(databases, tmp_path_factory.mktemp("files")) as found:
        yield found


async def client_of(world: World, login: str) -> httpx.AsyncClient:
    token = await new_token(world.company, login, "provisioning")
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    transport = httpx.ASGITransport(app=world.application)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost/scim/v2", headers=headers)


@pytest.fixture
async def client(world: World) -> AsyncGenerator[httpx.AsyncClient]:
    async with await client_of(world, "admin") as found:
        yield found


def a_user(**facts: Any) -> dict[str, Any]:
    name = f"worker{next(_numbers)}"
    emails = [{"value": f"{name}@example.com", "type": "work", "primary": True}]
    return {"schemas": [USER], "userName": name, "displayName": name.title(), "emails": emails, **facts}


async def made(client: httpx.AsyncClient, path: str, facts: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(path, json=facts)
    assert answer.status_code == 201, answer.text
    return answer.json()


def patching(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(operations)}


class Line(BaseSyncSCIMClient):
    """What the checker speaks through: each request runs on the loop of the test."""

    def __init__(self, client: httpx.AsyncClient, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.client, self.loop = client, loop

    def _stays_under_base_url(self, endpoint: str) -> bool:
        return not endpoint.startswith("http")

    def _parse_json(self, response: Any) -> Any:
        return response.json()

    def request(self, method: str, url: str, **words: Any) -> Any:
        asked = self.client.request(method, url, **words)
        return asyncio.run_coroutine_threadsafe(asked, self.loop).result(60)


async def test_the_whole_check_of_conformance_passes(client: httpx.AsyncClient) -> None:
    line = Line(client, asyncio.get_running_loop())
    results = await asyncio.to_thread(check_server, line)
    wrong = [f"{each.title} {each.resource_type}: {each.reason}" for each in results if each.status in WRONG]
    assert not wrong, chr(10).join(wrong)
    skipped = {each.title for each in results if each.status == Status.SKIPPED}
    assert skipped <= {"search_with_attributes"}  # answered with 501, as RFC 7644 section 3.12 allows
    assert len(results) > 50


async def test_a_user_is_made_and_is_one_of_ours(client: httpx.AsyncClient, world: World) -> None:
    facts = a_user(title="Buyer", externalId="x-1", name={"familyName": "王", "givenName": "伟"})
    found = await made(client, "/Users", facts)
    admin = await world.client("admin")
    record = (await admin.get(f"/records/user/{found['id']}")).json()
    assert (record["login"], record["job_title"], record["email"]) == (
        facts["userName"],
        "Buyer",
        facts["emails"][0]["value"],
    )
    assert {name: found[name] for name in ("externalId", "name", "active", "emails")} == {
        "externalId": "x-1",
        "name": {"familyName": "王", "givenName": "伟"},
        "active": True,
        "emails": facts["emails"],
    }
    assert found["meta"]["location"].endswith(f"/scim/v2/Users/{found['id']}")
    history = (await admin.get(f"/records/user/{found['id']}/timeline")).json()
    assert history


async def test_what_is_patched_is_changed_and_nothing_else(client: httpx.AsyncClient) -> None:
    found = await made(client, "/Users", a_user(title="Buyer"))
    operations = patching(
        {"op": "replace", "path": "title", "value": "Seller"},
        {"op": "add", "path": "emails", "value": [{"value": "home@example.com", "type": "home"}]},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "work@example.com"},
        {"op": "replace", "value": {"displayName": "Somebody Else", "phoneNumbers": [{"value": "1"}]}},
    )
    answer = await client.patch(f"/Users/{found['id']}", json=operations)
    assert answer.status_code == 200, answer.text
    now = answer.json()
    assert (now["title"], now["displayName"], now["userName"]) == ("Seller", "Somebody Else", found["userName"])
    assert [(each["value"], each["type"]) for each in now["emails"]] == [
        ("work@example.com", "work"),
        ("home@example.com", "home"),
    ]
    gone = patching({"op": "remove", "path": 'emails[type eq "home"]'}, {"op": "remove", "path": "title"})
    now = (await client.patch(f"/Users/{found['id']}", json=gone)).json()
    assert ([each["value"] for each in now["emails"]], "title" in now) == (["work@example.com"], False)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "remove"}, "noTarget"),
        ({"op": "move", "path": "title"}, "invalidValue"),
        ({"op": "replace", "path": "emails[", "value": 1}, "invalidPath"),
        ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
    ],
)
async def test_what_cannot_be_patched_is_told_in_the_words_of_the_standard(
    client: httpx.AsyncClient, operation: dict[str, Any], kind: str
) -> None:
    found = await made(client, "/Users", a_user())
    answer = await client.patch(f"/Users/{found['id']}", json=patching(operation))
    assert (answer.status_code, answer.json()["scimType"], answer.headers["content-type"]) == (
        400,
        kind,
        "application/scim+json",
    )


async def test_who_is_deleted_is_switched_off_and_comes_back(client: httpx.AsyncClient, world: World) -> None:
    facts = a_user(externalId="comes back")
    found = await made(client, "/Users", facts)
    async with world.company.work(system()) as work:
        await work.execute(
            "INSERT INTO engine.session (key, user_id, kind, expires_at)"
            " VALUES ($1, $2::uuid, 'session', now() + interval '1 day')",
            f"key of {found['id']}",
            found["id"],
        )
    assert (await client.delete(f"/Users/{found['id']}")).status_code == 204
    assert (await client.get(f"/Users/{found['id']}")).status_code == 404
    admin = await world.client("admin")
    record = (await admin.get(f"/records/user/{found['id']}")).json()
    assert (record["is_active"], record["login"]) == (False, facts["userName"])
    async with world.company.reading(system()) as work:
        assert await work.fetch("SELECT 1 FROM engine.session WHERE user_id = $1::uuid", found["id"]) == []
    again = await made(client, "/Users", facts)
    assert (again["id"], again["active"]) == (found["id"], True)


async def test_a_name_that_is_taken_is_a_conflict(client: httpx.AsyncClient) -> None:
    found = await made(client, "/Users", a_user())
    answer = await client.post("/Users", json=a_user(userName=found["userName"].upper()))
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


async def test_a_stale_tag_changes_nothing(client: httpx.AsyncClient) -> None:
    found = await made(client, "/Users", a_user())
    first = (await client.get(f"/Users/{found['id']}")).headers["etag"]
    same = await client.get(f"/Users/{found['id']}", headers={"If-None-Match": first})
    change = patching({"op": "replace", "path": "title", "value": "A"})
    one = await client.patch(f"/Users/{found['id']}", json=change, headers={"If-Match": first})
    other = await client.patch(f"/Users/{found['id']}", json=change, headers={"If-Match": first})
    assert [answer.status_code for answer in (same, one, other)] == [304, 200, 412]


async def test_teams_have_members_and_give_roles(client: httpx.AsyncClient, world: World) -> None:
    admin = await world.client("admin")
    manager = await world.id_of("role", "code", "manager")
    name = f"Leaders {next(_numbers)}"
    table = await admin.put("/sign-on/provisioning", json={"groups": [{"group": name, "role": manager}]})
    assert table.status_code == 200, table.text
    one, other = [await made(client, "/Users", a_user()) for _ in range(2)]
    group = await made(client, "/Groups", {"schemas": [GROUP], "displayName": name, "members": [{"value": one["id"]}]})
    assert (await admin.get(f"/records/user/{one['id']}")).json()["roles"] == [manager]
    swap = patching(
        {"op": "add", "path": "members", "value": [{"value": other["id"]}]},
        {"op": "remove", "path": f'members[value eq "{one["id"]}"]'},
    )
    now = (await client.patch(f"/Groups/{group['id']}", json=swap)).json()
    assert [each["value"] for each in now["members"]] == [other["id"]]
    assert (await admin.get(f"/records/user/{one['id']}")).json()["roles"] in ([], None)
    assert (await client.get(f"/Users/{other['id']}")).json()["groups"] == [{"value": group["id"], "display": name}]
    assert (await client.delete(f"/Groups/{group['id']}")).status_code == 204
    assert (await admin.get(f"/records/user/{other['id']}")).json()["roles"] in ([], None)
    assert "groups" not in (await client.get(f"/Users/{other['id']}")).json()


async def test_a_list_is_filtered_sorted_and_paged(client: httpx.AsyncClient) -> None:
    names = [f"paged{number}" for number in range(5)]
    for name in names:
        await made(client, "/Users", a_user(userName=name, title="Paged"))
    asked = {"filter": 'title eq "paged" and userName sw "PAGED"', "sortBy": "userName", "sortOrder": "descending"}
    page = (await client.get("/Users", params={**asked, "startIndex": 2, "count": 2, "attributes": "userName"})).json()
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 2, 2)
    assert [each["userName"] for each in page["Resources"]] == ["paged3", "paged2"]
    assert all(set(each) <= {"schemas", "id", "userName"} for each in page["Resources"])
    none = (await client.get("/Users", params={**asked, "count": 0})).json()
    assert (none["totalResults"], none["Resources"]) == (5, [])
    searched = await client.post("/Users/.search", json={"filter": 'userName eq "paged1"'})
    assert [each["userName"] for each in searched.json()["Resources"]] == ["paged1"]


@pytest.mark.parametrize("text", ["userName", "userName eq", 'userName xx "a"', "active gt true", "(", 'no eq "x"'])
async def test_a_filter_that_is_none_is_told(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.get("/Users", params={"filter": text})
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")


@pytest.fixture
async def ten_thousand(world: World) -> AsyncGenerator[None]:
    """That many people, who are gone again before another test lists everybody."""
    async with world.company.work(system()) as work:
        await work.execute(
            'INSERT INTO record."user" (id, version, created_at, created_by, updated_at, updated_by,'
            " name, login, is_active) SELECT gen_random_uuid(), 1, now(), $1::uuid, now(), $1::uuid, 'Many ' || n,"
            " 'many' || n, true FROM generate_series(1, 10000) n",
            SYSTEM_ID,
        )
    yield
    async with world.company.work(system()) as work:
        await work.execute("DELETE FROM record.\"user\" WHERE login ~ '^many[0-9]+$'")


async def test_ten_thousand_people_are_paged(client: httpx.AsyncClient, ten_thousand: None) -> None:
    pages = [
        (await client.get("/Users", params={"filter": 'userName sw "many"', "startIndex": start, "count": 200})).json()
        for start in (1, 5001, 9801)
    ]
    assert [page["totalResults"] for page in pages] == [10_000] * 3
    assert [page["itemsPerPage"] for page in pages] == [200] * 3
    assert len({each["id"] for page in pages for each in page["Resources"]}) == 600


async def test_a_name_that_looks_like_anothers_is_refused(client: httpx.AsyncClient) -> None:
    for name in ("adm\u0456n", "wor\u200bker"):
        refused = await client.post("/Users", json=a_user(userName=name))
        assert (refused.status_code, refused.json()["scimType"]) == (400, "invalidValue"), refused.text
