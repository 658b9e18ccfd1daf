"""Exports of what a view shows, within the rights of whoever asks; large ones go on in the background."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import psycopg

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.people import principal_of
from guanxi.engine.query import Query, find_page
from guanxi.engine.query.listing import list_parts
from guanxi.engine.store.columns import field_of
from guanxi.engine.transfer.cells import ExportColumn, Exporting, cells_of, export_columns
from guanxi.engine.transfer.kept_choices import given_choice, kept_choice
from guanxi.engine.transfer.kept_files import put_export
from guanxi.engine.transfer.messages import failure_facts, failure_text
from guanxi.engine.transfer.runs import json_text
from guanxi.engine.transfer.shown import shown_by
from guanxi.engine.transfer.table_files import FORMATS, MOST_ROWS, TableFile, open_table
from guanxi.engine.transfer.typed_columns import typed_columns
from guanxi.kernel.errors import FieldError, GuanxiError, Invalid, Malformed, NotFound, Unavailable
from guanxi.kernel.filters import field_names, read_filter
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import Principal, system

PAGE = 500
AT_ONCE = 5_000
PROGRESS_EVERY = 5_000
KEPT = timedelta(hours=24)
COLUMNS = "id, by_user, object, format, state, language, query, name, done, total, error, left_out, shown"


@dataclass(frozen=True, slots=True)
class Export:
    """One export, as it is kept."""

    id: UUID
    by_user: UUID
    object: str
    format: str
    state: str
    language: str
    query: dict[str, Any]
    name: str
    done: int
    total: int
    error: dict[str, Any] | None
    left_out: int = 0  # persons who have asked that nothing is done with what is kept of them
    shown: dict[str, Any] | None = None  # by object, see `shown.py`; None until the file is whole

    def path(self, files_dir: Path) -> Path:
        return files_dir / "exports" / f"{self.id}.{self.format}"


async def add_export(work: Work, given: Mapping[str, Any], language: str) -> Export:
    """Keeps an export and queues it, unless it is small enough to be written at once (see `write_export`).

    Raises Forbidden without the right to export, Malformed or Invalid for what cannot be asked.
    """
    await drop_old(work)
    name, format_name = given.get("object"), given.get("format", "xlsx")
    if not isinstance(format_name, str) or format_name not in FORMATS:
        raise Invalid("invalid", errors=[FieldError("format", "bad_format")])
    rights = work.rights(str(name))
    rights.require("export")
    facts = {part: given.get(part) for part in ("filter", "fields", "sort", "q") if given.get(part)}
    exporting = Exporting(work.company, work.principal, rights, language)
    export_columns(exporting, _query(work, str(name), facts).fields or ())
    total = await _count(work, str(name), facts)
    limit = MOST_ROWS[format_name]
    if limit is not None and total > limit:
        raise Invalid("invalid", errors=[FieldError("format", "too_many_rows", {"limit": limit})])
    label = work.company.words.label(language, f"{rights.spec.name}.plural", rights.spec.plural_labels)
    shown = f"{label} {datetime.now(exporting.zone).date().isoformat()}.{format_name}"
    left_out = await _count(work, str(name), facts, usable=False) - total if rights.spec.is_subject else 0
    head = (new_id(), work.principal.user_id, str(name), format_name, "queued", language)
    found = Export(*head, facts, shown, 0, total, None, left_out)
    await _keep(work, found)
    if total > AT_ONCE:
        await enqueue(work, "export", {"export": str(found.id)})
    return found


async def _keep(work: Work, export: Export) -> None:
    await work.execute(
        "INSERT INTO engine.export_run (id, by_user, object, format, state, language, query, name, total, left_out)"
        " VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7::jsonb, $8, $9, $10)",
        str(export.id),
        str(export.by_user),
        export.object,
        export.format,
        export.state,
        export.language,
        json_text(kept_choice(work, "export_run", export.object, export.query)),
        export.name,
        export.total,
        export.left_out,
    )
    entry = Entry(str(export.by_user), "export", export.object, fields=export.query.get("fields") or ())
    await log(work.connection, entry)


async def get_export(work: Work, export_id: UUID) -> Export:
    """One of the principal's own exports. Raises NotFound."""
    rows = await work.fetch(
        f"SELECT {COLUMNS} FROM engine.export_run WHERE id = $1::uuid AND (by_user = $2::uuid OR $3::boolean)",
        str(export_id),
        str(work.principal.user_id),
        work.principal.is_system,
    )
    if not rows:
        raise NotFound("no_such_export", id=str(export_id))
    found = Export(*rows[0])
    return replace(found, query=given_choice(work, "export_run", found.object, found.query))


def export_facts(company: Company, export: Export, language: str) -> dict[str, Any]:
    """An export as the interface answers it."""
    error = failure_text(company, language, export.error) if export.error else None
    return {
        "id": str(export.id),
        "state": export.state,
        "object": export.object,
        "format": export.format,
        "file_name": export.name,
        "done": export.done,
        "total": export.total,
        "left_out": export.left_out,
        "error": error,
    }


def _query(work: Work, name: str, facts: Mapping[str, Any]) -> Query:
    """The query of an export. Without fields: all that have columns and may be read."""
    rights = work.rights(name)
    given = facts.get("fields") or [
        each.name
        for each in rights.spec.fields.values()
        if each.kind != "lines" and rights.level(each.name) != "hidden"
    ]
    fields, sort = _names(given, "fields"), _names(facts.get("sort") or [], "sort")
    specs = [field_of(rights.spec, field) for field in fields]
    seen = [each for each in specs if each is not None and rights.sees(each.name)]
    return Query(
        fields=fields,
        filter=read_filter(facts.get("filter")),
        sort=sort,
        limit=PAGE,
        expand=tuple(each.name for each in seen if each.kind in ("reference", "multi_reference") and each.target),
        q=str(facts.get("q") or "")[:200],
        usable=True,
    )


def _names(given: Any, name: str) -> tuple[str, ...]:
    names = cast(list[Any], given) if isinstance(given, list) else [None]
    if len(names) > 500 or not all(isinstance(each, str) for each in names):
        raise Malformed("malformed", errors=[FieldError(name, "not_a_list", {"limit": 500})])
    return tuple(dict.fromkeys(cast(list[str], names)))


async def _count(work: Work, name: str, facts: Mapping[str, Any], *, usable: bool = True) -> int:
    parts = list_parts(work, name, replace(_query(work, name, facts), usable=usable))
    rows = await work.fetch(
        f"SELECT count(*) FROM {parts.records} WHERE {' AND '.join(parts.all_conditions)}",
        *parts.statement.parameters,
    )
    return rows[0][0]


async def write_export(company: Company, principal: Principal, export: Export) -> Export:
    """Writes the file of an export, under another name until it is whole; whoever runs it again starts anew."""
    path = export.path(company.files_dir)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    try:
        export = await _write(company, principal, export, unfinished)
        await asyncio.to_thread(put_export, company, unfinished, path)
    except GuanxiError as error:
        unfinished.unlink(missing_ok=True)
        return await _note(company, replace(export, state="failed", error=failure_facts(error)))
    except psycopg.OperationalError:
        raise  # the database went away: the queue hands the job out again
    except Exception:
        await _note(company, replace(export, state="failed", error=failure_facts(Unavailable("unexpected"))))
        raise
    try:
        return await _note(company, replace(export, state="done", total=export.done))
    except NotFound:
        path.unlink(missing_ok=True)
        raise


async def _write(company: Company, principal: Principal, export: Export, path: Path) -> Export:
    async with company.work(principal, source="export") as work:
        await work.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        rights = work.rights(export.object)
        rights.require("export")
        query = _query(work, export.object, export.query)
        shown = shown_by(work, export.object, _told(query))
        columns_of = typed_columns if export.format == "parquet" else export_columns
        columns = columns_of(Exporting(company, principal, rights, export.language), query.fields or ())
        done = 0
        with open_table(export.format, path, columns) as table:
            async for records in _pages(work, export.object, query):
                _write_page(table, columns, records)
                done += len(records)
                if done % PROGRESS_EVERY == 0:
                    await _note(company, replace(export, state="running", done=done))
            await asyncio.to_thread(table.finish)
    return replace(export, done=done, shown=shown)


def _told(query: Query) -> list[str]:
    """The fields of which the file tells something: those in it, and those that say which records are there and how
    they lie."""
    asked = [*field_names(query.filter), *(each.lstrip("-") for each in query.sort)]
    return [*(query.fields or ()), *(each.partition(".")[0] for each in asked)]


def _write_page(table: TableFile, columns: Sequence[ExportColumn], records: Sequence[Mapping[str, Any]]) -> None:
    for record in records:
        table.write(cells_of(columns, record))


async def _pages(work: Work, name: str, query: Query) -> AsyncIterator[list[dict[str, Any]]]:
    cursor: str | None = None
    while True:
        records, cursor = await find_page(work, name, replace(query, cursor=cursor))
        yield records
        if cursor is None:
            return


async def _note(company: Company, export: Export) -> Export:
    """Raises NotFound where the export was taken away meanwhile, as by an erasure."""
    async with company.work(system(), source="export") as work:
        count = await work.execute(
            "UPDATE engine.export_run SET state = $2, done = $3, total = $4, error = $5::jsonb, shown = $6::jsonb,"
            " updated_at = now()"
            " WHERE id = $1::uuid",
            str(export.id),
            export.state,
            export.done,
            export.total,
            json_text(export.error) if export.error else None,
            json_text(export.shown) if export.shown else None,
        )
    if not count:
        raise NotFound("no_such_export", id=str(export.id))
    return export


@job("export")
async def run_export(company: Company, payload: dict[str, Any]) -> None:
    """Writes a large export with today's rights of whoever asked for it; one that was taken away leaves no file."""
    try:
        async with company.reading(system()) as work:
            export = await get_export(work, UUID(payload["export"]))
            principal = await principal_of(work.connection, str(export.by_user), company.norms.time_zone)
        if principal is not None and export.state in ("queued", "running"):
            await write_export(company, principal, export)
    except NotFound:
        remove_files(company.files_dir, payload["export"])


def remove_files(files_dir: Path, export_id: str) -> None:
    """Removes the file of an export, whole or not."""
    for path in (files_dir / "exports").glob(f"{UUID(export_id)}.*"):
        path.unlink(missing_ok=True)


async def drop_old(work: Work) -> None:
    """Removes exports that are older than a day, files and all."""
    rows = await work.fetch(
        f"DELETE FROM engine.export_run WHERE created_at < $1::timestamptz RETURNING {COLUMNS}",
        datetime.now(UTC) - KEPT,
    )
    for row in rows:
        remove_files(work.company.files_dir, str(row[0]))
