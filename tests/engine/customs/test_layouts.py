"""REC-7, REC-2: page and form are arranged for everyone or for a role, kept as definitions and undone like all else."""

from typing import Any

import httpx
import pytest

from guanxi import main
from guanxi.engine.company import Company
from guanxi.engine.customs import load_registry
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
AT = "/shape/objects/contact/layouts"
TOP = {"key": "top", "labels": {"en": "Top", "zh-CN": "要点"}, "fields": ["mobile", "name"]}


async def lay_out(admin: httpx.AsyncClient, role: str = "everyone", **facts: Any) -> httpx.Response:
    done = await admin.put(f"{AT}/{role}", json={"groups": [TOP], **facts})
    assert done.status_code == 200, done.text
    return done


async def seen(client: httpx.AsyncClient, language: str = "en") -> dict[str, Any]:
    return (await client.get("/meta", headers={"Accept-Language": language})).json()["objects"]["contact"]


def group(facts: dict[str, Any], name: str) -> list[str]:
    return [field for each in facts["groups"] if each["name"] == name for field in each["fields"]]


async def test_layout_arranges_groups_head_and_lists_for_everyone(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    before, viewer = await seen(admin), await sign_in("viewer")
    lists = [f"{each['object']}.{each['field']}" for each in before["related"]]
    await lay_out(admin, left_out=["wechat"], head=["mobile", "email"], related=lists[::-1], related_left_out=lists[:1])
    facts = await seen(viewer, "zh-CN")
    assert (facts["groups"][0]["name"], facts["groups"][0]["label"]) == ("top", "要点")
    assert facts["groups"][0]["fields"] == ["mobile", "name"]
    assert (facts["left_out"], facts["key_facts"]) == (["wechat"], ["mobile", "email"])
    assert all("wechat" not in each["fields"] for each in facts["groups"])
    assert "wechat" in facts["fields"]
    assert [f"{each['object']}.{each['field']}" for each in facts["related"]] == lists[::-1]
    assert [each["is_shown"] for each in facts["related"]] == [True] * (len(lists) - 1) + [False]


async def test_first_of_the_roles_layouts_counts_and_order_can_be_changed(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await lay_out(admin)
    await lay_out(admin, "representative", head=["email"])
    await lay_out(admin, "manager", head=["mobile"])
    roles = {each["code"]: each["id"] for each in (await admin.get("/records/role")).json()["records"]}
    people = (await admin.get("/records/user", params={"fields": "login"})).json()["records"]
    both = {"roles": [roles["manager"], roles["representative"]]}
    someone = next(each["id"] for each in people if each["login"] == "lina")
    assert (await admin.patch(f"/records/user/{someone}", json=both)).status_code == 200
    lina = await sign_in("lina")
    assert (await seen(lina))["key_facts"] == ["email"]
    turned = await admin.patch(AT, json={"order": ["manager", "representative"]})
    assert turned.status_code == 200, turned.text
    assert (await seen(lina))["key_facts"] == ["mobile"]
    kept = (await admin.get(AT)).json()["layouts"]
    assert [each["role"] for each in kept] == ["everyone", "manager", "representative"]
    undone = await admin.post(f"/changes/{turned.headers['x-change-set']}/undo")
    assert undone.status_code == 200, undone.text
    assert (await seen(lina))["key_facts"] == ["email"]
    assert group(await seen(await sign_in("viewer")), "top") == ["mobile", "name"]


async def test_layout_is_undone_dropped_and_brought_back(admin: httpx.AsyncClient) -> None:
    before = await seen(admin)
    made = await lay_out(admin)
    changed = await lay_out(admin, head=["email"])
    listed = (await admin.get("/changes", params={"limit": 1})).json()["changes"][0]
    assert listed["summary"] == [{"object": "layout", "kind": "update", "count": 1, "label": "Layout"}]
    assert (await admin.post(f"/changes/{changed.headers['x-change-set']}/undo")).status_code == 200
    assert (await seen(admin))["key_facts"] == before["key_facts"]
    dropped = await admin.delete(f"{AT}/everyone")
    assert (await seen(admin))["groups"] == before["groups"]
    assert (await admin.post(f"/changes/{dropped.headers['x-change-set']}/undo")).status_code == 200
    assert group(await seen(admin), "top") == ["mobile", "name"]
    assert (await admin.post(f"/changes/{made.headers['x-change-set']}/undo", json={"rest": True})).status_code == 200
    assert (await admin.delete(f"{AT}/manager")).status_code == 404


async def test_new_and_dropped_fields_leave_the_layout_working(admin: httpx.AsyncClient, company: Company) -> None:
    made = await admin.post("/shape/objects/contact/fields", json={"kind": "text", "labels": {"en": "Nickname"}})
    await lay_out(admin, groups=[{**TOP, "fields": ["x_nickname", "mobile"]}], head=["x_nickname"])
    await admin.delete("/shape/objects/contact/fields/x_nickname")
    assert group(await seen(admin), "top") == ["mobile"]
    assert (await lay_out(admin, groups=[{**TOP, "fields": ["x_nickname", "email"]}])).status_code == 200
    added = await admin.post(
        "/shape/objects/contact/fields", json={"kind": "text", "labels": {"en": "Hobby"}, "group": "knowledge"}
    )
    assert group(await seen(admin), "knowledge")[-1] == added.json()["name"] == "x_hobby"
    assert made.json()["name"] == "x_nickname"
    async with company.pool.connection() as connection:
        loaded = await load_registry(connection, main.standard_registry())
    assert loaded["contact"].layouts[0].groups[0].fields == ("x_nickname", "email")


async def test_field_without_which_there_is_no_new_record_is_never_left_out(admin: httpx.AsyncClient) -> None:
    await lay_out(admin, groups=[], left_out=["name", "wechat"])
    facts = await seen(admin)
    assert facts["left_out"] == ["wechat"]
    assert any("name" in each["fields"] for each in facts["groups"])


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({}, "bad_layout"),
    ({"groups": [{"key": "a", "fields": []}, {"key": "a", "fields": []}]}, "bad_layout"),
    ({"groups": [{"key": "a", "fields": "name"}]}, "not_names"),
    ({"groups": [{"key": "a", "fields": ["moon"]}]}, "unknown_field"),
    ({"groups": [{"key": "a", "fields": ["name"]}], "left_out": ["name"]}, "field_twice"),
    ({"groups": [], "related": ["moon.of"]}, "unknown_field"),
    ({"groups": [], "head": [3]}, "not_names"),
]


@pytest.mark.parametrize(("facts", "code"), MALFORMED)
async def test_malformed_layouts_are_refused(admin: httpx.AsyncClient, facts: dict[str, Any], code: str) -> None:
    refused = await admin.put(f"{AT}/everyone", json=facts)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


async def test_only_administrators_lay_out_and_only_for_roles_that_there_are(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    lina = await sign_in("lina")
    assert (await lina.put(f"{AT}/everyone", json={"groups": []})).status_code == 403
    assert (await lina.get(AT)).status_code == 403
    assert (await admin.put(f"{AT}/moon", json={"groups": []})).status_code == 404
    assert (await admin.patch(AT, json={"order": ["manager"]})).status_code == 422
