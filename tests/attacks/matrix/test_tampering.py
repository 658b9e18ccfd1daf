"""Requests that nobody's screen would send: foreign ids, forged cursors, system fields, hostile texts. ACC-4, ACC-9."""

import base64
import json
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest

from tests.attacks.judging import INSIDES
from tests.attacks.matrix.cells import ask
from tests.attacks.matrix.company import Matrix
from tests.attacks.matrix.personas import ADMIN, OWNER
from tests.attacks.matrix.route import Route
from tests.attacks.matrix.routes import BESIDE, OF_RECORDS, ROUTES
from tests.attacks.matrix.targets import target_of

pytestmark = pytest.mark.anyio
CONTACTS = "/records/contact"
ABOUT_ONE = [
    route
    for route in (*OF_RECORDS, *BESIDE)
    if "/{id}" in route.path and not route.at and not route.path.endswith("/why")
]
FRAGMENTS = (
    "' OR '1'='1",
    "'; DROP TABLE record.contact; --",
    '") UNION SELECT hash FROM engine.credential --',
    "1) OR pg_sleep(9) IS NULL --",
    "%27%20OR%201=1--",
    "$1",
    "{{7*7}}",
    "\\'; SELECT 1 --",
)
FORCED = {
    "id": "01890000-0000-7000-8000-000000000001",
    "version": 77,
    "created_at": "2001-01-01T00:00:00Z",
    "updated_at": "2001-01-01T00:00:00Z",
    "created_by": "01890000-0000-7000-8000-000000000001",
    "updated_by": "01890000-0000-7000-8000-000000000001",
    "deleted_at": "2001-01-01T00:00:00Z",
    "shares": ["01890000-0000-7000-8000-000000000001"],
    "name_sort": "x",
    "is_administrator": True,
}


@pytest.mark.parametrize("route", ABOUT_ONE, ids=lambda route: route.name)
async def test_record_that_one_may_not_see_is_as_one_that_is_not_there(matrix: Matrix, route: Route) -> None:
    there, nowhere = target_of(matrix, "contact"), target_of(matrix, "contact")
    await there.part("record")
    nowhere.parts["record"] = str(uuid4())
    answers = [await ask(matrix.clients["stranger"], route, target) for target in (there, nowhere)]
    told = [(each.status_code, each.json().get("code")) for each in answers]
    assert told[0] == told[1]
    assert told[0][0] == 404, told


async def test_bin_is_open_to_who_sees_deleted_records(matrix: Matrix) -> None:
    target = target_of(matrix, "contact")
    record = await target.part("deleted")
    asked = {"deleted": "true", "filter": json.dumps({"field": "id", "op": "eq", "value": record})}
    expected = {
        "full": (200, 200),
        "without see_deleted": (404, 403),
        "stranger": (404, 200),
        "without read": (403, 403),
    }
    for name, statuses in expected.items():
        one = await matrix.clients[name].get(f"{CONTACTS}/{record}")
        some = await matrix.clients[name].get(CONTACTS, params=asked)
        assert (one.status_code, some.status_code) == statuses, (name, one.text, some.text)
        assert (target.word in one.text, target.word in some.text)[:1] == (name == "full",), name
    assert target.word not in (await matrix.clients["stranger"].get(CONTACTS, params=asked)).text


@pytest.mark.parametrize("name", FORCED)
async def test_what_the_product_keeps_itself_is_not_written(matrix: Matrix, name: str) -> None:
    target = target_of(matrix, "contact")
    address = f"{CONTACTS}/{await target.part('record')}"
    before = (await matrix.owner.get(address)).json()
    forced = {name: FORCED[name]}
    answers = [
        await matrix.owner.patch(address, json=forced),
        await matrix.owner.post(CONTACTS, json={"name": {"full": "Forced"}, **forced}),
    ]
    assert {each.status_code for each in answers} == {422}, [each.text for each in answers]
    assert (await matrix.owner.get(address)).json() == before


async def test_nothing_is_given_to_others_without_the_right_to_assign(matrix: Matrix) -> None:
    client, owner = matrix.clients["without assign"], matrix.users[OWNER]
    target = target_of(matrix, "contact")
    address = f"{CONTACTS}/{await target.part('record')}"
    answers = [
        await client.post(CONTACTS, json={"name": {"full": "Given"}, "owner": owner}),
        await client.patch(address, json={"owner": matrix.users["stranger"]}),
        await client.patch(address, json={"owner": None}),
    ]
    assert {each.status_code for each in answers} == {422}, [each.text for each in answers]
    control = await matrix.clients["full"].patch(address, json={"owner": matrix.users["stranger"]})
    assert control.status_code == 200, control.text


async def test_cursor_belongs_to_its_query_and_tells_nothing_else(matrix: Matrix) -> None:
    client = matrix.clients["stranger"]
    for number in range(3):
        await client.post(CONTACTS, json={"name": {"full": f"Cursor {number}"}}, params={"duplicates": "allow"})
    page = (await client.get(CONTACTS, params={"limit": "1", "sort": "name"})).json()
    cursor = page["next_cursor"]
    raw: list[Any] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    forged = {
        "another order": {"sort": "-name", "cursor": cursor},
        "another filter": {"sort": "name", "q": "Cursor", "cursor": cursor},
        "cut": {"sort": "name", "cursor": cursor[:-4]},
        "longer": {"sort": "name", "cursor": pack([*raw, "x"])},
        "no mark": {"sort": "name", "cursor": pack(["", *raw[1:]])},
        "hostile": {"sort": "name", "cursor": pack([raw[0], "' OR 1=1 --", raw[-1]])},
    }
    answers = {name: await client.get(CONTACTS, params={"limit": "1", **asked}) for name, asked in forged.items()}
    assert {name: each.status_code for name, each in answers.items() if name != "hostile"} == dict.fromkeys(
        [name for name in forged if name != "hostile"], 400
    )
    everything = await client.get(CONTACTS, params={"sort": "name", "cursor": pack([raw[0], "", str(uuid4())])})
    told = {record["id"] for each in (answers["hostile"], everything) for record in each.json().get("records", [])}
    owned = await client.get(CONTACTS, params={"limit": "500", "fields": "id"})
    assert told <= {record["id"] for record in owned.json()["records"]}


def pack(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


async def test_what_a_reference_leads_to_is_told_to_who_may_see_that(matrix: Matrix) -> None:
    account = target_of(matrix, "account")
    record = await account.part("record")
    other = await matrix.clients["full"].post(CONTACTS, json={"name": {"full": "Led Astray"}, "account": record})
    moved = await matrix.clients["full"].patch(
        f"{CONTACTS}/{other.json()['id']}", json={"owner": matrix.users["stranger"]}
    )
    assert moved.status_code == 200, moved.text
    address, only = f"{CONTACTS}/{other.json()['id']}", {"field": "id", "op": "eq", "value": other.json()["id"]}
    found_masked = await matrix.clients["titles masked"].get(address, params={"expand": "account"})
    assert "*" in found_masked.json()["account"]["title"]
    through = {"and": [only, {"field": "account.name", "op": "eq", "value": account.word}]}
    found: dict[str, list[httpx.Response]] = {}
    for name in ("full", "stranger", "titles hidden", "titles masked"):
        client = matrix.clients[name]
        found[name] = [
            await client.get(address, params={"expand": "account"}),
            await client.get(CONTACTS, params={"filter": json.dumps(only), "expand": "account"}),
            await client.post(f"{CONTACTS}/aggregate", json={"group": [{"field": "account"}], "filter": only}),
            await client.get(address, params={"expand": "account", "at": moved.json()["updated_at"]}),
            await client.get("/lookup/contact", params={"q": "Led Astray"}),
        ]
    assert [account.word in each.text for each in found["full"]] == [True] * 5
    assert not [name for name in found if name != "full" for each in found[name] if account.word in each.text]
    counted = [
        (await matrix.clients[name].get(CONTACTS, params={"filter": json.dumps(through)}))
        for name in ("full", "stranger")
    ]
    assert [len(each.json()["records"]) for each in counted] == [1, 0]


async def test_hit_by_another_field_does_not_show_a_hidden_title(matrix: Matrix) -> None:
    target = target_of(matrix, "contact")
    address, email = f"{CONTACTS}/{await target.part('record')}", f"hit{uuid4().hex[:12]}@example.com"
    await target.sent("PATCH", address, 200, json={"email": email})
    for name, is_told in (("full", True), ("titles hidden", False), ("titles masked", False)):
        found = await matrix.clients[name].get("/search", params={"q": email, "objects": "contact"})
        assert [hit["id"] for hit in found.json()["hits"]] == [target.parts["record"]], found.text
        assert (target.word in found.text) == is_told


async def test_what_refers_to_a_record_is_told_to_who_may_see_that(matrix: Matrix) -> None:
    note = target_of(matrix, "note")
    mine = await matrix.clients["full"].post("/records/account", json={"name": "Shared ground"})
    record = mine.json()["id"]
    made = await matrix.clients["full"].post("/records/note", json={"subject": note.word, "account": record})
    assert made.status_code == 201, made.text
    given = await matrix.clients["full"].patch(f"/records/account/{record}", json={"owner": matrix.users["stranger"]})
    assert given.status_code == 200, given.text
    timelines = [
        (await matrix.clients[name].get(f"/records/account/{record}/timeline")) for name in ("full", "stranger")
    ]
    assert [note.word in each.text for each in timelines] == [True, False]


async def test_words_of_records_that_one_may_not_see_are_no_tags(matrix: Matrix) -> None:
    target = target_of(matrix, "account")
    address = f"/records/account/{await target.part('record')}"
    await target.sent("PATCH", address, 200, json={"tags": [f"tag{target.word}"]})
    told = [(await matrix.clients[name].get("/tags/account/tags")).text for name in ("full", "stranger")]
    assert [target.word in each for each in told] == [True, False]


async def test_duplicate_that_one_may_not_see_is_told_to_nobody(matrix: Matrix) -> None:
    target = target_of(matrix, "contact")
    address = f"{CONTACTS}/{await target.part('record')}"
    await target.sent("PATCH", address, 200, json={"email": f"{target.word}@example.com"})
    values = {"name": {"full": "Somebody"}, "email": f"{target.word}@example.com"}
    for name, ids, status in (("full", [target.parts["record"]], 409), ("stranger", [], 201)):
        found = await matrix.clients[name].post(f"{CONTACTS}/duplicates", json={"values": values})
        written = await matrix.clients[name].post(CONTACTS, json=values)
        assert [each["id"] for each in found.json()["duplicates"]] == ids
        assert written.status_code == status, written.text


@pytest.mark.parametrize("name", ["colleague", "by hand"])
async def test_file_is_put_back_by_nobody_who_may_not_edit_its_record(matrix: Matrix, name: str) -> None:
    target = target_of(matrix, "contact", "by hand")
    address = f"{CONTACTS}/{await target.part('record')}"
    share = {"person": matrix.users[name], "level": "edit"}
    await target.sent("POST", f"{address}/shares", 201, json=share)
    client, gone = matrix.clients[name], list[httpx.Response]()
    for filer in (matrix.owner, client):
        filed = await filer.post(f"{address}/files", content=b"paper", headers={"X-File-Name": "paper.txt"})
        assert filed.status_code == 201, filed.text
        gone.append(await client.delete(f"/files/{filed.json()['id']}"))
    assert [each.status_code for each in gone] == [204, 204]
    shares = (await matrix.owner.get(f"{address}/shares")).json()["shares"]
    [edits] = [each["id"] for each in shares if (each["with"]["id"], each["level"]) == (share["person"], "edit")]
    await target.sent("DELETE", f"{address}/shares/{edits}", 204)
    assert (await client.get(address)).status_code == 200
    for each in gone:
        undone = await client.post(f"/changes/{each.headers['x-change-set']}/undo", json={})
        assert (undone.status_code, undone.json()["code"]) == (409, "undo_blocked"), undone.text
    assert (await matrix.owner.get(f"{address}/files")).json()["files"] == []
    for each in gone:
        undone = await matrix.admin.post(f"/changes/{each.headers['x-change-set']}/undo", json={})
        assert undone.status_code == 200, undone.text
    assert len((await matrix.owner.get(f"{address}/files")).json()["files"]) == 2


async def test_what_lies_beside_a_record_is_told_to_nobody_who_lost_it(matrix: Matrix) -> None:
    target, client = target_of(matrix, "contact"), matrix.clients["stranger"]
    address = f"{CONTACTS}/{await target.part('record')}"
    share = {"person": matrix.users["stranger"], "level": "edit"}
    shared = await target.sent("POST", f"{address}/shares", 201, json=share)
    named = {"X-File-Name": f"{target.word}.txt"}
    done = [
        await client.post(f"{address}/files", content=b"paper", headers=named),
        await client.post(f"{address}/comments", json={"text": target.word}),
        await client.put(f"{address}/external-ids/erp", json={"value": target.word}),
    ]
    changes = [f"/changes/{each.headers['x-change-set']}" for each in done]
    assert [target.word in (await client.get(each)).text for each in changes] == [True] * 3
    await target.sent("DELETE", f"{address}/shares/{shared['shares'][-1]['id']}", 204)
    told = [(await client.get(each)).text for each in (*changes, "/changes")]
    assert [target.word in each for each in told] == [False] * 4
    assert [target.word in (await matrix.admin.get(each)).text for each in changes] == [True] * 3


async def test_id_of_another_system_is_given_back_only_by_who_may_edit_both_records(matrix: Matrix) -> None:
    first, second = target_of(matrix, "contact"), target_of(matrix, "contact")
    one, other = [f"{CONTACTS}/{await each.part('record')}" for each in (first, second)]
    value, client = {"value": f"ext-{first.word}"}, matrix.clients["stranger"]
    for address in (one, other):
        share = {"person": matrix.users["stranger"], "level": "edit"}
        await first.sent("POST", f"{address}/shares", 201, json=share)
    await first.sent("PUT", f"{one}/external-ids/crm", 200, json=value)
    await first.sent("DELETE", one, 200)
    moved = await client.put(f"{other}/external-ids/crm", json=value)
    assert moved.status_code == 200, moved.text
    shares = (await matrix.owner.get(f"{other}/shares")).json()["shares"]
    await second.sent("DELETE", f"{other}/shares/{shares[0]['id']}", 204)
    undone = await client.post(f"/changes/{moved.headers['x-change-set']}/undo", json={})
    assert undone.status_code in (403, 404, 409), undone.text
    assert (await matrix.owner.get(f"{other}/external-ids")).json()["external_ids"] == [{"system": "crm", **value}]


async def test_changes_of_others_are_listed_for_administrators_alone(matrix: Matrix) -> None:
    target = target_of(matrix, "contact")
    await target.part("record")
    for name, is_told in ((ADMIN, True), (OWNER, True), ("full", False), ("stranger", False)):
        asked: list[dict[str, str]] = [{"limit": "20"}, {"by": matrix.users[OWNER]}, {"object": "contact"}]
        told = [(await matrix.clients[name].get("/changes", params=each)).text for each in asked]
        assert [target.parts["change"] in each for each in told] == [is_told] * 3, name


async def test_answer_kept_for_a_repeated_request_is_told_to_nobody_else(matrix: Matrix) -> None:
    target = target_of(matrix, "contact")
    values, key = target.values(), {"Idempotency-Key": f"key {target.word}"}
    made = await matrix.owner.post(CONTACTS, json=values, headers=key, params={"duplicates": "allow"})
    again = await matrix.owner.post(CONTACTS, json=values, headers=key, params={"duplicates": "allow"})
    other = await matrix.clients["stranger"].post(CONTACTS, json=values, headers=key, params={"duplicates": "allow"})
    assert (again.json()["id"], again.headers["idempotency-replayed"]) == (made.json()["id"], "true")
    assert other.json()["id"] != made.json()["id"]


async def test_change_of_what_was_given_away_is_undone_by_nobody_who_lost_it(matrix: Matrix) -> None:
    client = matrix.clients["stranger"]
    made = await client.post(CONTACTS, json={"name": {"full": "Given Away"}}, params={"duplicates": "allow"})
    address = f"{CONTACTS}/{made.json()['id']}"
    changed = await client.patch(address, json={"job_title": "Chief"})
    given = await matrix.clients["full"].patch(address, json={"owner": matrix.users["full"]})
    assert given.status_code == 200, given.text
    before = (await matrix.admin.get(address)).json()
    for rest in (False, True):
        answer = await client.post(f"/changes/{changed.headers['x-change-set']}/undo", json={"rest": rest})
        assert "Given Away" not in answer.text
    assert (await matrix.admin.get(address)).json() == before


async def test_names_with_line_ends_make_no_headers(matrix: Matrix) -> None:
    target = target_of(matrix, "contact")
    address = f"{CONTACTS}/{await target.part('record')}"
    evil = "a%0D%0ASet-Cookie:%20x=1%0D%0A.txt"
    made = await matrix.owner.post(f"{address}/files", content=b"paper", headers={"X-File-Name": evil})
    told = await matrix.owner.get(f"/files/{made.json()['id']}")
    reason = await matrix.owner.patch(
        address, json={"job_title": "New"}, headers={"X-Change-Reason": "x%0D%0ASet-Cookie:%20y=1"}
    )
    named = await matrix.owner.patch(address, json={"name": {"full": "Li\r\nSet-Cookie: z=1"}})
    exported = await matrix.owner.get(f"/exports/{await target.part('export')}/file")
    for each in (made, told, reason, named, exported):
        assert each.status_code < 500, each.text
        assert "set-cookie" not in each.headers
        assert not any("\n" in value or "\r" in value for value in each.headers.values())


@pytest.mark.parametrize(
    "route", [each for each in ROUTES if not each.name.startswith("POST /shape")], ids=lambda r: r.name
)
async def test_fragments_of_sql_are_words_like_others(matrix: Matrix, route: Route) -> None:
    target = target_of(matrix, "contact")
    for part in (route.json, route.at or route.path, dict(route.params)):
        await target.filled(part)
    client = matrix.clients["full"]
    for fragment in FRAGMENTS:
        path = await target.filled(route.at or route.path)
        parts = path.split("/")
        answers = [
            await client.request(route.method, path, params=dict.fromkeys(PARAMETERS, fragment), json={}),
            await client.request(
                route.method, "/".join([*parts[:-1], httpx.URL("/" + fragment).raw_path.decode()[1:]])
            ),
            await client.request(route.method, path, json=_hostile(route.json, fragment)),
        ]
        assert not [each.text for each in answers if each.status_code >= 500 and each.json()["code"] not in ALLOWED]
        assert not [each.text for each in answers if INSIDES.search(each.text) and each.status_code >= 400]
    assert (await matrix.admin.get(f"{CONTACTS}", params={"limit": "1"})).status_code == 200


PARAMETERS = (
    "q",
    "sort",
    "filter",
    "fields",
    "expand",
    "cursor",
    "count",
    "limit",
    "at",
    "kinds",
    "by",
    "object",
    "user",
)
ALLOWED = ("mail_not_set_up",)


def _hostile(given: Any, fragment: str) -> Any:
    """A body of the same form with the fragment in the place of every text."""
    if isinstance(given, dict):
        return {name: _hostile(value, fragment) for name, value in cast("dict[str, Any]", given).items()}
    if isinstance(given, list):
        return [_hostile(value, fragment) for value in cast("list[Any]", given)]
    return fragment if isinstance(given, str) and given != "{values}" else given
