"""The description of the interface in OpenAPI 3.1: every object with its fields, custom ones included."""

from typing import Any

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.schemas import field_schema, record_schema
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Company

PROBLEM = {"$ref": "#/components/responses/Problem"}
REFUSALS = dict.fromkeys(("400", "401", "403", "404", "405", "409", "412", "413", "422", "429"), PROBLEM)
JSON = "application/json"


def _answers(ok: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {ok: {"description": "Done.", "content": {JSON: {"schema": schema}}}, **REFUSALS}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {JSON: {"schema": schema}}}


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


TEXT: dict[str, Any] = {"type": "string"}
LIST_PARAMETERS = [
    _query("fields", TEXT, "Names of fields, with commas."),
    _query("filter", TEXT, "A filter tree as JSON."),
    _query("sort", TEXT, "Names of fields, with commas; - in front for descending."),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 500}, "How many at most."),
    _query("cursor", TEXT, "The next_cursor of the page before."),
    _query("expand", TEXT, "References to give as id and title."),
    _query("count", {"enum": ["exact", "estimate", "none"]}, "Whether to count."),
    _query("deleted", {"type": "boolean"}, "The recycle bin."),
    _query("q", TEXT, "Quick filter."),
]
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
ANYTHING: dict[str, Any] = {"type": "object"}


def _operation(name: str, verb: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"operationId": f"{verb}_{name}", "tags": [name], **more, "responses": answers}


def object_paths(rights: Rights) -> dict[str, Any]:
    """The paths of one object."""
    name = rights.spec.name
    one = {"$ref": f"#/components/schemas/{name}"}
    cursor = {"type": ["string", "null"]}
    page = {"type": "object", "properties": {"records": {"type": "array", "items": one}, "next_cursor": cursor}}
    made, given, done = _answers("201", one), _body(one), _answers("200", ANYTHING)
    record = f"/api/v1/records/{name}/{{id}}"
    return {
        f"/api/v1/records/{name}": {
            "get": _operation(name, "list", _answers("200", page), parameters=LIST_PARAMETERS),
            "post": _operation(name, "create", made, requestBody=given),
        },
        f"/api/v1/records/{name}/aggregate": {
            "post": _operation(name, "aggregate", done, requestBody=_body(ANYTHING)),
        },
        record: {
            "parameters": [ID],
            "get": _operation(name, "read", _answers("200", one)),
            "patch": _operation(name, "change", _answers("200", one), requestBody=given),
            "delete": _operation(name, "delete", done),
        },
        f"{record}/history": {"parameters": [ID], "get": _operation(name, "history", done)},
        **_external_paths(name, one),
    }


def _in_path(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": TEXT, "description": description}


SYSTEM = _in_path("system", "The other system's name.")


def _external_paths(name: str, one: dict[str, Any]) -> dict[str, Any]:
    """The paths by which other systems know their own ids."""
    pair = {"type": "object", "properties": {"system": TEXT, "value": TEXT}}
    ids = {"type": "object", "properties": {"external_ids": {"type": "array", "items": pair}}}
    value = _body({"type": "object", "required": ["value"], "properties": {"value": TEXT}})
    record = f"/api/v1/records/{name}/{{id}}/external-ids"
    return {
        f"/api/v1/records/{name}/by/{{system}}/{{value}}": {
            "parameters": [SYSTEM, _in_path("value", "The record's id there.")],
            "get": _operation(name, "read_by_external_id", _answers("200", one)),
            "patch": _operation(name, "upsert", _answers("200", one) | _answers("201", one), requestBody=_body(one)),
        },
        record: {"parameters": [ID], "get": _operation(name, "external_ids", _answers("200", ids))},
        f"{record}/{{system}}": {
            "parameters": [ID, SYSTEM],
            "put": _operation(name, "set_external_id", _answers("200", ids), requestBody=value),
            "delete": _operation(name, "remove_external_id", {"204": {"description": "Done."}, **REFUSALS}),
        },
    }


def action_paths(company: Company) -> dict[str, Any]:
    """The verbs of modules, each with what it takes."""
    found: dict[str, Any] = {}
    for module, verbs in company.actions.items():
        for name, verb in verbs.items():
            properties = {field: field_schema(company.registry, each) for field, each in verb.takes.items()}
            required = [field for field, each in verb.takes.items() if each.required]
            body = _body({"type": "object", "properties": properties, "required": required})
            operation = _operation(module, name, _answers("200", ANYTHING), requestBody=body)
            found[f"/api/v1/actions/{module}/{name}"] = {"post": operation}
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
    search = {
        "operationId": "search",
        "parameters": [_query("q", TEXT, "What to find.")],
        "responses": _answers("200", ANYTHING),
    }
    changes = {"operationId": "list_changes", "responses": _answers("200", ANYTHING)}
    paths |= {"/api/v1/search": {"get": search}, "/api/v1/changes": {"get": changes}, **action_paths(company)}
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
