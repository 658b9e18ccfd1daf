"""REC-2: shaping refuses what would break, loses no language, and can be undone as any other change."""

from importlib import import_module
from typing import Any

import httpx
import pytest

from guanxi import main
from guanxi.engine.company import Company
from guanxi.engine.customs import load_registry, purge_dropped
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio


async def add_field(admin: httpx.AsyncClient, facts: dict[str, Any], target: str = "account") -> Any:
    made = await admin.post(f"/shape/objects/{target}/fields", json={"labels": {"en": facts["name"]}, **facts})
    assert made.status_code == 201, made.text
    return made


async def undo(admin: httpx.AsyncClient, answer: httpx.Response, **options: bool) -> httpx.Response:
    return await admin.post(f"/changes/{answer.headers['x-change-set']}/undo", json=options)


async def fields_of(admin: httpx.AsyncClient, target: str = "account") -> dict[str, Any]:
    return (await admin.get("/meta")).json()["objects"][target]["fields"]


async def test_new_field_is_a_change_that_can_be_undone_and_redone(admin: httpx.AsyncClient) -> None:
    made = await add_field(admin, {"name": "floors", "kind": "number"})
    account = (await admin.post("/records/account", json={"name": "Acme", "x_floors": 7})).json()
    listed = (await admin.get("/changes", params={"limit": 2})).json()["changes"][1]
    assert listed["id"] == made.headers["x-change-set"]
    assert listed["summary"] == [{"object": "field", "kind": "create", "count": 1, "label": "Field"}]
    undone = await undo(admin, made)
    assert undone.status_code == 200, undone.text
    assert "x_floors" not in await fields_of(admin)
    redone = await undo(admin, undone)
    assert redone.status_code == 200, redone.text
    assert (await admin.get(f"/records/account/{account['id']}")).json()["x_floors"] == 7


async def test_dropped_field_comes_back_with_its_values(admin: httpx.AsyncClient) -> None:
    await add_field(admin, {"name": "floors", "kind": "number"})
    account = (await admin.post("/records/account", json={"name": "Acme", "x_floors": 7})).json()
    dropped = await admin.delete("/shape/objects/account/fields/x_floors")
    assert "x_floors" not in (await admin.get(f"/records/account/{account['id']}")).json()
    assert (await undo(admin, dropped)).status_code == 200
    assert (await admin.get(f"/records/account/{account['id']}")).json()["x_floors"] == 7


async def test_changes_of_a_standard_field_are_undone(admin: httpx.AsyncClient) -> None:
    before = (await fields_of(admin))["size"]
    changed = await admin.patch(
        "/shape/objects/account/fields/size", json={"labels": {"en": "Bulk"}, "required": True, "hints": {"en": "How"}}
    )
    after = (await fields_of(admin))["size"]
    assert (after["label"], after["required"], after["hint"]) == ("Bulk", True, "How")
    details = (await admin.get(f"/changes/{changed.headers['x-change-set']}")).json()["records"]
    assert [(each["object"], each["title"], each["kind"]) for each in details] == [("field", "Bulk", "update")]
    assert (await undo(admin, changed)).status_code == 200
    assert (await fields_of(admin))["size"] == before


async def test_new_and_dropped_objects_are_undone(admin: httpx.AsyncClient) -> None:
    made = await admin.post("/shape/objects", json={"labels": {"en": "Vehicle"}})
    record = (await admin.post("/records/x_vehicle", json={"name": "Lorry"})).json()
    dropped = await admin.delete("/shape/objects/x_vehicle")
    assert (await admin.get(f"/records/x_vehicle/{record['id']}")).status_code == 404
    assert (await undo(admin, dropped)).status_code == 200
    assert (await admin.get(f"/records/x_vehicle/{record['id']}")).json()["name"] == "Lorry"
    assert (await undo(admin, made)).status_code == 200
    assert "x_vehicle" not in (await admin.get("/meta")).json()["objects"]


async def test_later_change_of_the_same_fact_stands_in_the_way(admin: httpx.AsyncClient) -> None:
    first = await admin.patch("/shape/objects/account", json={"labels": {"en": "Customer"}})
    await admin.patch("/shape/objects/account", json={"labels": {"en": "Client"}})
    refused = await undo(admin, first)
    assert (refused.status_code, refused.json()["code"]) == (409, "undo_blocked")


async def test_only_administrators_undo_a_change_of_shape(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    made = await add_field(admin, {"name": "floors", "kind": "number"})
    manager = await sign_in("chenli")
    assert (await undo(manager, made)).status_code == 404
    assert "x_floors" in await fields_of(admin)


async def test_edit_in_one_language_loses_no_other(admin: httpx.AsyncClient) -> None:
    await add_field(
        admin,
        {
            "name": "level",
            "kind": "picklist",
            "labels": {"en": "Level", "zh-CN": "级别"},
            "hints": {"zh-CN": "提示"},
            "choices": [{"key": "a", "labels": {"en": "A", "zh-CN": "甲"}}],
        },
    )
    change = {
        "labels": {"en": "Grade"},
        "hints": {"en": "Which"},
        "choices": [{"key": "a", "labels": {"en": "Top"}}, {"key": "b", "labels": {"en": "B"}}],
    }
    assert (await admin.patch("/shape/objects/account/fields/x_level", json=change)).status_code == 200
    found = (await admin.get("/shape/objects/account")).json()["fields"]["x_level"]
    assert found["labels"] == {"en": "Grade", "zh-CN": "级别"}
    assert found["hints"] == {"en": "Which", "zh-CN": "提示"}
    assert [choice["labels"] for choice in found["choices"]] == [{"en": "Top", "zh-CN": "甲"}, {"en": "B"}]
    await admin.patch("/shape/objects/account/fields/x_level", json={"labels": {"zh-CN": ""}})
    assert (await admin.get("/shape/objects/account")).json()["fields"]["x_level"]["labels"] == {"en": "Grade"}


async def test_administrator_reads_the_texts_of_all_languages(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    await admin.patch("/shape/objects/account", json={"labels": {"en": "Client"}})
    found = (await admin.get("/shape/objects/account")).json()
    assert found["labels"] == {"en": "Client", "zh-CN": "客户", "zh-TW": "客戶"}
    assert set(found["fields"]["industry"]["labels"]) == {"en", "zh-CN", "zh-TW"}
    assert set(found["fields"]["status"]["choices"][0]["labels"]) == {"en", "zh-CN", "zh-TW"}
    manager = await sign_in("chenli")
    assert (await manager.get("/shape/objects/account")).status_code == 403


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"formula": "x_self + 1"}, "formula_unknown_field"),
        ({"formula": "x_other * 2"}, "formula_of_itself"),
        ({"formula": "employees + "}, "formula_unreadable"),
    ],
)
async def test_formula_may_not_rest_on_itself(admin: httpx.AsyncClient, facts: dict[str, str], code: str) -> None:
    await add_field(admin, {"name": "first", "kind": "formula", "formula": "employees * 2"})
    await add_field(admin, {"name": "other", "kind": "formula", "formula": "x_first + 1"})
    refused = await admin.patch("/shape/objects/account/fields/x_first", json=facts)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


async def test_formula_of_texts_gives_a_text_whatever_is_asked(admin: httpx.AsyncClient) -> None:
    await add_field(
        admin, {"name": "both", "kind": "formula", "formula": 'concat(name, "!")', "result_kind": "decimal"}
    )
    made = (await admin.post("/records/account", json={"name": "Acme"})).json()
    assert made["x_both"] == "Acme!"


@pytest.mark.parametrize(
    "change",
    [
        {"labels": 5},
        {"hints": ["x"]},
        {"at_least": "much"},
        {"choices": [{"key": "a"}, {"key": "a"}]},
        {"labels": {"en": {"no": "text"}}, "at_most": {}},
    ],
)
async def test_senseless_change_is_refused_and_breaks_nothing(
    admin: httpx.AsyncClient, company: Company, change: Any
) -> None:
    refused = await admin.patch("/shape/objects/account/fields/employees", json=change)
    assert refused.status_code == 422, refused.text
    async with company.pool.connection() as connection:
        registry = await load_registry(connection, main.standard_registry())
    assert registry["account"].fields["employees"].at_least == 0


async def test_nothing_is_taken_away_beneath_others(admin: httpx.AsyncClient, company: Company) -> None:
    await admin.post("/shape/objects", json={"labels": {"en": "Vehicle"}})
    await add_field(admin, {"name": "load", "kind": "money"}, "x_vehicle")
    await add_field(admin, {"name": "firm", "kind": "reference", "target": "account"}, "x_vehicle")
    await add_field(admin, {"name": "car", "kind": "reference", "target": "x_vehicle"}, "contact")
    roll_up = {"child": "x_vehicle", "via": "x_firm", "function": "sum", "field": "x_load"}
    await add_field(admin, {"name": "loads", "kind": "roll_up", "roll_up": roll_up})
    refusals = [
        await admin.delete("/shape/objects/x_vehicle"),
        await admin.delete("/shape/objects/x_vehicle/fields/x_load"),
        await admin.delete("/shape/objects/x_vehicle/fields/x_firm"),
    ]
    assert [(each.status_code, each.json()["code"]) for each in refusals] == [(409, "in_use")] * 3
    assert "account.x_loads" in refusals[1].json()["detail"]


async def test_columns_of_two_fields_never_meet(admin: httpx.AsyncClient) -> None:
    await add_field(admin, {"name": "price", "kind": "money"})
    facts = {"name": "price_currency", "kind": "text", "labels": {"en": "Currency"}}
    refused = await admin.post("/shape/objects/account/fields", json=facts)
    assert (refused.status_code, refused.json()["code"]) == (409, "name_taken")


async def test_name_of_a_dropped_field_is_not_given_to_another(admin: httpx.AsyncClient) -> None:
    await add_field(admin, {"name": "floors", "kind": "number"})
    await admin.delete("/shape/objects/account/fields/x_floors")
    made = await add_field(admin, {"name": "floors", "kind": "text"})
    assert made.json()["name"] == "x_floors_2"


async def test_dropped_things_go_for_good_after_thirty_days(admin: httpx.AsyncClient, company: Company) -> None:
    await admin.post("/shape/objects", json={"labels": {"en": "Vehicle"}})
    await add_field(admin, {"name": "price", "kind": "money"})
    await add_field(admin, {"name": "stays", "kind": "text"})
    dropped = await admin.delete("/shape/objects/account/fields/x_price")
    await admin.delete("/shape/objects/account/fields/x_stays")
    await admin.delete("/shape/objects/x_vehicle")
    assert await purge_dropped(company) == 0
    async with company.pool.connection() as connection:
        await connection.execute(
            b"UPDATE engine.definition SET dropped_at = now() - interval '31 days'"
            b" WHERE name = 'x_price' OR object = 'x_vehicle'"
        )
        assert await purge_dropped(company) == 2
        found = await connection.execute(
            b"SELECT column_name FROM information_schema.columns WHERE table_name IN ('account', 'x_vehicle')"
            b" AND column_name LIKE 'x%' OR table_name = 'x_vehicle'"
        )
        assert [row[0] for row in await found.fetchall()] == ["x_stays"]
    refused = await undo(admin, dropped)
    assert (refused.status_code, refused.json()["code"]) == (409, "gone_for_good")


async def test_change_before_a_field_was_dropped_is_still_undone(admin: httpx.AsyncClient) -> None:
    await add_field(admin, {"name": "floors", "kind": "number"})
    account = (await admin.post("/records/account", json={"name": "Acme"})).json()
    changed = await admin.patch(f"/records/account/{account['id']}", json={"x_floors": 3, "name": "Acme Ltd"})
    await admin.delete("/shape/objects/account/fields/x_floors")
    assert (await undo(admin, changed)).status_code == 200
    assert (await admin.get(f"/records/account/{account['id']}")).json()["name"] == "Acme"


async def test_a_write_that_began_before_a_field_was_added_leaves_nothing_old_behind(
    admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = import_module("guanxi.engine.changes.write")
    check, added = writing.check_duplicates, [False]

    async def add_meanwhile(*given: Any) -> None:
        if not added[0]:
            added[0] = True
            await add_field(admin, {"name": "late", "kind": "text"})
        await check(*given)

    monkeypatch.setattr(writing, "check_duplicates", add_meanwhile)
    early = await admin.post("/records/account", json={"name": "Early"})
    assert early.status_code == 201, early.text
    late = await admin.post("/records/account", json={"name": "Late", "x_late": "precious"})
    assert late.json()["x_late"] == "precious"
    assert (await admin.get(f"/records/account/{late.json()['id']}")).json()["x_late"] == "precious"
    edited = await admin.patch(f"/records/account/{early.json()['id']}", json={"x_late": "too"})
    assert edited.json()["x_late"] == "too"
