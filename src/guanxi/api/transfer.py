"""Imports and exports."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, cast
from urllib.parse import quote

from starlette.responses import FileResponse, Response, StreamingResponse

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.reading import file_name_of, id_of, whole_number
from guanxi.engine.audit import Entry, log
from guanxi.engine.crypto.sealed_files import is_sealed_file, pieces_of, readable
from guanxi.engine.query.opening import encrypts
from guanxi.engine.transfer import exporting, runs
from guanxi.engine.transfer.choosing import choose, mappable, read_anew
from guanxi.engine.transfer.foretold import forget_foretold, read_foretold
from guanxi.engine.transfer.preview import preview_run
from guanxi.engine.transfer.rejected import rejected_csv
from guanxi.engine.transfer.running import cancel_run, start_run
from guanxi.engine.transfer.runs import Run, run_facts
from guanxi.engine.transfer.shown import require_shown
from guanxi.engine.transfer.sources import sniff
from guanxi.engine.transfer.storage import MOST_UPLOAD, receive
from guanxi.engine.transfer.templates import template
from guanxi.kernel.errors import Conflict, FieldError, Malformed, NotFound
from guanxi.kernel.principal import Principal

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


def _speaker(call: Call) -> Principal:
    """The caller with the language of the request, in which labels are wanted."""
    return replace(call.principal, language=call.language)


def _attachment(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


async def upload(call: Call) -> Response:
    name = file_name_of(call)
    call.refuse_announced(MOST_UPLOAD)
    company, vault = call.company, call.company.vault
    sealing = vault if encrypts(company) else None
    digest = await receive(company.files_dir, call.request.stream(), vault=sealing)
    stored = await asyncio.to_thread(readable, vault, runs.stored_path(company.files_dir, digest))
    source = await asyncio.to_thread(sniff, stored, name)
    async with call.work() as work:
        run = await runs.add_run(work, name, digest, source, call.language)
    return answer(run_facts(call.company, run, call.language), 201)


async def read_import(call: Call) -> Response:
    async with call.reading() as work:
        run = await runs.get_run(work, id_of(call))
    return answer(_facts(call, run))


def _facts(call: Call, run: Run) -> dict[str, object]:
    facts = run_facts(call.company, run, call.language)
    if run.state in runs.CHOOSABLE and (run.object or "") in call.company.registry:
        facts["fields"] = mappable(call.company, _speaker(call), run.object or "")
    return facts


async def list_imports(call: Call) -> Response:
    async with call.reading() as work:
        found = await runs.list_runs(work, whole_number(call, "limit", 50, 200))
    hidden = ("sample", "mapping")
    shown = [run_facts(call.company, run, call.language) for run in found]
    return answer({"imports": [{name: value for name, value in each.items() if name not in hidden} for each in shown]})


async def choose_settings(call: Call) -> Response:
    given, import_id = await kept_facts(call), id_of(call)
    async with call.reading() as work:
        run = await runs.get_run(work, import_id)
    if run.state not in runs.CHOOSABLE:
        raise Conflict("import_has_begun")
    before = await asyncio.to_thread(run.opened, call.company)
    source = await asyncio.to_thread(read_anew, before.path, before, given)
    settings = await asyncio.to_thread(choose, call.company, call.principal, source, run.settings or {}, given)
    async with call.work() as work:
        run = await runs.keep_choice(work, await runs.get_run(work, import_id, lock=True), source, settings)
        await forget_foretold(work, run)
    return answer(_facts(call, run))


async def preview(call: Call) -> Response:
    async with call.reading() as work:
        run = await runs.get_run(work, id_of(call))
        if run.object is None:
            raise Conflict("import_not_mapped")
        return answer(await preview_run(work, run, call.language))


async def read_preview(call: Call) -> Response:
    after = whole_number(call, "cursor", 1, 10**8) if call.query("cursor") else 0
    limit = whole_number(call, "limit", 100, 500)
    async with call.reading() as work:
        run = await runs.get_run(work, id_of(call))
        return answer(await read_foretold(work, run, call.language, call.query("outcome"), after, limit))


async def start(call: Call) -> Response:
    async with call.work() as work:
        run = await start_run(work, await runs.get_run(work, id_of(call), lock=True))
        note = {"import": str(run.id)}
        await log(work.connection, Entry(str(call.principal.user_id), "import_started", run.object, note=note))
    return answer(run_facts(call.company, run, call.language), 202)


async def cancel(call: Call) -> Response:
    async with call.work() as work:
        run = await cancel_run(work, await runs.get_run(work, id_of(call), lock=True))
        note = {"import": str(run.id)}
        await log(work.connection, Entry(str(call.principal.user_id), "import_cancelled", run.object, note=note))
    return answer(run_facts(call.company, run, call.language))


async def rejected(call: Call) -> Response:
    async with call.reading() as work:
        run = await runs.get_run(work, id_of(call))

    async def parts() -> AsyncIterator[bytes]:
        async with call.reading() as work:
            async for part in rejected_csv(work, run, call.language):
                yield part

    name = call.company.translate(call.language, "transfer.rejected_name", name=run.name.rpartition(".")[0] or run.name)
    return StreamingResponse(parts(), media_type=TYPES["csv"], headers=_attachment(f"{name}.csv"))


async def list_mappings(call: Call) -> Response:
    name = call.query("object")
    async with call.reading() as work:
        return answer({"mappings": await runs.list_mappings(work, name)})


async def save_mapping(call: Call) -> Response:
    facts = await kept_facts(call)
    name, object_name, settings = facts.get("name"), facts.get("object"), facts.get("settings")
    if not isinstance(name, str) or not isinstance(object_name, str) or not isinstance(settings, dict):
        raise Malformed("malformed", errors=[FieldError("settings", "not_an_object")])
    async with call.work() as work:
        return answer(await runs.save_mapping(work, name, object_name, cast("dict[str, Any]", settings)), 201)


async def read_template(call: Call) -> Response:
    name = call.path("object")
    body = await asyncio.to_thread(template, call.company, call.principal, name, call.language)
    spec = call.company.registry[name]
    label = call.company.words.label(call.language, f"{name}.plural", spec.plural_labels)
    return Response(body, media_type=TYPES["xlsx"], headers=_attachment(f"{label}.xlsx"))


async def add_export(call: Call) -> Response:
    given = await kept_facts(call)
    spec = call.company.registry.objects.get(str(given.get("object")))
    if spec is not None and spec.parent is not None:
        raise Malformed("lines_live_with_parent", object=spec.name)
    async with call.work() as work:
        found = await exporting.add_export(work, given, call.language)
    if found.total <= exporting.AT_ONCE:
        found = await exporting.write_export(call.company, call.principal, found)
    return answer(exporting.export_facts(call.company, found, call.language), 201)


async def read_export(call: Call) -> Response:
    async with call.reading() as work:
        found = await exporting.get_export(work, id_of(call))
    return answer(exporting.export_facts(call.company, found, call.language))


async def read_export_file(call: Call) -> Response:
    async with call.reading() as work:
        found = await exporting.get_export(work, id_of(call))
        if found.state != "done":
            raise Conflict("export_not_ready")
        require_shown(work, found.object, found.shown)
    path = found.path(call.company.files_dir)
    if not await asyncio.to_thread(path.exists):
        raise NotFound("no_such_export", id=str(found.id))
    async with call.work() as work:
        note = {"export": str(found.id)}
        await log(work.connection, Entry(str(call.principal.doer_id), "export_read", found.object, note=note))
    media, headers = TYPES[found.format], _attachment(found.name)
    if not await asyncio.to_thread(is_sealed_file, path):
        return FileResponse(path, media_type=media, headers=headers)
    return StreamingResponse(pieces_of(call.company.vault, path), media_type=media, headers=headers)


ROUTES = (
    ("POST", "/imports", upload),
    ("GET", "/imports", list_imports),
    ("GET", "/imports/mappings", list_mappings),
    ("POST", "/imports/mappings", save_mapping),
    ("GET", "/imports/template/{object}.xlsx", read_template),
    ("GET", "/imports/{id}", read_import),
    ("PATCH", "/imports/{id}", choose_settings),
    ("POST", "/imports/{id}/preview", preview),
    ("GET", "/imports/{id}/preview", read_preview),
    ("POST", "/imports/{id}/run", start),
    ("POST", "/imports/{id}/cancel", cancel),
    ("GET", "/imports/{id}/rejected", rejected),
    ("POST", "/exports", add_export),
    ("GET", "/exports/{id}", read_export),
    ("GET", "/exports/{id}/file", read_export_file),
)
