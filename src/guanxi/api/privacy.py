"""Requests of data subjects beyond their records: whom they are about, what was found, and what is done."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson
from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.papers import page_of
from guanxi.api.reading import id_of
from guanxi.api.records import change_headers
from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.engine.privacy.certificates import REQUESTS, certificate_html
from guanxi.engine.privacy.correcting import correct, end_correction, restrict
from guanxi.engine.privacy.erasing import start
from guanxi.engine.privacy.filing import TABLE, begin_search, files_of
from guanxi.engine.privacy.finding import RECORD, find
from guanxi.engine.privacy.logged import note_logged
from guanxi.engine.privacy.packing import pack, packages_of, read_package
from guanxi.engine.privacy.persons import read_persons
from guanxi.engine.privacy.runs import corrections_of, keep_persons, open_run, run_of
from guanxi.engine.query import get_json, titles_of
from guanxi.kernel.errors import FieldError, Invalid, Malformed, NotFound

MOST_SHOWN = 500
LONGEST_REASON = 500
FOUND = ("person", "is_sure", "place", "object", "key", "how", "is_subject", "is_chosen")
# what is certain comes first; of that the persons' own records, then what names them, by place
FINDINGS = f"""
SELECT {", ".join(FOUND)} FROM engine.subject_finding WHERE request = $1::uuid
ORDER BY person, is_sure DESC, is_subject DESC, place <> '{RECORD}', object, place, key LIMIT {MOST_SHOWN}
"""
GROUPED = ("person", "is_sure", "place", "object", "count", "chosen")
COUNTS = f"""
SELECT person, is_sure, place, object, count(*), count(*) FILTER (WHERE is_chosen) FROM engine.subject_finding
WHERE request = $1::uuid GROUP BY 1, 2, 3, 4
ORDER BY person, is_sure DESC, bool_or(is_subject) DESC, place <> '{RECORD}', object, place
"""
CHOOSE = """
UPDATE engine.subject_finding f SET is_chosen = g.is_chosen
FROM json_to_recordset($2::json) AS g(person integer, place text, object text, key text, is_chosen boolean)
WHERE f.request = $1::uuid AND (f.place, f.object, f.key) = (g.place, g.object, g.key)
 AND (g.person IS NULL OR f.person = g.person)
"""


async def _require(work: Work, call: Call) -> str:
    """The request that is worked on. Raises Forbidden or NotFound where the caller is no officer of it."""
    work.rights(REQUESTS).require("edit")
    request = id_of(call)
    await get_json(work, REQUESTS, request, ("id",))
    return str(request)


async def look(call: Call) -> Response:
    persons = read_persons((await kept_facts(call)).get("persons"))
    async with call.work() as work:
        request = await _require(work, call)
        await keep_persons(work, request, persons)
        await find(work, request, persons)
        await note_logged(work, request, persons)
        await begin_search(work, request)
        note = {"persons": len(persons)}
        await log(work.connection, Entry(str(call.principal.user_id), "subject_found", REQUESTS, request, note=note))
        return answer(await _state(work, request, call.language))


async def read_state(call: Call) -> Response:
    async with call.reading() as work:
        request = await _require(work, call)
        return answer(await _state(work, request, call.language))


async def _state(work: Work, request: str, language: str) -> dict[str, Any]:
    run = await run_of(work, request)
    if run is None:
        return {"state": "new", "persons": [], "places": [], "findings": [], "packages": [], "certificate": None}
    rows = await work.fetch(FINDINGS, request)
    return {
        "state": run.state,
        "deed": run.deed,
        "phase": run.phase,
        "persons": [each.facts for each in run.persons(work)] if run.state == "found" else [],
        "files": {"rest": run.file_rest, "unread": run.file_unread},
        "logged": run.logged if run.state == "found" else [],
        "places": [
            {**dict(zip(GROUPED, row, strict=True)), "label": _label(work, language, row[2], row[3])}
            for row in await work.fetch(COUNTS, request)
        ],
        "findings": await _findings(work, rows),
        "corrections": await corrections_of(work, request),
        "packages": await packages_of(work, request),
        "certificate": run.certificate,
    }


def _label(work: Work, language: str, place: str, name: str) -> str:
    words = work.company.words
    if place == RECORD:
        return words.label(language, f"{name}.plural", work.company.registry[name].plural_labels)
    return words.text(language, f"privacy.places.{place}") if words.find(language, f"privacy.places.{place}") else place


async def _findings(work: Work, rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    found = [dict(zip(FOUND, row, strict=True)) for row in rows]
    by_object: dict[str, set[str]] = {}
    for each in found:
        if each["place"] == RECORD:
            by_object.setdefault(each["object"], set()).add(each["key"])
    titles = {name: await titles_of(work, name, ids) for name, ids in by_object.items()}
    files = await files_of(work, {each["key"] for each in found if each["place"] == TABLE})
    return [
        {**each, "title": titles.get(each["object"], {}).get(each["key"]), **files.get(each["key"], {})}
        for each in found
    ]


async def choose(call: Call) -> Response:
    given = (await kept_facts(call)).get("findings")
    rows = cast("list[Any]", given) if isinstance(given, list) else []
    wished = [dict(cast("Mapping[str, Any]", row)) for row in rows if isinstance(row, Mapping)]
    if any(not isinstance(row.get("is_chosen"), bool) for row in wished):
        raise Invalid("invalid", errors=[FieldError("findings", "not_true_or_false")])
    async with call.work() as work:
        request = await _require(work, call)
        await open_run(work, request)
        await work.execute(CHOOSE, request, orjson.dumps(wished, default=str).decode())
        return answer(await _state(work, request, call.language))


async def run(call: Call) -> Response:
    facts = await kept_facts(call)
    deed, reason = str(facts.get("deed")), str(facts.get("reason") or "").strip()[:LONGEST_REASON]
    async with call.work() as work:
        request = await _require(work, call)
        if deed == "correct":
            await end_correction(work, request)
        elif deed == "restrict":
            await restrict(work, request, reason)
        else:
            await start(work, request, deed, leaves_held=facts.get("leaves_held") is True)
        return answer(await _state(work, request, call.language), 202)


async def correct_found(call: Call) -> Response:
    facts = await kept_facts(call)
    values, version = facts.get("values"), facts.get("version")
    if not isinstance(values, Mapping) or not values:
        raise Malformed("values_missing", errors=[FieldError("values", "values_missing")])
    if version is not None and (not isinstance(version, int) or isinstance(version, bool)):
        raise Malformed("malformed", errors=[FieldError("version", "not_whole")])
    found = (str(facts.get("object")), str(facts.get("key")))
    async with call.work() as work:
        request = await _require(work, call)
        await correct(work, request, found, cast("Mapping[str, Any]", values), version)
        return answer(await _state(work, request, call.language), headers=change_headers(work))


async def make_package(call: Call) -> Response:
    async with call.work() as work:
        request = await _require(work, call)
        row = await work.fetch("SELECT answer_language FROM record.subject_request WHERE id = $1::uuid", request)
        packages = await pack(work, request, row[0][0] or call.language)
    return answer({"id": packages[0], "ids": packages}, 201)


async def get_package(call: Call) -> Response:
    async with call.work() as work:
        work.rights(REQUESTS).require("edit")
        archive = await read_package(work, str(id_of(call)))
    headers = {"Content-Disposition": f'attachment; filename="{id_of(call)}.zip"', "X-Content-Type-Options": "nosniff"}
    return Response(archive, media_type="application/zip", headers=headers)


async def read_certificate(call: Call) -> Response:
    async with call.reading() as work:
        found = await run_of(work, await _require(work, call))
    if found is None or found.certificate is None:
        raise NotFound("no_such_file")
    return page_of(certificate_html(call.company, call.language, found.certificate))


ROUTES = (
    ("GET", "/privacy/requests/{id}", read_state),
    ("POST", "/privacy/requests/{id}/find", look),
    ("PATCH", "/privacy/requests/{id}/findings", choose),
    ("POST", "/privacy/requests/{id}/run", run),
    ("POST", "/privacy/requests/{id}/corrections", correct_found),
    ("POST", "/privacy/requests/{id}/packages", make_package),
    ("GET", "/privacy/requests/{id}/certificate", read_certificate),
    ("GET", "/privacy/packages/{id}", get_package),
)
