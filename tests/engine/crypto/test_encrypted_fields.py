"""Encrypted fields: sealed wherever they are kept, found by equal values, read by who may: ACC-6."""

import asyncio
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.crypto.keyring import SEALED
from guanxi.engine.customs.sealing import seal_field
from guanxi.kernel.access import ALL, Grant
from guanxi.kernel.principal import system
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
PERSON = {"name": "王小明", "mobile": "13812345678", "email": "xiaoming@example.com"}
OTHER = {"name": "李大力", "mobile": "13987654321"}
FIELD = {"object": "contact", "field": "mobile"}


async def encrypt(company: Company, admin: httpx.AsyncClient, name: str = "mobile", **more: Any) -> None:
    done = await admin.patch(f"/shape/objects/contact/fields/{name}", json={"encrypted": True, **more})
    assert done.status_code == 200, done.text
    await seal_field(company, {"object": "contact", "field": name})


async def add(admin: httpx.AsyncClient, **values: Any) -> dict[str, Any]:
    made = await admin.post("/records/contact", json=values)
    assert made.status_code == 201, made.text
    return made.json()


async def kept(company: Company, text: str) -> list[str]:
    """The tables in which a text stands."""
    async with company.reading(system()) as work:
        tables = await work.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('record', 'engine', 'public')"
        )
        return [
            name
            for (name,) in tables
            if await work.fetch(f"SELECT 1 FROM {name} t WHERE position($1 in t::text) > 0 LIMIT 1", text)
        ]


async def test_a_value_is_sealed_wherever_it_is_kept_and_read_as_it_was(
    company: Company, admin: httpx.AsyncClient
) -> None:
    before = await add(admin, **PERSON)
    await admin.patch(f"/records/contact/{before['id']}", json={"mobile": "13911112222"})
    assert {"record.contact", "engine.change"} <= set(await kept(company, "13911112222"))
    await encrypt(company, admin)
    after = await add(admin, **OTHER)
    await admin.patch(f"/records/contact/{after['id']}", json={"mobile": "13733334444"})
    for number in ("13812345678", "13911112222", "13987654321", "13733334444"):
        assert await kept(company, number) == [], number
    assert set(await kept(company, SEALED)) == {"record.contact", "engine.change"}
    shown = {each["id"]: each["mobile"] for each in (await admin.get("/records/contact")).json()["records"]}
    assert shown == {before["id"]: "+8613911112222", after["id"]: "+8613733334444"}
    one = await admin.get(f"/records/contact/{before['id']}")
    assert one.json()["mobile"] == "+8613911112222"


async def test_history_past_and_undo_know_the_values(company: Company, admin: httpx.AsyncClient) -> None:
    made = await add(admin, **PERSON)
    address = f"/records/contact/{made['id']}"
    await admin.patch(address, json={"mobile": "13911112222"})
    await encrypt(company, admin)
    last = await admin.patch(address, json={"mobile": "13733334444", "description": "New number"})
    changes = (await admin.get(f"{address}/history")).json()["changes"]
    told = [each for change in changes for each in change["fields"] if each["field"] == "mobile"]
    assert [(each["old"], each["new"]) for each in told] == [
        ("+8613911112222", "+8613733334444"),
        ("+8613812345678", "+8613911112222"),
    ]
    timeline = (await admin.get(f"{address}/timeline")).json()["entries"]
    assert "+8613733334444" in str(timeline)
    assert SEALED not in str(timeline)
    one = (await admin.get(f"/changes/{last.headers['x-change-set']}")).json()
    assert {each["new"] for each in one["records"][0]["fields"]} == {"+8613733334444", "New number"}
    past = await admin.get(address, params={"at": changes[1]["at"]})
    assert past.json()["mobile"] == "+8613911112222"
    undone = await admin.post(f"/changes/{last.headers['x-change-set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert (await admin.get(address)).json()["mobile"] == "+8613911112222"
    first = await admin.delete(address)
    assert (await admin.post(f"/changes/{first.headers['x-change-set']}/undo", json={})).status_code == 200
    assert (await admin.get(address)).json()["mobile"] == "+8613911112222"


async def test_equal_values_are_found_and_kept_unique(company: Company, admin: httpx.AsyncClient) -> None:
    await add(admin, **PERSON)
    other = await add(admin, **OTHER)
    made = await admin.post(
        "/shape/objects/contact/fields",
        json={"kind": "text", "labels": {"en": "Card"}, "unique": True, "encrypted": True},
    )
    card = made.json()["name"]
    await encrypt(company, admin)
    await admin.patch(f"/records/contact/{other['id']}", json={card: "Alpha-1"})
    found = {
        value: (await admin.get("/records/contact", params={"filter": value})).json()["records"]
        for value in (
            '{"field":"mobile","op":"eq","value":"138 1234 5678"}',
            '{"field":"mobile","op":"in","value":["13987654321","13700000000"]}',
            f'{{"field":"{card}","op":"eq","value":"ALPHA-1"}}',
            f'{{"field":"{card}","op":"is_empty"}}',
        )
    }
    assert [[each["name"]["full"] for each in each_found] for each_found in found.values()] == [
        ["王小明"],
        ["李大力"],
        ["李大力"],
        ["王小明"],
    ]
    taken = await admin.post("/records/contact", json={"name": "X", card: "alpha-1"})
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (422, "taken")
    assert "alpha" not in taken.text.lower()
    same = await admin.patch(f"/records/contact/{other['id']}", json={card: "Alpha-1", "mobile": "13987654321"})
    assert same.headers["etag"] == '"2"'


async def test_two_at_once_do_not_take_the_same_value(company: Company, admin: httpx.AsyncClient) -> None:
    made = await admin.post(
        "/shape/objects/contact/fields",
        json={"kind": "text", "labels": {"en": "Card"}, "unique": True, "encrypted": True},
    )
    card = made.json()["name"]
    answers = await asyncio.gather(
        *(admin.post("/records/contact", json={"name": f"P{number}", card: "same"}) for number in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "mobile"},
        {"filter": '{"field":"mobile","op":"contains","value":"138"}'},
        {"filter": '{"field":"mobile","op":"starts","value":"138"}'},
        {"filter": '{"field":"mobile","op":"ne","value":"13812345678"}'},
    ],
)
async def test_what_would_need_the_clear_value_is_refused(
    company: Company, admin: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    await encrypt(company, admin)
    refused = await admin.get("/records/contact", params=asked)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_filter")
    grouped = await admin.post("/records/contact/aggregate", json={"group": [{"field": "mobile"}]})
    assert grouped.status_code == 400
    told = (await admin.get("/meta")).json()["objects"]["contact"]["fields"]["mobile"]
    assert (told["is_encrypted"], told["is_sortable"], told["is_searchable"]) == (True, False, False)
    assert told["operators"] == ["eq", "in", "is_set", "is_empty"]


async def test_no_word_of_it_is_found(company: Company, admin: httpx.AsyncClient) -> None:
    await add(admin, **PERSON)
    before = await admin.get("/search", params={"q": "13812345678"})
    await encrypt(company, admin)
    await add(admin, **OTHER)
    after = [(await admin.get("/search", params={"q": each})).json()["hits"] for each in ("13812345678", "13987654321")]
    assert (len(before.json()["hits"]), after) == (1, [[], []])
    again = await admin.post("/records/contact", json={"name": "王小明", "mobile": PERSON["mobile"]})
    assert again.status_code == 201, "duplicates are not told by what is encrypted"


async def test_masks_and_reveal_hold_for_encrypted_values(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    made = await add(admin, **PERSON)
    await encrypt(company, admin)
    grant = Grant(frozenset({"read", "edit"}), "all", "all", {"mobile": "reveal"})
    company.replace(grants={**company.grants, "representative": {"*": ALL, "contact": grant}})
    lina, address = await sign_in("lina"), f"/records/contact/{made['id']}"
    assert (await lina.get(address)).json()["mobile"] == "138****5678"
    assert (await lina.patch(address, json={"mobile": "138****5678", "description": "x"})).json()["version"] == 2
    texts = [(await lina.get(each)).text for each in (address, "/records/contact", f"{address}/history")]
    assert not [text for text in texts if "13812345678" in text or SEALED in text]
    shown = await lina.post(f"{address}/reveal", json={"field": "mobile", "reason": "Calls back"})
    assert shown.json()["value"] == "+8613812345678"
    company.replace(
        grants={
            **company.grants,
            "representative": {"*": ALL, "contact": Grant(ALL.rights, "all", "all", {"mobile": "hidden"})},
        }
    )
    assert "mobile" not in (await lina.get(address)).json()


async def test_a_destroyed_key_makes_the_value_unreadable_everywhere(
    company: Company, admin: httpx.AsyncClient
) -> None:
    made = await add(admin, **PERSON)
    await encrypt(company, admin)
    address = f"/records/contact/{made['id']}"
    await admin.patch(address, json={"mobile": "13911112222"})
    async with company.work(system()) as work:
        await work.execute("DELETE FROM engine.record_key WHERE record_id = $1::uuid", made["id"])
    assert (await admin.get(address)).json()["mobile"] is None
    changes = (await admin.get(f"{address}/history")).json()["changes"]
    assert [(each["old"], each["new"]) for each in changes[0]["fields"]] == [(None, None)]
    again = await admin.patch(address, json={"mobile": "13700001111"})
    assert again.json()["mobile"] == "+8613700001111"


async def test_a_value_moved_to_another_record_is_not_read(
    company: Company, admin: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await encrypt(company, admin)
    one, other = await add(admin, **PERSON), await add(admin, **OTHER)
    async with company.work(system()) as work:
        await work.execute(
            "UPDATE record.contact t SET mobile = o.mobile FROM record.contact o"
            " WHERE o.id = $1::uuid AND t.id = $2::uuid",
            one["id"],
            other["id"],
        )
    moved = await admin.get(f"/records/contact/{other['id']}")
    assert (moved.status_code, moved.json()["mobile"]) == (200, None)
    assert "does not open" in caplog.text
    assert (await admin.get(f"/records/contact/{one['id']}")).json()["mobile"] == "+8613812345678"


@pytest.mark.parametrize(
    ("name", "code"),
    [("name", "fact_of_other_kinds"), ("job_title", "encrypted_title"), ("account", "fact_of_other_kinds")],
)
async def test_what_cannot_be_encrypted_is_refused(admin: httpx.AsyncClient, name: str, code: str) -> None:
    refused = await admin.patch(f"/shape/objects/contact/fields/{name}", json={"encrypted": True})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


async def test_formulas_and_encryption_refuse_each_other(company: Company, admin: httpx.AsyncClient) -> None:
    await encrypt(company, admin)
    formula = {"kind": "formula", "labels": {"en": "Twice"}, "formula": "if(is_set(mobile), 1, 2)"}
    refused = await admin.post("/shape/objects/contact/fields", json=formula)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no_formula_with_encrypted")
    made = await admin.post(
        "/shape/objects/contact/fields", json={**formula, "formula": "if(is_set(department), 1, 2)"}
    )
    assert made.status_code in (200, 201), made.text
    closed = await admin.patch("/shape/objects/contact/fields/department", json={"encrypted": True})
    assert (closed.status_code, closed.json()["errors"][0]["code"]) == (422, "encrypted_in_formula")
