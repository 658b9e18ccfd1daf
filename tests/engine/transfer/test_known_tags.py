"""REC-15: known tags are exported by their labels and taken by them in any language."""

import httpx
import pytest

from guanxi.engine.company import Company
from tests.engine.transfer.conftest import Upload
from tests.engine.transfer.test_export import export
from tests.engine.transfer.test_import import records
from tests.engine.transfer.test_parquet import export as as_parquet
from tests.fixtures.company import Cast

pytestmark = pytest.mark.anyio
KNOWN = [
    {"key": "重点客户", "labels": {"en": "Key account", "zh-TW": "重點客戶"}, "aliases": ["VIP"]},
    {"key": "quick", "labels": {"en": "Quick; easy"}},
]


async def test_known_tags_go_out_by_label_and_come_in_by_any_word(
    admin: httpx.AsyncClient, company: Company, cast: Cast, bring: Upload
) -> None:
    told = await admin.patch("/shape/objects/account/fields/tags", json={"choices": KNOWN})
    assert told.status_code == 200, told.text
    done = await bring(cast.admin, "account", "name,tags\nOne,KEY ACCOUNT;odd\nTwo,重點客戶;vip\nThree,quick\n")
    assert done.counts == (3, 0, 0, 0)
    assert await records(company, cast.admin, "account", "name", "tags") == [
        ("One", ["重点客户", "odd"]),
        ("Three", ["quick"]),
        ("Two", ["重点客户"]),
    ]
    written = await export(company, cast.admin, object="account", fields=["name", "tags"], format="csv", sort=["name"])
    assert written[1:] == [["One", "Key account; odd"], ["Three", "quick"], ["Two", "Key account"]]
    _, rows = await as_parquet(company, cast.admin, "en", object="account", fields=["tags"], sort=["name"])
    assert [(row["tags"], row["tags_keys"]) for row in rows] == [
        (["Key account", "odd"], ["重点客户", "odd"]),
        (["Quick; easy"], ["quick"]),
        (["Key account"], ["重点客户"]),
    ]
