"""People sign in through an OpenID provider, and get the roles that it says they have: ACC-3."""

import itertools
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from guanxi.kernel.principal import system
from tests.attacks.test_signing_in import with_codes
from tests.contract.worlds import World, open_world
from tests.databases import Databases
from tests.fixtures.people import visitor
from tests.fixtures.providers import (
    Forger,
    add_directory,
    agree,
    allow_this_machine,
    asked_of,
    begin,
    come_back,
    enter,
    new_key,
    tell_provider,
)

pytestmark = pytest.mark.anyio
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
async def world(
    anyio_backend: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[World]:
    async with open_world(databases, tmp_path_factory.mktemp("files")) as found:
        yield found


@pytest.fixture
async def admin(world: World) -> httpx.AsyncClient:
    return await world.client("admin")


@pytest.fixture(autouse=True)
async def no_directories(world: World, admin: httpx.AsyncClient) -> None:
    """Each test begins without directories; this machine may be reached."""
    await allow_this_machine(admin)
    async with world.company.work(system()) as work:
        await work.execute("DELETE FROM engine.directory")


async def roles_of(world: World, login: str) -> list[str]:
    async with world.company.reading(system()) as work:
        rows = await work.fetch(
            'SELECT r.code FROM record."user" u JOIN record.role r ON r.id = ANY(u.roles) WHERE u.login = $1'
            " ORDER BY 1",
            login,
        )
    return [row[0] for row in rows]


def a_subject(issuer: str, **claims: Any) -> str:
    """Somebody new whom the provider knows."""
    name = f"person {next(_numbers)}".replace(" ", "-")
    told = {"preferred_username": name, "name": name.title(), "email": f"{name}@example.com", "email_verified": True}
    tell_provider(issuer, name, **{**told, **claims})
    return name


async def test_somebody_new_comes_in_with_a_role_by_default(
    world: World, admin: httpx.AsyncClient, provider: str
) -> None:
    viewer = await world.id_of("role", "code", "viewer")
    directory = await add_directory(admin, provider, makes_users=True, default_role=viewer)
    subject = a_subject(provider)
    place, client = await enter(world.application, directory, subject)
    me = (await client.get("/auth/me")).json()
    assert place == "/"
    assert (me["user"]["login"], me["user"]["name"], me["user"]["email"]) == (
        subject,
        subject.title(),
        f"{subject}@example.com",
    )
    assert me["roles"] == ["viewer"]
    assert not me["must_change_password"]
    again, other = await enter(world.application, directory, subject)
    assert (again, (await other.get("/auth/me")).json()["user"]["id"]) == ("/", me["user"]["id"])
    assert (await client.post("/auth/logout")).status_code == 204
    assert (await client.get("/auth/me")).status_code == 401
    assert (await other.get("/auth/me")).status_code == 200


async def test_the_sign_in_page_is_told_of_directories_that_are_on(
    world: World, admin: httpx.AsyncClient, provider: str
) -> None:
    directory = await add_directory(admin, provider, name="House of Li")
    async with visitor(world.application) as client:
        told = (await client.get("/auth/login/ways")).json()["directories"]
        assert {"id": directory["id"], "name": "House of Li"} in told
        off = await admin.patch(f"/sign-on/directories/{directory['id']}", json={"is_on": False})
        assert off.status_code == 200
        told = (await client.get("/auth/login/ways")).json()["directories"]
        assert directory["id"] not in [each["id"] for each in told]
        closed = await client.get(f"/auth/directories/{directory['id']}/start")
        assert closed.headers["location"] == "/login?fault=no_such_directory"


async def test_groups_give_and_take_the_roles_of_the_table_and_no_others(
    world: World, admin: httpx.AsyncClient, provider: str
) -> None:
    ids = {code: await world.id_of("role", "code", code) for code in ("viewer", "manager", "representative")}
    groups = [{"group": "bosses", "role": ids["manager"]}, {"group": "sellers", "role": ids["representative"]}]
    directory = await add_directory(admin, provider, makes_users=True, groups=groups, groups_claim="realm.groups")
    subject = a_subject(provider, realm={"groups": ["bosses", "others"]})
    _, client = await enter(world.application, directory, subject)
    assert await roles_of(world, subject) == ["manager"]
    me = (await client.get("/auth/me")).json()["user"]["id"]
    both = {"roles": [ids["viewer"], ids["manager"]]}
    assert (await admin.patch(f"/records/user/{me}", json=both)).status_code == 200
    tell_provider(provider, subject, realm={"groups": "sellers"})
    await enter(world.application, directory, subject)
    assert await roles_of(world, subject) == ["representative", "viewer"]
    history = (await admin.get("/changes", params={"object": "user"})).json()
    assert history["changes"][0]["source"] == "sign-on"


async def test_without_leave_nobody_is_made(world: World, admin: httpx.AsyncClient, provider: str) -> None:
    directory = await add_directory(admin, provider)
    place, client = await enter(world.application, directory, a_subject(provider))
    assert place == "/login?fault=directory_user_unknown"
    assert (await client.get("/auth/me")).status_code == 401


async def a_local(world: World, login: str, **values: Any) -> str:
    viewer = await world.id_of("role", "code", "viewer")
    return (await world.create("user", {"name": login, "login": login, "roles": [viewer], **values}))["id"]


async def test_a_user_is_joined_by_an_address_that_the_directory_has_verified(
    world: World, admin: httpx.AsyncClient, provider: str
) -> None:
    directory = await add_directory(admin, provider, joins_by_email=True)
    subject = a_subject(provider)
    user_id = await a_local(world, f"local {subject}", email=f"{subject.upper()}@example.com")
    place, client = await enter(world.application, directory, subject)
    assert (place, (await client.get("/auth/me")).json()["user"]["id"]) == ("/", user_id)
    entries = (await admin.get("/audit", params={"action": "directory_joined"})).json()["entries"]
    assert entries[0]["record_id"] == user_id
    tell_provider(provider, "successor", email=f"{subject}@example.com", email_verified=True)
    place, _ = await enter(world.application, directory, "successor")
    assert place == "/login?fault=directory_not_joined"


async def test_who_is_switched_off_stays_out(world: World, admin: httpx.AsyncClient, provider: str) -> None:
    directory = await add_directory(admin, provider, makes_users=True)
    subject = a_subject(provider)
    _, client = await enter(world.application, directory, subject)
    me = (await client.get("/auth/me")).json()["user"]["id"]
    assert (await admin.patch(f"/records/user/{me}", json={"is_active": False})).status_code == 200
    place, _ = await enter(world.application, directory, subject)
    assert place == "/login?fault=directory_user_off"


async def test_a_second_factor_of_ours_is_asked_for(world: World, admin: httpx.AsyncClient, provider: str) -> None:
    directory = await add_directory(admin, provider, joins_by_email=True)
    subject = a_subject(provider)
    codes, _, user_id = await with_codes(world, f"two steps {subject}")
    assert (await admin.patch(f"/records/user/{user_id}", json={"email": f"{subject}@example.com"})).status_code == 200
    place, client = await enter(world.application, directory, subject)
    assert place == "/login?step=1&next=%2F"
    assert (await client.get("/auth/me")).status_code == 401
    step = (await client.post("/auth/login/handed")).json()
    assert (step["next"], step["ways"]) == ("second_factor", ["totp", "recovery"])
    assert (await client.post("/auth/login/handed")).status_code == 401
    given = {"ticket": step["ticket"], "way": "totp", "code": codes.now()}
    assert (await client.post("/auth/login/second", json=given)).status_code == 200
    assert (await client.get("/auth/me")).json()["user"]["id"] == user_id


@pytest.mark.parametrize(("trusted", "owes"), [(["mfa"], False), (["hwk"], True), ([], True)])
async def test_a_directory_that_is_trusted_for_it_proves_the_second_factor_too(
    world: World, admin: httpx.AsyncClient, provider: str, trusted: list[str], owes: bool
) -> None:
    role = await world.create(
        "role", {"name": "Careful", "code": f"careful {next(_numbers)}", "needs_second_factor": True}
    )
    directory = await add_directory(admin, provider, makes_users=True, default_role=role["id"], trusted_factors=trusted)
    _, client = await enter(world.application, directory, a_subject(provider, amr=["pwd", "mfa"]))
    assert (await client.get("/auth/me")).json()["must_set_second_factor"] is owes


async def test_an_inner_page_is_where_one_ends(world: World, admin: httpx.AsyncClient, provider: str) -> None:
    directory = await add_directory(admin, provider, makes_users=True)
    subject = a_subject(provider)
    async with visitor(world.application) as client:
        address = await begin(client, directory, "/o/account?sort=-name")
        assert await come_back(client, agree(address, subject)) == "/o/account?sort=-name"


async def test_the_request_has_state_nonce_and_a_challenge(
    world: World, admin: httpx.AsyncClient, provider: str
) -> None:
    directory = await add_directory(admin, provider)
    async with visitor(world.application) as client:
        one, other = asked_of(await begin(client, directory)), asked_of(await begin(client, directory))
    assert one["code_challenge_method"] == "S256"
    assert one["redirect_uri"] == directory["callback"]
    assert [one[name] != other[name] for name in ("state", "nonce", "code_challenge")] == [True] * 3


async def test_settings_are_the_administrators_alone_and_the_secret_is_nobodys(
    world: World, admin: httpx.AsyncClient, provider: str
) -> None:
    directory = await add_directory(admin, provider, secret="not to be told")
    manager = await world.client("chenli")
    assert (await manager.get("/sign-on/directories")).status_code == 403
    assert (await manager.patch(f"/sign-on/directories/{directory['id']}", json={"is_on": False})).status_code == 403
    shown = await admin.get("/sign-on/directories")
    assert "not to be told" not in shown.text
    assert directory["has_secret"] is True
    moved = await admin.patch(f"/sign-on/directories/{directory['id']}", json={"issuer": "https://elsewhere.example"})
    assert moved.json()["has_secret"] is False
    undone = await admin.post(f"/changes/{moved.headers['X-Change-Set']}/undo")
    assert undone.status_code == 200, undone.text
    [back] = [
        each
        for each in (await admin.get("/sign-on/directories")).json()["directories"]
        if each["id"] == directory["id"]
    ]
    assert (back["issuer"], back["has_secret"]) == (provider, True)
    gone = await admin.delete(f"/sign-on/directories/{directory['id']}")
    assert gone.status_code == 204


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"issuer": "http://elsewhere.example"}, "issuer"),
        ({"issuer": "https://user:word@elsewhere.example"}, "issuer"),
        ({"issuer": "https://elsewhere.example/#part"}, "issuer"),
        ({"issuer": ""}, "issuer"),
        ({"client_id": ""}, "client_id"),
        ({"scopes": "profile"}, "scopes"),
        ({"name": " "}, "name"),
        ({"kind": "saml"}, "kind"),
        ({"groups": [{"group": "a"}]}, "groups"),
        ({"groups": [{"group": "a", "role": "01890000-0000-7000-8000-000000000000"}]}, "groups"),
        ({"default_team": "01890000-0000-7000-8000-000000000000"}, "default_team"),
        ({"makes_users": "yes"}, "makes_users"),
        ({"trusted_factors": "mfa"}, "trusted_factors"),
    ],
)
async def test_what_is_wrong_with_a_directory_is_named(
    admin: httpx.AsyncClient, facts: dict[str, Any], field: str
) -> None:
    given = {"kind": "oidc", "name": "X", "issuer": "https://elsewhere.example", "client_id": "x"}
    answer = await admin.post("/sign-on/directories", json={**given, **facts})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert not answer.json()["errors"][0]["message"].startswith("errors.")


async def test_nobody_becomes_an_administrator_by_default(world: World, admin: httpx.AsyncClient) -> None:
    locked = await world.id_of("role", "code", "administrator")
    given = {"kind": "oidc", "name": "X", "issuer": "https://elsewhere.example", "client_id": "x"}
    answer = await admin.post("/sign-on/directories", json={**given, "default_role": locked})
    assert [each["code"] for each in answer.json()["errors"]] == ["not_by_default"]


async def findings(admin: httpx.AsyncClient, directory: dict[str, Any]) -> dict[str, Any]:
    answer = await admin.post(f"/sign-on/directories/{directory['id']}/try")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_trying_says_what_is_right_and_what_is_wrong(
    admin: httpx.AsyncClient, provider: str, forger: Forger
) -> None:
    sound = await findings(admin, await add_directory(admin, provider))
    assert sound["is_fine"]
    assert sound["findings"][0]["text"] == f"The provider answers as it should: {provider}"
    strange = await add_directory(admin, forger.issuer)
    forger.document = {"issuer": "https://somebody.example"}
    assert "calls itself “https://somebody.example”" in (await findings(admin, strange))["findings"][0]["text"]
    forger.document = {"token_endpoint": "http://somebody.example/token"}
    assert "token_endpoint" in (await findings(admin, strange))["findings"][0]["text"]
    forger.document, forger.published = {}, []
    assert "no key" in (await findings(admin, strange))["findings"][0]["text"]
    silent = await findings(admin, await add_directory(admin, "http://127.0.0.1:9"))
    assert not silent["is_fine"]
    assert "127.0.0.1" in silent["findings"][0]["text"]


async def test_a_place_that_may_not_be_reached_is_not(world: World, admin: httpx.AsyncClient, provider: str) -> None:
    directory = await add_directory(admin, provider)
    closed = await admin.put("/outgoing", json={"places": []})
    assert closed.status_code == 200
    assert not (await findings(admin, directory))["is_fine"]


async def test_a_provider_that_has_changed_its_keys_is_asked_again(
    world: World, admin: httpx.AsyncClient, forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = await add_directory(admin, forger.issuer, makes_users=True)
    async with visitor(world.application) as client:
        asked = asked_of(await begin(client, directory))
        forger.keys = [new_key("second")]
        forger.token = forger.sign(forger.sound(asked["nonce"]))
        monkeypatch.setattr("guanxi.engine.signon.discovery.LEAST_BETWEEN", 0.0)
        place = await come_back(client, f"{directory['callback']}?state={asked['state']}&code=c")
    assert place == "/"


async def test_the_directory_is_told_the_verifier_and_the_secret(
    world: World, admin: httpx.AsyncClient, forger: Forger
) -> None:
    directory = await add_directory(admin, forger.issuer, makes_users=True, secret="a:b c/ä")
    async with visitor(world.application) as client:
        asked = asked_of(await begin(client, directory))
        forger.token = forger.sign(forger.sound(asked["nonce"], sub="told"))
        assert await come_back(client, f"{directory['callback']}?state={asked['state']}&code=c") == "/"
    assert len(forger.asked[0]["code_verifier"]) >= 43
    assert forger.authorized[0].startswith("Basic ")
    assert "client_secret" not in forger.asked[0]


async def test_an_administrator_disconnects_somebody_from_a_directory(
    world: World, admin: httpx.AsyncClient, provider: str
) -> None:
    directory = await add_directory(admin, provider, makes_users=True)
    subject = a_subject(provider)
    _, client = await enter(world.application, directory, subject)
    me = (await client.get("/auth/me")).json()["user"]["id"]
    known = (await admin.get(f"/security/users/{me}")).json()["directories"]
    assert [(each["id"], each["name"]) for each in known] == [(directory["id"], directory["name"])]
    manager = await world.client("chenli")
    assert (await manager.delete(f"/security/users/{me}/directories")).status_code == 403
    assert (await admin.delete(f"/security/users/{me}/directories")).status_code == 204
    assert (await client.get("/auth/me")).status_code == 401
    assert (await admin.get(f"/security/users/{me}")).json()["directories"] == []
    place, _ = await enter(world.application, directory, subject)
    assert place == "/login?fault=directory_login_taken"
    entries = (await admin.get("/audit", params={"action": "directory_left"})).json()["entries"]
    assert entries[0]["record_id"] == me
