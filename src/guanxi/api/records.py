"""Records of every object: list, read, create, change, delete, restore, count, look back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

import orjson
from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.idempotency import once
from guanxi.api.problems import message_of
from guanxi.api.purging import count_purge, purge_record, purge_records
from guanxi.api.reading import id_of, ids_of, list_query, names, refuse_lines, whole_number, yes_or_no
from guanxi.engine.changes import Change, Options, Outcome, write
from guanxi.engine.changes.conflicts import explain_stale
from guanxi.engine.changes.duplicates import find_duplicates
from guanxi.engine.changes.referring import count_referring
from guanxi.engine.company import Work
from guanxi.engine.history import history_of, record_at, timeline_of
from guanxi.engine.privacy.marking import restricted_among
from guanxi.engine.query import Query, aggregate, find_json, find_page, get_json, get_texts
from guanxi.kernel.errors import FieldError, Malformed, Stale
from guanxi.kernel.filters import read_filter

MOST_BULK = 10_000
ENTITY_TAG = re.compile(r'^(?:(?:W/)?"([0-9]{1,9})"|([0-9]{1,9}))$')


def change_headers(work: Work) -> dict[str, str]:
    return {"X-Change-Set": str(work.change_set)} if work.change_set else {}


async def list_records(call: Call) -> Response:
    name, query = refuse_lines(call), list_query(call)
    call.company.rights(call.principal, name).require("read")
    async with call.reading() as work:
        return answer(await find_json(work, name, query))


async def read_record(call: Call) -> Response:
    name, record_id = refuse_lines(call), id_of(call)
    fields, expand = names(call.query("fields")) or None, names(call.query("expand"))
    async with call.reading() as work:
        if call.query("at"):
            return answer(await record_at(work, name, record_id, call.query("at"), fields, expand))
        found = await get_json(work, name, record_id, fields, expand)
        if call.query("viewed") == "true" and call.principal.viewer_id is None:
            await _remember(work, name, record_id)
    return answer(found, headers={"ETag": f'"{version_of(found)}"'})


def version_of(record: str) -> str:
    start = record.index('"version":') + 10
    return record[start : record.index(",", start)] if "," in record[start:] else record[start:].rstrip("}")


async def _remember(work: Work, name: str, record_id: UUID) -> None:
    await work.execute(
        "INSERT INTO engine.bookmark (user_id, kind, object, record_id) VALUES ($1::uuid, 'viewed', $2, $3::uuid)"
        " ON CONFLICT (user_id, kind, record_id) DO UPDATE SET at = now()",
        str(work.principal.user_id),
        name,
        str(record_id),
    )


async def create_records(call: Call) -> Response:
    name, given = refuse_lines(call), await call.json()
    expand = names(call.query("expand"))
    return await once(
        call, given, lambda: _create(call, name, given), lambda work, kept: _retell(work, name, expand, kept)
    )


async def _retell(work: Work, name: str, expand: tuple[str, ...], kept: bytes) -> bytes:
    """An earlier answer as the caller may read its records now."""
    before = orjson.loads(kept)
    if "results" in before:
        return kept
    rows: list[dict[str, Any]] = before.get("records", [before])
    outcomes = [Outcome("create", UUID(row["id"]), row["version"]) for row in rows]
    found = await read_back(work, name, outcomes, expand, deleted=True)
    return ('{"records":[' + ",".join(found) + "]}" if "records" in before else found[0]).encode()


async def _create(call: Call, name: str, given: Any) -> Response:
    rows = cast(Sequence[Any], given if isinstance(given, list) else [given])
    if not all(isinstance(row, Mapping) for row in rows) or len(rows) > MOST_BULK:
        raise Malformed("not_an_object")
    partial = call.query("partial") == "true" and isinstance(given, list)
    allow = call.query("duplicates") == "allow"
    options = Options(partial=partial, returns=not partial, duplicates="allow" if allow else "refuse")
    expand = names(call.query("expand"))
    async with call.single() as work:
        outcomes = await write(work, name, [Change("create", values=row) for row in rows], options)
        if partial:
            return answer({"results": [_result(call, each) for each in outcomes]}, headers=change_headers(work))
        found = await read_back(work, name, outcomes, expand)
    headers = change_headers(work)
    if isinstance(given, list):
        return answer('{"records":[' + ",".join(found) + "]}", 201, headers)
    return answer(found[0], 201, headers | {"ETag": '"1"'})


async def read_back(
    work: Work, name: str, outcomes: Sequence[Outcome], expand: tuple[str, ...], deleted: bool = False
) -> list[str]:
    """The written records as they are now; of those that the writer may not read, id and version."""
    texts: dict[str, str] = {}
    ids = [outcome.id for outcome in outcomes if outcome.id and (outcome.text is None or expand)]
    if ids and work.rights(name).may("read"):
        texts = await get_texts(work, name, ids, None, expand, deleted)
    return [
        texts.get(str(outcome.id))
        or outcome.text
        or orjson.dumps({"id": str(outcome.id), "version": outcome.version}).decode()
        for outcome in outcomes
    ]


def _result(call: Call, outcome: Outcome) -> dict[str, Any]:
    if outcome.kind != "refuse":
        return {"id": str(outcome.id)}
    errors = [
        {"field": each.field, "code": each.code, "message": message_of(call.company, call.language, each)}
        for each in outcome.errors
    ]
    if outcome.duplicates:
        errors.append(
            {"field": "", "code": "duplicate", "message": call.company.translate(call.language, "errors.duplicate")}
        )
    return {"errors": errors}


def if_match(call: Call) -> int | None:
    given = call.request.headers.get("if-match", "*").strip()
    if given == "*":
        return None
    found = ENTITY_TAG.match(given)
    if found is None:
        raise Malformed("bad_if_match", errors=[FieldError("If-Match", "bad_if_match")])
    return int(found[1] or found[2])


async def update_record(call: Call) -> Response:
    name, record_id, values = refuse_lines(call), id_of(call), await call.facts()
    version = if_match(call)
    allow = Options(returns=True, duplicates="allow" if call.query("duplicates") == "allow" else "refuse")
    try:
        async with call.single() as work:
            outcomes = await write(work, name, [Change("update", record_id, values, version)], allow)
            found = (await read_back(work, name, outcomes, names(call.query("expand"))))[0]
    except Stale:
        async with call.reading() as work:
            raise await explain_stale(work, name, record_id, version or 0, values) from None
    return answer(found, headers=change_headers(work) | {"ETag": f'"{version_of(found)}"'})


async def _chosen(work: Work, call: Call, name: str, facts: Mapping[str, Any]) -> list[UUID]:
    """The ids that a bulk request names, or those that its filter finds."""
    if "ids" in facts:
        return ids_of(facts["ids"])
    query = Query(
        fields=("id",), filter=read_filter(facts.get("filter")), sort=("id",), limit=500, q=str(facts.get("q") or "")
    )
    found: list[UUID] = []
    cursor: str | None = None
    while True:
        records, cursor = await find_page(work, name, replace(query, cursor=cursor))
        found += [UUID(record["id"]) for record in records]
        if len(found) > MOST_BULK:
            raise Malformed("too_many_records", errors=[FieldError("filter", "too_many_records", {"most": MOST_BULK})])
        if cursor is None:
            return found


async def _usable(work: Work, name: str, ids: list[UUID]) -> tuple[list[UUID], list[Outcome]]:
    """Those that may be used, and the refusals of the rest: persons who have asked that nothing is done with theirs."""
    if not work.company.registry[name].is_subject:
        return ids, []
    closed = await restricted_among(work, [str(each) for each in ids])
    refusals = [Outcome("refuse", each, errors=(FieldError("", "restricted"),)) for each in ids if str(each) in closed]
    return [each for each in ids if str(each) not in closed], refusals


async def bulk_update(call: Call) -> Response:
    name, facts = refuse_lines(call), await call.facts()
    values = facts.get("values")
    if not isinstance(values, Mapping):
        raise Malformed("values_missing", errors=[FieldError("values", "values_missing")])
    call.company.rights(call.principal, name).require("bulk_edit")
    async with call.work() as work:
        ids, left = await _usable(work, name, await _chosen(work, call, name, facts))
        changes = [Change("update", record_id, cast(Mapping[str, Any], values)) for record_id in ids]
        outcomes = [*await write(work, name, changes, Options(partial=True, duplicates="allow")), *left]
    refused = [{"id": str(each.id), **_result(call, each)} for each in outcomes if each.kind == "refuse"]
    changed = sum(1 for each in outcomes if each.kind == "update")
    found = {"changed": changed, "change_set": work.change_set, "refused": refused[:200]}
    return answer(found, headers=change_headers(work))


async def delete_record(call: Call) -> Response:
    name, record_id = refuse_lines(call), id_of(call)
    is_for_good = yes_or_no(call, "for_good")
    async with call.work() as work:
        if is_for_good:
            await purge_record(work, name, record_id)
            found: dict[str, Any] = {"change_set": work.change_set}
        else:
            await write(work, name, [Change("delete", record_id, version=if_match(call))])
            referring = await count_referring(work, name, [str(record_id)])
            found = {"change_set": work.change_set, "referring": referring}
    return answer(found, headers=change_headers(work))


async def bulk_delete(call: Call) -> Response:
    name, facts = refuse_lines(call), await call.facts()
    return await _bulk(call, name, facts, "delete")


async def restore(call: Call) -> Response:
    name, facts = refuse_lines(call), await call.facts()
    call.company.rights(call.principal, name).require("see_deleted")
    return await _bulk(call, name, {"ids": facts.get("ids")}, "restore")


async def _bulk(call: Call, name: str, facts: Mapping[str, Any], kind: Any) -> Response:
    async with call.work() as work:
        ids, left = await _usable(work, name, await _chosen(work, call, name, facts))
        changes = [Change(kind, record_id) for record_id in ids]
        outcomes = [*await write(work, name, changes, Options(partial=True)), *left]
        gone = [str(outcome.id) for outcome in outcomes if outcome.kind == "delete"]
        more = {"referring": await count_referring(work, name, gone)} if kind == "delete" else {}
    refused = [{"id": str(each.id), **_result(call, each)} for each in outcomes if each.kind == "refuse"]
    changed = sum(1 for each in outcomes if each.kind == kind)
    found = {"changed": changed, "change_set": work.change_set, "refused": refused[:200], **more}
    return answer(found, headers=change_headers(work))


async def aggregate_records(call: Call) -> Response:
    name, asked = refuse_lines(call), await call.facts()
    for part in ("group", "measures"):
        if not isinstance(asked.get(part) or [], list):
            raise Malformed("malformed", errors=[FieldError(part, "not_a_list")])
    async with call.reading() as work:
        return answer(await aggregate(work, name, asked, read_filter(asked.get("filter"))))


async def record_history(call: Call) -> Response:
    name, record_id = refuse_lines(call), id_of(call)
    async with call.reading() as work:
        return answer(
            await history_of(work, name, record_id, whole_number(call, "limit", 50, 200), call.query("cursor"))
        )


async def record_timeline(call: Call) -> Response:
    name, record_id = refuse_lines(call), id_of(call)
    limit, kinds = whole_number(call, "limit", 50, 200), names(call.query("kinds"))
    async with call.reading() as work:
        return answer(await timeline_of(work, name, record_id, limit, call.query("cursor"), kinds))


async def duplicates(call: Call) -> Response:
    name, facts = refuse_lines(call), await call.facts()
    given = facts.get("values")
    values = cast(Mapping[str, Any], given if isinstance(given, Mapping) else {})
    async with call.reading() as work:
        found = await find_duplicates(work, name, values, facts.get("id"))
    return answer({"duplicates": found})


ROUTES = (
    ("GET", "/records/{object}", list_records),
    ("POST", "/records/{object}", create_records),
    ("PATCH", "/records/{object}", bulk_update),
    ("DELETE", "/records/{object}", bulk_delete),
    ("POST", "/records/{object}/restore", restore),
    ("POST", "/records/{object}/purge", purge_records),
    ("GET", "/records/{object}/purge", count_purge),
    ("POST", "/records/{object}/aggregate", aggregate_records),
    ("POST", "/records/{object}/duplicates", duplicates),
    ("GET", "/records/{object}/{id}", read_record),
    ("PATCH", "/records/{object}/{id}", update_record),
    ("DELETE", "/records/{object}/{id}", delete_record),
    ("GET", "/records/{object}/{id}/history", record_history),
    ("GET", "/records/{object}/{id}/timeline", record_timeline),
)
