"""The first roles are called in each reader's language until somebody renames them: UIX-3, ACC-4."""

from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.company.words import LANGUAGES
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
NAMES = {"en": "Manager", "zh-CN": "销售经理", "zh-TW": "業務經理"}


async def role(admin: httpx.AsyncClient, code: str) -> dict[str, Any]:
    tree = f'{{"field": "code", "op": "eq", "value": "{code}"}}'
    return (await admin.get("/records/role", params={"filter": tree})).json()["records"][0]


async def speak(admin: httpx.AsyncClient, language: str) -> None:
    assert (await admin.patch("/auth/me", json={"language": language})).status_code == 200


async def told(admin: httpx.AsyncClient, role_id: str, code: str) -> set[str]:
    """What a role is called: by itself, in the list, where it is referred to, in a picker and in the search."""
    one = (await admin.get(f"/records/role/{role_id}")).json()["name"]
    user = (await admin.get("/records/user", params={"expand": "roles", "filter": HAS % role_id})).json()["records"][0]
    picked = (await admin.get("/lookup/role")).json()["hits"]
    hits = [hit["title"] for hit in picked if hit["id"] == role_id]
    return {one, (await role(admin, code))["name"], user["roles"][0]["title"], *hits}


HAS = '{"field": "roles", "op": "has", "value": "%s"}'


@pytest.mark.parametrize("language", LANGUAGES)
async def test_first_role_is_called_in_the_readers_language(admin: httpx.AsyncClient, language: str) -> None:
    manager = await role(admin, "manager")
    await speak(admin, language)
    assert await told(admin, manager["id"], "manager") == {NAMES[language]}
    described = (await admin.get(f"/records/role/{manager['id']}")).json()["description"]
    assert described != manager["description"] or language == "en"


async def test_renamed_role_is_called_as_it_was_renamed(admin: httpx.AsyncClient) -> None:
    manager = await role(admin, "manager")
    named = await admin.patch(f"/records/role/{manager['id']}", json={"name": "Team lead"})
    assert named.json()["name"] == "Team lead"
    await speak(admin, "zh-CN")
    assert await told(admin, manager["id"], "manager") == {"Team lead"}
    again = await admin.patch(f"/records/role/{manager['id']}", json={"name": "销售经理"})
    assert again.json()["name"] == "销售经理"
    await speak(admin, "en")
    assert await told(admin, manager["id"], "manager") == {"Manager"}


async def test_own_role_of_the_same_name_is_left_alone(admin: httpx.AsyncClient, company: Company, cast: Cast) -> None:
    own = str(await make(company, cast.admin, "role", name="Manager", code="boss", grants={}))
    await speak(admin, "zh-CN")
    assert (await admin.get(f"/records/role/{own}")).json()["name"] == "Manager"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_first_role_is_found_by_its_name_in_every_language(admin: httpx.AsyncClient, language: str) -> None:
    manager = await role(admin, "manager")
    await speak(admin, language)
    hits = (await admin.get("/lookup/role", params={"q": NAMES[language]})).json()["hits"]
    assert [(hit["id"], hit["title"]) for hit in hits] == [(manager["id"], NAMES[language])]
