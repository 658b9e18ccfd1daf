"""What an undo of the rest left is undone once nothing stands in its way, and a right that is wanting leaves the rest:
REC-12, UIX-7."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from guanxi.engine.history.externals import set_external
from guanxi.kernel.access import ALL, Grant
from tests.engine.changes.test_left_by_undo import described, two_described, undo
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio


async def leave_one(admin: httpx.AsyncClient) -> tuple[list[str], str, str, str]:
    """Two accounts that a set described, of which an undo left the first; the set, what stood in the way, the undo."""
    first, second, changed = await two_described(admin)
    later = await admin.patch(f"/records/account/{first}", json={"description": "later"})
    done = await undo(admin, changed, rest=True)
    assert (done.json()["changed"], done.json()["left"]) == (1, 1)
    return [first, second], changed, later.headers["x-change-set"], done.json()["change_set"]


async def test_what_was_left_is_undone_later_as_part_of_the_same_undo(admin: httpx.AsyncClient) -> None:
    ids, changed, later, undone_by = await leave_one(admin)
    assert (await admin.get(f"/changes/{changed}")).json()["left"] == 1
    refused = await undo(admin, changed)
    assert (refused.status_code, refused.json()["count"], refused.json()["rest"]) == (409, 1, 0)
    await undo(admin, later)
    done = await undo(admin, changed)
    assert (done.status_code, done.json()["changed"], done.json()["change_set"]) == (200, 1, undone_by)
    assert await described(admin, *ids) == [None, None]
    assert (await admin.get(f"/changes/{changed}")).json()["left"] == 0
    assert (await undo(admin, changed)).json()["code"] == "undone_already"
    assert (await undo(admin, undone_by)).json()["changed"] == 2
    assert await described(admin, *ids) == ["both", "both"]


async def test_what_an_undo_took_back_is_not_touched_when_the_rest_follows(admin: httpx.AsyncClient) -> None:
    ids, changed, later, _ = await leave_one(admin)
    await admin.patch(f"/records/account/{ids[1]}", json={"description": "anew"})
    await undo(admin, later)
    assert (await undo(admin, changed)).json()["changed"] == 1
    assert await described(admin, *ids) == [None, "anew"]


async def test_rest_that_another_undid_is_his_to_finish(
    admin: httpx.AsyncClient, sign_in: SignIn, company: Company
) -> None:
    company.replace(grants={**company.grants, "representative": {"*": ALL}})
    lina = await sign_in("lina")
    first, _, changed = await two_described(lina)
    later = await admin.patch(f"/records/account/{first}", json={"description": "later"})
    await undo(admin, changed, rest=True)
    await undo(admin, later.headers["x-change-set"])
    refused = await undo(lina, changed)
    assert (refused.status_code, refused.json()["code"]) == (409, "undone_already")
    assert (await lina.get(f"/changes/{changed}")).json()["left"] == 0
    assert (await undo(admin, changed)).json()["changed"] == 1


async def test_lost_right_on_one_object_leaves_its_records_and_the_rest_comes_back(
    company: Company, cast: Cast, sign_in: SignIn, admin: httpx.AsyncClient
) -> None:
    async with company.work(cast.lina) as work:
        made = [(await write(work, name, [Change("create", values=values)]))[0].id for name, values in STORY]
    reads = Grant(frozenset({"read"}), "all", "all")
    company.replace(grants={**company.grants, "representative": {"*": ALL, "account": reads}})
    lina = await sign_in("lina")
    refused = await undo(lina, str(work.change_set))
    assert (refused.status_code, refused.json()["count"], refused.json()["rest"]) == (409, 1, 1)
    told = [(each["id"], each["code"], each["message"]) for each in refused.json()["blocked"]]
    assert told == [
        (
            str(made[0]),
            "no_right",
            "Your role does not include the right “Delete” on Account. Ask your administrator.",
        )
    ]
    assert (await undo(lina, str(work.change_set), rest=True)).json()["changed"] == 1
    there = [(await admin.get(f"/records/{name}", params={"fields": "id"})).json()["records"] for name, _ in STORY]
    assert [len(records) for records in there] == [1, 0]


STORY: list[tuple[str, dict[str, Any]]] = [("account", {"name": "Kept"}), ("task", {"subject": "Taken back"})]


async def test_external_id_of_a_record_that_is_closed_stays_and_the_rest_comes_back(
    company: Company, cast: Cast, sign_in: SignIn, admin: httpx.AsyncClient
) -> None:
    company.replace(grants={**company.grants, "representative": {"*": Grant(ALL.rights, "all", "own")}})
    lina = await sign_in("lina")
    ids = [(await lina.post("/records/account", json={"name": name})).json()["id"] for name in ("A", "B")]
    async with company.work(cast.lina) as work:
        for each in ids:
            await set_external(work, "account", UUID(each), "ERP", each)
    await admin.patch(f"/records/account/{ids[0]}", json={"owner": str(cast.sunqian.user_id)})
    refused = await undo(lina, str(work.change_set))
    assert (refused.status_code, refused.json()["rest"]) == (409, 1)
    assert [(each["id"], each["code"]) for each in refused.json()["blocked"]] == [(ids[0], "not_yours")]
    assert (await undo(lina, str(work.change_set), rest=True)).json()["changed"] == 1
    kept = [(await admin.get(f"/records/account/{each}/external-ids")).json()["external_ids"] for each in ids]
    assert [len(each) for each in kept] == [1, 0]


async def test_lines_stay_where_the_right_on_their_record_was_lost(
    company: Company, sign_in: SignIn, admin: httpx.AsyncClient
) -> None:
    company.replace(grants={**company.grants, "representative": {"*": ALL}})
    lina = await sign_in("lina")
    account = (await lina.post("/records/account", json={"name": "Acme"})).json()["id"]
    line = {"quantity": "1", "unit_price": {"amount": "1.00", "currency": "CNY"}}
    order = (await lina.post("/records/order", json={"account": account, "lines": [line]})).json()["id"]
    changed = await lina.patch(f"/records/order/{order}", json={"lines": [line, line]})
    reads = Grant(frozenset({"read"}), "all", "all")
    company.replace(grants={**company.grants, "representative": {"*": ALL, "order": reads}})
    refused = await undo(lina, changed.headers["x-change-set"])
    assert (refused.status_code, [each["code"] for each in refused.json()["blocked"]]) == (409, ["no_right"])
    assert refused.json()["rest"] == 0
    assert (await undo(lina, changed.headers["x-change-set"], rest=True)).json()["changed"] == 0
    assert len((await admin.get(f"/records/order/{order}")).json()["lines"]) == 2
