"""SCIM 2.0 under /scim/v2: provisioning systems keep users and teams in step. See docs/developer/scim.md."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast
from uuid import UUID

import orjson
from pydantic import ValidationError
from scim2_models import (
    Context,
    ForbiddenException,
    InvalidSyntaxException,
    NotImplementedException,
    PatchOp,
    PreconditionFailedException,
    ResponseParameters,
    SCIMException,
    SearchRequest,
)
from starlette.responses import Response

from guanxi.api.door import Call
from guanxi.api.scim_facts import MEDIA, address, described, dumped, error_answer, resource_of
from guanxi.engine.company import Work
from guanxi.engine.provisioning.discovery import provider_config, resource_types, schemas
from guanxi.engine.provisioning.resources import KINDS, POLICY
from guanxi.engine.provisioning.sources import MOST, Wish, one_of, page_of
from guanxi.engine.provisioning.writing import Saved, drop_group, drop_user, hold, save_group, save_user
from guanxi.kernel.errors import Forbidden, GuanxiError, NotFound
from guanxi.kernel.identifiers import read_id

Inner = Callable[[Call], Awaitable[Response]]
OBJECTS: Final = {"Users": "user", "Groups": "team"}


def scim(endpoint: Inner) -> Inner:
    """An endpoint whose errors are SCIM's own, for administrators' tokens alone."""

    async def answered(call: Call) -> Response:
        try:
            if "authorization" not in call.request.headers:
                raise Forbidden("provisioning_by_token")
            if "administrator" not in call.principal.roles:
                raise Forbidden("administrators_only")
            return await endpoint(call)
        except (GuanxiError, SCIMException, ValidationError) as error:
            return error_answer(call.company, error, call.language)

    return answered


def etag_of(facts: Mapping[str, Any]) -> str:
    """A weak tag of what is shown, members included."""
    shown = {name: value for name, value in facts.items() if name not in ("modified", "version")}
    return f'W/"{hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]}"'


async def _payload(call: Call) -> dict[str, Any]:
    found = await call.json()
    if not isinstance(found, dict):
        raise InvalidSyntaxException(detail="the body is to be a JSON object")
    return cast("dict[str, Any]", found)


def _kind(call: Call) -> str:
    return call.request.url.path.split("/")[3]


def _wished(call: Call, kind: str) -> Any:
    """Which attributes are asked for. Raises ValidationError for what names none."""
    given = {name: text for name in ("attributes", "excludedAttributes") if (text := call.query(name))}
    return ResponseParameters[KINDS[kind]].model_validate(given, scim_policy=POLICY)  # type: ignore[misc]


async def _facts(work: Work, kind: str, record_id: UUID | None) -> dict[str, Any]:
    found = await one_of(work, kind, record_id) if record_id else None
    if found is None:
        raise NotFound("no_such_record")
    return found


def _shown(call: Call, kind: str, facts: Mapping[str, Any], status: int = 200) -> Response:
    resource = resource_of(call.company, kind, facts, etag_of(facts))
    context = Context.RESOURCE_CREATION_RESPONSE if status == 201 else Context.RESOURCE_QUERY_RESPONSE
    body = dumped(resource, context, _wished(call, kind))
    headers = {"ETag": etag_of(facts), "Location": address(call.company, kind, str(facts["id"]))}
    return Response(orjson.dumps(body, default=str), status, headers, media_type=MEDIA)


async def list_all(call: Call) -> Response:
    kind = _kind(call)
    return await _listed(call, kind, dict(call.request.query_params))


async def search(call: Call) -> Response:
    """The same with what is wished in the body."""
    payload = await _payload(call)
    return await _listed(call, call.request.url.path.split("/")[3], payload)


async def _listed(call: Call, kind: str, given: Mapping[str, Any]) -> Response:
    known = ("filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes", "schemas")
    asked: Any = SearchRequest[KINDS[kind]].model_validate(  # type: ignore[misc]
        {name: value for name, value in given.items() if name in known}, scim_policy=POLICY
    )
    wish = Wish(
        str(asked.filter or ""),
        str(asked.sort_by or ""),
        is_descending=asked.sort_order is not None and asked.sort_order.value == "descending",
        start=asked.start_index or 1,
        count=MOST if asked.count is None else asked.count,
    )
    async with call.reading() as work:
        page = await page_of(work, kind, wish)
    resources = [resource_of(call.company, kind, facts, etag_of(facts)) for facts in page.found]
    shown = [dumped(each, Context.RESOURCE_QUERY_RESPONSE, asked) for each in resources]
    return described(shown, page.total, page.start)


async def read_one(call: Call) -> Response:
    kind = _kind(call)
    async with call.reading() as work:
        facts = await _facts(work, kind, read_id(call.path("id")))
    if call.request.headers.get("if-none-match") == etag_of(facts):
        return Response(status_code=304, headers={"ETag": etag_of(facts)})
    return _shown(call, kind, facts)


async def create(call: Call) -> Response:
    kind, payload = _kind(call), await _payload(call)
    wanted = KINDS[kind].model_validate(payload, scim_ctx=Context.RESOURCE_CREATION_REQUEST, scim_policy=POLICY)
    async with call.work("scim") as work:
        made = await _save(work, kind, Saved(None, None, wanted))
        facts = await _facts(work, kind, made)
    call.state.sessions.clear()
    return _shown(call, kind, facts, 201)


async def _save(work: Work, kind: str, saved: Saved) -> UUID:
    return await (save_user if kind == "Users" else save_group)(work, saved)


async def _change(call: Call, alter: Callable[[str, Any, Any], Any]) -> Response:
    """Reads a resource, alters it and keeps it, with nobody between."""
    kind, payload, record_id = _kind(call), await _payload(call), read_id(call.path("id"))
    async with call.work("scim") as work:
        facts = await _held(call, work, kind, record_id)
        before = resource_of(call.company, kind, facts, etag_of(facts))
        wanted = alter(kind, before.model_copy(deep=True), payload)
        await _save(work, kind, Saved(record_id, before, wanted))
        facts = await _facts(work, kind, record_id)
    call.state.sessions.clear()
    return _shown(call, kind, facts)


async def _held(call: Call, work: Work, kind: str, record_id: UUID | None) -> dict[str, Any]:
    """The facts of one, which nobody else changes meanwhile. Raises NotFound, and PreconditionFailed by If-Match."""
    if record_id is not None:
        await hold(work, record_id)
    facts = await _facts(work, kind, record_id)
    wanted = call.request.headers.get("if-match")
    if wanted not in (None, "*") and etag_of(facts) not in [part.strip() for part in str(wanted).split(",")]:
        raise PreconditionFailedException(detail="it was changed since it was read")
    return facts


def _replaced(kind: str, before: Any, payload: Any) -> Any:
    wanted = KINDS[kind].model_validate(payload, scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST, scim_policy=POLICY)
    wanted.replace(before)
    return wanted


def _patched(kind: str, before: Any, payload: Any) -> Any:
    patch: Any = PatchOp[KINDS[kind]].model_validate(  # type: ignore[misc]
        payload, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY
    )
    patch.patch(before, scim_policy=POLICY)
    return before


async def replace(call: Call) -> Response:
    return await _change(call, _replaced)


async def patch(call: Call) -> Response:
    return await _change(call, _patched)


async def delete(call: Call) -> Response:
    kind, record_id = _kind(call), read_id(call.path("id"))
    async with call.work("scim") as work:
        facts = await _held(call, work, kind, record_id)
        assert record_id is not None
        if kind == "Users":
            await drop_user(work, record_id)
        else:
            await drop_group(work, record_id, resource_of(call.company, kind, facts, ""))
    call.state.sessions.clear()
    return Response(status_code=204)


BOTH: Final = tuple(
    (method, path.format(kind=kind), endpoint)
    for kind in KINDS
    for method, path, endpoint in (
        ("GET", "/{kind}", list_all),
        ("POST", "/{kind}", create),
        ("POST", "/{kind}/.search", search),
        ("GET", "/{kind}/{{id}}", read_one),
        ("PUT", "/{kind}/{{id}}", replace),
        ("PATCH", "/{kind}/{{id}}", patch),
        ("DELETE", "/{kind}/{{id}}", delete),
    )
)


async def provider(call: Call) -> Response:
    shown = provider_config().model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return Response(orjson.dumps(shown, default=str), media_type=MEDIA)


def _many(found: Callable[[], list[Any]], name: str) -> tuple[tuple[str, str, Inner], ...]:
    """All of a sort, and one of them by its name."""

    def shown() -> dict[str, Any]:
        each = [one.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE) for one in found()]
        return {str(one["id"]): one for one in each}

    async def every(call: Call) -> Response:
        if call.query("filter"):
            raise ForbiddenException(detail="these cannot be filtered")
        return described(list(shown().values()), len(shown()))

    async def one(call: Call) -> Response:
        wanted = shown().get(call.path("id"))
        if wanted is None:
            raise NotFound("no_such_record")
        return Response(orjson.dumps(wanted, default=str), media_type=MEDIA)

    return (("GET", f"/{name}", every), ("GET", f"/{name}/{{id}}", one))


async def search_all(call: Call) -> Response:
    raise NotImplementedException(detail="search /Users/.search and /Groups/.search, one after the other")


async def not_here(call: Call) -> Response:
    """What no other address is, and addresses that know other methods alone."""
    parts = [part for part in call.path("rest").split("/") if part]
    if parts and parts[0] in KNOWN and len(parts) <= 2:
        raise NotHere
    raise NotFound("no_such_address")


class NotHere(SCIMException):
    """A method that an address does not know."""

    status = 405
    _default_detail = "this address does not know the method"


KNOWN: Final = ("ServiceProviderConfig", "ResourceTypes", "Schemas", *KINDS)
ROUTES: Final = tuple(
    (method, path, scim(endpoint))
    for method, path, endpoint in (
        ("GET", "/ServiceProviderConfig", provider),
        *_many(resource_types, "ResourceTypes"),
        *_many(schemas, "Schemas"),
        *BOTH,
        ("POST", "/.search", search_all),
        *((method, "/{rest:path}", not_here) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    )
)
