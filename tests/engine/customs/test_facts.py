"""What an administrator says of a field is taken only where the company can live with it, and told where not."""

from typing import Any

import httpx
import orjson
import pytest

from guanxi import main
from guanxi.engine.company import Company
from guanxi.engine.customs import load_registry
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
CONTACTS = {"child": "contact", "via": "account", "function": "count"}


def of_contacts(**facts: Any) -> dict[str, Any]:
    return {"kind": "roll_up", "roll_up": {**CONTACTS, **facts}}


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": ["text"]}, "kind", "unknown_kind"),
    ({**of_contacts(), "result_kind": "banana"}, "result_kind", "unknown_choice"),
    ({"kind": "text", "result_kind": "number"}, "result_kind", "fact_of_other_kinds"),
    (of_contacts(where={"field": "nope", "op": "eq", "value": 1}), "roll_up", "unknown_field"),
    (of_contacts(where={"field": "name", "op": "within", "value": 1}), "roll_up", "unknown_operator"),
    (of_contacts(where={"field": "created_at", "op": "eq", "value": "soon"}), "roll_up", "not_a_time"),
    (of_contacts(where="abc"), "roll_up", "bad_roll_up"),
    (of_contacts(where={"or": 5}), "roll_up", "filter_parts_not_a_list"),
    (of_contacts(via=5), "roll_up", "bad_roll_up"),
    (of_contacts(more=1), "roll_up", "bad_roll_up"),
    (of_contacts(function="sum", field="email"), "roll_up", "roll_up_of_numbers"),
    (of_contacts(function="max", field="name"), "roll_up", "roll_up_of_numbers"),
    ({"kind": "text", "group": {"a": 1}}, "group", "not_short_text"),
    ({"kind": "text", "group": ["a"]}, "group", "not_short_text"),
    ({"kind": "text", "group": "a\x01"}, "group", "not_short_text"),
    ({"kind": "text", "max_length": "abc"}, "max_length", "not_within"),
    ({"kind": "text", "max_length": -5}, "max_length", "not_within"),
    ({"kind": "text", "search": 99_999_999_999}, "search", "not_within"),
    ({"kind": "text", "required": "perhaps"}, "required", "not_true_or_false"),
    ({"kind": "date", "unique": True}, "unique", "fact_of_other_kinds"),
    ({"kind": "formula", "formula": "employees + 1", "unique": True}, "unique", "fact_of_other_kinds"),
    ({**of_contacts(), "unique": True}, "unique", "fact_of_other_kinds"),
    ({"kind": "decimal", "decimals": "two"}, "decimals", "not_within"),
    ({"kind": "decimal", "decimals": 1000}, "decimals", "not_within"),
    ({"kind": "number", "at_least": "NaN"}, "at_least", "not_a_number"),
    ({"kind": "number", "at_most": "Infinity"}, "at_most", "not_a_number"),
    ({"kind": "number", "default": {"a": 1}}, "default", "not_a_number"),
    ({"kind": "auto_number", "numbering": 5}, "numbering", "bad_numbering"),
    ({"kind": "auto_number", "numbering": "{number:0300000000}"}, "numbering", "bad_numbering"),
    ({"kind": "auto_number", "numbering": "{number:21}"}, "numbering", "bad_numbering"),
    ({"kind": "auto_number", "numbering": "{month}"}, "numbering", "bad_numbering"),
    ({"kind": "identity_number", "numbering": "banana"}, "numbering", "unknown_choice"),
    ({"kind": "picklist", "choices": [{"key": "a", "labels": ["x"]}]}, "choices", "bad_choices"),
    ({"kind": "picklist", "choices": [{"key": "a", "colour": {"x": 1}}]}, "choices", "bad_choices"),
    ({"kind": "formula", "formula": 5}, "formula", "not_short_text"),
    ({"kind": "reference", "target": {"a": 1}}, "target", "not_short_text"),
    ({"kind": "text", "labels": {"en": "A\x01"}}, "labels", "control_character"),
]


@pytest.mark.parametrize(("facts", "field", "code"), WRONG)
async def test_fact_that_makes_no_sense_is_refused_with_what_would(
    admin: httpx.AsyncClient, facts: dict[str, Any], field: str, code: str
) -> None:
    refused = await admin.post("/shape/objects/account/fields", json={"labels": {"en": "Odd"}, **facts})
    assert refused.status_code == 422, refused.text
    error = refused.json()["errors"][0]
    assert (error["field"], error["code"]) == (field, code)
    assert error["message"] != f"errors.{code}"
    assert "{" not in error["message"].replace("{year}", "").replace("{number:05}", "")


async def test_change_of_a_fact_is_judged_as_a_new_one(admin: httpx.AsyncClient) -> None:
    for change in ({"group": ["a"]}, {"at_least": "NaN"}, {"required": {"a": 1}}):
        refused = await admin.patch("/shape/objects/account/fields/employees", json=change)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, next(iter(change)))


async def test_numbers_are_padded_to_at_most_twenty_digits(admin: httpx.AsyncClient) -> None:
    facts = {"name": "no", "kind": "auto_number", "labels": {"en": "No"}, "numbering": "A-{year}-{number:020}"}
    assert (await admin.post("/shape/objects/account/fields", json=facts)).status_code == 201
    made = (await admin.post("/records/account", json={"name": "Acme"})).json()
    assert made["x_no"].endswith("-00000000000000000001")


STORED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("field", "account", "x_banana", {**of_contacts(), "result_kind": "banana"}),
    ("field", "account", "x_where", of_contacts(where={"field": "nope"})),
    ("field", "account", "x_sum", of_contacts(function="sum", field="name")),
    ("field", "account", "x_group", {"kind": "text", "group": {"a": 1}, "labels": ["x"]}),
    ("field", "account", "x_pick", {"kind": "picklist", "choices": [{"key": "a", "labels": ["x"]}]}),
    ("field", "account", "x_least", {"kind": "number", "at_least": "NaN", "max_length": "abc", "decimals": "two"}),
    ("field", "account", "x_number", {"kind": "auto_number", "numbering": "{number:0300000000}", "search": "much"}),
    ("field", "account", "x_formula", {"kind": "formula", "formula": "1 +"}),
    ("field", "account", "x_kind", {"kind": ["text"]}),
    ("field", "account", "x_gone", {}),
    ("field_change", "account", "size", {"choices": 5, "group": ["a"], "labels": 5, "hints": {"en": 5}}),
    ("object", "x_odd", "", {"labels": ["x"], "icon": "car"}),
]


async def test_senseless_definition_that_is_stored_stops_nobody(
    company: Company, cast: Cast, admin: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    async with company.work(cast.admin) as work:
        for kind, object_name, name, facts in STORED:
            await work.execute(
                "INSERT INTO engine.definition (kind, object, name, facts) VALUES ($1, $2, $3, $4::jsonb)",
                *(kind, object_name, name, orjson.dumps(facts).decode()),
            )
    await main.migrate(str(company.pool.conninfo))
    async with company.pool.connection() as connection:
        company.replace(await load_registry(connection, main.standard_registry()))
    account = await make(company, cast.admin, "account", name="Acme")
    await make(company, cast.admin, "contact", name="Anna", account=str(account))
    meta = (await admin.get("/meta")).json()["objects"]
    assert {name for name in meta["account"]["fields"] if name.startswith("x_")} == {
        *("x_banana", "x_group", "x_pick", "x_least", "x_number")
    }
    assert "x_odd" in meta
    found = (await admin.get(f"/records/account/{account}")).json()
    assert (found["x_banana"], found["x_number"]) == ("1", "1")
    assert "account.x_where" in caplog.text
