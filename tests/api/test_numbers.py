"""Numbers of a request keep all their digits, written as numbers or as text: REC-3, INT-1."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kernel.fields.numbers import read_json

pytestmark = pytest.mark.anyio
JSON = {"Content-Type": "application/json"}
LONG = "12345678901234567.89"
BODY = f"""{{"name": "Roof", "account": "%s", "probability": 33.333333333333333333,
 "amount": {{"amount": {LONG}, "currency": "CNY"}}}}"""


async def an_account(admin: httpx.AsyncClient) -> str:
    made = await admin.post("/records/account", content=b'{"name": "A", "employees": 9007199254740993}', headers=JSON)
    assert made.status_code == 201, made.text
    assert '"employees":9007199254740993' in made.text.replace(" ", "")
    return made.json()["id"]


async def test_long_numbers_are_kept_to_the_last_digit(admin: httpx.AsyncClient) -> None:
    content = (BODY % await an_account(admin)).encode()
    made = await admin.post("/records/opportunity", content=content, headers=JSON)
    assert made.status_code == 201, made.text
    assert made.json()["amount"]["amount"] == LONG
    assert made.json()["probability"] == "33.333333333333333333"
    tree = f'{{"field": "amount", "op": "eq", "value": {LONG}}}'
    listed = await admin.get("/records/opportunity", params={"filter": tree})
    assert [each["id"] for each in listed.json()["records"]] == [made.json()["id"]]


@pytest.mark.parametrize("number", ["98765432109876543210", "-9223372036854775809", "1e30", "9007199254740992.5"])
async def test_number_that_is_none_of_64_bits_is_refused_with_its_field(admin: httpx.AsyncClient, number: str) -> None:
    content = f'{{"name": "A", "employees": {number}}}'.encode()
    refused = await admin.post("/records/account", content=content, headers=JSON)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "employees")


async def test_long_number_in_free_json_is_to_be_written_as_text(admin: httpx.AsyncClient) -> None:
    field = {"kind": "json", "labels": {"en": "Facts"}}
    assert (await admin.post("/shape/objects/account/fields", json={"name": "facts", **field})).status_code == 201
    for written in (f'{{"deep": [1, {LONG}]}}', '"{\\"deep\\": 98765432109876543210}"'):
        content = f'{{"name": "A", "x_facts": {written}}}'.encode()
        refused = await admin.post("/records/account", content=content, headers=JSON)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "number_as_text")
    kept = await admin.post("/records/account", json={"name": "A", "x_facts": {"deep": [0.1, 2**53 + 1]}})
    assert kept.json()["x_facts"] == {"deep": [0.1, 2**53 + 1]}


async def test_deep_body_with_a_long_number_is_refused(admin: httpx.AsyncClient) -> None:
    content = b"[" * 1_000 + b" 1234567890123456789 " + b"]" * 1_000
    assert (await admin.post("/records/account", content=content, headers=JSON)).status_code in (400, 422)


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40)


@given(number=numbers, as_exponent=st.booleans())
async def test_every_number_means_what_is_written(number: Decimal, as_exponent: bool) -> None:
    written = format(number, "e" if as_exponent else "f")
    found: Any = read_json(f'{{"a": [ {written}, "{written}"],"b":{written}}}'.encode())
    assert [Decimal(str(each)) for each in (found["a"][0], found["b"])] == [number, number]
    assert found["a"][1] == written


@pytest.mark.parametrize("limit", ["0" * 4_400 + "1", "0000000001", "1"])
async def test_noughts_before_a_limit_count_nothing(admin: httpx.AsyncClient, limit: str) -> None:
    found = await admin.get("/records/account", params={"limit": limit})
    assert (found.status_code, found.json()["records"]) == (200, [])


@pytest.mark.parametrize("limit", ["0000000019999", "0", "000", "1" * 5_000, "9223372036854775808", "-1", "１"])
async def test_a_limit_that_is_none_is_refused_by_its_name(admin: httpx.AsyncClient, limit: str) -> None:
    refused = await admin.get("/changes", params={"limit": limit})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "limit")


async def test_truth_is_no_limit_of_an_aggregate(admin: httpx.AsyncClient) -> None:
    asked = {"group": [{"field": "industry"}], "limit": True}
    refused = await admin.post("/records/account/aggregate", json=asked)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "limit")
