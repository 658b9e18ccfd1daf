"""An administrator looks through another's eyes: he sees what that person sees, changes nothing, and it is logged.
ACC-5."""

from uuid import UUID

import pytest

from tests.fixtures.office import Office

pytestmark = pytest.mark.anyio
DEEDS = b"SELECT e.action, e.record_id::text FROM audit.entry e WHERE e.action LIKE 'view_as%' ORDER BY e.at"


async def look(office: Office, login: str) -> None:
    admin = await office.as_("admin")
    answer = await admin.post("/sharing/view-as", json={"user": await office.person(login)})
    assert answer.status_code == 201, answer.text


async def test_what_is_seen_is_what_the_other_sees_until_it_ends(office: Office) -> None:
    await office.create("lina", "account", name="Blue Works")
    assert await office.names("admin") == ["Blue Works"]
    await look(office, "sunqian")
    assert await office.names("admin") == []
    me = (await (await office.as_("admin")).get("/auth/me")).json()
    assert (me["user"]["login"], me["is_looking"], me["is_administrator"]) == ("sunqian", True, False)
    assert (await (await office.as_("admin")).delete("/sharing/view-as")).status_code == 204
    assert await office.names("admin") == ["Blue Works"]


async def test_steps_that_the_other_owes_do_not_stand_in_the_way(office: Office) -> None:
    await office.create("lina", "account", name="Blue Works")
    person = await office.person("lina")
    async with office.company.pool.connection() as connection:
        await connection.execute(
            b"UPDATE record.role SET needs_second_factor = true WHERE code <> $1", ["administrator"]
        )
        await connection.execute(b"UPDATE engine.credential SET must_change = true WHERE user_id = $1::uuid", [person])
    await look(office, "lina")
    assert await office.names("admin") == ["Blue Works"]


async def test_nothing_is_changed_while_looking(office: Office) -> None:
    key = (await office.create("lina", "account", name="Blue Works"))["id"]
    await look(office, "lina")
    admin = await office.as_("admin")
    refused = [
        await admin.patch(f"/records/account/{key}", json={"name": "Red"}),
        await admin.post("/records/account", json={"name": "Red"}),
        await admin.delete(f"/records/account/{key}"),
        await admin.post(f"/records/account/{key}/shares", json={"person": key}),
        await admin.patch("/auth/me", json={"language": "zh-CN"}),
        await admin.put(f"/follow/account/{key}"),
        await admin.post("/exports", json={"object": "account", "format": "csv"}),
        await admin.post("/sharing/absences", json={}),
        await admin.post("/sharing/view-as", json={"user": await office.person("chenli")}),
        await admin.put(f"/records/account/{key}/external-ids/aggregate", json={"value": "1"}),
        await admin.patch("/records/account/by/erp/aggregate", json={"name": "Red"}),
        await admin.patch("/records/account/by/sharing/view-as", json={"name": "Red"}),
    ]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {(403, "only_looking")}
    counted = await admin.post("/records/account/aggregate", json={})
    assert counted.json()["groups"][0]["values"] == [1]
    assert (await admin.get(f"/records/account/{key}?viewed=true")).json()["name"] == "Blue Works"
    assert (await (await office.as_("lina")).get("/recent")).json()["records"] == []


async def test_looking_is_logged_and_for_administrators(office: Office) -> None:
    person = await office.person("lina")
    refused = await (await office.as_("chenli")).post("/sharing/view-as", json={"user": person})
    assert refused.status_code == 403
    await look(office, "lina")
    await (await office.as_("admin")).delete("/sharing/view-as")
    async with office.company.pool.connection() as connection:
        rows = await (await connection.execute(DEEDS)).fetchall()
    assert rows == [("view_as_begun", person), ("view_as_ended", person)]


async def test_looking_ends_by_itself_and_with_who_is_looked_as(office: Office) -> None:
    await look(office, "lina")
    async with office.company.pool.connection() as connection:
        await connection.execute(b"UPDATE engine.view_as SET until = now() - interval '1 second'")
    assert (await (await office.as_("admin")).get("/auth/me")).json()["user"]["login"] == "admin"
    missing = await (await office.as_("admin")).post("/sharing/view-as", json={"user": str(UUID(int=5))})
    assert missing.status_code == 404


async def test_looking_ends_with_the_right_to_look(office: Office) -> None:
    second, role = await office.person("lina"), await office.role("administrator")
    await office.change("user", second, roles=[role])
    admin = await office.as_("admin")
    answer = await admin.post("/sharing/view-as", json={"user": second})
    assert answer.status_code == 201, answer.text
    assert (await admin.get("/auth/me")).json()["is_looking"] is True
    async with office.company.pool.connection() as connection:
        await connection.execute(
            b"UPDATE record.\"user\" SET roles = ARRAY[$1::uuid] WHERE login = 'admin'",
            [await office.role("representative")],
        )
    me = (await (await office.as_("admin")).get("/auth/me")).json()
    assert (me["is_looking"], me["is_administrator"]) == (False, False)
    assert (await admin.get("/audit")).status_code == 403
