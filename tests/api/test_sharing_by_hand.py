"""Single records are shared by hand, and somebody stands in for who is absent: ACC-4."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.fixtures.office import Office

pytestmark = pytest.mark.anyio
TOMORROW = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
YESTERDAY = f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"


async def shared(office: Office, key: str, login: str = "lina", **given: Any) -> httpx.Response:
    return await (await office.as_(login)).post(f"/records/account/{key}/shares", json=given)


async def account(office: Office, name: str = "Blue Works") -> str:
    return (await office.create("lina", "account", name=name, employees=5))["id"]


async def test_record_is_shared_with_a_person_until_it_is_taken_back(office: Office) -> None:
    key, person = await account(office), await office.person("sunqian")
    answer = await shared(office, key, person=person, reason="Joint visit")
    assert answer.status_code == 201, answer.text
    [share] = answer.json()["shares"]
    assert (share["with"]["title"], share["by"]["title"], share["reason"]) == ("孙倩", "李娜", "Joint visit")
    assert await office.names("sunqian") == ["Blue Works"]
    lina = await office.as_("lina")
    assert (await lina.delete(f"/records/account/{key}/shares/{share['id']}")).status_code == 204
    assert await office.names("sunqian") == []


async def test_share_to_read_lets_read_and_one_to_edit_lets_edit(office: Office) -> None:
    key, person = await account(office), await office.person("sunqian")
    await shared(office, key, person=person)
    west = await office.as_("sunqian")
    assert (await west.patch(f"/records/account/{key}", json={"employees": 6})).status_code == 403
    await shared(office, key, person=person, level="edit", until=TOMORROW)
    west = await office.as_("sunqian")
    assert (await west.patch(f"/records/account/{key}", json={"employees": 6})).status_code == 200
    assert await office.names("sunqian") == ["Blue Works"]


async def told(office: Office, login: str, key: str) -> list[object]:
    """What the record tells somebody of his editing it: by itself, in a list, and in a list of one field."""
    client = await office.as_(login)
    alone = (await client.get(f"/records/account/{key}")).json()
    pages = [
        (await client.get("/records/account", params=asked)).json()["records"] for asked in ({}, {"fields": "name"})
    ]
    return [each.get("can_edit") for each in (alone, *(row for page in pages for row in page if row["id"] == key))]


async def test_record_tells_whether_it_may_be_edited_where_that_differs_from_one_to_the_next(office: Office) -> None:
    key, person = await account(office), await office.person("sunqian")
    own = (await office.create("sunqian", "account", name="Green Works"))["id"]
    await shared(office, key, person=person)
    assert await told(office, "sunqian", key) == [False] * 3
    assert await told(office, "sunqian", own) == [True] * 3
    assert await told(office, "admin", key) == [None] * 3
    await shared(office, key, person=person, level="edit")
    assert await told(office, "sunqian", key) == [True] * 3


@pytest.mark.parametrize("kind", ["team", "role"])
async def test_record_is_shared_with_a_team_or_role(office: Office, kind: str) -> None:
    key = await account(office)
    whom = {"team": await office.team("west"), "role": await office.role("representative")}[kind]
    assert (await shared(office, key, **{kind: whom})).status_code == 201
    assert await office.names("sunqian") == ["Blue Works"]


async def test_share_that_is_over_shares_nothing(office: Office) -> None:
    key = await account(office)
    answer = await shared(office, key, person=await office.person("sunqian"), until=YESTERDAY)
    assert answer.json()["shares"][0]["is_over"]
    assert await office.names("sunqian") == []


async def test_share_and_its_end_are_undone(office: Office) -> None:
    key = await account(office)
    made = await shared(office, key, person=await office.person("sunqian"))
    lina = await office.as_("lina")
    undone = await lina.post(f"/changes/{made.headers['X-Change-Set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert await office.names("sunqian") == []
    redone = await lina.post(f"/changes/{undone.json()['change_set']}/undo", json={})
    assert redone.status_code == 200, redone.text
    assert await office.names("sunqian") == ["Blue Works"]


async def test_what_is_shared_by_hand_stays_shared_through_changes_and_rules(office: Office) -> None:
    key, person = await account(office), await office.person("sunqian")
    await shared(office, key, person=person)
    rule = {"name": "r", "object": "account", "criteria": {"field": "employees", "op": "gt", "value": 7}}
    made = await office.create("admin", "sharing_rule", **rule, people=[person])
    await office.change("account", key, employees=8)
    await office.change("account", key, employees=3)
    assert await office.names("sunqian") == ["Blue Works"]
    await (await office.as_("admin")).delete(f"/records/sharing_rule/{made['id']}")
    assert await office.names("sunqian") == ["Blue Works"]


async def test_only_who_may_edit_and_share_a_record_shares_it(office: Office) -> None:
    key, person = await account(office), await office.person("sunqian")
    assert (await shared(office, key, "sunqian", person=person)).status_code == 404
    assert (await shared(office, key, "zhoumin", person=person)).status_code == 403
    assert (await shared(office, key, "viewer", person=person)).status_code == 403
    assert await office.names("sunqian") == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "person"),
        ({"person": "01890000-0000-7000-8000-000000000000"}, "person"),
        ({"person": "nobody"}, "person"),
        ({"team": "x", "role": "y"}, "person"),
        ({"person": "01890000-0000-7000-8000-000000000000", "level": "own"}, "level"),
        ({"person": "01890000-0000-7000-8000-000000000000", "until": "soon"}, "until"),
    ],
)
async def test_sharing_with_nobody_in_particular_is_refused(office: Office, given: Any, field: str) -> None:
    answer = await shared(office, await account(office), **given)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def plan(office: Office, login: str, delegate: str, since: str, until: str) -> httpx.Response:
    given = {"delegate": await office.person(delegate), "since": since, "until": until}
    return await (await office.as_(login)).post("/sharing/absences", json=given)


async def test_delegate_sees_and_edits_what_is_the_absent_persons(office: Office) -> None:
    key = await account(office)
    seen = (await office.create("admin", "account", name="Shared with Lina"))["id"]
    await shared(office, seen, "admin", person=await office.person("lina"))
    assert await office.names("sunqian") == []
    made = await plan(office, "lina", "sunqian", YESTERDAY, TOMORROW)
    assert made.status_code == 201, made.text
    assert await office.names("sunqian") == ["Blue Works", "Shared with Lina"]
    west = await office.as_("sunqian")
    assert (await west.patch(f"/records/account/{key}", json={"employees": 6})).status_code == 200
    history = (await west.get(f"/records/account/{key}/history")).json()["changes"]
    assert history[0]["by"]["title"] == "孙倩"
    found = await west.get("/search", params={"q": "Blue Works"})
    assert [hit["id"] for hit in found.json()["hits"]] == [key]
    undone = await (await office.as_("lina")).post(f"/changes/{made.headers['X-Change-Set']}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert await office.names("sunqian") == []


@pytest.mark.parametrize("days", [(YESTERDAY, YESTERDAY), (TOMORROW, TOMORROW)])
async def test_nobody_stands_in_before_or_after_an_absence(office: Office, days: tuple[str, str]) -> None:
    await account(office)
    assert (await plan(office, "lina", "sunqian", *days)).status_code == 201
    assert await office.names("sunqian") == []


async def test_absences_are_ones_own_to_set_unless_one_may_change_people_and_roles(office: Office) -> None:
    lina, west = await office.person("lina"), await office.person("sunqian")
    given = {"person": lina, "delegate": west, "since": YESTERDAY, "until": TOMORROW}
    grabbed = await (await office.as_("sunqian")).post("/sharing/absences", json=given)
    assert grabbed.status_code == 403
    set_by = await (await office.as_("admin")).post("/sharing/absences", json=given)
    assert set_by.status_code == 201, set_by.text
    mine = (await (await office.as_("lina")).get("/sharing/absences")).json()["absences"]
    assert [(each["delegate"]["title"], each["is_now"]) for each in mine] == [("孙倩", True)]
    key = set_by.json()["id"]
    assert (await (await office.as_("zhoumin")).delete(f"/sharing/absences/{key}")).status_code == 404
    assert (await (await office.as_("lina")).delete(f"/sharing/absences/{key}")).status_code == 204
    assert (await (await office.as_("zhoumin")).get("/sharing/absences?of=all")).status_code == 403


async def test_absence_makes_sense(office: Office) -> None:
    assert (await plan(office, "lina", "lina", YESTERDAY, TOMORROW)).status_code == 422
    assert (await plan(office, "lina", "sunqian", TOMORROW, YESTERDAY)).status_code == 422
    assert (await plan(office, "lina", "sunqian", "2026-01-01", "2028-01-01")).status_code == 422


async def test_what_one_has_by_a_share_is_neither_handed_on_nor_taken(office: Office) -> None:
    key, person = await account(office), await office.person("sunqian")
    made = await shared(office, key, person=person, level="edit", until=TOMORROW)
    lent = made.json()["shares"][0]["id"]
    guest = await office.as_("sunqian")
    assert (await guest.patch(f"/records/account/{key}", json={"employees": 6})).status_code == 200
    refused = [
        await shared(office, key, "sunqian", person=person, level="edit"),
        await shared(office, key, "sunqian", role=await office.role("representative")),
        await guest.delete(f"/records/account/{key}/shares/{lent}"),
        await guest.patch(f"/records/account/{key}", json={"owner": "me"}),
        await guest.patch(f"/records/account/{key}", json={"team": await office.team("west")}),
    ]
    assert [each.status_code for each in refused] == [403, 403, 403, 422, 422], [each.text for each in refused]
    assert (await (await office.as_("lina")).get(f"/records/account/{key}")).json()["employees"] == 6


async def test_a_file_of_what_was_shared_goes_with_the_share(office: Office) -> None:
    admin, role = await office.as_("admin"), await office.role("representative")
    grants = (await admin.get(f"/records/role/{role}")).json()["grants"]
    for grant in grants.values():
        grant["rights"] = [*grant["rights"], "export"]
    await office.change("role", role, grants=grants)
    key, person = await account(office), await office.person("sunqian")
    await shared(office, key, person=person)
    sunqian = await office.as_("sunqian")
    made = await sunqian.post("/exports", json={"object": "account", "fields": ["name"], "format": "csv"})
    assert made.status_code in (200, 201), made.text
    file = f"/exports/{made.json()['id']}/file"
    assert "Blue Works" in (await sunqian.get(file)).text
    lina = await office.as_("lina")
    [share] = (await lina.get(f"/records/account/{key}/shares")).json()["shares"]
    assert (await lina.delete(f"/records/account/{key}/shares/{share['id']}")).status_code == 204
    refused = await sunqian.get(file)
    assert (refused.status_code, refused.json()["code"]) == (403, "export_rights_changed")
