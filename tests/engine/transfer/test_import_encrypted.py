"""An import finds records by what is encrypted, and what it keeps for a while is sealed: ACC-6, REC-9."""

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.customs.sealing import seal_field
from guanxi.kernel.principal import system
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast

pytestmark = pytest.mark.anyio
FILE = "name,mobile\n王小明,138 1234 5678\n李大力,13987654321\nBad,13\n,13711112222\n"


async def kept(company: Company, text: str) -> list[str]:
    """The tables in which a text stands."""
    async with company.reading(system()) as work:
        tables = await work.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('record', 'engine')"
        )
        return [
            name
            for (name,) in tables
            if await work.fetch(f"SELECT 1 FROM {name} t WHERE position($1 in t::text) > 0 LIMIT 1", text)
        ]


async def test_rows_are_found_by_encrypted_values_and_kept_sealed(
    company: Company, cast: Cast, admin: httpx.AsyncClient, bring: Upload
) -> None:
    await admin.post("/records/contact", json={"name": "Before", "mobile": "13812345678"})
    await admin.patch("/shape/objects/contact/fields/mobile", json={"encrypted": True})
    await seal_field(company, {"object": "contact", "field": "mobile"})
    done = await bring(cast.admin, "contact", FILE, mode="upsert", keys=["mobile"])
    assert done.counts == (1, 1, 0, 2), await done.rejected()
    shown = {each["name"]["full"]: each["mobile"] for each in (await admin.get("/records/contact")).json()["records"]}
    assert shown == {"王小明": "+8613812345678", "李大力": "+8613987654321"}
    assert "13711112222" in await done.rejected()
    assert [await kept(company, word) for word in ("13812345678", "13987654321", "13711112222")] == [[], [], []]
