"""Nobody comes in through an LDAP directory as somebody else, and no line that others read carries anything: ACC-3."""

import asyncio
import itertools
import statistics
import time
from collections.abc import AsyncGenerator, Callable
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from guanxi.engine.signon.directories import Directory
from guanxi.engine.signon.kinds import settled
from guanxi.engine.signon.ldap.entries import Found, find_person
from guanxi.engine.signon.ldap.line import MOST_LINES, Line
from guanxi.kernel.principal import system
from tests.attacks.judging import refused
from tests.attacks.test_doors import a_user
from tests.contract.worlds import World
from tests.fixtures.company import PASSWORD
from tests.fixtures.people import read_picture, visitor
from tests.fixtures.pretenders import AGREES, LETS_IN, REFUSES, Answer, pretending, saying
from tests.fixtures.slapd import SECRET, WORD, Room, Slapd, add_ldap, allow_localhost

pytestmark = pytest.mark.anyio
ROUNDS = 6
Asked = TypeVar("Asked")
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
async def no_directories(world: World, admin: httpx.AsyncClient) -> AsyncGenerator[None]:
    """Each test begins and ends without directories; this machine may be reached."""
    await allow_localhost(admin)
    await forget(world)
    yield
    await forget(world)


async def forget(world: World) -> None:
    async with world.company.work(system()) as work:
        await work.execute("DELETE FROM engine.directory")


def a_name() -> str:
    return f"reed{next(_numbers)}"


async def enter(world: World, login: str, word: str = WORD) -> httpx.Response:
    async with visitor(world.application) as client:
        return await client.post("/auth/login", json={"login": login, "password": word})


def told(answer: httpx.Response) -> tuple[int, str, str]:
    problem = refused(answer, 401)
    return answer.status_code, problem["code"], problem["detail"]


async def test_a_wrong_password_and_an_unknown_name_are_told_alike(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    await add_ldap(admin, room, makes_users=True)
    name, local = a_name(), f"local {a_name()}"
    room.person(name)
    await a_user(world, local)
    answers = [await enter(world, each, "not this one") for each in (name, a_name(), local)]
    assert len({told(answer) for answer in answers}) == 1
    assert told(answers[0])[1] == "wrong_login"


async def test_a_wrong_password_and_an_unknown_name_take_the_same_time(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    await add_ldap(admin, room, makes_users=True, groups_by="member")
    names = [a_name() for _ in range(ROUNDS)]
    for name in names:
        room.person(name)

    async def one_try(login: str) -> float:
        started = time.perf_counter()
        told(await enter(world, login, "not this one"))
        return time.perf_counter() - started

    await one_try(a_name())
    pairs = [(await one_try(name), await one_try(a_name())) for name in names]
    differences = [one - other for one, other in pairs]
    usual = statistics.median(one for one, _ in pairs)
    assert abs(statistics.median(differences)) < 0.25 * usual


WRONG_NAMES = [
    "*",
    "re*",
    "{0})(uid=*",
    "*)(uid=*))(|(uid=*",
    "{0}\\",
    "\\2a",
    "{0}\\00",
    "({0})",
    "&",
    "{0}&",
    " {0}",
    "{0} ",
]


@pytest.mark.parametrize("written", [*WRONG_NAMES, "\uff52\uff45\uff45\uff44{1}", "{0}\u00ad", "{0}\u200b"])
async def test_no_other_way_to_write_a_name_opens_it(
    world: World, admin: httpx.AsyncClient, room: Room, written: str
) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    room.person(name)
    assert told(await enter(world, written.format(name, name.removeprefix("reed"))))[1] == "wrong_login"
    assert (await enter(world, name)).status_code == 200


@pytest.mark.parametrize("word", ["\u00ad", "\u200b", " ", "\u00ad\u200d"])
async def test_a_password_that_would_become_empty_opens_nothing(
    world: World, admin: httpx.AsyncClient, room: Room, word: str
) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    room.person(name)
    assert told(await enter(world, name, word))[1] == "wrong_login"


async def test_an_empty_password_is_not_even_sent(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    entry = room.person(name)
    assert refused(await enter(world, name, ""), 422)["errors"][0]["field"] == "password"
    assert asked(room, lambda line: line.opens(entry, WORD))
    assert not asked(room, lambda line: line.opens(entry, ""))


async def test_two_entries_for_one_name_open_for_neither(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    room.person(name, mail="one@heron.example")
    room.person(name, mail="two@heron.example", word="another word")
    assert told(await enter(world, name))[1] == "wrong_login"
    assert told(await enter(world, name, "another word"))[1] == "wrong_login"


async def test_failures_bring_a_picture_and_then_a_lock(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    room.person(name)
    async with visitor(world.application) as client:
        facts: dict[str, Any] = {"login": name, "password": "not this one"}
        failed = [refused(await client.post("/auth/login", json=facts), 401) for _ in range(3)]
        problem = failed[-1]
        assert (
            refused(await client.post("/auth/login", json={**facts, "password": WORD}), 401)["code"] == "captcha_needed"
        )
        for _ in range(2):
            answer = await read_picture(world.company, problem)
            problem = refused(await client.post("/auth/login", json={**facts, "captcha": answer}), 401)
        locked = refused(await client.post("/auth/login", json={**facts, "password": WORD}), 429)
    assert locked["code"] == "locked"


async def test_the_directory_opens_for_nobody_who_has_a_password_of_ours_and_never_came_from_it(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    await add_ldap(admin, room, makes_users=True, joins_by_email=True)
    name = a_name()
    user_id = await a_user(world, name)
    room.person(name)
    assert told(await enter(world, name))[1] == "wrong_login"
    assert (await enter(world, name, PASSWORD)).json()["user"]["id"] == user_id


async def test_an_entry_that_took_over_a_name_is_not_the_user_who_had_it(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    entry = room.person(name)
    assert (await enter(world, name)).status_code == 200
    room.server.remove(entry)
    room.person(name, word="the successor")
    assert told(await enter(world, name, "the successor"))[1] == "wrong_login"


async def test_a_group_that_is_only_called_like_a_whole_name_gives_no_role(
    world: World, admin: httpx.AsyncClient, room: Room
) -> None:
    manager = await world.id_of("role", "code", "manager")
    name = a_name()
    person = room.person(name)
    wanted = f"cn=bosses,{room.base}"
    room.server.add(
        f"ou=elsewhere,{room.base}", ["organizationalUnit"], {}
    )  # where somebody may make groups who may not make bosses
    spelt = wanted.replace(",", "\\,").replace("=", "\\3d")
    room.server.add(f"cn={spelt},ou=elsewhere,{room.base}", ["groupOfNames"], {"member": person})
    viewer = await world.id_of("role", "code", "viewer")
    groups = [{"group": wanted, "role": manager}]
    await add_ldap(admin, room, makes_users=True, groups=groups, default_role=viewer)
    assert (await enter(world, name)).json()["roles"] == ["viewer"]


def asked(room: Room, task: Callable[[Line], Asked], **facts: Any) -> Asked:
    """What comes of a task on a line of its own, without a company around it."""
    given = room.facts(**facts)
    directory = Directory(uuid4(), "ldap", "Heron House", True, settled("ldap", {}, given), None)
    return Line(directory, SECRET, ["127.0.0.1"], time.monotonic() + 20).run(task)


def sought(room: Room, login: str) -> Found | None:
    found, _ = asked(room, lambda line: find_person(line, login), address=f"ldap://localhost:{room.server.port}")
    return found


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, NAMES)
@example("*", "x")
@example("a)(uid=*", "a")
@example("\\2a", "*")
@example("\x00", "\\00")
@example("\uff0a", "*")
@example("\u00c4nna", "anna")
def test_a_name_finds_the_person_with_that_name_and_nobody_else(slapd: Slapd, name: str, other: str) -> None:
    room = slapd.room()
    for number, uid in enumerate(dict.fromkeys((name, other))):
        facts = {"uid": [uid.encode()], "sn": "x"}
        assume(slapd.try_to_add(f"cn={number},{room.base}", ["inetOrgPerson"], facts))
    found = sought(room, name)
    assert found is None or found.person.login.lower() == name.strip().lower()
    plain = name.isascii() and name.isalnum() and other.isascii() and name.lower() != other.strip().lower()
    assert found is not None or not plain


@pytest.mark.parametrize(
    ("answers", "said"), [([REFUSES], "ldap_no_tls"), ([AGREES, LETS_IN], "ldap_no_tls")], ids=("refused", "taken away")
)
async def test_a_line_whose_tls_was_taken_away_carries_no_password(
    world: World, admin: httpx.AsyncClient, room: Room, answers: list[Answer], said: str
) -> None:
    with pretending(*answers) as pretender:
        facts = {"address": f"ldap://localhost:{pretender.port}"}
        directory = await add_ldap(admin, room, makes_users=True, **facts)
        trial = (await admin.post(f"/sign-on/directories/{directory['id']}/try")).json()
        assert told(await enter(world, a_name()))[1] == "directory_silent"
    assert not trial["is_fine"]
    assert world.company.translate("en", f"errors.{said}", host="localhost") in [
        each["text"] for each in trial["findings"]
    ]
    assert pretender.lines >= 2
    assert not any(word.encode() in pretender.heard for word in (WORD, SECRET))


@pytest.mark.parametrize("facts", [{"authority": ""}, {"address": "ldaps://127.0.0.1:{}"}])
async def test_a_certificate_of_another_authority_or_another_name_opens_nothing(
    world: World, admin: httpx.AsyncClient, room: Room, facts: dict[str, str]
) -> None:
    name = a_name()
    room.person(name)
    await add_ldap(
        admin, room, makes_users=True, **{key: each.format(room.server.tls_port) for key, each in facts.items()}
    )
    assert told(await enter(world, name))[1] == "directory_silent"


async def test_a_server_that_never_answers_is_left_in_time_and_keeps_nobody_else_waiting(
    world: World, admin: httpx.AsyncClient, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi.engine.signon.ldap.line.SECONDS", 0.6)
    with pretending() as pretender:
        directory = await add_ldap(admin, room, address=f"ldaps://localhost:{pretender.port}")
        started = time.perf_counter()
        waiting = [asyncio.create_task(enter(world, a_name())) for _ in range(MOST_LINES + 1)]
        await asyncio.sleep(0.05)
        answers = [(await admin.get("/auth/me")).status_code, (await enter(world, "viewer", PASSWORD)).status_code]
        fast = time.perf_counter() - started
        codes = {told(answer)[1] for answer in await asyncio.gather(*waiting)}
        slow = time.perf_counter() - started
    assert (answers, codes) == ([200, 200], {"directory_silent"})
    assert fast < slow < 15
    await admin.patch(f"/sign-on/directories/{directory['id']}", json=room.facts(makes_users=True) | {"kind": "ldap"})
    name = a_name()
    room.person(name)
    monkeypatch.undo()
    assert (await enter(world, name)).status_code == 200


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 40, b"\x30\x03\x02\x01\x01", b"\x30\x80\x61\xff"],
    ids=("http", "noughts", "nothing", "no length"),
)
async def test_what_speaks_no_ldap_is_left_with_a_sentence(
    world: World, admin: httpx.AsyncClient, room: Room, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi.engine.signon.ldap.line.SECONDS", 0.6)
    facts = {"in_clear": True, "bind_name": "", "authority": ""}
    with pretending(saying(answer)) as pretender:
        await add_ldap(admin, room, address=f"ldap://127.0.0.1:{pretender.port}", **facts)
        assert told(await enter(world, a_name()))[1] == "directory_silent"


async def test_a_server_that_drips_is_left_in_time(
    world: World, admin: httpx.AsyncClient, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanxi.engine.signon.ldap.line.SECONDS", 0.6)
    address = {"in_clear": True, "bind_name": "", "authority": ""}
    with pretending(saying(b"\x30\x84\x7f\xff")) as pretender:
        await add_ldap(admin, room, address=f"ldap://127.0.0.1:{pretender.port}", **address)
        started = time.perf_counter()
        assert told(await enter(world, a_name()))[1] == "directory_silent"
    assert time.perf_counter() - started < 4


async def test_a_referral_is_not_followed(world: World, admin: httpx.AsyncClient, room: Room) -> None:
    await add_ldap(admin, room, makes_users=True)
    name = a_name()
    with pretending() as pretender:
        place = f"ldap://127.0.0.1:{pretender.port}/ou=x??sub"
        room.server.add(f"cn=away,{room.base}", ["referral", "extensibleObject"], {"ref": place})
        room.person(name)
        assert (await enter(world, name)).status_code == 200
        assert told(await enter(world, a_name()))[1] == "wrong_login"
    assert pretender.lines == 0
