"""Nobody comes in through another directory as somebody else: ACC-3, ACC-9."""

import base64
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from guanxi.engine.signon.oidc import inner_path
from guanxi.kernel.principal import system
from tests.contract.worlds import World
from tests.fixtures.people import visitor
from tests.fixtures.providers import (
    CLIENT_ID,
    Forger,
    add_directory,
    allow_this_machine,
    asked_of,
    begin,
    come_back,
    new_key,
)

pytestmark = pytest.mark.anyio
WRONG = "/login?fault=directory_token_wrong"
OVER = "/login?fault=directory_state_over"
_numbers = itertools.count(1)
Make = Callable[[Forger, dict[str, Any]], str | None]


@pytest.fixture(autouse=True)
async def no_directories(world: World, admin: httpx.AsyncClient) -> None:
    """Each test begins without directories; this machine may be reached."""
    await allow_this_machine(admin)
    async with world.company.work(system()) as work:
        await work.execute("DELETE FROM engine.directory")


async def answered(world: World, admin: httpx.AsyncClient, forger: Forger, **facts: Any) -> tuple[Any, Any, str]:
    """A directory, a browser that has begun, and what the directory was asked for, with nobody yet in."""
    directory = await add_directory(admin, forger.issuer, makes_users=True, **facts)
    client = visitor(world.application)
    asked = asked_of(await begin(client, directory))
    return client, asked, f"{directory['callback']}?state={asked['state']}&code=any"


async def with_token(world: World, admin: httpx.AsyncClient, forger: Forger, make: Make) -> str:
    """Where a browser ends that comes back to this token, made from the claims that would be right."""
    client, asked, address = await answered(world, admin, forger)
    forger.token = make(forger, forger.sound(asked["nonce"], sub=f"forged {next(_numbers)}"))
    place = await come_back(client, address)
    assert ((await client.get("/auth/me")).status_code == 200) is (place == "/")
    return place


def changed(**changes: Any) -> Make:
    """A token that is right but for these claims; None takes one away."""

    def make(forger: Forger, claims: dict[str, Any]) -> str:
        return forger.sign({name: value for name, value in {**claims, **changes}.items() if value is not None})

    return make


def _part(found: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(found).encode()).rstrip(b"=").decode()


def unsigned(forger: Forger, claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none', 'kid': forger.keys[0].kid})}.{_part(claims)}."


def by_public_key(forger: Forger, claims: dict[str, Any]) -> str:
    """Signed by what everybody knows, as if it were a shared secret."""
    head = f"{_part({'alg': 'HS256', 'kid': forger.keys[0].kid})}.{_part(claims)}"
    signature = hmac.digest(forger.keys[0].as_pem(private=False), head.encode(), hashlib.sha256)
    return f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def by_secret(forger: Forger, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("hush hush" * 8), algorithms=["HS256"])


def by_another_key(forger: Forger, claims: dict[str, Any]) -> str:
    key = new_key("first")
    return forger.sign(claims, key)


def bringing_its_key(forger: Forger, claims: dict[str, Any]) -> str:
    key = new_key("brought")
    return jwt.encode({"alg": "RS256", "jwk": key.as_dict(private=False)}, claims, key)


def altered(forger: Forger, claims: dict[str, Any]) -> str:
    head, _, signature = forger.sign(claims).split(".")
    return f"{head}.{_part({**claims, 'sub': 'somebody else'})}.{signature}"


def none_at_all(forger: Forger, claims: dict[str, Any]) -> None:
    return None


async def test_a_token_that_is_right_opens(world: World, admin: httpx.AsyncClient, forger: Forger) -> None:
    assert await with_token(world, admin, forger, changed()) == "/"
    assert await with_token(world, admin, forger, changed(aud=[CLIENT_ID, "other"], azp=CLIENT_ID)) == "/"


@pytest.mark.parametrize(
    "make",
    [unsigned, by_public_key, by_secret, by_another_key, bringing_its_key, altered, none_at_all],
    ids=lambda make: make.__name__,
)
async def test_a_signature_that_proves_nothing_opens_nothing(
    world: World, admin: httpx.AsyncClient, forger: Forger, make: Make
) -> None:
    assert await with_token(world, admin, forger, make) == WRONG


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": [CLIENT_ID, "other"]},
        {"azp": "another-client"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": int(time.time()) + 3600},
        {"nonce": "of another time"},
        {"nonce": None},
        {"nonce": 7},
        {"sub": None},
        {"sub": ""},
        {"sub": ["x"]},
        {"sub": "x" * 256},
    ],
    ids=str,
)
async def test_a_token_for_another_party_or_another_time_opens_nothing(
    world: World, admin: httpx.AsyncClient, forger: Forger, changes: dict[str, Any]
) -> None:
    assert await with_token(world, admin, forger, changed(**changes)) == WRONG


async def test_what_a_browser_brings_back_opens_once(world: World, admin: httpx.AsyncClient, forger: Forger) -> None:
    client, asked, address = await answered(world, admin, forger)
    cookies = dict(client.cookies)
    forger.token = forger.sign(forger.sound(asked["nonce"], sub="once"))
    assert await come_back(client, address) == "/"
    client.cookies.update(cookies)
    assert await come_back(client, address) == OVER


async def test_only_the_browser_that_has_begun_comes_back(
    world: World, admin: httpx.AsyncClient, forger: Forger
) -> None:
    _, asked, address = await answered(world, admin, forger)
    forger.token = forger.sign(forger.sound(asked["nonce"]))
    async with visitor(world.application) as without, visitor(world.application) as other:
        assert await come_back(without, address) == OVER
        directory = (await admin.get("/sign-on/directories")).json()["directories"]
        [mine] = [each for each in directory if each["callback"] == address.partition("?")[0]]
        await begin(other, mine)
        _, again, second = await answered(world, admin, forger)
        forger.token = forger.sign(forger.sound(again["nonce"]))
        assert await come_back(other, second) == OVER


async def test_the_way_back_is_open_for_ten_minutes(world: World, admin: httpx.AsyncClient, forger: Forger) -> None:
    client, asked, address = await answered(world, admin, forger)
    forger.token = forger.sign(forger.sound(asked["nonce"]))
    async with world.company.work(system()) as work:
        [(least, most)] = await work.fetch(
            "SELECT min(expires_at - now()), max(expires_at - now()) FROM engine.once WHERE kind = 'sign-on'"
        )
        await work.execute("UPDATE engine.once SET expires_at = now() WHERE kind = 'sign-on'")
    assert 0 < least.total_seconds() <= most.total_seconds() <= 600
    assert await come_back(client, address) == OVER


async def test_the_answer_of_one_directory_is_not_taken_for_anothers(
    world: World, admin: httpx.AsyncClient, forger: Forger
) -> None:
    other = await add_directory(admin, "https://other.example")
    client, asked, _ = await answered(world, admin, forger)
    forger.token = forger.sign(forger.sound(asked["nonce"]))
    assert await come_back(client, f"{other['callback']}?state={asked['state']}&code=x") == OVER
    client, asked, address = await answered(world, admin, forger)
    forger.token = forger.sign(forger.sound(asked["nonce"]))
    assert await come_back(client, f"{address}&iss=https://other.example") == WRONG


async def a_local(world: World, address: str, role: str) -> str:
    name = f"local {next(_numbers)}"
    roles = [await world.id_of("role", "code", role)]
    return (await world.create("user", {"name": name, "login": name, "email": address, "roles": roles}))["id"]


@pytest.mark.parametrize(
    ("claims", "role", "facts"),
    [
        ({"email_verified": False}, "viewer", {"joins_by_email": True}),
        ({}, "viewer", {"joins_by_email": True}),
        ({"email_verified": "yes"}, "viewer", {"joins_by_email": True}),
        ({"email_verified": 1.5}, "viewer", {"joins_by_email": True}),
        ({"email_verified": True}, "viewer", {"joins_by_email": False}),
        ({"email_verified": True}, "administrator", {"joins_by_email": True}),
    ],
)
async def test_nobody_takes_a_user_over_by_an_address(
    world: World,
    admin: httpx.AsyncClient,
    forger: Forger,
    claims: dict[str, Any],
    role: str,
    facts: dict[str, Any],
) -> None:
    address = f"victim{next(_numbers)}@example.com"
    victim = await a_local(world, address, role)
    client, asked, back = await answered(world, admin, forger, **facts)
    name = f"taker {next(_numbers)}"
    forger.token = forger.sign(forger.sound(asked["nonce"], sub=name, email=address, **claims))
    await come_back(client, back)
    answer = await client.get("/auth/me")
    assert victim not in answer.text
    async with world.company.reading(system()) as work:
        assert await work.fetch("SELECT 1 FROM engine.identity WHERE user_id = $1::uuid", victim) == []


@pytest.mark.parametrize(
    ("login", "told"),
    [
        ("\uff21DMIN", "directory_login_taken"),
        ("adm\u0456n", "directory_login_unsound"),
        ("\u03bfscar", "directory_login_unsound"),
    ],
)
async def test_a_name_that_looks_like_anothers_makes_no_user(
    world: World, admin: httpx.AsyncClient, forger: Forger, login: str, told: str
) -> None:
    client, asked, back = await answered(world, admin, forger)
    forger.token = forger.sign(forger.sound(asked["nonce"], sub="lookalike", preferred_username=login))
    assert await come_back(client, back) == f"/login?fault={told}"


async def test_a_name_that_somebody_has_makes_no_second_user(
    world: World, admin: httpx.AsyncClient, forger: Forger
) -> None:
    client, asked, back = await answered(world, admin, forger)
    forger.token = forger.sign(forger.sound(asked["nonce"], sub="imitator", preferred_username="ADMIN"))
    assert await come_back(client, back) == "/login?fault=directory_login_taken"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/" + "x" * 3000,
        "/ok\r\nSet-Cookie: x=1",
    ],
)
async def test_nobody_is_led_outside(world: World, admin: httpx.AsyncClient, forger: Forger, wanted: str) -> None:
    assert inner_path(wanted) == "/"
    directory = await add_directory(admin, forger.issuer, makes_users=True)
    async with visitor(world.application) as client:
        asked = asked_of(await begin(client, directory, wanted))
        forger.token = forger.sign(forger.sound(asked["nonce"], sub=f"led {next(_numbers)}"))
        assert await come_back(client, f"{directory['callback']}?state={asked['state']}&code=x") == "/"


async def test_the_cookie_of_the_way_is_no_scripts(world: World, admin: httpx.AsyncClient, forger: Forger) -> None:
    directory = await add_directory(admin, forger.issuer)
    async with visitor(world.application) as client:
        answer = await client.get(f"/auth/directories/{directory['id']}/start")
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=lax", "path=/api/v1/auth"))


async def test_a_failure_is_told_to_the_audit_log(world: World, admin: httpx.AsyncClient, forger: Forger) -> None:
    assert await with_token(world, admin, forger, unsigned) == WRONG
    entries = (await admin.get("/audit", params={"action": "sign_on_failed"})).json()["entries"]
    assert entries[0]["note"]["code"] == "directory_token_wrong"


async def test_nobody_begins_without_end(world: World, admin: httpx.AsyncClient, forger: Forger) -> None:
    directory = await add_directory(admin, forger.issuer)
    async with visitor(world.application, "203.0.113.77") as client:
        for _ in range(60):
            await begin(client, directory)
        assert await begin(client, directory) == "/login?fault=too_many"
