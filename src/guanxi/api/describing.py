"""How a request is described in OpenAPI: what it takes, what it answers, and what may be wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]

JSON = "application/json"
BYTES = "application/octet-stream"
PROBLEM = {"$ref": "#/components/responses/Problem"}
REFUSALS = dict.fromkeys(("400", "401", "403", "404", "405", "409", "412", "413", "422", "429", "503"), PROBLEM)

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
WHOLE: Schema = {"type": "integer"}
WHOLE_OR_NULL: Schema = {"type": ["integer", "null"]}
YES_OR_NO: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
UUID: Schema = {"type": "string", "format": "uuid"}
ANYTHING: Schema = {"type": "object"}
FILE: Schema = {"type": "string", "format": "binary"}


def shape(required: str = "", /, **properties: Schema) -> Schema:
    """An object with these properties; `required` are the names of those that must be there."""
    found: Schema = {"type": "object", "properties": properties}
    return found | {"required": required.split()} if required else found


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def answers(status: str, schema: Schema | None, media: str = JSON) -> Schema:
    """What comes when all is well, and the problems that may come instead."""
    content = {} if schema is None else {"content": {media: {"schema": schema}}}
    return {status: {"description": "Done.", **content}, **REFUSALS}


def body(schema: Schema, media: str = JSON) -> Schema:
    return {"required": True, "content": {media: {"schema": schema}}}


def query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def in_path(name: str, description: str = "", schema: Schema = TEXT) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema, "description": description}


def operation(name: str, verb: str, found: Schema, **more: Any) -> Schema:
    return {"operationId": f"{verb}_{name}", "tags": [name], **more, "responses": found}


LIMIT = query("limit", {"type": "integer", "minimum": 1}, "How many at most.")
CURSOR = query("cursor", TEXT, "The next_cursor of the page before.")
ID = in_path("id", "The record's id.", UUID)
FILE_NAME = {
    "name": "X-File-Name",
    "in": "header",
    "required": True,
    "schema": TEXT,
    "description": "The file's name, percent-encoded.",
}


@dataclass(frozen=True, slots=True)
class Described:
    """One request: `takes` is its body, `gives` its answer (None: nothing), `asks` its parameters beside the path."""

    method: str
    path: str
    name: str
    summary: str
    gives: Schema | None = None
    takes: Schema | None = None
    asks: Sequence[Schema] = ()
    status: str = "200"
    media: str = JSON
    sends: str = JSON
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def facts(self) -> Schema:
        """The operation as it stands under its path."""
        verb, _, tag = self.name.partition(" ")
        found: Schema = {"summary": self.summary, "parameters": [*self._in_path(), *self.asks], **self.more}
        if self.takes is not None:
            found["requestBody"] = body(self.takes, self.sends)
        return operation(tag, verb, answers(self.status, self.gives, self.media), **found)

    def _in_path(self) -> list[Schema]:
        names = [part.partition("}")[0] for part in self.path.split("{")[1:]]
        return [in_path(name, schema=UUID if name == "id" else TEXT) for name in names]


def paths_of(requests: Sequence[Described]) -> dict[str, Schema]:
    """The paths with their requests."""
    found: dict[str, Schema] = {}
    for each in requests:
        found.setdefault(f"/api/v1{each.path}", {})[each.method.lower()] = each.facts()
    return found
