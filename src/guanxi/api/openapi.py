"""The description of the interface in OpenAPI 3.1: every object with its fields, custom ones included."""

from typing import Any

from starlette.responses import Response

from guanxi.api.described import DAY, DOOR, SHAPING, beside
from guanxi.api.described_audit import AUDIT
from guanxi.api.described_people import PEOPLE
from guanxi.api.described_privacy import PRIVACY, marked
from guanxi.api.described_sharing import SHARING, shared_by_hand
from guanxi.api.described_signon import SIGN_ON
from guanxi.api.described_transfer import TRANSFER
from guanxi.api.describing import (
    ANYTHING,
    CURSOR,
    ID,
    LIMIT,
    REFUSALS,
    TEXT,
    TEXT_OR_NULL,
    UUID,
    WHOLE,
    YES_OR_NO,
    answers,
    body,
    in_path,
    many,
    operation,
    paths_of,
    query,
    shape,
)
from guanxi.api.door import Call, answer
from guanxi.api.schemas import field_schema, record_schema
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Company

LIST_PARAMETERS = [
    query("fields", TEXT, "Names of fields, with commas."),
    query("filter", TEXT, "A filter tree as JSON."),
    query("sort", TEXT, "Names of fields, with commas; - in front for descending."),
    query("limit", {"type": "integer", "minimum": 1, "maximum": 500}, "How many at most."),
    query("cursor", TEXT, "The next_cursor of the page before."),
    query("expand", TEXT, "References to give as id and title."),
    query("count", {"enum": ["exact", "estimate", "none"]}, "Whether to count."),
    query("deleted", {"type": "boolean"}, "The recycle bin."),
    query("q", TEXT, "Quick filter."),
]
TIMELINE = [LIMIT, CURSOR, query("kinds", TEXT, "Kinds of entries, with commas.")]
CHOSEN = shape(ids=many(UUID), filter=ANYTHING)
REFERRING = shape("count is_exact", count=WHOLE, is_exact=YES_OR_NO)
DELETED = shape("change_set referring", change_set=TEXT_OR_NULL, referring=REFERRING)
CHANGED = shape(
    "changed change_set", changed=WHOLE, change_set=TEXT_OR_NULL, refused=many(ANYTHING), referring=REFERRING
)
PURGED = shape(
    "changed change_set refused left is_complete",
    changed=WHOLE,
    change_set=TEXT_OR_NULL,
    refused=many(ANYTHING),
    left=WHOLE,
    is_complete=YES_OR_NO,
)
FOR_GOOD = query("for_good", YES_OR_NO, "Out of the recycle bin, where nothing brings it back; once it is due.")
ALIKE = shape("duplicates", duplicates=many(ANYTHING))


def object_paths(rights: Rights) -> dict[str, Any]:
    """The paths of one object."""
    name = rights.spec.name
    one = {"$ref": f"#/components/schemas/{name}"}
    cursor = {"type": ["string", "null"]}
    page = {"type": "object", "properties": {"records": {"type": "array", "items": one}, "next_cursor": cursor}}
    made, given, done = answers("201", one), body(one), answers("200", ANYTHING)
    record = f"/api/v1/records/{name}/{{id}}"
    many_changed = answers("200", CHANGED)
    several = shape("values", **CHOSEN["properties"], values=one)
    tried = shape("values", values=one, id=UUID)
    return {
        f"/api/v1/records/{name}": {
            "get": operation(name, "list", answers("200", page), parameters=LIST_PARAMETERS),
            "post": operation(name, "create", made, requestBody=given),
            "patch": operation(name, "change_many", many_changed, requestBody=body(several)),
            "delete": operation(name, "delete_many", many_changed, requestBody=body(CHOSEN)),
        },
        f"/api/v1/records/{name}/restore": {
            "post": operation(name, "restore", many_changed, requestBody=body(shape("ids", ids=many(UUID)))),
        },
        f"/api/v1/records/{name}/duplicates": {
            "post": operation(name, "duplicates", answers("200", ALIKE), requestBody=body(tried)),
        },
        f"/api/v1/records/{name}/aggregate": {
            "post": operation(name, "aggregate", done, requestBody=body(ANYTHING)),
        },
        record: {
            "parameters": [ID],
            "get": operation(name, "read", answers("200", one)),
            "patch": operation(name, "change", answers("200", one), requestBody=given),
            "delete": operation(name, "delete", answers("200", DELETED), parameters=[FOR_GOOD]),
        },
        f"{record}/history": {"parameters": [ID], "get": operation(name, "history", done, parameters=[LIMIT, CURSOR])},
        f"{record}/timeline": {"parameters": [ID], "get": operation(name, "timeline", done, parameters=TIMELINE)},
        **paths_of((*beside(name), *shared_by_hand(name), *marked(name))),
        **_external_paths(name, one),
        **_purge_path(name),
    }


def _purge_path(name: str) -> dict[str, Any]:
    """Deleting for good what waits in the recycle bin, and how much of it is due."""
    chosen = body(shape(ids=many(UUID), due=YES_OR_NO))
    return {
        f"/api/v1/records/{name}/purge": {
            "get": operation(name, "count_due", answers("200", shape("due", due=WHOLE))),
            "post": operation(name, "purge", answers("200", PURGED), requestBody=chosen),
        }
    }


SYSTEM = in_path("system", "The other system's name.")


def _external_paths(name: str, one: dict[str, Any]) -> dict[str, Any]:
    """The paths by which other systems know their own ids."""
    pair = {"type": "object", "properties": {"system": TEXT, "value": TEXT}}
    ids = {"type": "object", "properties": {"external_ids": {"type": "array", "items": pair}}}
    value = body({"type": "object", "required": ["value"], "properties": {"value": TEXT}})
    record = f"/api/v1/records/{name}/{{id}}/external-ids"
    return {
        f"/api/v1/records/{name}/by/{{system}}/{{value}}": {
            "parameters": [SYSTEM, in_path("value", "The record's id there.")],
            "get": operation(name, "read_by_external_id", answers("200", one)),
            "patch": operation(name, "upsert", answers("200", one) | answers("201", one), requestBody=body(one)),
        },
        record: {"parameters": [ID], "get": operation(name, "external_ids", answers("200", ids))},
        f"{record}/{{system}}": {
            "parameters": [ID, SYSTEM],
            "put": operation(name, "set_external_id", answers("200", ids), requestBody=value),
            "delete": operation(name, "remove_external_id", {"204": {"description": "Done."}, **REFUSALS}),
        },
    }


def action_paths(company: Company) -> dict[str, Any]:
    """The verbs of modules, each with what it takes."""
    found: dict[str, Any] = {}
    for module, verbs in company.actions.items():
        for name, verb in verbs.items():
            properties = {field: field_schema(company.registry, each) for field, each in verb.takes.items()}
            required = [field for field, each in verb.takes.items() if each.required]
            takes = body({"type": "object", "properties": properties, "required": required})
            done = operation(module, name, answers("200", ANYTHING), requestBody=takes)
            found[f"/api/v1/actions/{module}/{name}"] = {"post": done}
    return found


PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "code": TEXT,
        "detail": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": TEXT, "code": TEXT, "message": TEXT, "row": {"type": "integer"}},
            },
        },
    },
}


async def openapi(call: Call) -> Response:
    company = call.company
    every = [company.rights(call.principal, spec.name) for spec in company.registry.objects.values() if not spec.parent]
    shown = [rights for rights in every if rights.may("read")]
    paths: dict[str, Any] = {}
    for rights in shown:
        paths |= object_paths(rights)
    every = (*DOOR, *PEOPLE, *DAY, *SHAPING, *TRANSFER, *SHARING, *PRIVACY, *AUDIT, *SIGN_ON)
    paths |= paths_of(every) | action_paths(company)
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Guanxi",
            "version": str(company.registry.version),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {rights.spec.name: record_schema(company.registry, rights) for rights in shown}
            | {"Problem": PROBLEM_SCHEMA},
            "responses": {
                "Problem": {
                    "description": "What is wrong and what to do.",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }
    return answer(found)


ROUTES = (("GET", "/openapi.json", openapi),)
