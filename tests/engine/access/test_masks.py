"""Masks tell one value from another and no more, and the database makes the same ones: ACC-6."""

from typing import Any

import httpx
import orjson
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.engine.access.masks import mask_sql, masked
from guanxi.engine.company import Company
from guanxi.engine.store.columns import quoted
from guanxi.kernel.access import ALL, Grant
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.specs import FieldSpec, ObjectSpec
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
CARD = FieldSpec("card", "identity_number", numbering="card")
SHOWN = [
    (FieldSpec("f", "phone"), "+8613812345678", "138****5678"),
    (FieldSpec("f", "phone"), "+861088886666;ext=12", "10****66"),
    (FieldSpec("f", "phone"), "+6591234567", "+65****4567"),
    (FieldSpec("f", "phone"), "+86110", "***"),
    (FieldSpec("f", "identity_number", numbering="resident"), "11010519491231002X", "110***********002X"),
    (CARD, "6222021234565678", "**** **** **** 5678"),
    (FieldSpec("f", "email"), "zhang.san@example.com", "z***@example.com"),
    (FieldSpec("f", "email"), "z@example.com", "***@example.com"),
    (FieldSpec("f", "person_name"), {"family": "张", "given": "三丰", "full": "张三丰"}, "张**"),
    (FieldSpec("f", "person_name"), {"family": "Smith", "given": "John", "full": "John Smith"}, "J*** S***"),
    (FieldSpec("f", "address"), {"province": "上海", "city": "浦东", "street": "世纪大道1号"}, "上海 浦东 ***"),
    (FieldSpec("f", "address"), {"street": "1 Main Street"}, "***"),
    (FieldSpec("f", "text"), "Secret", "S***"),
    (FieldSpec("f", "text"), "S", "***"),
    (FieldSpec("f", "decimal"), "12.5", "***"),
    (FieldSpec("f", "text"), None, None),
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=24)
LIKELY = st.text("0123456789+-@. ;=ext张三aZé\n\t'\\*", min_size=1, max_size=24)
KINDS_OF_TEXT = ("text", "phone", "email", "identity_number", "long_text", "url")


@pytest.mark.parametrize(("each", "value", "shown"), SHOWN)
async def test_a_mask_shows_what_a_person_needs(each: FieldSpec, value: Any, shown: str | None) -> None:
    assert masked(each, value) == shown


async def in_database(connection: psycopg.AsyncConnection, each: FieldSpec, value: Any) -> Any:
    spec = ObjectSpec("moon", "sky", {each.name: each}, each.name)
    type_name = KINDS[each.kind].columns[""]
    given = orjson.dumps(value).decode() if type_name == "jsonb" else value
    column = f"(SELECT %s::text::{type_name} AS {quoted(each.name)}) t"
    text = f"SELECT {mask_sql('t', spec, each).replace('%', '%%')} FROM {column}"
    row = await (await connection.execute(text.encode(), [given])).fetchone()
    assert row is not None
    return row[0]


@settings(max_examples=60, derandomize=True)
@given(value=TEXTS | LIKELY, city=TEXTS | LIKELY)
async def test_the_database_makes_the_same_masks(server_url: str, value: str, city: str) -> None:
    fields = [*(FieldSpec("f", kind) for kind in KINDS_OF_TEXT), CARD]
    cases = [(each, value) for each in fields]
    cases += [(FieldSpec("f", "person_name"), {"full": value})]
    cases += [(FieldSpec("f", "address"), {"city": city, "street": value})]
    async with await psycopg.AsyncConnection.connect(server_url) as connection:
        found = [await in_database(connection, each, given) for each, given in cases]
    assert found == [masked(each, given) for each, given in cases]


MASKED = {"name": "masked", "mobile": "masked", "email": "reveal", "job_title": "masked"}
PERSON = {"name": "王小明", "mobile": "13812345678", "email": "xiaoming@example.com", "job_title": "Buyer"}


@pytest.fixture
async def seen(company: Company, admin: httpx.AsyncClient, sign_in: SignIn) -> tuple[httpx.AsyncClient, str]:
    """Lina, to whom contacts show masks, and a contact that was changed twice."""
    made = (await admin.post("/records/contact", json=PERSON)).json()
    await admin.patch(f"/records/contact/{made['id']}", json={"mobile": "13912345678"})
    grant = Grant(frozenset({"read", "create", "edit", "export"}), "all", "all", MASKED)
    company.replace(grants={**company.grants, "representative": {"*": ALL, "contact": grant}})
    return await sign_in("lina"), made["id"]


async def test_masks_stand_wherever_a_value_would(
    seen: tuple[httpx.AsyncClient, str], admin: httpx.AsyncClient
) -> None:
    lina, contact = seen
    task = await lina.post("/records/task", json={"subject": "Call", "contact": contact})
    addresses = [
        f"/records/contact/{contact}",
        "/records/contact",
        f"/records/contact/{contact}/history",
        f"/records/contact/{contact}/timeline",
        f"/records/contact/{contact}?at=2999-01-01T00:00:00Z",
        f"/records/task/{task.json()['id']}?expand=contact",
        "/search?q=Buyer",
        "/search?q=xiaoming",
        "/lookup/contact?q=",
    ]
    texts = {address: (await lina.get(address)).text for address in addresses}
    plain = {address: (await admin.get(address)).text for address in addresses}
    for word in ("小明", "13812345678", "13912345678", "xiaoming@", '"Buyer"'):
        assert any(word in text for text in plain.values()), word
        assert not [address for address, text in texts.items() if word in text], word
    record = orjson.loads(texts[addresses[0]])
    assert {name: record[name] for name in PERSON} == {
        "name": "王**",
        "mobile": "139****5678",
        "email": "x***@example.com",
        "job_title": "B***",
    }
    assert orjson.loads(texts[addresses[5]])["contact"]["title"] == "王**"
    changes = orjson.loads(texts[addresses[2]])["changes"]
    assert changes[0]["fields"] == [{"field": "mobile", "old": "138****5678", "new": "139****5678"}]
    assert orjson.loads(texts[addresses[8]])["hits"][0]["title"] == "王**"


async def test_a_mask_that_is_sent_back_changes_nothing(
    seen: tuple[httpx.AsyncClient, str], admin: httpx.AsyncClient
) -> None:
    lina, contact = seen
    address = f"/records/contact/{contact}"
    shown = (await lina.get(address)).json()
    sent = {name: shown[name] for name in PERSON} | {"description": "Called"}
    by_lina = await lina.patch(address, json=sent)
    by_admin = await admin.patch(address, json={"mobile": "139****5678", "email": "x***@example.com"})
    assert (by_lina.status_code, by_admin.status_code) == (200, 200), (by_lina.text, by_admin.text)
    after = (await admin.get(address)).json()
    assert (after["name"]["full"], after["mobile"], after["email"]) == ("王小明", "+8613912345678", PERSON["email"])
    assert (await lina.patch(address, json={"mobile": "13700000000"})).status_code == 422


async def test_nothing_is_found_or_ordered_by_what_is_masked(seen: tuple[httpx.AsyncClient, str]) -> None:
    lina, _ = seen
    asked = [
        {"sort": "mobile"},
        {"sort": "email"},
        {"filter": '{"field":"email","op":"eq","value":"xiaoming@example.com"}'},
        {"filter": '{"field":"name","op":"contains","value":"小明"}'},
    ]
    assert {(await lina.get("/records/contact", params=each)).status_code for each in asked} == {400}
    assert (await lina.get("/search", params={"q": "xiaoming"})).json()["hits"] == []
    grouped = await lina.post("/records/contact/aggregate", json={"group": [{"field": "email"}]})
    assert grouped.status_code == 400
