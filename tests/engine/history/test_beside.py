"""Views, files and rights are changed as records are: kept, listed and undone."""

import httpx
import pytest

from guanxi.engine.company import Company
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
VIEW = {"object": "account", "name": "Big ones", "kind": "table", "columns": ["name"], "shared": "everyone"}


async def undo(client: httpx.AsyncClient, answer: httpx.Response) -> httpx.Response:
    return await client.post(f"/changes/{answer.headers['x-change-set']}/undo", json={})


async def views(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    found = (await client.get("/views", params={"object": "account"})).json()["views"]
    return [(view["name"], view["shared"]) for view in found]


async def test_every_change_of_a_view_is_undone(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    made = await lina.post("/views", json=VIEW)
    address = f"/views/{made.json()['id']}"
    changed = await lina.patch(address, json={"name": "Small ones", "shared": "me"})
    dropped = await lina.delete(address)
    assert await views(lina) == []
    assert (await undo(lina, dropped)).status_code == 200
    assert await views(lina) == [("Small ones", "me")]
    assert (await undo(lina, changed)).status_code == 200
    assert await views(lina) == [("Big ones", "everyone")]
    listed = (await lina.get("/changes")).json()["changes"]
    assert {each["label"] for change in listed for each in change["summary"]} == {"View"}
    assert (await undo(lina, made)).status_code == 200
    assert await views(lina) == []


async def test_view_of_another_is_not_undone(sign_in: SignIn, admin: httpx.AsyncClient) -> None:
    lina = await sign_in("lina")
    made = await lina.post("/views", json=VIEW)
    assert (await undo(await sign_in("zhoumin"), made)).status_code == 404
    assert (await undo(admin, made)).status_code == 200


async def test_deleted_file_comes_back(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    account = (await lina.post("/records/account", json={"name": "Acme"})).json()
    address = f"/records/account/{account['id']}/files"
    filed = await lina.post(address, content=b"contents", headers={"X-File-Name": "offer.txt"})
    before = (await lina.get(address)).json()["files"]
    dropped = await lina.delete(f"/files/{filed.json()['id']}")
    assert (await lina.get(address)).json()["files"] == []
    undone = await undo(lina, dropped)
    assert undone.status_code == 200, undone.text
    assert (await lina.get(address)).json()["files"] == before
    assert (await lina.get(f"/files/{filed.json()['id']}")).content == b"contents"
    details = (await lina.get(f"/changes/{dropped.headers['x-change-set']}")).json()["records"]
    assert [(each["object"], each["title"], each["kind"]) for each in details] == [("file", "offer.txt", "delete")]
    assert (await undo(lina, filed)).status_code == 200
    assert (await lina.get(address)).json()["files"] == []


async def test_changed_rights_are_undone(admin: httpx.AsyncClient) -> None:
    roles = (await admin.get("/records/role", params={"limit": 500})).json()["records"]
    viewer = next(role for role in roles if role["code"] == "viewer")
    changed = await admin.patch(f"/records/role/{viewer['id']}", json={"grants": {"*": {"rights": [], "read": "none"}}})
    assert changed.status_code == 200, changed.text
    assert (await undo(admin, changed)).status_code == 200
    assert (await admin.get(f"/records/role/{viewer['id']}")).json()["grants"] == viewer["grants"]


async def test_view_that_an_administrator_renames_stays_with_its_team(sign_in: SignIn, company: Company) -> None:
    lina, colleague = await sign_in("lina"), await sign_in("zhoumin")
    made = await lina.post("/views", json=VIEW | {"shared": "team"})
    async with company.pool.connection() as connection:
        await connection.execute(
            b"UPDATE record.\"user\" SET team = (SELECT id FROM record.team WHERE name = 'west') WHERE login = 'admin'"
        )
    office = await sign_in("admin")
    renamed = await office.patch(f"/views/{made.json()['id']}", json={"name": "Larger ones"})
    assert (renamed.status_code, renamed.json()["shared"]) == (200, "team")
    assert await views(colleague) == [("Larger ones", "team")]
    assert await views(await sign_in("sunqian")) == []


async def test_every_change_of_a_comment_is_undone(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    account = (await lina.post("/records/account", json={"name": "Acme"})).json()
    address = f"/records/account/{account['id']}/comments"

    async def said() -> list[str]:
        return [each["text"] for each in (await lina.get(address)).json()["comments"]]

    made = await lina.post(address, json={"text": "First"})
    comment = f"/comments/{made.json()['id']}"
    changed = await lina.patch(comment, json={"text": "Second"})
    assert (changed.status_code, changed.json()) == (200, made.json() | {"text": "Second"})
    dropped = await lina.delete(comment)
    assert (dropped.status_code, await said()) == (204, [])
    listed = (await lina.get("/changes")).json()["changes"]
    assert [each["summary"][0].get("label") for each in listed] == ["Comment", "Comment", "Comment", None]
    details = (await lina.get(f"/changes/{dropped.headers['x-change-set']}")).json()["records"]
    assert [(each["object"], each["title"], each["kind"]) for each in details] == [("comment", "Second", "delete")]
    assert (await undo(lina, dropped)).status_code == 200
    assert await said() == ["Second"]
    assert (await undo(lina, changed)).status_code == 200
    assert await said() == ["First"]
    assert (await undo(lina, made)).status_code == 200
    assert await said() == []


async def test_comment_of_another_is_his(sign_in: SignIn, admin: httpx.AsyncClient) -> None:
    lina, manager = await sign_in("lina"), await sign_in("chenli")
    account = (await lina.post("/records/account", json={"name": "Acme"})).json()
    made = await lina.post(f"/records/account/{account['id']}/comments", json={"text": "Mine"})
    comment = f"/comments/{made.json()['id']}"
    assert (await manager.patch(comment, json={"text": "Yours"})).status_code == 403
    assert (await manager.delete(comment)).status_code == 403
    assert (await admin.delete(comment)).status_code == 204
    assert (await admin.delete(comment)).json()["code"] == "no_such_comment"


async def test_own_language_and_zone_are_changes_of_the_own_record(sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    person = (await lina.get("/auth/me")).json()["user"]["id"]
    changed = await lina.patch("/auth/me", json={"language": "zh-TW", "time_zone": "Asia/Taipei"})
    assert (changed.json()["language"], changed.json()["time_zone"]) == ("zh-TW", "Asia/Taipei")
    details = (await lina.get(f"/changes/{changed.headers['x-change-set']}")).json()
    assert (details["source"], details["records"][0]["id"]) == ("screen", person)
    assert {each["field"]: each["new"] for each in details["records"][0]["fields"]} == {
        "language": "zh-TW",
        "time_zone": "Asia/Taipei",
    }
    undone = await undo(lina, changed)
    assert undone.status_code == 200, undone.text
    fresh = await sign_in("lina")
    assert (await fresh.get("/auth/me")).json()["time_zone"] == "Asia/Shanghai"
    assert "x-change-set" not in (await fresh.patch("/auth/me", json={"preferences": {"a": 1}})).headers
