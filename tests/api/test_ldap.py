"""People sign in with the name and password of an LDAP directory, and follow what it says of them: ACC-3."""

import itertools
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import orjson
import pytest

from guanxi.engine.signon.ldap.comparing import compare_nightly
from guanxi.kernel.principal import system
from tests.attacks.test_signing_in import with_codes
from tests.contract.worlds import World, open_world
from tests.databases import Databases
from tests.faults.serving import free_port
from tests.fixtures.people import visitor
from tests.fixtures.slapd import CROWD, READER, WORD, Room, Slapd, add_ldap, allow_localhost, crowd_id

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
    await allow_localhost(admin)
    async with world.company.work(system()) as work:
        await work.execute("DELETE FROM engine.directory")


def a_name() -> str:
    return f"heron{next(_numbers)}"


async def enter(world: World, login: str, word: str = WORD) -> httpx.Response:
    """The answer to a sign-in from a place where nobody has tried before."""
    async with visitor(world.application) as client:
        return await client.post("/auth/login", json={"login": login, "password": word})


async def codes_of_roles(world: World, login: str) -> list[str]:
    async with world.company.reading(system()) as work:
        rows = await work.fetch(
            'SELECT r.code FROM record."user" u JOIN record.role r ON r.id = ANY(u.roles) WHERE u.login = $1'
            " ORDER BY 1",
            login,
        )
    return [row[0] for row in rows]


async def findings(admin: httpx.AsyncClient, room: Room, login: str = "", **facts: Any) -> dict[str, Any]:
    """What is said of a directory that is tried."""
    directory = await add_ldap(admin, room, **facts)
    answer = await admin.post(f"/sign-on/directories/{directory['id']}/try", json={"login": login} if login else {})
    assert answer.status_code == 200, answer.text
    return answer.json()


def texts(trial: dict[str, Any]) -> str:
    return " ".join(each["text"] for each in trial["findings"])


async def test_somebody_new_comes_in_by_name_and_password(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    viewer = await world.id_of("role", "code", "viewer")
    directory = await add_ldap(admin, room, makes_users=True, default_role=viewer)
    async with visitor(world.application) as client:
        assert (await client.get("/auth/login/ways")).json()["directories"] == []
    name = a_name()
    room.person(name, displayName="Helen 陈 Heron")
    answer = await enter(world, name)
    assert answer.status_code == 200, answer.text
    me = answer.json()
    assert (me["user"]["login"], me["user"]["name"]) == (name, "Helen 陈 Heron")
    assert (me["user"]["email"], me["roles"]) == (f"{name}@heron.example", ["viewer"])
    assert not me["must_change_password"]
    again = await enter(world, name.upper())
    assert again.json()["user"]["id"] == me["user"]["id"]
    async with world.company.reading(system()) as work:
        opened = await work.fetch(
            "SELECT directory::text FROM engine.session WHERE user_id = $1::uuid", me["user"]["id"]
        )
    assert {row[0] for row in opened} == {directory["id"]}
    entries = (await admin.get("/audit", params={"action": "sign_in"})).json()["entries"]
    assert entries[0]["note"]["how"] == "directory Heron House"


@pytest.mark.parametrize("line", ["ldaps", "starttls", "clear"])
async def test_every_line_opens(world: World, admin: httpx.AsyncClient, room: Room, line: str) -> None:
    facts = {
        "ldaps": {},
        "starttls": {"address": f"ldap://localhost:{room.server.port}"},
        "clear": {"address": f"ldap://127.0.0.1:{room.server.port}", "in_clear": True, "authority": ""},
    }[line]
    await add_ldap(admin, room, makes_users=True, **facts)
    name = a_name()
    room.person(name)
    assert (await enter(world, name)).status_code == 200


async def test_a_password_of_ours_opens_without_the_directory(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    await add_ldap(admin, room, address=f"ldaps://localhost:{free_port()}")
    assert (await enter(world, "admin", "not this one")).json()["code"] == "directory_silent"
    assert (await world.client("admin")).cookies
    silent = await enter(world, a_name())
    assert silent.status_code == 401
    assert "does not answer now" in silent.json()["detail"]


async def test_groups_of_entries_give_and_take_roles(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    ids = {code: await world.id_of("role", "code", code) for code in ("manager", "representative")}
    name = a_name()
    person = room.person(name)
    bosses, sellers = room.group("Bosses\\, all", person), room.group("sellers", person)
    groups = [{"group": bosses.upper(), "role": ids["manager"]}, {"group": "Sellers", "role": ids["representative"]}]
    await add_ldap(admin, room, makes_users=True, groups=groups)
    assert (await enter(world, name)).json()["roles"] == ["manager", "representative"]
    room.server.remove(sellers)
    assert (await enter(world, name)).json()["roles"] == ["manager"]


@pytest.mark.parametrize("by", ["member", "memberUid"])
async def test_groups_that_list_their_members_give_roles(
    world: World, admin: httpx.AsyncClient, room: Room, by: str
) -> None:
    manager = await world.id_of("role", "code", "manager")
    name = a_name()
    person = room.person(name)
    room.group("listed", person)
    unix = {"gidNumber": "7", "memberUid": [name, "another"]}
    room.server.add(f"cn=listed unix,{room.base}", ["posixGroup"], unix)
    groups = [{"group": {"member": "listed", "memberUid": "listed unix"}[by], "role": manager}]
    await add_ldap(admin, room, makes_users=True, groups=groups, groups_by=by)
    assert (await enter(world, name)).json()["roles"] == ["manager"]


async def test_a_user_with_the_same_address_is_joined_but_never_an_administrator(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    await add_ldap(admin, room, joins_by_email=True)
    one, mighty = a_name(), a_name()
    viewer, locked = [await world.id_of("role", "code", code) for code in ("viewer", "administrator")]
    for name, role in ((one, viewer), (mighty, locked)):
        room.person(name)
        await world.create(
            "user", {"name": name, "login": f"local {name}", "email": f"{name}@heron.example", "roles": [role]}
        )
    joined = await enter(world, one)
    assert joined.json()["user"]["login"] == f"local {one}"
    refused = await enter(world, mighty)
    assert (refused.status_code, refused.json()["code"]) == (403, "directory_not_joined")


async def test_a_second_factor_of_ours_is_asked_for(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    await add_ldap(admin, room, joins_by_email=True)
    name = a_name()
    codes, _, user_id = await with_codes(world, name)
    room.person(name)
    assert (await admin.patch(f"/records/user/{user_id}", json={"email": f"{name}@heron.example"})).status_code == 200
    async with visitor(world.application) as client:
        step = (await client.post("/auth/login", json={"login": name, "password": WORD})).json()
        assert (step["next"], step["ways"]) == ("second_factor", ["totp", "recovery"])
        given = {"ticket": step["ticket"], "way": "totp", "code": codes.now()}
        assert (await client.post("/auth/login/second", json=given)).json()["user"]["id"] == user_id


async def test_a_role_that_demands_a_second_factor_demands_it_here_too(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    facts = {"name": "Careful", "code": a_name(), "needs_second_factor": True}
    role = await world.create("role", facts)
    await add_ldap(admin, room, makes_users=True, default_role=role["id"])
    name = a_name()
    room.person(name)
    assert (await enter(world, name)).json()["must_set_second_factor"]


async def test_trying_says_who_somebody_is_and_what_roles_he_would_have(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    name = a_name()
    person = room.person(name, displayName="Helen Heron")
    room.group("bosses", person)
    manager = await world.id_of("role", "code", "manager")
    trial = await findings(admin, room, name, groups=[{"group": "bosses", "role": manager}])
    assert trial["is_fine"]
    assert "People whom (uid=*) finds: 1" in texts(trial)
    found = trial["person"]
    assert (found["entry"], found["login"], found["name"]) == (person, name, "Helen Heron")
    assert (found["groups"], found["roles"], found["is_off"]) == (
        ["bosses"],
        [{"id": manager, "name": "Manager"}],
        False,
    )
    assert uuid.UUID(found["id"])


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"address": "ldaps://nowhere.invalid"}, "Nothing is known under the name nowhere.invalid"),
        ({"address": "ldaps://localhost:9"}, "Nothing answers at localhost, port 9"),
        ({"authority": ""}, "The certificate of localhost is not trusted"),
        ({"secret": "not this one"}, f"The directory does not accept the name {READER}"),
        ({"secret": ""}, f"The password of {READER} is missing"),
        ({"bind_name": ""}, "localhost refuses the search"),
        ({"base": "ou=nowhere,dc=heron,dc=example"}, "There is nothing under ou=nowhere"),
        ({"user_filter": "(&(uid={login})(sn=nobody at all))"}, "finds nobody under the base"),
        ({"user_filter": "(&(uid={login})(cn))"}, "cannot read one of the filters"),
        ({"id_attribute": "objectGUID"}, "has no objectGUID"),
    ],
    ids=str,
)
async def test_trying_says_in_words_what_is_wrong(
    admin: httpx.AsyncClient, room: Room, facts: dict[str, Any], said: str
) -> None:
    name = a_name()
    room.person(name)
    trial = await findings(admin, room, name, **facts)
    assert not trial["is_fine"]
    assert said in texts(trial)


async def test_trying_says_that_nobody_or_several_are_found(admin: httpx.AsyncClient, room: Room) -> None:
    room.person("twin", mail="one@heron.example")
    room.person("twin", mail="two@heron.example")
    assert "Several entries are found for twin" in texts(await findings(admin, room, "twin"))
    assert "Nobody signs in as tw*" in texts(await findings(admin, room, "tw*"))


async def test_a_place_that_may_not_be_reached_is_not(admin: httpx.AsyncClient, room: Room) -> None:
    assert (await admin.put("/outgoing", json={"places": []})).status_code == 200
    assert "does not lead to a public address" in texts(await findings(admin, room))
    shut = [{"place": "127.0.0.1/32", "is_plain": False}]
    assert (await admin.put("/outgoing", json={"places": shut})).status_code == 200
    clear: dict[str, Any] = {"address": f"ldap://127.0.0.1:{room.server.port}", "in_clear": True}
    assert "would be reached without TLS" in texts(await findings(admin, room, **clear))


async def test_the_password_goes_when_it_would_go_elsewhere(admin: httpx.AsyncClient, room: Room) -> None:
    directory = await add_ldap(admin, room)
    assert directory["has_secret"]
    moved = await admin.patch(f"/sign-on/directories/{directory['id']}", json={"address": "ldaps://elsewhere.example"})
    assert moved.json()["has_secret"] is False


async def compare(admin: httpx.AsyncClient, directory: dict[str, Any], status: int = 200, **order: Any) -> Any:
    answer = await admin.post(f"/sign-on/directories/{directory['id']}/compare", json=order)
    assert answer.status_code == status, answer.text
    return answer.json() | {"change_set": answer.headers.get("x-change-set")}


async def entered(world: World, room: Room, number: int) -> list[tuple[str, str, str]]:
    """So many people who have come in: each by name, entry and id."""
    made: list[tuple[str, str, str]] = []
    for _ in range(number):
        name = a_name()
        entry = room.person(name)
        made.append((name, entry, (await enter(world, name)).json()["user"]["id"]))
    return made


async def test_who_is_gone_or_switched_off_there_goes_here_and_comes_back_by_undo(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    directory = await add_ldap(admin, room, makes_users=True)
    people = await entered(world, room, 11)
    room.server.remove(people[0][1])
    room.server.change(people[1][1], userAccountControl=["514"])
    room.server.change(people[2][1], pwdAccountLockedTime=["20260101000000Z"])  # a lock that passes
    dry = await compare(admin, directory)
    assert [(each["id"], each["reason"]) for each in dry["going"]] == [(people[0][2], "gone"), (people[1][2], "off")]
    assert (dry["is_done"], dry["is_doubtful"], dry["counts"]["known"]) == (False, False, 11)
    assert (await enter(world, people[1][0])).json()["code"] == "wrong_login"
    done = await compare(admin, directory, dry_run=False)
    assert (done["is_done"], done["refused"]) == (True, 0)
    async with world.company.reading(system()) as work:
        left = await work.fetch(
            "SELECT DISTINCT user_id::text FROM engine.session WHERE user_id = ANY($1::uuid[])",
            [each[2] for each in people],
        )
    assert {row[0] for row in left} == {each[2] for each in people[2:]}
    assert (await admin.get(f"/records/user/{people[0][2]}")).json()["is_active"] is False
    [shown] = (await admin.get("/sign-on/directories")).json()["directories"]
    assert (shown["compared"]["going"], shown["compared"]["fault"]) == (2, None)
    assert (await compare(admin, directory))["counts"] == {"people": 10, "known": 9, "going": 0, "following": 0}
    assert (await admin.post(f"/changes/{done['change_set']}/undo")).status_code == 200
    assert (await admin.get(f"/records/user/{people[0][2]}")).json()["is_active"] is True


@pytest.mark.parametrize(
    "values",
    [{"userAccountControl": ["514"]}, {"nsAccountLock": ["true"]}, {"pwdAccountLockedTime": ["000001010000Z"]}],
)
async def test_who_is_switched_off_there_does_not_come_in(
    world: World, admin: httpx.AsyncClient, room: Room, values: dict[str, list[str]]
) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    entry = room.person(name)
    room.server.change(entry, **values)
    assert (await enter(world, name)).json()["code"] == "wrong_login"
    room.server.change(entry, **{name: list[str]() for name in values})
    assert (await enter(world, name)).status_code == 200


async def test_names_addresses_and_roles_follow(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    manager = await world.id_of("role", "code", "manager")
    directory = await add_ldap(
        admin, room, makes_users=True, groups=[{"group": "bosses", "role": manager}], groups_by="member"
    )
    (_, one, one_id), (taken, _, _), (_, third, third_id) = await entered(world, room, 3)
    room.group("bosses", one)
    room.server.change(one, displayName=["Helen Married"], mail=["married@heron.example"])
    room.server.change(third, mail=[f"{taken}@heron.example"])
    done = await compare(admin, directory, dry_run=False)
    assert done["following"] == [
        {"id": one_id, "name": done["following"][0]["name"], "fields": ["email", "name", "roles"]}
    ]
    changed = (await admin.get(f"/records/user/{one_id}")).json()
    assert (changed["name"], changed["email"]) == ("Helen Married", "married@heron.example")
    assert (await admin.get(f"/records/user/{third_id}")).json()["email"] != f"{taken}@heron.example"
    history = (await admin.get("/changes", params={"object": "user"})).json()
    assert history["changes"][0]["source"] == "sign-on"


async def test_more_than_a_fifth_go_only_when_an_administrator_says_so(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    directory = await add_ldap(admin, room, makes_users=True)
    people = await entered(world, room, 4)
    room.server.remove(people[0][1])
    assert (await compare(admin, directory))["is_doubtful"]
    refused = await compare(admin, directory, 409, dry_run=False)
    assert "1 of 4 people" in refused["detail"]
    await compare_nightly(world.company)
    [shown] = (await admin.get("/sign-on/directories")).json()["directories"]
    assert "1 of 4 people" in shown["compared"]["fault"]
    assert (await admin.get(f"/records/user/{people[0][2]}")).json()["is_active"] is True
    done = await compare(admin, directory, dry_run=False, confirmed=True)
    assert (done["is_done"], len(done["going"])) == (True, 1)
    await compare_nightly(world.company)
    [shown] = (await admin.get("/sign-on/directories")).json()["directories"]
    assert (shown["compared"]["going"], shown["compared"]["fault"]) == (0, None)


async def test_only_an_ldap_directory_is_compared_and_only_by_an_administrator(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    given = {"kind": "oidc", "name": "X", "issuer": "https://elsewhere.example", "client_id": "x"}
    other = (await admin.post("/sign-on/directories", json=given)).json()
    assert (await compare(admin, other, 409))["code"] == "directory_not_compared"
    directory = await add_ldap(admin, room)
    await compare(await world.client("chenli"), directory, 403)
    await compare(admin, directory, 422, dry_run="no")


PLANT = """
WITH given AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, subject text, name text, login text)),
 made AS (INSERT INTO record."user" (id, name, login, email, is_active, roles, version, created_at, created_by,
   updated_at, updated_by)
   SELECT id, name, login, login || '@heron.example', true, '{}', 1, now(), id, now(), id FROM given)
INSERT INTO engine.identity (directory, issuer, subject, user_id, created_at)
 SELECT $2::uuid, 'entryuuid', subject, id, now() - interval '1 day' FROM given
"""


async def test_five_thousand_people_are_compared_page_by_page(
    world: World, admin: httpx.AsyncClient, slapd: Slapd
) -> None:
    directory = await add_ldap(admin, slapd.crowd)
    people = [
        {"id": str(uuid.uuid4()), "subject": crowd_id(n), "name": f"Crowd {n}", "login": f"crowd{n}"}
        for n in range(CROWD)
    ]
    strangers = [{**people[n], "id": str(uuid.uuid4()), "subject": f"gone {n}", "login": f"gone{n}"} for n in range(40)]
    renamed = [{**each, "name": "Former name"} for each in people[:60]]
    async with world.company.work(system()) as work:
        await work.execute(PLANT, orjson.dumps([*renamed, *people[60:], *strangers]).decode(), directory["id"])
    done = await compare(admin, directory, dry_run=False)
    assert done["counts"] == {"people": CROWD, "known": CROWD + 40, "going": 40, "following": 60}
    assert done["refused"] == 0
