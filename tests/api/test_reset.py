"""Forgotten passwords are set anew by a link in a letter, and addresses are proved by a code: ACC-1."""

import re
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from guanxi.api.app import Application
from guanxi.engine.company import Company
from guanxi.engine.people.sessions import known_by_key
from guanxi.kernel.principal import system
from tests.engine.mail.post_office import PostOffice, post_office
from tests.fixtures.company import PASSWORD, Cast, SignIn
from tests.fixtures.people import letters, run_jobs, visitor

pytestmark = pytest.mark.anyio
NEW = "newly chosen camel 12"
MAIL = {"host": "smtp.example.com", "sender": "crm@example.com"}


@pytest.fixture
async def lina(company: Company, cast: Cast, admin: httpx.AsyncClient) -> str:
    """Lina's address, in a company that can send mail."""
    assert (await admin.patch("/mail", json=MAIL)).status_code == 200
    await admin.patch(f"/records/user/{cast.lina.user_id}", json={"email": "lina@example.com"})
    return "lina@example.com"


@pytest.fixture
async def office(admin: httpx.AsyncClient) -> AsyncGenerator[PostOffice]:
    """A mail server that has taken a letter of the company."""
    async with post_office() as found:
        assert (await admin.patch("/mail", json=found.settings())).json()["works"] is False
        assert (await admin.post("/mail/test", json={"to": "lina@example.com"})).json()["is_sent"] is True
        yield found


async def link(company: Company) -> str:
    """The token in the link of the last letter."""
    assert await run_jobs(company, "reset_password") == 1
    recipient, body = (await letters(company))[-1]
    assert recipient == "lina@example.com"
    [found] = re.findall(r"^http://localhost:8000/reset#(\S{43})$", body, re.MULTILINE)
    return found


async def test_a_link_sets_a_password_once_and_ends_every_session(
    company: Company, application: Application, sign_in: SignIn, lina: str
) -> None:
    before = await sign_in("lina")
    async with visitor(application) as client:
        assert (await client.post("/auth/reset", json={"login": "LINA@example.com"})).status_code == 204
        token = await link(company)
        easy = await client.post("/auth/reset/password", json={"token": token, "new": "password123"})
        assert (easy.status_code, easy.json()["errors"][0]["code"]) == (422, "password_guessed")
        done = await client.post("/auth/reset/password", json={"token": token, "new": NEW})
        assert done.status_code == 204, done.text
        again = await client.post("/auth/reset/password", json={"token": token, "new": "yet another camel 13"})
        assert (again.status_code, again.json()["code"]) == (401, "link_used")
        assert (await before.get("/auth/me")).status_code == 401
        old = await client.post("/auth/login", json={"login": "lina", "password": PASSWORD})
        new = await client.post("/auth/login", json={"login": "lina", "password": NEW})
        assert (old.status_code, new.status_code, new.json()["email_is_verified"]) == (401, 200, True)
    async with company.reading(system()) as work:
        told = await work.fetch("SELECT action FROM audit.entry WHERE action LIKE 'password%' ORDER BY seq")
    assert [action for (action,) in told] == ["password_reset_asked", "password_reset"]


async def test_a_newer_link_takes_the_place_of_an_older_one(
    company: Company, application: Application, lina: str
) -> None:
    async with visitor(application) as client:
        tokens: list[str] = []
        for _ in range(2):
            await client.post("/auth/reset", json={"login": "lina"})
            tokens.append(await link(company))
        answers = [await client.post("/auth/reset/password", json={"token": each, "new": NEW}) for each in tokens]
    assert [answer.status_code for answer in answers] == [401, 204]


async def test_a_link_lasts_half_an_hour_and_not_for_who_is_switched_off(
    company: Company, application: Application, admin: httpx.AsyncClient, cast: Cast, lina: str
) -> None:
    async with visitor(application) as client:
        await client.post("/auth/reset", json={"login": "lina"})
        token = await link(company)
        async with company.work(system()) as work:
            rows = await work.fetch("SELECT expires_at - now() FROM engine.once WHERE kind = 'reset'")
            assert 1_780 < rows[0][0].total_seconds() <= 1_800
        await admin.patch(f"/records/user/{cast.lina.user_id}", json={"is_active": False})
        off = await client.post("/auth/reset/password", json={"token": token, "new": NEW})
        await admin.patch(f"/records/user/{cast.lina.user_id}", json={"is_active": True})
        async with company.work(system()) as work:
            await work.execute("UPDATE engine.once SET expires_at = now()")
        late = await client.post("/auth/reset/password", json={"token": token, "new": NEW})
    assert [(answer.status_code, answer.json()["code"]) for answer in (off, late)] == [(401, "link_used")] * 2


async def test_whoever_asks_is_not_told_whether_the_name_is_known(
    company: Company, application: Application, lina: str
) -> None:
    names = (lina, "nobody@example.com", "viewer")
    async with visitor(application) as client:
        answers = [await client.post("/auth/reset", json={"login": name}) for name in names]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 3
    async with company.reading(system()) as work:
        payloads = await work.fetch("SELECT payload FROM pgqueuer WHERE entrypoint = 'reset_password'")
    assert not any(name.encode() in payload for (payload,) in payloads for name in names)
    assert await run_jobs(company, "reset_password") == 3
    assert [recipient for recipient, _ in await letters(company)] == [lina]


async def test_letters_for_a_name_are_few_known_or_not(application: Application, lina: str) -> None:
    async with visitor(application) as client:
        for name in ("lina", "nobody"):
            answers = [await client.post("/auth/reset", json={"login": name}) for _ in range(5)]
            assert [answer.status_code for answer in answers] == [204] * 3 + [429] * 2
            assert int(answers[-1].headers["retry-after"]) > 3_500


async def test_letters_asked_for_from_one_place_are_few(application: Application, lina: str) -> None:
    async with visitor(application) as client:
        answers = [await client.post("/auth/reset", json={"login": f"name {number}"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [204] * 20 + [429]


async def test_without_mail_nobody_is_promised_a_letter(application: Application) -> None:
    async with visitor(application) as client:
        assert (await client.get("/auth/login/ways")).json() == {"reset_by_mail": False, "directories": []}
        refused = await client.post("/auth/reset", json={"login": "lina"})
    assert (refused.status_code, refused.json()["code"]) == (503, "mail_not_set_up")


async def begin(client: httpx.AsyncClient, admin: httpx.AsyncClient, cast: Cast) -> None:
    """Lina gets a password from the administrator and changes it."""
    given = {"user": str(cast.lina.user_id), "password": "given by the office 1"}
    assert (await admin.post("/actions/identity/set_password", json=given)).status_code == 204
    await client.post("/auth/login", json={"login": "lina", "password": given["password"]})
    changed = await client.post("/auth/password", json={"current": given["password"], "new": NEW})
    assert changed.status_code == 204, changed.text


async def the_code(company: Company) -> str:
    return re.findall(r"^\d{6}$", (await letters(company))[-1][1], re.MULTILINE)[0]


async def test_the_first_sign_in_proves_an_address_before_anything_else(
    company: Company, application: Application, admin: httpx.AsyncClient, cast: Cast, office: PostOffice
) -> None:
    async with visitor(application) as client:
        await begin(client, admin, cast)
        assert (await client.get("/auth/me")).json()["must_verify_email"] is True
        held = await client.get("/records/account")
        assert (held.status_code, held.json()["code"]) == (403, "must_verify_email")
        ticket = (await client.post("/auth/email", json={"email": "Na.Li@example.com"})).json()["ticket"]
        code = await the_code(company)
        wrong = await client.post(
            "/auth/email/verify", json={"ticket": ticket, "code": f"{(int(code) + 1) % 10**6:06}"}
        )
        assert wrong.json()["errors"][0]["code"] == "wrong_code"
        right = await client.post("/auth/email/verify", json={"ticket": ticket, "code": f"{code[:3]} {code[3:]}"})
        assert right.status_code == 204, right.text
        me = (await client.get("/auth/me")).json()
        assert (me["user"]["email"], me["email_is_verified"]) == ("na.li@example.com", True)
        assert (await client.get("/records/account")).status_code == 200


async def owes_proof(client: httpx.AsyncClient) -> bool:
    """Whether she who signs in now has to prove her address."""
    return (await client.post("/auth/login", json={"login": "lina", "password": NEW})).json()["must_verify_email"]


async def test_only_mail_that_works_makes_anybody_prove_an_address_and_nobody_is_stopped_at_work(
    company: Company, application: Application, admin: httpx.AsyncClient, cast: Cast
) -> None:
    async with visitor(application) as client, visitor(application) as other, post_office() as office:
        await begin(client, admin, cast)
        await admin.patch("/mail", json=office.settings())
        assert (await admin.get("/auth/me")).json()["to_set_up"] == ["mail_test"]
        assert await owes_proof(client) is False
        office.refusals = ["451 come back later"]
        await admin.post("/mail/test", json={"to": "lina@example.com"})
        assert await owes_proof(client) is False
        await admin.post("/mail/test", json={"to": "lina@example.com"})
        at_work = await known_by_key(company, client.cookies["guanxi_session"])
        assert at_work is not None
        assert at_work.principal.must_verify_email is False
        assert await owes_proof(other) is True
        assert (await admin.get("/auth/me")).json()["to_set_up"] == []
        moved = await admin.patch("/mail", json={"port": 9})
        assert moved.json()["works"] is False
        assert await owes_proof(other) is False
        await admin.post(f"/changes/{moved.headers['X-Change-Set']}/undo")
        assert await owes_proof(other) is True
        office.refusals = ["451 come back later"]
        await admin.post("/mail/test", json={"to": "lina@example.com"})
        assert await owes_proof(other) is False


async def test_a_code_is_tried_five_times_and_letters_are_few(
    company: Company, application: Application, admin: httpx.AsyncClient, cast: Cast, lina: str
) -> None:
    async with visitor(application) as client:
        await begin(client, admin, cast)
        asked = [await client.post("/auth/email", json={"email": lina}) for _ in range(6)]
        assert [answer.status_code for answer in asked] == [200] * 5 + [429]
        code, ticket = await the_code(company), asked[4].json()["ticket"]
        tried: list[Any] = []
        for guess in [*(f"{(int(code) + step) % 10**6:06}" for step in range(1, 6)), code]:
            answer = await client.post("/auth/email/verify", json={"ticket": ticket, "code": guess})
            tried.append(answer.status_code)
        assert tried == [422] * 6


async def test_the_code_of_another_person_proves_nothing(
    company: Company, application: Application, admin: httpx.AsyncClient, cast: Cast, sign_in: SignIn, lina: str
) -> None:
    viewer = await sign_in("viewer")
    ticket = (await viewer.post("/auth/email", json={"email": "viewer@example.com"})).json()["ticket"]
    proof = {"ticket": ticket, "code": await the_code(company)}
    async with visitor(application) as client:
        await begin(client, admin, cast)
        assert (await client.post("/auth/email/verify", json=proof)).status_code == 422
    assert (await viewer.post("/auth/email/verify", json=proof)).status_code == 204
