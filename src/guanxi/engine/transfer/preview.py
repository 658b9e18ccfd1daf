"""The dry run: what an import would do, row by row, without a trace."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from guanxi.engine.changes.shape import match_key
from guanxi.engine.company import Work
from guanxi.engine.query import titles_of
from guanxi.engine.transfer.foreseen import Foreseen
from guanxi.engine.transfer.importer import Importer, Result, make_feed, make_importer
from guanxi.engine.transfer.messages import error_facts, shown_errors
from guanxi.engine.transfer.own_titles import titles_in_file
from guanxi.engine.transfer.rejected import Refusal
from guanxi.engine.transfer.repairing import Repairs
from guanxi.engine.transfer.runs import Run
from guanxi.engine.transfer.settings import read_settings
from guanxi.kernel.errors import FieldError
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MOST_ROWS = 20_000
SECONDS = 15.0
BATCH = 250  # small, since others are served by the same process
SHOWN_ROWS = 200
SHOWN_REFUSALS = 200
OUTCOMES = ("create", "update", "unchanged", "refuse")


@dataclass(slots=True)
class Preview:
    """The counts over the rows looked at, the first rows in full, further refused ones, and what would mend them."""

    repairs: Repairs
    counts: Counter[str] = field(default_factory=Counter[str])
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    refusals: int = 0
    lines: int = 0


async def preview_run(work: Work, run: Run, language: str) -> dict[str, Any]:
    """What the import would do. Everything that it tries is taken back before the answer.

    `work` must not be in a transaction: each batch lets go of its locks at once.
    """
    company = work.company
    source = run.opened(company.files_dir)
    settings = read_settings(run.settings or {}, company.registry, len(source.headers))
    own_titles = await asyncio.to_thread(titles_in_file, company, source, settings)
    importer = make_importer(company, work.principal, source, settings, own_titles)
    feed = make_feed(importer, source)
    found, until = Preview(Repairs(company, settings, language)), time.monotonic() + SECONDS
    spec = company.registry[settings.object]
    seen, foreseen = _Seen(spec, settings.on_duplicate), Foreseen(spec)
    async with work.connection.transaction(force_rollback=True):
        while feed.position < MOST_ROWS and time.monotonic() < until:
            batch = await asyncio.to_thread(feed.next_batch, BATCH)
            if batch is None:
                break
            results = seen.marked(await importer.apply(work, batch, dry_run=True))
            foreseen.note(results)
            await _add(work, found, importer, results, language)
        is_complete = feed.position >= source.rows
        if is_complete:
            await _add(work, found, importer, list(foreseen.refusals()), language)
    counts = {outcome: found.counts[outcome] for outcome in OUTCOMES}
    shown = sorted(found.rows, key=lambda row: row["row"])
    return {
        "counts": counts,
        "lines": found.lines,
        "rows": shown,
        "repairs": found.repairs.facts(),
        "is_complete": is_complete,
    }


class _Seen:
    """Unique and matched values of rows that would have been created, since nothing of them stands in the database."""

    def __init__(self, spec: ObjectSpec, on_duplicate: str) -> None:
        self.spec = spec
        self.on_duplicate = on_duplicate
        fields = [each for each in spec.fields.values() if not each.is_computed]
        self.fields = [each for each in fields if each.unique or (each.duplicate_key and on_duplicate != "create")]
        self.rows: dict[int, int] = {}

    def marked(self, results: Sequence[Result]) -> list[Result]:
        return [self._checked(result) if result.kind == "create" else result for result in results]

    def _checked(self, result: Result) -> Result:
        """The same result, or what it would be where an earlier row of the file has such a value."""
        row = result.candidate.row
        for each in self.fields:
            value = result.fields.get(each.name, (None, None))[1]
            if value is None:
                continue
            first = self.rows.setdefault(match_key(self.spec, each, value), row)
            if first != row and not each.unique and self.on_duplicate == "update":
                return Result(result.candidate, "update")
            if first != row:
                error = FieldError(each.name, "same_as_row", {"row": first}, row)
                return Result(result.candidate, "refuse", errors=(error,))
        return result


async def _add(work: Work, found: Preview, importer: Importer, results: Sequence[Result], language: str) -> None:
    shown: list[tuple[Result, Sequence[Refusal]]] = []
    for result in results:
        refusals = importer.refusals(result) if result.kind == "refuse" else ()
        found.counts[result.kind] += len(refusals) or 1
        found.lines += 0 if refusals else len(result.candidate.lines)
        for _, cells, errors in refusals:
            found.repairs.note(cells, errors)
        if len(found.rows) + len(shown) < SHOWN_ROWS:
            shown.append((result, refusals))
        elif refusals and found.refusals < SHOWN_REFUSALS:
            found.refusals += 1
            shown.append((result, refusals))
    titles = await _titles(work, importer, [result for result, _ in shown])
    for result, refusals in shown:
        found.rows += _rows(work, importer, result, refusals, _Words(language, titles))


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    titles: Mapping[str, str]


def _rows(
    work: Work, importer: Importer, result: Result, refusals: Sequence[Refusal], words: _Words
) -> Iterable[dict[str, Any]]:
    title, lines = _title(importer, result), len(result.candidate.lines) or None
    if result.kind == "refuse":
        for row, _, errors in refusals:
            shown = shown_errors(work.company, words.language, importer.columns.spec, error_facts(errors))
            yield {"row": row, "outcome": "refuse", "title": title, "lines": None, "changes": [], "errors": shown}
        return
    spec = importer.columns.spec
    changes = [
        {"field": name, "old": _shown(spec, name, old, words.titles), "new": _shown(spec, name, new, words.titles)}
        for name, (old, new) in result.fields.items()
        if (new is not None or old is not None) and work.rights(spec.name).sees(name)
    ]
    row = result.candidate.row
    yield {"row": row, "outcome": result.kind, "title": title, "lines": lines, "changes": changes, "errors": []}


def _title(importer: Importer, result: Result) -> str | None:
    spec = importer.columns.spec
    value = result.fields.get(spec.title, (None, None))[1] or result.candidate.values.get(spec.title)
    if isinstance(value, Mapping):
        parts = cast(Mapping[str, Any], value)
        value = parts.get("full") or f"{parts.get('family', '')}{parts.get('given', '')}"
    if value:
        return str(value)[:200]
    return next((cell.strip()[:200] for cell in result.candidate.cells if cell.strip()), None)


def _reference(spec: ObjectSpec, name: str) -> FieldSpec | None:
    each = spec.fields.get(name)
    return each if each is not None and each.kind == "reference" else None


def _shown(spec: ObjectSpec, name: str, value: Any, titles: Mapping[str, str]) -> Any:
    """A value as the interface shows it: references with their titles."""
    if value is None or _reference(spec, name) is None:
        return value
    return {"id": value, "title": titles.get(str(value))}


async def _titles(work: Work, importer: Importer, results: Sequence[Result]) -> dict[str, str]:
    wanted: dict[str, set[str]] = {}
    for result in results:
        for name, pair in result.fields.items():
            each = _reference(importer.columns.spec, name)
            if each is not None and each.target:
                wanted.setdefault(each.target, set()).update(str(value) for value in pair if value)
    found: dict[str, str] = {}
    for target, ids in wanted.items():
        found |= await titles_of(work, target, ids)
    return found
