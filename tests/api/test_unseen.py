"""What a person may not see is not told beside the way either: deleted records and hidden fields. ACC-4, REC-13."""

from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.kernel.access import ALL, Grant
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
HIDDEN = ("stage", "amount", "close_on", "owner")
VIEW = {"object": "opportunity", "kind": "table", "shared": "everyone"}
VIEWS = (
    {**VIEW, "name": "Shown", "columns": ["name", "amount"], "sort": ["-amount", "name"], "total": "amount"},
    {**VIEW, "name": "Filtered", "columns": ["name"], "filter": {"field": "stage", "op": "eq", "value": "won"}},
    {**VIEW, "name": "Grouped", "columns": ["name"], "group": "owner"},
)


@pytest.fixture
def narrow(company: Company) -> None:
    """Representatives read all, without some fields of opportunities and without what is deleted."""
    few = Grant(frozenset({"read"}), "all", "none")
    without = Grant(few.rights, "all", "none", dict.fromkeys(HIDDEN, "hidden"))
    grants = {"*": few, "opportunity": without}
    company.replace(grants={**company.grants, "representative": grants, "administrator": {"*": ALL}})


async def titles(client: httpx.AsyncClient, contact: str) -> list[Any]:
    """What is told of the account to which a contact refers: by the record, the list and the groups."""
    one = (await client.get(f"/records/contact/{contact}", params={"expand": "account"})).json()
    listed = (await client.get("/records/contact", params={"expand": "account"})).json()["records"]
    groups = await client.post("/records/contact/aggregate", json={"group": [{"field": "account"}]})
    return [one["account"]["title"], listed[0]["account"]["title"], groups.json()["groups"][0]["titles"].get("0")]


async def test_title_of_a_deleted_record_is_told_to_those_who_see_deleted_ones(
    company: Company, cast: Cast, sign_in: SignIn, admin: httpx.AsyncClient, narrow: None
) -> None:
    account = await make(company, cast.admin, "account", name="A")
    contact = str(await make(company, cast.admin, "contact", name={"full": "Ann Lee"}, account=str(account)))
    lina = await sign_in("lina")
    assert await titles(lina, contact) == ["A", "A", "A"]
    assert (await admin.delete(f"/records/account/{account}")).status_code == 200
    assert await titles(admin, contact) == ["A", "A", "A"]
    assert await titles(lina, contact) == [None, None, None]


async def test_reference_to_a_deleted_record_says_so_to_who_sees_it_in_the_bin(
    company: Company, cast: Cast, sign_in: SignIn, admin: httpx.AsyncClient, narrow: None
) -> None:
    account = str(await make(company, cast.admin, "account", name="A"))
    contact = str(await make(company, cast.admin, "contact", name={"full": "Ann Lee"}, account=account))
    await admin.delete(f"/records/account/{account}")
    address, asked = f"/records/contact/{contact}", {"expand": "account,created_by"}
    found = (await admin.get(address, params=asked)).json()
    assert found["account"] == {"id": account, "title": "A", "deleted": True}
    assert found["created_by"] == {"id": str(cast.admin.user_id), "title": "Administrator"}
    lina = await sign_in("lina")
    assert (await lina.get(address, params=asked)).json()["account"] == {"id": account, "title": None}


async def test_views_do_not_name_hidden_fields(sign_in: SignIn, narrow: None) -> None:
    lina = await sign_in("lina")
    told = (await lina.get("/meta")).json()["objects"]["opportunity"]
    assert [view["name"] for view in told["views"]] == ["all"]
    named = {name.lstrip("-") for view in told["views"] for name in (*view["columns"], *view["sort"])}
    assert named.isdisjoint(HIDDEN)
    assert named <= told["fields"].keys()


async def test_shared_views_do_not_name_hidden_fields(sign_in: SignIn, admin: httpx.AsyncClient, narrow: None) -> None:
    for view in VIEWS:
        assert (await admin.post("/views", json=view)).status_code == 201
    lina = await sign_in("lina")
    seen = (await lina.get("/views", params={"object": "opportunity"})).json()["views"]
    assert [(view["name"], view["columns"], view["sort"], view["total"]) for view in seen] == [
        ("Shown", ["name"], ["name"], None)
    ]
    kept = (await admin.get("/views", params={"object": "opportunity"})).json()["views"]
    assert [view["columns"] for view in kept] == [["name", "amount"], ["name"], ["name"]]


async def test_shared_views_do_not_tell_by_what_masked_fields_are_found(
    company: Company, sign_in: SignIn, admin: httpx.AsyncClient, narrow: None
) -> None:
    grant = Grant(frozenset({"read"}), "all", "none", dict.fromkeys(HIDDEN, "masked"))
    company.replace(grants={**company.grants, "representative": {"*": grant}})
    for view in (*VIEWS, {**VIEW, "kind": "kanban", "name": "Board", "columns": ["name"], "by": "stage"}):
        assert (await admin.post("/views", json=view)).status_code == 201
    lina = await sign_in("lina")
    seen = (await lina.get("/views", params={"object": "opportunity"})).json()["views"]
    assert [view["name"] for view in seen] == ["Shown"]
    assert [seen[0][part] for part in ("columns", "sort", "total")] == [["name", "amount"], ["name"], None]


async def test_shared_views_do_not_name_hidden_fields_behind_references(
    company: Company, sign_in: SignIn, admin: httpx.AsyncClient, narrow: None
) -> None:
    few = Grant(frozenset({"read"}), "all", "none")
    grants = {
        "*": few,
        "account": Grant(few.rights, "all", "none", {"revenue": "hidden"}),
        "user": Grant(frozenset(), "none", "none"),
    }
    company.replace(grants={**company.grants, "representative": grants})
    view = VIEW | {"object": "contact", "name": "Shown", "columns": ["name", "account.revenue", "account.name"]}
    hidden = {"field": "account.parent.revenue", "op": "is_set"}
    unread = {"field": "account.owner.email", "op": "is_set"}
    for each in (view, view | {"name": "A", "filter": hidden}, view | {"name": "B", "filter": unread}):
        assert (await admin.post("/views", json=each)).status_code == 201
    lina = await sign_in("lina")
    seen = (await lina.get("/views", params={"object": "contact"})).json()["views"]
    assert [(each["name"], each["columns"]) for each in seen] == [("Shown", ["name", "account.name"])]
    assert len((await admin.get("/views", params={"object": "contact"})).json()["views"]) == 3


async def test_masked_price_of_a_line_is_not_told_by_which_guess_is_taken(
    company: Company, cast: Cast, sign_in: SignIn, admin: httpx.AsyncClient
) -> None:
    writes = Grant(frozenset({"read", "edit"}), "all", "all")
    blind = Grant(writes.rights, "all", "all", {"unit_price": "masked", "quantity": "read"})
    grants = {"*": writes, "order_line": blind}
    company.replace(grants={**company.grants, "representative": grants, "administrator": {"*": ALL}})
    account = await make(company, cast.admin, "account", name="A")
    line = {"description": "Pump", "quantity": "2", "unit_price": {"amount": "280.00", "currency": "CNY"}}
    made = await admin.post("/records/order", json={"account": str(account), "lines": [line]})
    assert made.status_code == 201, made.text
    order, kept = made.json()["id"], made.json()["lines"][0]["id"]
    lina = await sign_in("lina")
    guesses = [{"unit_price": {"amount": amount, "currency": "CNY"}} for amount in ("279.99", "280.00", "280")]
    tries = [
        await lina.patch(f"/records/order/{order}", json={"lines": [{"id": kept, "description": "Pump", **guess}]})
        for guess in (*guesses, {"quantity": "2"}, {})
    ]
    assert [each.status_code for each in tries] == [422, 422, 422, 200, 200]
    [one, other, another] = [each.json()["errors"] for each in tries[:3]]
    assert one == other == another
