"""A field that one may not see is told by no answer, and by no difference between two answers: ACC-4, ACC-6."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.attacks.matrix.cells import ask
from tests.attacks.matrix.company import SECRETS, Matrix
from tests.attacks.matrix.oracles import CONTACTS, ORACLES, Guess, Oracle
from tests.attacks.matrix.route import Route
from tests.attacks.matrix.routes import BESIDE, OF_RECORDS
from tests.attacks.matrix.targets import Target, target_of

pytestmark = pytest.mark.anyio
CASES = [(oracle, field) for oracle in ORACLES for field in SECRETS if field not in oracle.not_of]
BLIND = ("hidden", "masked", "reveal")
READS = [route for route in (*OF_RECORDS, *BESIDE) if route.method == "GET"]
CHANGING = re.compile(r'"request_id":"[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[0-9:.+]+|"version":\d+')


async def planted(matrix: Matrix) -> tuple[Target, dict[str, Any]]:
    """A contact of the owner with a value in each secret field, written twice, and one who reports to it."""
    target = target_of(matrix, "contact")
    record, word = await target.part("record"), target.word
    values: dict[str, Any] = {
        "department": f"dep{word}",
        "email": f"mail{word}@example.com",
        "wechat": f"wx{word}",
        "birthday": "1987-06-05",
        "tags": [f"tag{word}"],
    }
    for round_ in (1, 2):
        await target.sent("PATCH", f"{CONTACTS}/{record}", 200, json={**values, "job_title": f"round {round_}"})
    other = {"name": {"full": f"Ann {word[::-1]}"}, "reports_to": record}
    await target.sent("POST", CONTACTS, 201, json=other, params={"duplicates": "allow"})
    return target, values


def other_than(value: Any) -> Any:
    """A value of the same kind that nobody has."""
    if isinstance(value, list):
        return ["tagnobody"]
    return "1988-07-06" if value.startswith("19") else value.replace("qz", "yk").replace("xw", "vj")


def seen(answer: httpx.Response, guess: Guess) -> tuple[int, str]:
    """The answer without what differs by itself, and without the guess."""
    return answer.status_code, CHANGING.sub("", answer.text).replace(guess.text, "GUESS")


@pytest.mark.parametrize(("oracle", "field"), CASES, ids=lambda each: getattr(each, "name", each))
async def test_no_difference_tells_a_value(matrix: Matrix, oracle: Oracle, field: str) -> None:
    target, values = await planted(matrix)
    right = Guess(field, values[field], target.parts["record"])
    wrong = Guess(field, other_than(values[field]), target.parts["record"])
    told = {
        name: [seen(await oracle.ask(matrix.clients[name], guess), guess) for guess in (right, wrong)]
        for name in ("reader", *BLIND)
    }
    assert told["reader"][0] != told["reader"][1], told["reader"]
    assert [name for name in BLIND if told[name][0] != told[name][1]] == [], told
    assert not [name for name in BLIND if told[name][0][0] >= 500], told


@pytest.mark.parametrize("route", READS, ids=lambda route: route.name)
async def test_no_reading_tells_a_value(matrix: Matrix, route: Route) -> None:
    target, values = await planted(matrix)
    for part in (route.at or route.path, dict(route.params)):
        await target.filled(part)
    words = [Guess(field, value, "").text for field, value in values.items()]
    for name in BLIND:
        answer = await ask(matrix.clients[name], route, target)
        assert [word for word in words if word in answer.text] == [], (name, answer.text[:500])


@pytest.mark.parametrize("field", SECRETS)
@pytest.mark.parametrize("name", BLIND)
async def test_no_order_and_no_figure_rests_on_the_field(matrix: Matrix, name: str, field: str) -> None:
    target, values = await planted(matrix)
    only = {"field": "id", "op": "eq", "value": target.parts["record"]}
    grouped = {"group": [{"field": field, **({"by": "month"} if field == "birthday" else {})}], "filter": only}
    measured = {"measures": [{"function": "count_distinct", "field": field}], "filter": only}
    client, word = matrix.clients[name], Guess(field, values[field], "").text
    answers = [
        await client.get(CONTACTS, params={"sort": field}),
        await client.get(CONTACTS, params={"sort": f"-{field}", "filter": json.dumps(only)}),
        await client.get("/records/contact", params={"sort": f"reports_to.{field}"}),
        await client.post(f"{CONTACTS}/aggregate", json=grouped),
        await client.post(f"{CONTACTS}/aggregate", json=measured),
        await client.get(f"/tags/contact/{field}"),
        await client.get(CONTACTS, params={"filter": json.dumps({"field": field, "op": "is_set"})}),
    ]
    assert {each.status_code for each in answers} <= {400, 403, 404, 422}, [each.status_code for each in answers]
    assert not [each for each in answers if word in each.text]


@pytest.mark.parametrize("name", BLIND)
async def test_the_past_tells_no_value(matrix: Matrix, name: str) -> None:
    target, values = await planted(matrix)
    address = f"{CONTACTS}/{target.parts['record']}"
    at = (await matrix.owner.get(address)).json()["updated_at"]
    words = [Guess(field, value, "").text for field, value in values.items()]
    control = await matrix.clients["reader"].get(address, params={"at": at})
    assert [word for word in words if word not in control.text] == []
    shown = await matrix.clients[name].get(address, params={"at": at})
    stale = await matrix.clients[name].patch(address, json={"job_title": "x"}, headers={"If-Match": '"1"'})
    others = {field: other_than(value) for field, value in values.items()}
    await target.sent("PATCH", address, 200, json=others)
    rival = await matrix.clients[name].patch(address, json=others, headers={"If-Match": '"2"'})
    assert (shown.status_code, stale.status_code, rival.status_code) == (200, 412, 412), rival.text
    assert [word for word in words if word in shown.text + stale.text + rival.text] == []


async def test_history_does_not_name_hidden_fields(matrix: Matrix) -> None:
    target, values = await planted(matrix)
    address = f"{CONTACTS}/{target.parts['record']}"
    for part in ("history", "timeline"):
        told = {name: (await matrix.clients[name].get(f"{address}/{part}")).text for name in ("reader", "hidden")}
        assert [field for field in values if f'"field":"{field}"' in told["reader"]] == list(values)
        assert not [field for field in values if f'"field":"{field}"' in told["hidden"]]


async def test_masks_are_shown_where_the_reader_sees_the_value(matrix: Matrix) -> None:
    target, values = await planted(matrix)
    address = f"{CONTACTS}/{target.parts['record']}"
    found = {name: (await matrix.clients[name].get(address)).json() for name in ("reader", *BLIND)}
    assert {field: found["reader"][field] for field in values} == values
    assert not set(values) & found["hidden"].keys()
    assert "*" in found["masked"]["email"]
    assert found["masked"]["email"] == found["reveal"]["email"]


@pytest.mark.parametrize("field", SECRETS)
async def test_only_who_may_reveal_is_told_behind_the_mask(matrix: Matrix, field: str) -> None:
    target, values = await planted(matrix)
    address, asked = f"{CONTACTS}/{target.parts['record']}/reveal", {"field": field, "reason": "the customer asks"}
    answers = {name: await matrix.clients[name].post(address, json=asked) for name in ("reader", *BLIND)}
    assert {name: each.status_code for name, each in answers.items()} == {
        "reader": 200,
        "hidden": 404,
        "masked": 403,
        "reveal": 200,
    }
    assert answers["reveal"].json()["value"] == values[field]
    without = await matrix.clients["reveal"].post(address, json={"field": field, "reason": " "})
    assert without.status_code == 422


@pytest.mark.parametrize("field", SECRETS)
@pytest.mark.parametrize("name", BLIND)
async def test_nobody_writes_what_he_does_not_see(matrix: Matrix, name: str, field: str) -> None:
    target, values = await planted(matrix)
    address = f"{CONTACTS}/{target.parts['record']}"
    other = {field: other_than(values[field])}
    answers = [
        await matrix.clients[name].patch(address, json=other),
        await matrix.clients[name].post(CONTACTS, json={"name": {"full": "New One"}, **other}),
        await matrix.clients[name].patch(CONTACTS, json={"ids": [target.parts["record"]], "values": other}),
    ]
    assert [each.status_code for each in answers[:2]] == [422, 422], [each.text for each in answers]
    assert answers[2].json()["changed"] == 0
    assert (await matrix.owner.get(address)).json()[field] == values[field]
