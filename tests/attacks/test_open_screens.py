"""An open screen is not enough to take somebody's place, and nothing stays in the browser: ACC-1, ACC-9."""

import pytest

from guanxi.engine.company import Company
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio


async def test_the_own_password_is_not_guessed_from_an_open_screen(sign_in: SignIn, company: Company) -> None:
    client = await sign_in("lina")
    tries = [{"current": f"wrong password {number}", "new": "another horse 9 clip"} for number in range(11)]
    answers = [await client.post("/auth/password", json=each) for each in tries]
    assert [each.status_code for each in answers] == [422] * 10 + [429]
    assert 0 < int(answers[-1].json()["retry_after"]) <= 3600
    async with company.pool.connection() as connection:
        cursor = await connection.execute(b"SELECT count(*) FROM audit.entry WHERE action = 'confirming_failed'")
        assert await cursor.fetchone() == (10,)


async def test_no_browser_keeps_what_was_answered(sign_in: SignIn) -> None:
    client = await sign_in("lina")
    answers = [await client.get(path) for path in ("/records/account", "/auth/me", "/search?q=a")]
    assert {each.headers["cache-control"] for each in answers} == {"no-store"}
    assert {each.headers["x-content-type-options"] for each in answers} == {"nosniff"}
