"""A deletion tells how many live records still refer to what was deleted: REC-13, UIX-7."""

from typing import Any

import httpx
import pytest

from guanxi.engine.changes.referring import count_referring
from guanxi.engine.company import Company
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio


async def deleted(client: httpx.AsyncClient, record_id: Any) -> dict[str, Any]:
    answer = await client.delete(f"/records/account/{record_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()["referring"]


async def test_live_records_that_refer_are_counted_each_once(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    account, other = [await make(company, cast.admin, "account", name=name) for name in ("A", "B")]
    contacts = [await make(company, cast.admin, "contact", account=str(account)) for _ in range(3)]
    await make(company, cast.admin, "opportunity", account=str(account), contact=str(contacts[0]))
    await make(company, cast.admin, "account", name="Child", parent=str(account))
    await admin.delete(f"/records/contact/{contacts[2]}")
    assert await deleted(admin, account) == {"count": 4, "is_exact": True}
    assert await deleted(admin, other) == {"count": 0, "is_exact": True}


async def test_what_goes_along_and_what_may_not_be_read_does_not_count(
    company: Company, cast: Cast, sign_in: SignIn, admin: httpx.AsyncClient
) -> None:
    account = await make(company, cast.lina, "account", name="A")
    await make(company, cast.lina, "contact", account=str(account))
    hidden = await make(company, cast.admin, "contact", account=str(account))
    moved = await admin.patch(f"/records/contact/{hidden}", json={"owner": str(cast.sunqian.user_id)})
    assert moved.status_code == 200
    assert await deleted(await sign_in("lina"), account) == {"count": 1, "is_exact": True}
    await admin.post("/records/account/restore", json={"ids": [str(account)]})
    gone = await admin.request("DELETE", "/records/account", json={"ids": [str(account)]})
    assert gone.json()["referring"] == {"count": 2, "is_exact": True}


async def test_very_many_are_counted_to_a_bound(company: Company, cast: Cast) -> None:
    account = await make(company, cast.admin, "account", name="A")
    for _ in range(3):
        await make(company, cast.admin, "contact", account=str(account))
    async with company.reading(cast.admin) as work:
        assert await count_referring(work, "account", [str(account)], 2) == {"count": 2, "is_exact": False}
        assert await count_referring(work, "account", [str(account)], 3) == {"count": 3, "is_exact": True}
