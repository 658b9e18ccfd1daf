"""Where people come by TLS they are told to come so only: ACC-9."""

import httpx
import pytest

from guanxi.api.app import Application
from guanxi.engine.company import Company
from guanxi.engine.company.surroundings import Surroundings

pytestmark = pytest.mark.anyio
PATHS = ("/", "/o/account", "/api/v1/health", "/api/v1/auth/me")


async def told(application: Application) -> list[str | None]:
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://crm.example.com") as client:
        return [(await client.get(path)).headers.get("strict-transport-security") for path in PATHS]


async def test_every_answer_asks_for_tls_where_that_is_the_public_address(
    company: Company, application: Application
) -> None:
    assert await told(application) == [None] * 4
    company.surroundings = Surroundings(public_url="https://crm.example.com")
    assert await told(application) == ["max-age=31536000"] * 4
