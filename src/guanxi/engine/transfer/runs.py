"""Imports as they are kept: the file, what was chosen, how far it is. Only administrators see those of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.sealed_files import readable
from guanxi.engine.history.trail import sees_all
from guanxi.engine.query.opening import has_sealed
from guanxi.engine.store.contents import stored_path
from guanxi.engine.transfer.kept_choices import given_choice, kept_choice
from guanxi.engine.transfer.messages import failure_text
from guanxi.engine.transfer.sources import Source, source_of
from guanxi.kernel.errors import Conflict, FieldError, Invalid, NotFound
from guanxi.kernel.identifiers import new_id

COLUMNS = (
    "id, by_user, created_at, name, digest, object, state, language, source, settings, change_set, position, phase,"
    " done, total, created, updated, unchanged, refused, skipped, error,"
    " EXISTS (SELECT 1 FROM engine.change_set s WHERE s.id = import_run.change_set) AS has_changes"
)
SAMPLE = "first rows of import"
RUNNING = ("queued", "running", "cancelling")
CHOOSABLE = ("uploaded", "mapped")


@dataclass(frozen=True, slots=True)
class Run:
    """One import. `position` counts the rows that are settled for good, `phase` says which pass it is in; the change
    set is there once it `has_changes`."""

    id: UUID
    by_user: UUID
    created_at: datetime
    name: str
    digest: str
    object: str | None
    state: str
    language: str
    source: dict[str, Any]
    settings: dict[str, Any] | None
    change_set: UUID | None
    position: int
    phase: str
    done: int
    total: int
    created: int
    updated: int
    unchanged: int
    refused: int
    skipped: int
    error: dict[str, Any] | None
    has_changes: bool

    def path(self, files_dir: Path) -> Path:
        return stored_path(files_dir, self.digest)

    def opened(self, company: Company) -> Source:
        """The source of its file; a sealed one is read in memory."""
        return source_of(readable(company.vault, self.path(company.files_dir)), self.source)


async def add_run(work: Work, name: str, digest: str, source: Source, language: str) -> Run:
    """Keeps an uploaded file that waits for its mapping."""
    run_id = new_id()
    await work.execute(
        "INSERT INTO engine.import_run (id, by_user, name, digest, state, language, source, total)"
        " VALUES ($1::uuid, $2::uuid, $3, $4, 'uploaded', $5, $6::jsonb, $7)",
        str(run_id),
        str(work.principal.user_id),
        name,
        digest,
        language,
        _json(_kept_source(work, run_id, source)),
        source.rows,
    )
    return await get_run(work, run_id)


def _kept_source(work: Work, run_id: UUID, source: Source) -> dict[str, Any]:
    """The source as it is kept: its first rows sealed, where the company encrypts anything."""
    facts = source.facts()
    if has_sealed(work):
        facts["sample"] = work.company.vault.seal(orjson.dumps(facts["sample"]).decode(), f"{SAMPLE} {run_id}")
    return facts


def _run(work: Work, row: Sequence[Any]) -> Run:
    run = Run(*row)
    run = replace(run, settings=given_choice(work, "import_run", run.object, run.settings))
    sample = run.source.get("sample")
    if not isinstance(sample, str):
        return run
    return replace(
        run, source={**run.source, "sample": orjson.loads(work.company.vault.open(sample, f"{SAMPLE} {run.id}"))}
    )


async def get_run(work: Work, run_id: UUID, *, lock: bool = False) -> Run:
    """An import of the principal's own, for an administrator anybody's. Raises NotFound."""
    rows = await work.fetch(
        f"SELECT {COLUMNS} FROM engine.import_run WHERE id = $1::uuid AND (by_user = $2::uuid OR $3::boolean)"
        + (" FOR UPDATE" if lock else ""),
        str(run_id),
        str(work.principal.user_id),
        sees_all(work),
    )
    if not rows:
        raise NotFound("no_such_import", id=str(run_id))
    return _run(work, rows[0])


async def list_runs(work: Work, limit: int) -> list[Run]:
    """The principal's imports, the newest first."""
    rows = await work.fetch(
        f"SELECT {COLUMNS} FROM engine.import_run WHERE by_user = $1::uuid ORDER BY id DESC LIMIT $2::integer",
        str(work.principal.user_id),
        limit,
    )
    return [_run(work, row) for row in rows]


async def keep_choice(work: Work, run: Run, source: Source, settings: Mapping[str, Any]) -> Run:
    """Keeps what was chosen for an import that has not begun. Raises Conflict for one that has."""
    if run.state not in CHOOSABLE:
        raise Conflict("import_has_begun")
    await work.execute(
        "UPDATE engine.import_run SET object = $2::text, source = $3::jsonb, settings = $4::jsonb, total = $5,"
        " state = CASE WHEN $2::text IS NULL THEN 'uploaded' ELSE 'mapped' END, updated_at = now() WHERE id = $1::uuid",
        str(run.id),
        settings.get("object"),
        _json(_kept_source(work, run.id, source)),
        _json(kept_choice(work, "import_run", settings.get("object"), dict(settings))),
        source.rows,
    )
    return await get_run(work, run.id)


async def set_state(work: Work, run: Run, state: str, error: Mapping[str, Any] | None = None) -> None:
    await work.execute(
        "UPDATE engine.import_run SET state = $2, error = $3::jsonb, updated_at = now() WHERE id = $1::uuid",
        str(run.id),
        state,
        _json(error) if error is not None else None,
    )


def run_facts(company: Company, run: Run, language: str) -> dict[str, Any]:
    """An import as the interface answers it."""
    source, settings = run.source, run.settings or {}
    found: dict[str, Any] = {
        "id": str(run.id),
        "state": "running" if run.state == "cancelling" else run.state,
        "file_name": run.name,
        "created_at": run.created_at.isoformat(),
        "rows_estimate": source["rows"],
        "error": failure_text(company, language, run.error) if run.error else None,
        "change_set": str(run.change_set) if run.has_changes else None,
    }
    shown = ("format", "encoding", "delimiter", "sheets", "sheet", "header_row", "headers", "sample", "is_damaged")
    found |= {name: source[name] for name in shown}
    chosen = ("object", "mode", "keys", "mapping", "on_duplicate", "create_references", "duplicate_rows", "lines")
    found |= {name: settings.get(name) for name in (*chosen, "constants", "empty_cells")}
    return found | progress_facts(run)


def progress_facts(run: Run) -> dict[str, Any]:
    shown = ("done", "total", "created", "updated", "unchanged", "refused", "skipped")
    return {name: getattr(run, name) for name in shown}


async def list_mappings(work: Work, object_name: str) -> list[dict[str, Any]]:
    """The saved mappings of an object, which are everybody's who may import it."""
    work.rights(object_name).require("import")
    rows = await work.fetch(
        "SELECT id, name, object, settings FROM engine.import_mapping WHERE object = $1 ORDER BY lower(name)",
        object_name,
    )
    return [
        {"id": str(row[0]), "name": row[1], "object": row[2], "settings": _given(work, object_name, row[3])}
        for row in rows
    ]


async def save_mapping(work: Work, name: str, object_name: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps a mapping under a name; the same name again replaces it."""
    work.rights(object_name).require("import")
    if not 0 < len(name.strip()) <= 100:
        raise Invalid("invalid", errors=[FieldError("name", "too_long", {"limit": 100, "length": len(name)})])
    rows = await work.fetch(
        "INSERT INTO engine.import_mapping (id, by_user, name, object, settings)"
        " VALUES ($1::uuid, $2::uuid, $3, $4, $5::jsonb) ON CONFLICT (object, lower(name)) DO UPDATE"
        " SET settings = excluded.settings, by_user = excluded.by_user, at = now() RETURNING id",
        str(new_id()),
        str(work.principal.user_id),
        name.strip(),
        object_name,
        _json(kept_choice(work, "import_mapping", object_name, dict(settings))),
    )
    return {"id": str(rows[0][0]), "name": name.strip(), "object": object_name, "settings": dict(settings)}


async def find_mapping(work: Work, name: str, object_name: str) -> dict[str, Any] | None:
    """The settings saved under a name, or None."""
    rows: Sequence[tuple[dict[str, Any]]] = await work.fetch(
        "SELECT settings FROM engine.import_mapping WHERE object = $1 AND lower(name) = lower($2)", object_name, name
    )
    return _given(work, object_name, rows[0][0]) if rows else None


def _given(work: Work, object_name: str, settings: Any) -> dict[str, Any]:
    return given_choice(work, "import_mapping", object_name, settings)


def _json(value: Any) -> str:
    """JSON text that jsonb takes: without zeroes and halves of characters, which it refuses."""
    text = orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
    return text.replace("\\u0000", "\\ufffd")


json_text = _json
