"""Sharing rules widen what people see, in every answer and at once, and no further: ACC-4."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guanxi.engine.people import load_grants
from guanxi.engine.sharing import sweep
from tests.fixtures.office import Office

pytestmark = pytest.mark.anyio
LARGE = {"field": "employees", "op": "ge", "value": 500}


async def rule(office: Office, *people: str, **values: Any) -> str:
    """A rule that an administrator writes for these people."""
    audience = [await office.person(each) for each in people]
    given = {"name": "Large ones", "object": "account", "criteria": LARGE, "people": audience, **values}
    return (await office.create("admin", "sharing_rule", **given))["id"]


async def account(office: Office, name: str, employees: int, login: str = "lina") -> str:
    return (await office.create(login, "account", name=name, employees=employees))["id"]


async def test_records_that_meet_a_rule_are_seen_by_those_it_names(office: Office) -> None:
    await account(office, "Large Works", 900)
    await account(office, "Small Works", 9)
    await rule(office, "sunqian")
    await account(office, "Later Large Works", 800)
    assert await office.names("sunqian") == ["Large Works", "Later Large Works"]


async def test_record_that_meets_a_rule_no_longer_is_shared_no_longer(office: Office) -> None:
    key = await account(office, "Large Works", 900)
    await rule(office, "sunqian")
    await office.change("account", key, employees=5)
    assert await office.names("sunqian") == []
    assert (await (await office.as_("sunqian")).get(f"/records/account/{key}")).status_code == 404


async def test_rule_reaches_every_way_to_a_record(office: Office) -> None:
    key = await account(office, "Qizhou Works", 900)
    await rule(office, "sunqian")
    west = await office.as_("sunqian")
    assert (await west.get(f"/records/account/{key}")).status_code == 200
    found = await west.get("/search", params={"q": "Qizhou"})
    assert [hit["id"] for hit in found.json()["hits"]] == [key]
    counted = await west.post("/records/account/aggregate", json={"measures": [{"function": "count"}]})
    assert counted.json()["groups"][0]["values"] == [1]
    listed = await west.get("/records/account", params={"q": "Qizhou", "count": "exact"})
    assert listed.json()["total"] == 1
    made = await west.post("/records/contact", json={"name": "Wu Di", "account": key})
    assert made.status_code == 201, made.text
    through = {"field": "account.name", "op": "eq", "value": "Qizhou Works"}
    filtered = await west.get("/records/contact", params={"filter": json.dumps(through)})
    assert len(filtered.json()["records"]) == 1
    assert (await west.patch(f"/records/account/{key}", json={"employees": 901})).status_code == 403


async def test_rule_to_edit_gives_no_more_than_the_role_does(office: Office) -> None:
    key = await account(office, "Large Works", 900)
    await rule(office, "sunqian", "viewer", level="edit")
    west, viewer = await office.as_("sunqian"), await office.as_("viewer")
    assert (await west.patch(f"/records/account/{key}", json={"employees": 901})).status_code == 200
    assert (await viewer.patch(f"/records/account/{key}", json={"employees": 902})).status_code == 403


async def test_rule_names_teams_with_those_below_and_roles(office: Office) -> None:
    await account(office, "West Works", 900, "sunqian")
    key = await rule(office, teams=[await office.team("east")])
    assert await office.names("lina") == []
    await office.change("sharing_rule", key, with_below=True)
    assert await office.names("lina") == ["West Works"]
    await office.change("sharing_rule", key, teams=[])
    assert await office.names("lina") == []
    await office.change("sharing_rule", key, roles=[await office.role("representative")])
    assert await office.names("lina") == ["West Works"]


@pytest.mark.parametrize("values", [{"is_active": False}, {"until": "2020-01-01"}])
async def test_rule_that_is_off_or_over_shares_nothing(office: Office, values: dict[str, Any]) -> None:
    await account(office, "Large Works", 900)
    key = await rule(office, "sunqian", until=f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}")
    assert await office.names("sunqian") == ["Large Works"]
    await office.change("sharing_rule", key, **values)
    assert await office.names("sunqian") == []


async def test_deleted_rule_ends_and_its_undo_brings_it_back(office: Office) -> None:
    await account(office, "Large Works", 900)
    key = await rule(office, "sunqian")
    admin = await office.as_("admin")
    gone = await admin.delete(f"/records/sharing_rule/{key}")
    assert await office.names("sunqian") == []
    undone = await admin.post(f"/changes/{gone.json()['change_set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert await office.names("sunqian") == ["Large Works"]


async def test_many_records_follow_by_and_by(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "FEW", 2)
    monkeypatch.setattr(sweep, "BATCH", 2)
    for number in range(5):
        await account(office, f"Works {number}", 900 + number)
    await rule(office, "sunqian")
    admin = await office.as_("admin")
    [begun] = (await admin.get("/sharing/runs")).json()["runs"]
    assert (begun["object"], begun["done"], begun["finished_at"]) == ("account", 0, None)
    assert await office.names("sunqian") == []
    await sweep.share(office.company, {"object": "account"})
    assert len(await office.names("sunqian")) == 5
    [over] = (await admin.get("/sharing/runs")).json()["runs"]
    assert (over["done"], over["total"], over["finished_at"] is None) == (5, 5, False)
    assert (await (await office.as_("viewer")).get("/sharing/runs")).status_code == 403


@pytest.mark.parametrize(
    "criteria",
    [
        {"field": "nothing", "op": "eq", "value": 1},
        {"field": "updated_at", "op": "is_set"},
        {"field": "created_at", "op": "within", "value": "today"},
        {"field": "owner", "op": "eq", "value": "me"},
        {"field": "owner.name", "op": "eq", "value": "x"},
        {"field": "employees", "op": "ge", "value": "many"},
        {"sometimes": True},
    ],
)
async def test_criteria_that_cannot_decide_are_refused(office: Office, criteria: Any) -> None:
    admin = await office.as_("admin")
    answer = await admin.post("/records/sharing_rule", json={"name": "x", "object": "account", "criteria": criteria})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "criteria")
    assert (await admin.get("/records/sharing_rule")).json()["records"] == []


async def test_what_stands_in_criteria_is_a_value_and_never_a_statement(office: Office) -> None:
    odd = "'; DROP TABLE record.account; -- $1 $$ \\' %s"
    key = await account(office, odd, 1)
    await rule(office, "sunqian", criteria={"field": "name", "op": "eq", "value": odd})
    await rule(office, "sunqian", name="2", criteria={"field": "name", "op": "contains", "value": "\\' %"})
    assert await office.names("sunqian") == [odd]
    await office.change("account", key, name="Tame")
    assert await office.names("sunqian") == []


async def test_only_who_may_change_roles_may_write_rules(office: Office) -> None:
    grants = {"sharing_rule": {"rights": ["read", "create", "edit"], "read": "all", "edit": "all"}}
    await office.change("role", await office.role("representative"), grants=grants)
    async with office.company.pool.connection() as connection:
        office.company.replace(grants=await load_grants(connection))
    lina = await office.as_("lina")
    given: dict[str, Any] = {
        "name": "All for me",
        "object": "account",
        "criteria": {},
        "people": [await office.person("lina")],
    }
    assert (await lina.post("/records/sharing_rule", json=given)).status_code == 403
    assert (await lina.get("/records/sharing_rule")).json()["records"] == []


EAST = {"field": "employees", "op": "lt", "value": 100}


async def reaching(office: Office, scope: str) -> None:
    """Representatives read as far as this."""
    grants = {"account": {"rights": ["read", "create", "edit"], "read": scope, "edit": "own"}}
    await office.change("role", await office.role("representative"), grants=grants)
    async with office.company.pool.connection() as connection:
        office.company.replace(grants=await load_grants(connection))


async def test_territory_opens_what_lies_in_it_to_who_looks_after_it(office: Office) -> None:
    await account(office, "Small Works", 9)
    await account(office, "Large Works", 900)
    whole = {"name": "China", "object": "account", "criteria": {"field": "employees", "op": "gt", "value": 5000}}
    above = await office.create("admin", "territory", **whole, people=[await office.person("sunqian")])
    below = {"name": "East", "object": "account", "criteria": EAST, "parent": above["id"]}
    made = await office.create("admin", "territory", **below)
    await reaching(office, "team_tree")
    assert await office.names("sunqian") == []
    await reaching(office, "territory")
    assert await office.names("sunqian") == ["Small Works"]
    await account(office, "Tiny Works", 2)
    assert await office.names("sunqian") == ["Small Works", "Tiny Works"]
    await office.change("territory", above["id"], people=[])
    assert await office.names("sunqian") == []
    await office.change("territory", made["id"], teams=[await office.team("west")])
    assert await office.names("sunqian") == ["Small Works", "Tiny Works"]
    admin = await office.as_("admin")
    key = await office.id_of("account", "name", "Tiny Works")
    told = await admin.get(f"/records/account/{key}/why", params={"user": await office.person("sunqian")})
    assert [each["text"] for each in told.json()["reasons"]] == ["It lies in the territory East."]


async def test_field_that_a_rule_asks_about_is_neither_dropped_nor_encrypted(office: Office) -> None:
    admin = await office.as_("admin")
    field = {"name": "grade", "kind": "text", "labels": {"en": "Grade"}}
    assert (await admin.post("/shape/objects/account/fields", json=field)).status_code == 201
    key = await rule(office, "sunqian", criteria={"field": "x_grade", "op": "ne", "value": "A"})
    address = "/shape/objects/account/fields/x_grade"
    dropped = await admin.delete(address)
    assert (dropped.status_code, dropped.json()["code"]) == (409, "in_use")
    sealed = await admin.patch(address, json={"encrypted": True})
    assert (sealed.status_code, sealed.json()["code"]) == (409, "in_use")
    assert (await admin.delete(f"/records/sharing_rule/{key}")).status_code == 200
    assert (await admin.patch(address, json={"encrypted": True})).status_code == 200
    given = {"name": "x", "object": "account", "criteria": {"field": "x_grade", "op": "ne", "value": "A"}}
    assert (await admin.post("/records/sharing_rule", json=given)).status_code == 422


async def test_province_of_an_address_decides_for_rules_and_territories(office: Office) -> None:
    made = {
        province: (await office.create("lina", "account", name=province, address={"province": province}))["id"]
        for province in ("广东", "浙江", "江苏")
    }
    await rule(office, "sunqian", criteria={"field": "address.province", "op": "eq", "value": "广东"})
    south = {"field": "address.province", "op": "in", "value": ["浙江", "广东"]}
    area = {"name": "South", "object": "account", "criteria": south, "people": [await office.person("sunqian")]}
    territory = (await office.create("admin", "territory", **area))["id"]
    assert await office.names("sunqian") == ["广东"]
    await reaching(office, "territory")
    assert sorted(await office.names("sunqian")) == ["广东", "浙江"]
    await office.change("account", made["江苏"], address={"country": "CN", "province": "浙江", "city": "杭州"})
    await office.change("account", made["浙江"], address=None)
    assert sorted(await office.names("sunqian")) == ["广东", "江苏"]
    await office.change("territory", territory, is_active=False)
    assert await office.names("sunqian") == ["广东"]
    wrong = {"field": "address.planet", "op": "eq", "value": "Mars"}
    given = {"name": "x", "object": "account", "criteria": wrong}
    assert (await (await office.as_("admin")).post("/records/sharing_rule", json=given)).status_code == 422
