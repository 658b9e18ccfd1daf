"""The box says what it found where the title does not show it: REC-8."""

import pytest

from guanxi.engine.company import Company
from guanxi.engine.finding import look_up, search
from guanxi.engine.query.aggregate import titles_of
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio


async def test_a_hit_names_the_field_in_which_the_text_was_found(company: Company, cast: Cast) -> None:
    await make(company, cast.admin, "contact", name="张伟", mobile="+8613912345678", email="zw@example.com")
    await make(company, cast.admin, "note", subject="Talk", text="x " * 200 + "the Antwerp warehouse " + "y " * 200)
    async with company.reading(cast.admin) as work:
        [by_phone] = await search(work, "139-1234", [], 10)
        [by_word] = await search(work, "antwerp", [], 10)
        [by_title] = await search(work, "zhangwei", [], 10)
    assert [(each["field"], each["text"]) for each in by_phone["matched"]] == [("mobile", "+8613912345678")]
    assert by_phone["matched"][0]["label"]
    [found] = by_word["matched"]
    assert "the Antwerp warehouse" in found["text"]
    assert len(found["text"]) < 130
    assert by_title["matched"] == []


async def test_an_exact_title_stands_before_many_that_only_contain_it(company: Company, cast: Cast) -> None:
    for number in range(12):
        await make(company, cast.admin, "product", name=f"Pump {number}")
    await make(company, cast.admin, "product", name="Pump")
    for number in range(12, 24):
        await make(company, cast.admin, "product", name=f"Pump {number}")
    async with company.reading(cast.admin) as work:
        found = await search(work, "pump", [], 5)
    assert found[0]["title"] == "Pump"


async def test_many_hits_of_one_object_leave_room_for_those_of_others(company: Company, cast: Cast) -> None:
    for number in range(10):
        await make(company, cast.admin, "product", name=f"青松水泵 {number}")
    await make(company, cast.admin, "account", name="长沙青松生物医药有限公司")
    async with company.reading(cast.admin) as work:
        found = await search(work, "青松", [], 6)
        alone = await search(work, "青松", ["product"], 6)
    assert [each["object"] for each in found] == ["product"] * 5 + ["account"]
    assert len(alone) == 6


async def test_a_hit_says_what_it_belongs_to_as_far_as_the_searcher_may_read_it(company: Company, cast: Cast) -> None:
    lina, sunqian = str(cast.lina.user_id), str(cast.sunqian.user_id)
    account = str(await make(company, cast.admin, "account", name="Castle Works", owner=sunqian))
    mine = str(await make(company, cast.admin, "contact", name="Rosalind", account=account, owner=lina))
    async with company.reading(cast.admin) as work:
        [found] = await search(work, "rosalind", [], 10)
        [recent] = await look_up(work, "contact", "", 10)
    async with company.reading(cast.lina) as work:
        assert await titles_of(work, "account", {account}) == {}
        [seen] = await search(work, "rosalind", [], 10)
    assert (found["id"], found["belongs_to"]) == (mine, "Castle Works")
    assert recent["belongs_to"] == "Castle Works"
    assert (seen["id"], seen["belongs_to"]) == (mine, None)
