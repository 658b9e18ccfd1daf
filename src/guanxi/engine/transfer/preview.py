"""The dry run: what an import would do, row by row, without a trace in the records."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from guanxi.engine.changes.shape import match_key
from guanxi.engine.company import Work
from guanxi.engine.query import titles_of
from guanxi.engine.transfer.foreseen import Foreseen
from guanxi.engine.transfer.foretold import Foretold, keep_foretold, read_foretold
from guanxi.engine.transfer.importer import Importer, Result, make_feed, make_importer
from guanxi.engine.transfer.messages import error_facts
from guanxi.engine.transfer.own_titles import titles_in_file
from guanxi.engine.transfer.repairing import Repairs
from guanxi.engine.transfer.runs import Run
from guanxi.engine.transfer.settings import read_settings
from guanxi.engine.transfer.sources import Source
from guanxi.kernel.errors import FieldError
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MOST_ROWS = 20_000
SECONDS = 15.0
BATCH = 250  # small, since others are served by the same process
COUNTED = ("create", "update", "unchanged", "refuse")


@dataclass(slots=True)
class Preview:
    """The counts over the rows looked at, the rows themselves, and what would mend them."""

    repairs: Repairs
    foretold: Foretold = field(default_factory=Foretold)
    counts: Counter[str] = field(default_factory=Counter[str])
    lines: int = 0
    looked_at: int = 0


async def preview_run(work: Work, run: Run, language: str) -> dict[str, Any]:
    """What the import would do, with the first of its rows; `read_foretold` gives the others.

    Everything that it tries is taken back before the answer. `work` must not be in a transaction: each batch lets go of
    its locks at once.
    """
    company = work.company
    source = run.opened(company)
    settings = read_settings(run.settings or {}, company.registry, len(source.headers))
    own_titles = await asyncio.to_thread(titles_in_file, company, source, settings)
    importer = make_importer(company, work.principal, source, settings, own_titles)
    found = Preview(Repairs(company, settings, language))
    is_complete = await _look(work, found, importer, source)
    await keep_foretold(work, run, found.foretold)
    return {
        "counts": {outcome: found.counts[outcome] for outcome in COUNTED},
        "skipped": found.counts["skip"],
        "lines": found.lines,
        "repairs": found.repairs.facts(),
        "is_complete": is_complete,
        "looked_at": found.looked_at,
        **await read_foretold(work, run, language),
    }


async def _look(work: Work, found: Preview, importer: Importer, source: Source) -> bool:
    """Tries the rows as far as time and memory allow; True at the end of the file."""
    feed, until = make_feed(importer, source), time.monotonic() + SECONDS
    spec = importer.columns.spec
    seen, foreseen = _Seen(spec, importer.settings.on_duplicate), Foreseen(spec)
    async with work.connection.transaction(force_rollback=True):
        while feed.position < MOST_ROWS and time.monotonic() < until and not found.foretold.is_full:
            batch = await asyncio.to_thread(feed.next_batch, BATCH)
            if batch is None:
                break
            results = seen.marked(await importer.apply(work, batch, dry_run=True))
            foreseen.note(results)
            skipped = [Result(importer.columns.read(*row), "skip") for row in feed.skipped]
            await _add(work, found, importer, [*results, *skipped])
        found.looked_at = feed.position
        is_complete = feed.position >= source.rows
        if is_complete:
            await _add(work, found, importer, list(foreseen.refusals()))
    return is_complete


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


async def _add(work: Work, found: Preview, importer: Importer, results: Sequence[Result]) -> None:
    titles = await _titles(work, importer, results)
    for result in results:
        refusals = importer.refusals(result) if result.kind == "refuse" else ()
        found.counts[result.kind] += len(refusals) or 1
        found.lines += 0 if refusals else len(result.candidate.lines)
        title = _title(importer, result)
        for row, cells, errors in refusals:
            found.repairs.note(cells, errors)
            shown = {"title": title, "lines": None, "changes": (), "errors": error_facts(errors)}
            found.foretold.add(row, "refuse", shown)
        if not refusals:
            changes, lines = _changes(work, importer, result, titles), len(result.candidate.lines) or None
            shown = {"title": title, "lines": lines, "changes": changes, "errors": ()}
            found.foretold.add(result.candidate.row, result.kind, shown)


def _changes(work: Work, importer: Importer, result: Result, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    spec = importer.columns.spec
    rights = work.rights(spec.name)
    is_told = rights.may("read")  # whoever only writes does not learn what was there
    return [
        {
            "field": name,
            "old": _shown(spec, name, old, titles) if is_told else None,
            "new": _shown(spec, name, new, titles),
        }
        for name, (old, new) in result.fields.items()
        if (new is not None or old is not None) and rights.sees(name) and not _is_computed(spec, name)
    ]


def _title(importer: Importer, result: Result) -> str | None:
    spec = importer.columns.spec
    value = result.fields.get(spec.title, (None, None))[1] or result.candidate.values.get(spec.title)
    if isinstance(value, Mapping):
        parts = cast(Mapping[str, Any], value)
        value = parts.get("full") or f"{parts.get('family', '')}{parts.get('given', '')}"
    if value:
        return str(value)[:200]
    return next((cell.strip()[:200] for cell in result.candidate.cells if cell.strip()), None)


def _is_computed(spec: ObjectSpec, name: str) -> bool:
    return name in spec.fields and spec.fields[name].is_computed


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
