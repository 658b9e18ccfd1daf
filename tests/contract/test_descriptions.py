"""Every object and field in /meta and in OpenAPI: INT-1, UIX-1."""

from typing import Any

import pytest

from guanxi.engine.store.columns import SYSTEM_FIELDS
from guanxi.kernel.fields.facts import FACTS
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.specs import CUSTOM_PREFIX, FieldSpec
from tests.contract.objects import OBJECTS
from tests.contract.worlds import EVERYTHING, PART, World, add_field

pytestmark = pytest.mark.anyio
LANGUAGES = ("en", "zh-CN", "zh-TW")
SYSTEM = [name for name in SYSTEM_FIELDS if name != "deleted_at"]


def shown_operators(each: FieldSpec) -> list[str]:
    return list(KINDS[each.result_kind or each.kind].operators)


@pytest.mark.parametrize("name", OBJECTS)
async def test_meta_describes_every_field(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    facts = (await admin.get("/meta")).json()["objects"][name]
    assert set(facts["fields"]) == {*spec.fields, *SYSTEM}
    assert {field: facts["fields"][field]["kind"] for field in spec.fields} == {
        field: each.kind for field, each in spec.fields.items()
    }
    assert {field: facts["fields"][field]["operators"] for field in spec.fields} == {
        field: shown_operators(each) for field, each in spec.fields.items()
    }
    assert sorted(field for group in facts["groups"] for field in group["fields"]) == sorted({*spec.fields, *SYSTEM})
    assert {facts["fields"][field]["level"] for field in SYSTEM} == {"read"}
    written = {field for field, each in facts["fields"].items() if each["level"] == "edit"}
    assert written == {each.name for each in spec.fields.values() if not each.is_computed and not each.is_readonly}


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_has_a_label_in_every_language(world: World, name: str, language: str) -> None:
    admin = await world.client("admin")
    facts = (await admin.get("/meta", headers={"Accept-Language": language})).json()["objects"][name]
    labels = {name: facts["label"], f"{name}.plural": facts["plural"]}
    labels |= {f"{name}.{field}": each["label"] for field, each in facts["fields"].items()}
    labels |= {f"{name}.groups.{group['name']}": group["label"] for group in facts["groups"]}
    labels |= {f"{name}.views.{view['name']}": view["label"] for view in facts["views"]}
    labels |= {f"{name}.related.{related['object']}": related["label"] for related in facts["related"]}
    for field, each in facts["fields"].items():
        labels |= {f"{name}.{field}.{choice['key']}": choice["label"] for choice in each["choices"]}
    assert [key for key, label in labels.items() if not label or "." in label or label.startswith("{")] == []


@pytest.mark.parametrize("name", OBJECTS)
async def test_openapi_describes_every_field_and_request(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    described = (await admin.get("/openapi.json")).json()
    properties = described["components"]["schemas"][name]["properties"]
    assert set(properties) == {*spec.fields, *SYSTEM, "can_edit"}
    closed = {field for field, schema in properties.items() if schema.get("readOnly")}
    computed = {each.name for each in spec.fields.values() if each.is_computed or each.is_readonly}
    assert closed == {*computed, *SYSTEM, "can_edit"}
    methods = {path: set(described["paths"][path]) - {"parameters"} for path in described["paths"]}
    assert methods[f"/api/v1/records/{name}"] >= {"get", "post"}
    assert methods[f"/api/v1/records/{name}/{{id}}"] >= {"get", "patch", "delete"}
    assert f"/api/v1/records/{name}/aggregate" in methods
    assert f"/api/v1/records/{name}/{{id}}/history" in methods


async def test_meta_is_not_sent_again_while_nothing_has_changed(world: World) -> None:
    admin = await world.client("admin")
    tag = (await admin.get("/meta")).headers["etag"]
    assert (await admin.get("/meta", headers={"If-None-Match": tag})).status_code == 304
    await add_field(world, PART, "note", {"kind": "text"})
    again = await admin.get("/meta", headers={"If-None-Match": tag})
    assert again.status_code == 200
    assert again.json()["objects"][PART]["fields"]["x_note"]["kind"] == "text"


async def test_administrators_object_has_a_field_of_every_kind(world: World) -> None:
    kinds = {each.kind for each in world.company.registry[EVERYTHING].fields.values()}
    assert kinds == set(KINDS) - {"lines"}
    names = [each for each in world.company.registry[EVERYTHING].fields if each not in ("name", "owner", "team")]
    assert all(each.startswith(CUSTOM_PREFIX) for each in names)


def told(described: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """The properties of the answer to a request."""
    found = described["paths"][f"/api/v1{path}"][method]["responses"]
    return found["200"]["content"]["application/json"]["schema"]["properties"]


async def test_openapi_describes_every_fact_of_a_field(world: World) -> None:
    described = (await (await world.client("admin")).get("/openapi.json")).json()
    new = described["paths"]["/api/v1/shape/objects/{object}/fields"]["post"]["requestBody"]
    assert {each.name for each in FACTS} <= new["content"]["application/json"]["schema"]["properties"].keys()


async def test_openapi_describes_all_of_changes_hits_and_views(world: World) -> None:
    admin = await world.client("admin")
    described = (await admin.get("/openapi.json")).json()
    made = await admin.post("/records/account", json={"name": "Described", "description": "Wholly told"})
    change = (await admin.get(f"/changes/{made.headers['x-change-set']}")).json()
    assert change.keys() == told(described, "get", "/changes/{id}").keys()
    records = told(described, "get", "/changes/{id}")["records"]["items"]["properties"]
    assert change["records"][0].keys() == records.keys()
    listed = (await admin.get("/changes")).json()["changes"][0]
    assert listed.keys() == told(described, "get", "/changes")["changes"]["items"]["properties"].keys()
    hit = (await admin.get("/search", params={"q": "Wholly told"})).json()["hits"][0]
    shown = told(described, "get", "/search")["hits"]["items"]["properties"]
    assert hit.keys() == shown.keys()
    of_tags = {"tags"}  # only where tags have matched
    assert hit["matched"][0].keys() | of_tags == shown["matched"]["items"]["properties"].keys()
    view = (await admin.post("/views", json={"object": "account", "name": "Told", "columns": ["name"]})).json()
    assert view.keys() <= told(described, "get", "/views")["views"]["items"]["properties"].keys()


async def test_openapi_says_everywhere_that_the_database_may_be_away(world: World) -> None:
    described = (await (await world.client("admin")).get("/openapi.json")).json()
    answers = [
        each["responses"] for path in described["paths"].values() for each in path.values() if "responses" in each
    ]
    assert [each.keys() for each in answers if "503" not in each] == []
