"""What a mask hides is shown to who has the right to it and says why; everybody can read afterwards that he did."""

from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.query.reveal import MOST
from guanxi.kernel.access import ALL, Grant
from guanxi.kernel.principal import system
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio
LEVELS = {"mobile": "reveal", "email": "masked", "department": "hidden", "account": "reveal"}
WHY = {"field": "mobile", "reason": "Calls back about the offer"}


@pytest.fixture
async def contact(company: Company, admin: httpx.AsyncClient) -> str:
    account = (await admin.post("/records/account", json={"name": "Acme", "industry": "retail"})).json()["id"]
    person = {"name": "王小明", "mobile": "13812345678", "email": "x@example.com", "department": "Buying"}
    made = (await admin.post("/records/contact", json={**person, "account": account})).json()
    grant = Grant(frozenset({"read", "create"}), "all", "own", LEVELS)
    company.replace(grants={**company.grants, "representative": {"*": ALL, "contact": grant}})
    return made["id"]


async def audited(company: Company) -> list[tuple[Any, ...]]:
    async with company.reading(system()) as work:
        return list(
            await work.fetch(
                "SELECT by_user::text, object, record_id::text, fields, note FROM audit.entry WHERE action = 'reveal'"
            )
        )


async def test_a_value_is_revealed_for_a_reason_which_is_logged(
    company: Company, cast: Cast, contact: str, sign_in: SignIn
) -> None:
    lina = await sign_in("lina")
    shown = await lina.post(f"/records/contact/{contact}/reveal", json=WHY)
    assert (shown.status_code, shown.json()) == (200, {"field": "mobile", "value": "+8613812345678"})
    assert shown.headers["cache-control"] == "no-store"
    person = str(cast.lina.user_id)
    note = '{"reason":"Calls back about the offer"}'
    assert await audited(company) == [(person, "contact", contact, ["mobile"], note)]
    assert (await lina.get(f"/records/contact/{contact}")).json()["mobile"] == "138****5678"
    account = await lina.post(f"/records/contact/{contact}/reveal", json={**WHY, "field": "account"})
    assert account.json()["value"]["title"] == "Acme"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({**WHY, "reason": " x "}, 422, "invalid"),
        ({"field": "mobile"}, 422, "invalid"),
        ({**WHY, "field": "email"}, 403, "no_right_to_reveal"),
        ({**WHY, "field": "department"}, 404, "no_such_field"),
        ({**WHY, "field": "nothing"}, 404, "no_such_field"),
    ],
)
async def test_what_is_asked_without_right_or_reason_is_refused(
    company: Company, contact: str, sign_in: SignIn, asked: dict[str, str], status: int, code: str
) -> None:
    lina = await sign_in("lina")
    refused = await lina.post(f"/records/contact/{contact}/reveal", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert await audited(company) == []


async def test_a_record_of_others_reveals_nothing(company: Company, contact: str, sign_in: SignIn) -> None:
    grant = Grant(frozenset({"read"}), "own", "own", LEVELS)
    company.replace(grants={**company.grants, "representative": {"*": ALL, "contact": grant}})
    refused = await (await sign_in("lina")).post(f"/records/contact/{contact}/reveal", json=WHY)
    assert refused.status_code == 404


async def test_so_many_in_an_hour_are_enough(company: Company, cast: Cast, contact: str, sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    await lina.post(f"/records/contact/{contact}/reveal", json=WHY)
    async with company.work(system()) as work:
        await work.execute("UPDATE engine.revealed SET count = $1", MOST - 1)
    last = await lina.post(f"/records/contact/{contact}/reveal", json=WHY)
    over = await lina.post(f"/records/contact/{contact}/reveal", json=WHY)
    assert (last.status_code, over.status_code, over.json()["code"]) == (200, 429, "too_many_reveals")
    assert 0 < int(over.headers["retry-after"]) <= 3600
    assert "13812345678" not in over.text
    zhou = await sign_in("zhoumin")
    assert (await zhou.post(f"/records/contact/{contact}/reveal", json=WHY)).status_code == 200


async def test_the_client_is_told_what_may_be_revealed(contact: str, sign_in: SignIn) -> None:
    fields = (await (await sign_in("lina")).get("/meta")).json()["objects"]["contact"]["fields"]
    told = {
        name: (fields[name]["level"], fields[name].get("may_reveal", False)) for name in ("mobile", "email", "name")
    }
    assert told == {"mobile": ("masked", True), "email": ("masked", False), "name": ("edit", False)}
    assert fields["mobile"]["object"] == "contact"
