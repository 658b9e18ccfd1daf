"""ACC-8: a token does what its scopes say, from where it may be used, until it ends; and never more than its person."""

from typing import Any

import httpx
import pytest
from starlette.routing import Route

from guanxi.api.app import Application
from guanxi.api.scopes import is_declared
from guanxi.engine.company import Company
from guanxi.engine.people import new_token
from tests.fixtures.company import PASSWORD, SignIn
from tests.fixtures.people import visitor

pytestmark = pytest.mark.anyio
ACCOUNT = {"name": "Heron Pumps", "industry": "manufacturing"}


@pytest.fixture
async def admin(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in("admin")


async def token(client: httpx.AsyncClient, *scopes: str, **more: Any) -> dict[str, Any]:
    made = await client.post("/auth/tokens", json={"name": "program", "scopes": list(scopes), **more})
    assert made.status_code == 201, made.text
    return made.json()


def program(application: Application, key: str, address: str = "") -> httpx.AsyncClient:
    return visitor(application, address, Authorization=f"Bearer {key}")


async def test_every_route_declares_its_scope(application: Application) -> None:
    wanting = [
        f"{method} {path}"
        for route in application.routes
        if isinstance(route, Route) and route.path.startswith("/api/v1/")
        for method in route.methods or ()
        if not is_declared(method, path := route.path.removeprefix("/api/v1")) and path not in ("/health", "/metrics")
    ]
    assert wanting == []


async def test_a_token_reads_and_does_not_write_without_the_scope(application: Application, sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    reading = program(application, (await token(lina, "read"))["token"])
    writing = program(application, (await token(lina, "write"))["token"])
    refused = await reading.post("/records/account", json=ACCOUNT)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    made = await writing.post("/records/account", json=ACCOUNT)
    assert made.status_code in (201, 422), made.text
    assert (await reading.get("/records/account")).status_code == 200


async def test_a_scope_for_one_object_opens_that_object_alone(application: Application, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    only = program(application, (await token(admin, "read:account", "write:task"))["token"])
    assert (await only.get("/records/account")).status_code == 200
    assert (await only.get("/records/contact")).status_code == 403
    assert (await only.post("/records/account", json=ACCOUNT)).status_code == 403
    made = await only.post("/records/task", json={"subject": "Call"})
    assert made.status_code == 201, made.text
    assert (await only.get("/imports")).status_code == 403
    hits = (await only.get("/search", params={"q": "a"})).json()["hits"]
    assert {hit["object"] for hit in hits} <= {"account", "task"}


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/audit", "audit"),
        ("GET", "/mail", "admin"),
        ("GET", "/security/tokens", "admin"),
        ("POST", "/shape/objects", "admin"),
        ("POST", "/exports", "export"),
        ("GET", "/auth/tokens", "person"),
        ("POST", "/auth/tokens", "person"),
        ("POST", "/auth/password", "person"),
        ("GET", "/auth/sessions", "person"),
        ("POST", "/sharing/view-as", "person"),
    ],
)
async def test_a_token_that_reads_and_writes_everything_is_kept_from_the_rest(
    application: Application, admin: httpx.AsyncClient, method: str, path: str, scope: str
) -> None:
    both = program(application, (await token(admin, "read", "write"))["token"])
    refused = await both.request(method, path, json={})
    assert (refused.status_code, refused.json()["scope"]) == (403, scope)


async def test_a_token_without_the_scope_admin_makes_nobody_an_administrator(
    application: Application, admin: httpx.AsyncClient
) -> None:
    writing = program(application, (await token(admin, "write"))["token"])
    settling = program(application, (await token(admin, "write", "admin"))["token"])
    new = {"name": "Mallory", "login": "mallory", "is_active": True}
    assert (await writing.post("/records/user", json=new)).status_code == 403
    assert (await settling.post("/records/user", json=new)).status_code == 201


async def test_a_token_has_no_more_than_its_person(application: Application, sign_in: SignIn) -> None:
    viewer = await sign_in("viewer")
    strong = await token(viewer, "read", "write", "admin", "export", "audit")
    asking = program(application, strong["token"])
    codes = [
        (await asking.post("/records/account", json=ACCOUNT)).status_code,
        (await asking.get("/audit")).status_code,
        (await asking.get("/mail")).status_code,
    ]
    assert codes == [403, 403, 403]


async def test_a_revoked_token_ends_at_once(application: Application, sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    made = await token(lina, "read")
    asking = program(application, made["token"])
    assert (await asking.get("/records/account")).status_code == 200
    assert (await lina.delete(f"/auth/tokens/{made['id']}")).status_code == 204
    refused = await asking.get("/records/account")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_not_valid")


async def test_an_expired_token_is_refused(application: Application, sign_in: SignIn, company: Company) -> None:
    lina = await sign_in("lina")
    made = await token(lina, "read", days=1)
    async with company.pool.connection() as connection:
        await connection.execute(
            b"UPDATE engine.session SET expires_at = now() - interval '1 second' WHERE name = 'program'"
        )
    refused = await program(application, made["token"]).get("/records/account")
    assert (refused.status_code, refused.json()["code"]) == (401, "token_not_valid")
    [kept] = (await lina.get("/auth/tokens")).json()["tokens"]
    assert kept["is_over"] is True


async def test_a_token_is_taken_from_its_networks_alone(application: Application, sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    made = await token(lina, "read", networks=["203.0.113.0/24"])
    assert (await program(application, made["token"], "203.0.113.9").get("/records/account")).status_code == 200
    refused = await program(application, made["token"], "198.51.100.9").get("/records/account")
    assert (refused.status_code, refused.json()["code"]) == (403, "address_not_allowed")
    forged = visitor(
        application,
        "198.51.100.9",
        Authorization=f"Bearer {made['token']}",
        **{"X-Forwarded-For": "203.0.113.9"},
    )
    assert (await forged.get("/records/account")).status_code == 403


async def test_nobody_sees_or_ends_a_token_of_somebody_else(application: Application, sign_in: SignIn) -> None:
    lina, zhoumin, admin = await sign_in("lina"), await sign_in("zhoumin"), await sign_in("admin")
    made = await token(lina, "read")
    assert (await zhoumin.get("/auth/tokens")).json()["tokens"] == []
    assert (await zhoumin.delete(f"/auth/tokens/{made['id']}")).status_code == 404
    assert (await zhoumin.delete(f"/security/tokens/{made['id']}")).status_code == 403
    shown = await admin.get("/security/tokens")
    assert [(each["name"], each["user"]["title"]) for each in shown.json()["tokens"]] == [("program", "李娜")]
    assert made["token"] not in shown.text
    assert (await admin.delete(f"/security/tokens/{made['id']}")).status_code == 204
    assert (await program(application, made["token"]).get("/records/account")).status_code == 401


async def test_the_last_use_is_told_and_an_old_token_has_every_scope(
    application: Application, sign_in: SignIn, company: Company
) -> None:
    lina = await sign_in("lina")
    key = await new_token(company, "lina", "from before")
    assert (await program(application, key, "203.0.113.5").get("/records/account")).status_code == 200
    [kept] = (await lina.get("/auth/tokens")).json()["tokens"]
    assert (kept["scopes"], kept["address"], kept["used_at"] is not None) == (None, "203.0.113.5", True)


async def test_wrong_facts_of_a_token_are_named(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    wrong = {"name": "", "scopes": ["everything"], "days": 0}
    refused = await lina.post("/auth/tokens", json=wrong)
    assert {each["field"] for each in refused.json()["errors"]} == {"name", "scopes", "days"}
    network = await lina.post("/auth/tokens", json={"name": "a", "scopes": ["read"], "networks": ["moon"]})
    assert [each["code"] for each in network.json()["errors"]] == ["not_a_network"]


async def test_making_a_token_asks_for_the_password_where_the_session_is_old(sign_in: SignIn, company: Company) -> None:
    lina = await sign_in("lina")
    async with company.pool.connection() as connection:
        await connection.execute(b"UPDATE engine.session SET created_at = now() - interval '1 hour'")
    wanted = {"name": "program", "scopes": ["read"]}
    refused = await lina.post("/auth/tokens", json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (403, "confirm_password")
    assert (await lina.post("/auth/tokens", json={**wanted, "password": PASSWORD})).status_code == 201


async def test_people_come_in_from_their_networks_and_nobody_locks_himself_out(
    application: Application, admin: httpx.AsyncClient
) -> None:
    elsewhere = await admin.put("/security/networks", json={"company": ["203.0.113.0/24"], "roles": {}})
    assert [each["code"] for each in elsewhere.json()["errors"]] == ["locks_you_out"]
    rules = {"company": ["203.0.113.0/24"], "roles": {"administrator": ["127.0.0.0/8"]}}
    kept = await admin.put("/security/networks", json=rules)
    assert kept.status_code == 200, kept.text
    words = {"login": "lina", "password": PASSWORD}
    inside, outside = visitor(application, "203.0.113.7"), visitor(application, "198.51.100.7")
    assert (await inside.post("/auth/login", json=words)).status_code == 200
    refused = await outside.post("/auth/login", json=words)
    assert (refused.status_code, refused.json()["code"]) == (403, "address_not_allowed")
    outside.cookies = inside.cookies
    assert (await outside.get("/records/account")).status_code == 403
    assert (await inside.get("/records/account")).status_code == 200
    undone = await admin.post(f"/changes/{kept.headers['X-Change-Set']}/undo")
    assert undone.status_code == 200, undone.text
    assert (await outside.post("/auth/login", json=words)).status_code == 200


async def test_a_token_for_one_object_takes_no_setting_back_and_reads_none(
    application: Application, sign_in: SignIn
) -> None:
    admin = await sign_in("admin")
    made = [
        await admin.put("/outgoing", json={"places": [{"place": "10.1.2.0/24", "is_plain": False}]}),
        await admin.post("/shape/objects/account/fields", json={"kind": "text", "labels": {"en": "Nickname"}}),
    ]
    assert [each.status_code for each in made] == [200, 201], [each.text for each in made]
    sets = [each.headers["x-change-set"] for each in made]
    only = program(application, (await token(admin, "write:contact"))["token"])
    whole = program(application, (await token(admin, "write", "admin"))["token"])
    refused = [await only.post(f"/changes/{each}/undo", json={}) for each in sets]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [(403, "scope_missing")] * 2
    assert "10.1.2.0" not in (await only.get("/changes")).text + (await only.get(f"/changes/{sets[0]}")).text
    assert [(await whole.post(f"/changes/{each}/undo", json={})).status_code for each in sets] == [200, 200]
