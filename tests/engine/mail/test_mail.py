"""Mail goes out through the company's own server, or waits until it can: ACC-1."""

from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from guanxi.engine.company import Company
from guanxi.engine.jobs import JOBS
from guanxi.engine.mail import Letter, forget_letters, queue_letter
from guanxi.kernel.principal import system
from tests.engine.mail.post_office import USER, WORD, certificate, knows, post_office, server_context
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
LETTER = Letter("lina@example.com", "你好, Lina", "第一行\nsecond line with https://localhost/reset#secret")


async def queued(company: Company) -> list[tuple[dict[str, Any], bool]]:
    """The jobs that send letters, each with whether it waits for its time; they are taken off the queue."""
    async with company.work(system()) as work:
        rows = await work.fetch(
            "DELETE FROM pgqueuer WHERE entrypoint = 'send_letter' RETURNING payload, execute_after > now()"
        )
    return [(orjson.loads(payload), waits) for payload, waits in rows]


async def post(company: Company, letter: Letter = LETTER) -> dict[str, Any]:
    """Queues a letter and gives its job."""
    async with company.work(system()) as work:
        await queue_letter(work, letter)
    [(payload, waits)] = await queued(company)
    assert not waits
    return payload


async def kept(company: Company) -> tuple[Any, ...]:
    async with company.reading(system()) as work:
        [row] = await work.fetch(
            "SELECT body, sent_at IS NOT NULL, given_up_at IS NOT NULL, tries, answer FROM engine.letter"
        )
    return row


async def test_a_letter_is_sent_once_however_often_its_job_runs(company: Company, admin: httpx.AsyncClient) -> None:
    async with post_office() as office:
        assert (await admin.patch("/mail", json=office.settings(sender_name="关系 & Co"))).status_code == 200
        payload = await post(company)
        for _ in range(3):
            await JOBS["send_letter"](company, payload)
    [letter] = office.letters
    assert (letter["To"], letter["Subject"]) == ("lina@example.com", "你好, Lina")
    assert letter["From"] == "关系 & Co <guanxi@example.com>"
    assert letter["Message-ID"] == f"<{payload['letter']}@example.com>"
    assert letter.get_content().splitlines() == LETTER.body.splitlines()
    assert await kept(company) == (None, True, False, 1, "250 taken as number 7"[4:])


async def test_a_letter_goes_only_where_its_transaction_commits(company: Company) -> None:
    async with company.work(system()) as work:
        await queue_letter(work, LETTER)
        await work.execute("ROLLBACK AND CHAIN")
    assert await queued(company) == []


async def test_what_a_letter_says_is_sealed_while_it_waits(company: Company) -> None:
    payload = await post(company)
    body = (await kept(company))[0]
    assert "secret" not in body
    assert "secret" not in str(payload)


async def test_a_letter_waits_for_a_server_and_is_given_up_at_last(company: Company) -> None:
    payload = await post(company)
    for tries in range(1, 6):
        await JOBS["send_letter"](company, payload)
        assert (await kept(company))[1:4] == (False, False, tries)
        assert await queued(company) == [(payload, True)]
    await JOBS["send_letter"](company, payload)
    assert (await kept(company))[:4] == (None, False, True, 6)
    assert await queued(company) == []


async def test_a_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(
    company: Company, admin: httpx.AsyncClient
) -> None:
    async with post_office() as office:
        await admin.patch("/mail", json=office.settings())
        office.refusals = ["451 come back later", "550 nobody of that name"]
        payload = await post(company)
        await JOBS["send_letter"](company, payload)
        assert (await kept(company))[1:] == (False, False, 1, "451 come back later")
        assert len(await queued(company)) == 1
        await JOBS["send_letter"](company, payload)
        assert (await kept(company))[1:] == (False, True, 2, "550 nobody of that name")
        assert await queued(company) == []


async def test_a_letter_that_comes_too_late_is_not_sent(company: Company, admin: httpx.AsyncClient) -> None:
    async with post_office() as office:
        await admin.patch("/mail", json=office.settings())
        payload = await post(company)
        async with company.work(system()) as work:
            await work.execute("UPDATE engine.letter SET expires_at = now()")
        await JOBS["send_letter"](company, payload)
        assert office.letters == []
    assert (await kept(company))[:3] == (None, False, True)


async def test_old_letters_are_forgotten(company: Company) -> None:
    await post(company)
    await forget_letters(company)
    assert (await kept(company))[3] == 0
    async with company.work(system()) as work:
        await work.execute("UPDATE engine.letter SET queued_at = now() - interval '31 days'")
    await forget_letters(company)
    async with company.reading(system()) as work:
        assert await work.fetch("SELECT 1 FROM engine.letter") == []


# the server's end of a line whose certificate the product did not like
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning", "ignore:Requiring AUTH"
)
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_name_and_password_go_over_tls_alone(
    company: Company, admin: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    file = certificate(tmp_path)
    context = server_context(file)
    manners: dict[str, dict[str, Any]] = {
        "starttls": {"tls_context": context, "require_starttls": True},
        "tls": {"at_once": context, "auth_require_tls": False},
    }
    async with post_office(auth_required=True, authenticator=knows, **manners[security]) as office:
        facts = office.settings(security=security, user=USER, password=WORD)
        assert (await admin.patch("/mail", json=facts)).status_code == 200
        untrusted = (await admin.post("/mail/test", json={"to": "lina@example.com"})).json()
        assert (untrusted["is_sent"], "certificate" in untrusted["answer"].lower()) == (False, True)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        told = await admin.post("/mail/test", json={"to": "lina@example.com"})
        assert told.json() == {"is_sent": True, "answer": "taken as number 7"}
        await admin.patch("/mail", json={"password": "another word"})
        refused = (await admin.post("/mail/test", json={"to": "lina@example.com"})).json()
        assert (refused["is_sent"], refused["answer"][:3]) == (False, "535")
    assert [letter["Subject"] for letter in office.letters] == ["Test mail from Guanxi"]


async def test_the_password_is_told_to_nobody_and_kept_sealed(company: Company, admin: httpx.AsyncClient) -> None:
    facts = {"host": "smtp.example.com", "sender": "a@example.com", "user": "u", "password": WORD}
    told = (await admin.patch("/mail", json=facts)).json()
    assert (told["has_password"], told["is_set_up"], "password" in told) == (True, True, False)
    async with company.reading(system()) as work:
        everything = await work.fetch(
            "SELECT (SELECT value::text FROM engine.setting WHERE name = 'mail'),"
            " (SELECT string_agg(concat(old, new), '') FROM engine.change WHERE object = 'mail')"
        )
    assert WORD not in str(everything)
    assert (await admin.patch("/mail", json={"port": 2525})).json()["has_password"] is True
    assert (await admin.patch("/mail", json={"host": "smtp.other.example"})).json()["has_password"] is False


async def test_the_server_is_taken_away_and_undo_brings_it_back(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/auth/me")).json()["to_set_up"] == ["mail"]
    await admin.patch("/mail", json={"host": "smtp.example.com", "sender": "a@example.com"})
    assert (await admin.get("/auth/me")).json()["to_set_up"] == ["mail_test"]
    away = await admin.patch("/mail", json={"host": ""})
    assert away.json()["is_set_up"] is False
    undone = await admin.post(f"/changes/{away.headers['X-Change-Set']}/undo")
    assert undone.status_code == 200, undone.text
    assert (await admin.get("/mail")).json()["host"] == "smtp.example.com"
    listed = (await admin.get("/changes", params={"limit": 1})).json()["changes"]
    assert listed[0]["summary"][0]["label"] == "Mail server"


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"host": "smtp.example.com"}, {"sender": "required"}),
        ({"host": "https://smtp.example.com/", "sender": "x"}, {"host": "not_a_host", "sender": "not_an_email"}),
        ({"host": "a b", "port": 0, "security": "tls?"}, {"host": "not_a_host", "port": "not_within"}),
        ({"host": "h", "sender": "a@example.com", "sender_name": "A\r\nBcc: b@x"}, {"sender_name": "not_short_text"}),
        ({"host": "h", "sender": "a@example.com", "user": 5, "password": []}, {"user": "not_short_text"}),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(
    admin: httpx.AsyncClient, facts: dict[str, Any], codes: dict[str, str]
) -> None:
    refused = await admin.patch("/mail", json=facts)
    assert refused.status_code == 422
    assert codes.items() <= {each["field"]: each["code"] for each in refused.json()["errors"]}.items()
    assert (await admin.get("/mail")).json()["is_set_up"] is False
    assert (await admin.post("/mail/test", json={"to": "a@example.com"})).json()["code"] == "mail_not_set_up"


async def test_only_an_administrator_sees_the_server(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    answers = [
        await lina.get("/mail"),
        await lina.patch("/mail", json={"host": "h"}),
        await lina.post("/mail/test", json={"to": "a@example.com"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert (await lina.get("/auth/me")).json()["to_set_up"] == []
