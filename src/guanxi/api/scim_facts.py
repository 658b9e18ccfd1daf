"""Resources, lists and errors of SCIM as they are written to the line."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from pydantic import ValidationError
from scim2_models import Context, Error, SCIMException
from starlette.responses import Response

from guanxi.api.provisioning import ROOT
from guanxi.engine.company import Company
from guanxi.engine.company.sentences import sentence
from guanxi.engine.provisioning.resources import KINDS
from guanxi.engine.provisioning.sources import FIELDS
from guanxi.kernel.errors import GuanxiError, Invalid

MEDIA: Final = "application/scim+json"
LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
NAMES: Final = {"Users": "User", "Groups": "Group"}


def address(company: Company, kind: str, name: str) -> str:
    return f"{company.surroundings.public_url}{ROOT}/{kind}/{name}"


def resource_of(company: Company, kind: str, facts: Mapping[str, Any], tag: str) -> Any:
    """The resource of facts as a source gives them."""
    model = KINDS[kind]
    given: dict[str, Any] = {name: facts[name] for name in FIELDS[kind] if facts.get(name) is not None}
    for member in given.get("members", ()):
        member["$ref"] = address(company, "Users", member["value"])
    meta = {"resourceType": NAMES[kind], "created": facts["created"], "lastModified": facts["modified"]}
    meta |= {"location": address(company, kind, str(facts["id"])), "version": tag}
    return model.model_validate({"schemas": [str(model.__schema__)], "id": facts["id"], "meta": meta, **given})


def dumped(resource: Any, context: Context, wished: Any) -> dict[str, Any]:
    """The resource as it is shown in this context, with the attributes that are asked for."""
    return resource.model_dump(scim_ctx=context, response_parameters=wished)


def described(resources: Sequence[Any], total: int, start: int = 1) -> Response:
    """A list as SCIM answers it."""
    found = {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }
    return Response(orjson.dumps(found, default=str), media_type=MEDIA)


def error_answer(company: Company, error: Exception, language: str) -> Response:
    """Any of our errors as SCIM says them: RFC 7644 section 3.12."""
    found = _error(company, error, language)
    status = found.status or 500
    return Response(orjson.dumps(found.model_dump()), status, media_type=MEDIA)


def _error(company: Company, error: Exception, language: str) -> Error:
    if isinstance(error, SCIMException):
        return error.to_error()
    if isinstance(error, ValidationError):
        return Error.from_validation_errors(error)[0]
    assert isinstance(error, GuanxiError)
    detail = sentence(company, language, error.code, error.values)
    if not isinstance(error, Invalid):
        kind = "uniqueness" if error.status == 409 else "invalidSyntax" if error.status == 400 else None
        return Error(status=error.status, scim_type=kind, detail=detail)
    parts = [f"{each.field}: {sentence(company, language, each.code, each.values)}" for each in error.errors]
    is_taken = any(each.code == "taken" for each in error.errors)
    detail = " ".join(parts) or detail
    return Error(status=409 if is_taken else 400, scim_type="uniqueness" if is_taken else "invalidValue", detail=detail)
