"""Batches of rows onto the write path: keys matched, references resolved, faults kept to their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from guanxi.engine.changes import Change, Options, Outcome, write
from guanxi.engine.company import Company, Work
from guanxi.engine.history.externals import claim_keys
from guanxi.engine.transfer.converters import Reader
from guanxi.engine.transfer.external import refuse_closed
from guanxi.engine.transfer.feed import Feed
from guanxi.engine.transfer.keys import Key, Matcher, require_sight
from guanxi.engine.transfer.lines import check_lines, recognise_lines, refusals_of_group
from guanxi.engine.transfer.references import Resolver
from guanxi.engine.transfer.rows import Candidate, Columns, compile_columns
from guanxi.engine.transfer.settings import ImportSettings
from guanxi.engine.transfer.sources import Source
from guanxi.kernel.errors import FieldError, Forbidden, GuanxiError, Outdated
from guanxi.kernel.fields.values import Norms
from guanxi.kernel.principal import Principal

DUPLICATE_ROUNDS = 3


@dataclass(slots=True)
class Result:
    """What became of one candidate: create, update, unchanged or refuse, and why."""

    candidate: Candidate
    kind: str
    id: UUID | None = None
    errors: tuple[FieldError, ...] = ()
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict[str, tuple[Any, Any]])
    keys: Sequence[int] = ()


@dataclass(slots=True)
class Importer:
    """One import of one file by one person, batch for batch."""

    company: Company
    principal: Principal
    settings: ImportSettings
    columns: Columns
    line_columns: Columns | None
    lines_field: str | None
    resolver: Resolver
    matcher: Matcher | None
    norms: Norms
    dry_keys: set[Key] = field(default_factory=set[Key])

    async def apply(self, work: Work, candidates: Sequence[Candidate], *, dry_run: bool = False) -> list[Result]:
        """Writes a batch, or finds out what writing it would do. Faults refuse their rows only."""
        if self.matcher is not None and not dry_run:
            await claim_keys(work, self.settings.object, self.settings.keys)
        await self._read_all(work, candidates)
        await refuse_closed(work, self.settings, candidates)
        sound = [candidate for candidate in candidates if not candidate.errors]
        await self._find_more_errors(work, [each for each in candidates if _is_readable(each)])
        results = {id(each): Result(each, "refuse", errors=tuple(each.errors)) for each in candidates if each.errors}
        while sound:
            wave, sound = self._wave(sound)
            for result in await self._write_wave(work, wave, dry_run=dry_run):
                results[id(result.candidate)] = result
        return [results[id(candidate)] for candidate in candidates]

    async def _read_all(self, work: Work, candidates: Sequence[Candidate]) -> None:
        await self.resolver.resolve(work, self.columns, candidates)
        if self.line_columns is None or self.lines_field is None:
            return
        lines = [line for candidate in candidates for line in candidate.lines]
        await self.resolver.resolve(work, self.line_columns, lines)
        for candidate in candidates:
            check_lines(self.company, self.line_columns.spec, candidate, self.lines_field, self.norms)
            candidate.values[self.lines_field] = [line.values for line in candidate.lines]

    async def _find_more_errors(self, work: Work, faulty: Sequence[Candidate]) -> None:
        """Rows that are refused anyway are checked to their end, so that one correction is enough."""
        changes = [self._new(each) for each in faulty if self.settings.mode != "update"]
        for candidate, outcome in zip(faulty, await self._write(work, changes, dry_run=True), strict=False):
            known = {error.field for error in candidate.errors}
            for error in outcome.errors:
                if error.field not in known:
                    candidate.refuse(error.field, error.code, **error.values)

    def _wave(self, candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """Those that may be written together, and those whose key an earlier row of the batch has, which come after."""
        if self.matcher is None:
            return list(candidates), []
        keys: set[Key] = set()
        now: list[Candidate] = []
        later: list[Candidate] = []
        for candidate in candidates:
            key = self.matcher.key_of(candidate, self.norms)
            (later if key in keys else now).append(candidate)
            if key is not None:
                keys.add(key)
        return now, later

    async def _write_wave(self, work: Work, wave: Sequence[Candidate], *, dry_run: bool) -> list[Result]:
        changes, results = await self._changes(work, wave)
        if self.line_columns is not None and self.lines_field is not None:
            known = [(change.id, candidate) for candidate, change in changes if change.id is not None]
            await recognise_lines(work, self.line_columns.spec, self.lines_field, known, self.norms)
        outcomes = await self._write(work, [change for _, change in changes], dry_run=dry_run)
        pairs = list(zip((candidate for candidate, _ in changes), outcomes, strict=True))
        if self.settings.on_duplicate == "update":
            pairs = await self._update_duplicates(work, pairs, dry_run=dry_run)
        if dry_run:
            self._note_keys(pairs)
        return results + [_result(candidate, outcome) for candidate, outcome in pairs]

    async def _changes(
        self, work: Work, wave: Sequence[Candidate]
    ) -> tuple[list[tuple[Candidate, Change]], list[Result]]:
        """The change that each row wishes; rows whose record is not found or not certain are refused."""
        if self.matcher is None:
            return [(each, self._new(each)) for each in wave], []
        keyed = {key: each for each in wave if (key := self.matcher.key_of(each, self.norms)) is not None}
        found = await self.matcher.find(work, keyed)
        changes: list[tuple[Candidate, Change]] = []
        refused: list[Result] = []
        for each in wave:
            key = self.matcher.key_of(each, self.norms)
            change = self._change(each, key, found.get(key, []) if key else [])
            if isinstance(change, Change):
                changes.append((each, change))
            else:
                refused.append(Result(each, change.kind, change.id, change.errors))
        await self._check_unmade(work, [each for each in refused if each.kind == "update"])
        return changes, refused

    async def _check_unmade(self, work: Work, results: Sequence[Result]) -> None:
        """In a dry run: updates of what an earlier row would have made are checked as if they made it."""
        changes = [self._new(each.candidate) for each in results]
        for result, outcome in zip(results, await self._write(work, changes, dry_run=True), strict=True):
            result.errors = tuple(error for error in outcome.errors if error.code != "required")
            result.kind = "refuse" if result.errors else result.kind

    def _change(self, candidate: Candidate, key: Key | None, found: Sequence[UUID]) -> Change | Outcome:
        if len(found) > 1:
            return self._refused(candidate, "ambiguous_key")
        if found:
            return Change("update", found[0], candidate.values)
        if key is not None and key in self.dry_keys:
            return Outcome("update", None)
        if self.settings.mode == "update":
            return self._refused(candidate, "key_empty" if key is None else "no_record_with_key")
        return self._new(candidate)

    def _new(self, candidate: Candidate) -> Change:
        """A new record, which has its defaults where an empty cell would clear the field of one that is there."""
        if self.settings.empty_cells == "keep":
            return Change("create", values=candidate.values)
        return Change("create", values={name: each for name, each in candidate.values.items() if each is not None})

    def _refused(self, candidate: Candidate, code: str) -> Outcome:
        name = self.settings.keys[0]
        shown = str(candidate.values.get(name) or next(iter(candidate.external.values()), candidate.id or ""))
        return Outcome("refuse", None, errors=(FieldError(name, code, {"value": shown[:100]}, candidate.row),))

    async def _write(self, work: Work, changes: Sequence[Change], *, dry_run: bool) -> list[Outcome]:
        """Writes the changes. An error that stops the whole batch is traced to its rows by halving."""
        if not changes:
            return []
        allow = "allow" if self.settings.on_duplicate == "create" else "refuse"
        options = Options(partial=True, dry_run=dry_run, duplicates=allow)
        try:
            async with work.connection.transaction(force_rollback=dry_run):
                return await write(work, self.settings.object, changes, options)
        except (Forbidden, Outdated):
            raise
        except GuanxiError as error:
            if len(changes) == 1:
                errors = error.errors or (FieldError("", error.code, error.values),)
                return [Outcome("refuse", None, errors=tuple(errors))]
        half = len(changes) // 2
        first = await self._write(work, changes[:half], dry_run=dry_run)
        return first + await self._write(work, changes[half:], dry_run=dry_run)

    async def _update_duplicates(
        self, work: Work, pairs: list[tuple[Candidate, Outcome]], *, dry_run: bool
    ) -> list[tuple[Candidate, Outcome]]:
        """Rows that equal one visible record change it; those that equal a row just written are tried again."""
        for _ in range(DUPLICATE_ROUNDS):
            changes: dict[int, Change] = {}
            targets: set[UUID] = set()
            for place, (candidate, outcome) in enumerate(pairs):
                change = self._second_try(candidate, outcome)
                if change is not None and (change.id is None or change.id not in targets):
                    changes[place] = change
                    targets |= {change.id} if change.id else set()
            if not changes:
                break
            outcomes = await self._write(work, list(changes.values()), dry_run=dry_run)
            for place, outcome in zip(changes, outcomes, strict=True):
                pairs[place] = (pairs[place][0], outcome)
        return pairs

    def _second_try(self, candidate: Candidate, outcome: Outcome) -> Change | None:
        if outcome.kind != "refuse" or outcome.errors or not outcome.duplicates:
            return None
        ids = {each.id for each in outcome.duplicates}
        if ids == {None}:
            return self._new(candidate)
        ids.discard(None)
        return Change("update", UUID(ids.pop()), candidate.values) if len(ids) == 1 else None

    def _note_keys(self, pairs: Sequence[tuple[Candidate, Outcome]]) -> None:
        """Keys of records that a dry run would have created: later rows of the file would change them."""
        for candidate, outcome in pairs:
            key = self.matcher.key_of(candidate, self.norms) if self.matcher and outcome.kind == "create" else None
            if key is not None:
                self.dry_keys.add(key)

    def rewind(self, candidates: Sequence[Candidate]) -> None:
        """Forgets what a transaction found out that was rolled back."""
        self.resolver.known.clear()
        for candidate in candidates:
            candidate.rewind()

    def refusals(self, result: Result) -> list[tuple[int, list[str], tuple[FieldError, ...]]]:
        """The rows of the file that a refused result stands for, each with its cells and what is wrong with it."""
        if not result.candidate.lines:
            return [(result.candidate.row, result.candidate.cells, result.errors)]
        return refusals_of_group(result.candidate, result.errors, self.lines_field or "")


def _result(candidate: Candidate, outcome: Outcome) -> Result:
    errors = tuple(FieldError(each.field, each.code, each.values, candidate.row) for each in outcome.errors)
    if outcome.kind == "refuse" and outcome.duplicates:
        errors += (_duplicate_error(candidate, outcome),)
    return Result(candidate, outcome.kind, outcome.id, errors, outcome.fields, outcome.keys)


def _is_readable(candidate: Candidate) -> bool:
    """True for a row that has errors in some fields; one that could not be read at all has one without a field."""
    return bool(candidate.errors) and not candidate.lines and all(error.field for error in candidate.errors)


def _duplicate_error(candidate: Candidate, outcome: Outcome) -> FieldError:
    first = outcome.duplicates[0]
    name = first.fields[0] if first.fields else ""
    if first.owner is not None:
        return FieldError(name, "duplicate_hidden", {"person": first.owner[1]}, candidate.row)
    if first.id is None:
        return FieldError(name, "duplicate_unseen", {}, candidate.row)
    return FieldError(name, "duplicate_of", {"title": first.title or "", "id": first.id}, candidate.row)


def make_importer(
    company: Company, principal: Principal, source: Source, settings: ImportSettings, own_titles: frozenset[str]
) -> Importer:
    """An importer for this file. Raises Forbidden where the principal may not import into the object."""
    rights = company.rights(principal, settings.object)
    rights.require("import")
    for right in {"create": ("create",), "update": ("edit",), "upsert": ("create", "edit")}[settings.mode]:
        rights.require(right)
    require_sight(rights, settings.matched)
    reader = Reader(company, principal.time_zone)
    lines_field = next((each.field.partition(".")[0] for each in settings.mapping if "." in each.field), None)
    return Importer(
        company=company,
        principal=principal,
        settings=settings,
        columns=compile_columns(reader, source, settings),
        line_columns=compile_columns(reader, source, settings, lines_field) if lines_field else None,
        lines_field=lines_field,
        resolver=Resolver(settings.object, settings.create_references, own_titles),
        matcher=Matcher(rights, settings.keys) if settings.mode != "create" else None,
        norms=company.norms,
    )


def make_feed(importer: Importer, source: Source) -> Feed:
    return Feed(source, importer.settings, importer.columns, importer.line_columns, importer.norms)
