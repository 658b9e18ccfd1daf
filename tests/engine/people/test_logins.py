"""No name to sign in by is taken for another: ACC-1."""

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.engine.company import Company
from guanxi.engine.people.logins import fault_in_login, plain_login
from guanxi.engine.people.signing_in import counter_of, user_named
from guanxi.kernel.principal import system
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
UNSEEN = (
    "li\u200bna",
    "lina\u00ad",
    "\u2066lina",
    "li\u3164na",
    "lina\ufe0f",
    "li\u034fna",
    "li\ue000na",
    "li\u2800na",
)
MIXED = ("\u0430dmin", "adm\u0456n", "\u03bfscar", "lin\u0430@example.com", "\u5f20 p\u0430vel")
SOUND = (
    "\u674e\u5a1c",
    "lina\u674e",
    "\u043b\u0435\u043d\u0430",
    "\u03b5\u03bb\u03ad\u03bd\u03b7",
    "j\u00f6rg.o\u2019neill",
    "\u304b\u306a",
    "a b",
    "x+y@example.com",
    "8\u53f7",
)


@pytest.mark.parametrize("login", UNSEEN)
def test_what_is_not_seen_is_a_fault(login: str) -> None:
    assert fault_in_login(login) == "login_unseen"


@pytest.mark.parametrize("login", MIXED)
def test_letters_that_look_alike_are_not_mixed(login: str) -> None:
    assert fault_in_login(login) == "login_mixed"


@pytest.mark.parametrize("login", SOUND)
def test_names_of_one_script_and_of_han_with_latin_are_sound(login: str) -> None:
    assert fault_in_login(plain_login(login)) is None


@given(st.text(max_size=30))
def test_the_plain_form_of_a_plain_form_is_itself(login: str) -> None:
    assert plain_login(plain_login(login)) == plain_login(login)


async def hire(admin: httpx.AsyncClient, login: str) -> httpx.Response:
    return await admin.post("/records/user", json={"name": "New", "login": login}, params={"duplicates": "allow"})


async def test_a_new_name_is_kept_in_its_plain_form_and_is_nobody_elses(sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    made = await hire(admin, "\uff2dary\u3000\u00a0Ann")
    kept = (await admin.get(f"/records/user/{made.json()['id']}")).json()
    assert kept["login"] == "Mary Ann"
    for taken in ("\uff4d\uff41ry ann", "\uff2cINA"):
        refused = await hire(admin, taken)
        assert [each["field"] for each in refused.json()["errors"]] == ["login"], refused.text


@pytest.mark.parametrize(("login", "code"), [("li\u200bna", "login_unseen"), ("lin\u0430", "login_mixed")])
async def test_an_unsound_name_is_refused_by_its_field(sign_in: SignIn, login: str, code: str) -> None:
    admin = await sign_in("admin")
    person = (await (await sign_in("lina")).get("/auth/me")).json()["user"]["id"]
    for refused in (await hire(admin, login), await admin.patch(f"/records/user/{person}", json={"login": login})):
        [error] = refused.json()["errors"]
        assert (refused.status_code, error["field"], error["code"]) == (422, "login", code)
        assert "letters" in error["message"]


async def test_a_name_that_grows_too_long_is_refused(sign_in: SignIn) -> None:
    [error] = (await hire(await sign_in("admin"), "\ufdfa" * 20)).json()["errors"]
    assert (error["field"], error["code"]) == ("login", "too_long")


async def test_a_name_from_before_keeps_working(company: Company, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    async with company.work(system()) as work:
        rows: Any = await work.fetch(
            "UPDATE record.\"user\" SET login = $1 WHERE login = 'zhoumin' RETURNING id::text", MIXED[0]
        )
    changed = await admin.patch(f"/records/user/{rows[0][0]}", json={"job_title": "Seller", "login": MIXED[0]})
    assert changed.status_code == 200, changed.text
    assert (await (await sign_in(MIXED[0])).get("/auth/me")).status_code == 200


async def test_a_name_may_not_be_anothers_address_nor_an_address_anothers_name(sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    boss = {"name": "Boss", "login": "boss", "email": "boss@firm.example"}
    made = await admin.post("/records/user", json=boss)
    assert made.status_code == 201, made.text
    takers = (
        {"name": "Taker", "login": "BOSS@firm.example"},
        {"name": "Taker", "login": "tk", "email": "tk@x.example"},
    )
    refused = await admin.post("/records/user", json=takers[0])
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "login", "taken")
    await admin.post("/records/user", json={"name": "Named", "login": "name@firm.example"})
    taker = (await admin.post("/records/user", json=takers[1])).json()["id"]
    refused = await admin.patch(f"/records/user/{taker}", json={"email": "Name@firm.example"})
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "email", "taken")
    own = await admin.patch(f"/records/user/{made.json()['id']}", json={"login": "boss@firm.example"})
    assert own.status_code == 200, own.text


async def test_an_address_of_several_opens_for_nobody(company: Company, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    for login in ("one", "two"):
        made = {"name": login, "login": login, "email": "office@firm.example"}
        assert (await admin.post("/records/user", json=made, params={"duplicates": "allow"})).status_code == 201
    async with company.pool.connection() as connection:
        assert await user_named(connection, "office@firm.example") is None
        assert await user_named(connection, "one") is not None


async def test_a_name_is_found_however_its_letters_are_typed(company: Company, sign_in: SignIn) -> None:
    admin = await sign_in("admin")
    made = (await hire(admin, "jos\u00e9")).json()["id"]
    async with company.pool.connection() as connection:
        for typed in ("jos\u00e9", "jose\u0301", "\uff4aos\u00e9", "JOS\u00c9"):
            assert str(await user_named(connection, typed)) == made
    assert counter_of("\uff4eobody") == counter_of("Nobody") != counter_of("somebody")
