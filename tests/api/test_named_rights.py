"""A refusal names the right that is wanting as the role editor does, in the reader's language: ACC-4, UIX-3."""

import json
from pathlib import Path

import pytest

from guanxi.engine.company import Company
from guanxi.engine.people import load_grants
from guanxi.kernel.access import ALL, RIGHTS
from guanxi.main import all_words
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
CLIENT_TEXTS = Path(__file__).parents[2] / "client" / "src" / "i18n"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Your role does not include the right “Delete” on Account. Ask your administrator."),
        ("zh-CN", "您的角色没有「客户」的「删除」权限，请联系管理员。"),
        ("zh-TW", "您的角色沒有「客戶」的「刪除」權限，請聯絡管理員。"),
    ],
)
async def test_missing_right_is_named_in_the_readers_language(sign_in: SignIn, language: str, told: str) -> None:
    viewer = await sign_in("viewer")
    refused = await viewer.request(
        "DELETE",
        "/records/account",
        json={"ids": ["01890000-0000-7000-8000-000000000000"]},
        headers={"Accept-Language": language},
    )
    assert (refused.status_code, refused.json()["detail"]) == (403, told)


@pytest.mark.parametrize("language", ["en", "zh-CN", "zh-TW"])
def test_rights_are_called_alike_in_refusals_and_in_the_role_editor(language: str) -> None:
    shown = json.loads((CLIENT_TEXTS / language / "roles.json").read_text("utf-8"))["right"]
    words = all_words()
    assert {right: words.text(language, f"system.rights.{right}") for right in RIGHTS} == shown


async def test_role_of_the_product_has_a_right_that_came_after_it_was_made(company: Company) -> None:
    async with company.pool.connection() as connection:
        await connection.execute(
            b'UPDATE record.role SET grants = \'{"*": {"rights": ["read"], "read": "all"}}\' WHERE is_locked'
        )
        assert (await load_grants(connection))["administrator"]["*"] == ALL
