"""REC-15: known tags have labels, colours and groups; free words join them, and all of it can be undone."""

from typing import Any

import httpx
import orjson
import pytest

from guanxi.engine.company import Company
from guanxi.engine.jobs import JOBS
from tests.fixtures.company import Cast, SignIn

pytestmark = pytest.mark.anyio
FIELD = "/shape/objects/account/fields/tags"
TIER = {"key": "tier", "labels": {"en": "Tier", "zh-CN": "等级"}}
KEY = {
    "key": "重点客户",
    "labels": {"en": "Key account", "zh-CN": "重点客户", "zh-TW": "重點客戶"},
    "colour": "red",
    "group": "tier",
}


async def work_off(company: Company, cast: Cast) -> None:
    """Does what the queue holds of shaping, twice, since a job may run again."""
    async with company.work(cast.admin) as work:
        rows = await work.fetch(
            "DELETE FROM pgqueuer WHERE entrypoint IN ('refill', 'join_tags') RETURNING entrypoint, payload"
        )
    for name, payload in [*rows, *rows]:
        await JOBS[name](company, orjson.loads(payload))


async def know(admin: httpx.AsyncClient, *tags: dict[str, Any], **facts: Any) -> httpx.Response:
    told = await admin.patch(FIELD, json={"tag_groups": [TIER], "choices": list(tags), **facts})
    assert told.status_code == 200, told.text
    return told


async def create(admin: httpx.AsyncClient, name: str, *tags: str) -> str:
    made = await admin.post("/records/account", json={"name": name, "tags": list(tags)})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def tags_of(admin: httpx.AsyncClient, record_id: str) -> list[str]:
    return (await admin.get(f"/records/account/{record_id}")).json()["tags"]


async def found(admin: httpx.AsyncClient, text: str) -> list[dict[str, Any]]:
    return (await admin.get("/search", params={"q": text})).json()["hits"]


async def named(admin: httpx.AsyncClient, op: str, value: Any) -> list[str]:
    condition = orjson.dumps({"field": "tags", "op": op, "value": value}).decode()
    listed = await admin.get("/records/account", params={"filter": condition, "sort": "name"})
    assert listed.status_code == 200, listed.text
    return [each["name"] for each in listed.json()["records"]]


async def test_meta_tells_known_tags_with_colour_group_and_sound(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    await know(admin, KEY)
    viewer = await sign_in("viewer")
    facts = (await viewer.get("/meta", headers={"Accept-Language": "zh-CN"})).json()["objects"]["account"]
    field = facts["fields"]["tags"]
    assert field["tag_groups"] == [{"key": "tier", "label": "等级"}]
    assert (field["only_known"], [each["label"] for each in field["choices"]]) == (False, ["重点客户"])
    assert (field["choices"][0]["colour"], field["choices"][0]["group"]) == ("red", "tier")
    assert {"zhongdiankehu", "zdkh"} <= set(field["choices"][0]["sounds"].split())


async def test_any_word_of_a_known_tag_means_it_and_other_words_stay_free(admin: httpx.AsyncClient) -> None:
    await know(admin, KEY)
    one = await create(admin, "One", "key ACCOUNT", "重點客戶", "Odd")
    assert await tags_of(admin, one) == ["重点客户", "Odd"]
    await create(admin, "Two", "Odd")
    assert await named(admin, "has", "Key account") == ["One"]
    assert await named(admin, "has_any", ["重點客戶", "Odd"]) == ["One", "Two"]
    assert await named(admin, "has_none", ["Key account"]) == ["Two"]


async def test_only_known_tags_are_taken_where_the_field_says_so(admin: httpx.AsyncClient) -> None:
    await know(admin, KEY, only_known=True)
    refused = await admin.post("/records/account", json={"name": "Acme", "tags": ["Odd"]})
    assert refused.status_code == 422
    assert (refused.json()["errors"][0]["field"], refused.json()["errors"][0]["code"]) == ("tags", "unknown_choice")
    described = (await admin.get("/openapi.json")).json()["components"]["schemas"]["account"]
    assert described["properties"]["tags"]["items"]["enum"] == ["重点客户"]


async def test_free_words_join_the_tag_that_is_made_known_and_part_again_with_the_undo(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    written, other = await create(admin, "One", "KEY account", "Odd"), await create(admin, "Two", "Odd")
    made = await know(admin, KEY)
    await work_off(company, cast)
    assert await tags_of(admin, written) == ["重点客户", "Odd"]
    assert await tags_of(admin, other) == ["Odd"]
    undone = await admin.post(f"/changes/{made.headers['x-change-set']}/undo")
    assert undone.status_code == 200, undone.text
    await work_off(company, cast)
    assert await tags_of(admin, written) == ["KEY account", "Odd"]
    fields = (await admin.get("/meta")).json()["objects"]["account"]["fields"]
    assert fields["tags"]["choices"] == []


async def test_merged_tag_lives_on_in_the_other_and_its_words_mean_it(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    vip = {"key": "VIP", "labels": {"en": "Very important"}, "group": None}
    await know(admin, KEY, vip)
    record_id = await create(admin, "One", "Very important", "Odd")
    assert await tags_of(admin, record_id) == ["VIP", "Odd"]
    merged = await know(admin, {**KEY, "aliases": ["VIP", "Very important"]})
    await work_off(company, cast)
    assert await tags_of(admin, record_id) == ["重点客户", "Odd"]
    assert await named(admin, "has", "very important") == ["One"]
    await know(admin, {name: KEY[name] for name in ("key", "labels", "group")})
    assert await named(admin, "has", "VIP") == ["One"]
    blocked = await admin.post(f"/changes/{merged.headers['x-change-set']}/undo", json={"rest": True})
    assert blocked.status_code == 200, blocked.text


async def test_undo_of_a_merge_gives_the_records_their_tag_back(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    await know(admin, KEY, {"key": "VIP", "labels": {"en": "Very important"}})
    record_id = await create(admin, "One", "VIP")
    merged = await know(admin, {**KEY, "aliases": ["VIP", "Very important"]})
    await work_off(company, cast)
    undone = await admin.post(f"/changes/{merged.headers['x-change-set']}/undo")
    assert undone.status_code == 200, undone.text
    assert await tags_of(admin, record_id) == ["VIP"]
    fields = (await admin.get("/meta")).json()["objects"]["account"]["fields"]
    assert [each["label"] for each in fields["tags"]["choices"]] == ["Key account", "Very important"]


async def test_records_are_found_by_every_word_of_their_known_tags(
    admin: httpx.AsyncClient, company: Company, cast: Cast
) -> None:
    record_id = await create(admin, "One", "重点客户")
    await know(admin, KEY)
    await work_off(company, cast)
    hits = await found(admin, "Key acc")
    assert [hit["id"] for hit in hits] == [record_id]
    assert hits[0]["matched"] == [{"field": "tags", "label": "Tags", "text": "Key account", "tags": ["重点客户"]}]
    await know(admin, {**KEY, "labels": {"en": "Flagship"}})
    await work_off(company, cast)
    assert [hit["id"] for hit in await found(admin, "flagsh")] == [record_id]


async def test_one_word_for_two_tags_and_a_missing_group_are_refused(admin: httpx.AsyncClient) -> None:
    twice = await admin.patch(FIELD, json={"choices": [{"key": "A"}, {"key": "B", "labels": {"en": "ａ"}}]})
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (422, "tag_word_twice")
    nowhere = await admin.patch(FIELD, json={"choices": [{"key": "A", "group": "moon"}]})
    assert (nowhere.status_code, nowhere.json()["errors"][0]["field"]) == (422, "choices")
    elsewhere = await admin.patch("/shape/objects/account/fields/name", json={"only_known": True})
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["code"]) == (422, "fact_of_other_kinds")


async def test_tags_in_use_are_those_of_records_that_the_caller_may_read(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    lina, sunqian = await sign_in("lina"), await sign_in("sunqian")
    await create(lina, "One", "出口", "Odd")
    await create(lina, "Two", "出口")
    used = (await lina.get("/tags/account/tags")).json()["tags"]
    assert [(each["word"], each["count"]) for each in used] == [("出口", 2), ("Odd", 1)]
    assert "chukou" in used[0]["sounds"]
    assert (await sunqian.get("/tags/account/tags")).json()["tags"] == []
    assert (await lina.get("/tags/account/name")).status_code == 404
