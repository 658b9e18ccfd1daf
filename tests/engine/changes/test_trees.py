"""A team, an account or a contact never lies below itself."""

import asyncio

import httpx
import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.changes.trees import leads_back
from guanxi.engine.company import Company
from guanxi.kernel.errors import Invalid
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio


async def a_chain(admin: httpx.AsyncClient, target: str, via: str, *names: str) -> list[str]:
    """Records of which each lies below the one before."""
    ids: list[str] = []
    for name in names:
        values = {"name": name, via: ids[-1] if ids else None}
        made = await admin.post(f"/records/{target}?duplicates=allow", json=values)
        assert made.status_code == 201, made.text
        ids.append(made.json()["id"])
    return ids


@pytest.mark.parametrize(("target", "via"), [("team", "parent"), ("account", "parent"), ("contact", "reports_to")])
async def test_circle_is_refused_with_what_stands_in_the_way(admin: httpx.AsyncClient, target: str, via: str) -> None:
    names = ("Ada One", "Ben Two", "Cleo Three")
    first, second, third = await a_chain(admin, target, via, *names)
    refused = await admin.patch(f"/records/{target}/{first}", json={via: third})
    assert refused.status_code == 422, refused.text
    error = refused.json()["errors"][0]
    assert (error["field"], error["code"]) == (via, "makes_a_circle")
    assert "Cleo Three is already below this record" in error["message"]
    assert (await admin.patch(f"/records/{target}/{third}", json={via: first})).status_code == 200
    assert (await admin.patch(f"/records/{target}/{second}", json={via: None})).status_code == 200
    assert (await admin.patch(f"/records/{target}/{first}", json={via: second})).status_code == 200


async def test_batch_counts_as_if_it_were_written(company: Company, cast: Cast) -> None:
    one = await make(company, cast.admin, "account", name="One")
    two = await make(company, cast.admin, "account", name="Two")
    three = await make(company, cast.admin, "account", name="Three", parent=str(two))
    round_trip = [Change("update", one, {"parent": str(two)}), Change("update", two, {"parent": str(one)})]
    with pytest.raises(Invalid) as refusal:
        async with company.work(cast.admin) as work:
            await write(work, "account", round_trip)
    assert [error.code for error in refusal.value.errors] == ["makes_a_circle"] * 2
    turned = [Change("update", two, {"parent": str(three)}), Change("update", three, {"parent": str(one)})]
    async with company.work(cast.admin) as work:
        outcomes = await write(work, "account", turned)
    assert [outcome.kind for outcome in outcomes] == ["update", "update"]


async def test_two_moves_at_once_close_no_circle(admin: httpx.AsyncClient) -> None:
    (one,) = await a_chain(admin, "team", "parent", "One")
    (two,) = await a_chain(admin, "team", "parent", "Two")
    answers = await asyncio.gather(
        admin.patch(f"/records/team/{one}", json={"parent": two}),
        admin.patch(f"/records/team/{two}", json={"parent": one}),
    )
    assert sorted(answer.status_code for answer in answers)[0] == 200
    parents = [(await admin.get(f"/records/team/{each}")).json()["parent"] for each in (one, two)]
    assert parents.count(None) == 1


async def test_deleted_record_still_counts_on_the_way_up(admin: httpx.AsyncClient) -> None:
    first, second, third = await a_chain(admin, "account", "parent", "One", "Two", "Three")
    assert (await admin.delete(f"/records/account/{second}")).status_code == 200
    refused = await admin.patch(f"/records/account/{first}", json={"parent": third})
    assert refused.status_code == 422


def test_a_circle_further_up_ends_the_walk() -> None:
    assert not leads_back("a", {"a": "b", "b": "c", "c": "b"})
    assert leads_back("a", {"a": "b", "b": "a"})
