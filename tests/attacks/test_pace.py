"""ACC-9: whoever asks too often waits, by person and by address, and is told how long; nobody else does."""

import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import httpx
import pytest

from guanxi import main
from guanxi.api.app import Application, build
from guanxi.api.pace import MOST_BUCKETS, Pace, Paces
from guanxi.engine.company import Company
from guanxi.engine.people import TokenFacts, new_token
from guanxi.kernel.errors import TooMany
from tests.fixtures.people import visitor

pytestmark = pytest.mark.anyio


@pytest.fixture
async def slow(company: Company) -> AsyncGenerator[Application]:
    """The application with limits that a test reaches."""

    async def opener(stack: AsyncExitStack) -> Company:
        return company

    app = build(opener, main.standard_registry(), Pace(person=20, program=20, address=40))
    async with app.router.lifespan_context(app):
        yield app


async def program(slow: Application, company: Company, login: str, address: str) -> httpx.AsyncClient:
    key = await new_token(company, login, TokenFacts("pace", ("read", "export")))
    return visitor(slow, address, Authorization=f"Bearer {key}")


async def test_who_asks_too_often_is_told_when_to_go_on(slow: Application, company: Company) -> None:
    lina = await program(slow, company, "lina", "203.0.113.1")
    answers = [await lina.get("/records/account") for _ in range(21)]
    assert [each.status_code for each in answers[:20]] == [200] * 20
    assert answers[0].headers["RateLimit-Policy"] == '"minute";q=20;w=60'
    assert answers[0].headers["RateLimit"].startswith('"minute";r=19')
    assert (answers[20].status_code, answers[20].json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(answers[20].headers["Retry-After"]) <= 5
    zhoumin = await program(slow, company, "zhoumin", "203.0.113.2")
    assert (await zhoumin.get("/records/account")).status_code == 200


async def test_searches_and_exports_of_programs_count_more(slow: Application, company: Company) -> None:
    lina = await program(slow, company, "lina", "203.0.113.3")
    searches = [(await lina.get("/search", params={"q": "a"})).status_code for _ in range(7)]
    assert searches == [200] * 6 + [429]
    sunqian = await program(slow, company, "sunqian", "203.0.113.4")
    exports = [(await sunqian.post("/exports", json={})).status_code for _ in range(2)]
    assert exports[0] != 429
    assert exports[1] == 429


async def test_an_address_is_slowed_whatever_keys_it_tries(slow: Application) -> None:
    guesses = [
        (await visitor(slow, "203.0.113.9", Authorization=f"Bearer gxt_{number}").get("/records/account")).status_code
        for number in range(41)
    ]
    assert guesses == [401] * 40 + [429]
    elsewhere = visitor(slow, "203.0.113.10", Authorization="Bearer gxt_x")
    assert (await elsewhere.get("/records/account")).status_code == 401
    assert (await visitor(slow, "203.0.113.9").get("/health")).status_code == 200


async def test_one_network_of_ipv6_is_one_address_and_a_named_sender_is_nobody_else(slow: Application) -> None:
    codes = [(await visitor(slow, f"2001:db8:1:2::{n:x}").get("/records/account")).status_code for n in range(1, 42)]
    assert codes[-1] == 429
    forged = [
        (await visitor(slow, "203.0.113.20", **{"X-Forwarded-For": f"198.51.100.{n}"}).get("/meta")).status_code
        for n in range(41)
    ]
    assert forged[-1] == 429


def test_a_bucket_refills_with_time() -> None:
    now = 0.0
    paces = Paces(clock=lambda: now)
    for _ in range(60):
        paces.take("somebody", 60, 1)
    with pytest.raises(TooMany) as refused:
        paces.take("somebody", 60, 10)
    assert refused.value.extra["retry_after"] == 11
    now = 11.0
    paces.take("somebody", 60, 10)


def test_counting_is_cheap_and_bounded() -> None:
    paces = Paces()
    began = time.perf_counter()
    for number in range(50_000):
        paces.take(str(number), 1_000, 1)
    each = (time.perf_counter() - began) / 50_000
    assert len(paces.buckets) <= MOST_BUCKETS
    assert each < 50e-6, f"{each * 1e6:.1f} microseconds; on an idle machine it is about 1"
