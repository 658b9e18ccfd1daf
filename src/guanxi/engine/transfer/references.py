"""References in files: which record a text names. One question for each reference column and batch, never for a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz, process

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes import Change, Options, write
from guanxi.engine.changes.shape import match_key
from guanxi.engine.company import Work
from guanxi.engine.history.externals import called
from guanxi.engine.query.selection import title_sql
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.folding import fold
from guanxi.engine.search.grams import whole
from guanxi.engine.search.marks import class_of, marks
from guanxi.engine.store.columns import plain, table_of
from guanxi.engine.transfer.rows import Candidate, Columns, ReferenceColumn
from guanxi.engine.transfer.settings import EXTERNAL, IDENTITY
from guanxi.engine.transfer.targets import squeezed
from guanxi.kernel.errors import FieldError, GuanxiError, Outdated
from guanxi.kernel.fields.kinds import read_value
from guanxi.kernel.fields.values import Refused, parts_of
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.specs import FieldSpec

MOST_REMEMBERED = 100_000
MOST_TITLES = 20_000
MOST_SUGGESTIONS = 500
NEAR = 80
Known = dict[str, str | None]  # folded text -> id; None where several records have that name


@dataclass(slots=True)
class Resolver:
    """What the texts of a file's references stand for; it remembers across batches.

    `own_titles` are the folded titles of the file's own rows: a reference among them is filled in afterwards.
    """

    object_name: str
    create_missing: bool
    own_titles: frozenset[str] = frozenset()
    known: dict[tuple[str, str | None], Known] = field(default_factory=dict[tuple[str, str | None], Known])
    titles: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    suggestions: dict[tuple[str, str], str | None] = field(default_factory=dict[tuple[str, str], str | None])

    async def resolve(self, work: Work, columns: Columns, candidates: Sequence[Candidate]) -> None:
        """Puts ids in the place of texts; what is not found is created, left for later or refused with the reason."""
        for place, each in enumerate(columns.references):
            due = [candidate for candidate in candidates if place in candidate.references]
            if due:
                await self._resolve(work, each, place, due)

    async def _resolve(self, work: Work, each: ReferenceColumn, place: int, due: Sequence[Candidate]) -> None:
        texts = {text for candidate in due for text in _texts(each, candidate.references[place])}
        known = self.known.setdefault((each.target, each.match), {})
        if len(known) > MOST_REMEMBERED:
            known.clear()
        unknown = [text for text in texts if fold_name(text) not in known]
        if unknown:
            known |= await find_named(work, each.target, each.match, unknown)
        missing = [text for text in unknown if fold_name(text) not in known and not self._is_later(each, text)]
        errors: dict[str, FieldError] = {}
        if missing and self.create_missing and each.match is None:
            errors = await _create(work, each, missing, known)
        for candidate in due:
            found = [
                await self._one(work, each, candidate, text, errors)
                for text in _texts(each, candidate.references[place])
            ]
            ids = [record_id for record_id in found if record_id is not None]
            if ids:
                candidate.values[each.field] = ids if each.is_list else ids[0]

    def _is_later(self, each: ReferenceColumn, text: str) -> bool:
        return each.target == self.object_name and each.match is None and fold_name(text) in self.own_titles

    async def _one(
        self, work: Work, each: ReferenceColumn, candidate: Candidate, text: str, errors: dict[str, FieldError]
    ) -> str | None:
        known = self.known[each.target, each.match]
        folded = fold_name(text)
        if known.get(folded) is not None:
            return known[folded]
        if folded in known:
            candidate.refuse(each.field, "ambiguous_name", value=text[:100], object=each.target)
        elif self._is_later(each, text):
            candidate.pending[each.field] = text
        elif folded in errors:
            candidate.errors.append(errors[folded])
        else:
            await self._refuse_unknown(work, each, candidate, text)
        return None

    async def _refuse_unknown(self, work: Work, each: ReferenceColumn, candidate: Candidate, text: str) -> None:
        near = await self._nearest(work, each, text)
        if near is None:
            candidate.refuse(each.field, "no_such_name", value=text[:100], object=each.target)
        else:
            candidate.refuse(each.field, "no_such_name_near", value=text[:100], near=near, object=each.target)

    async def _nearest(self, work: Work, each: ReferenceColumn, text: str) -> str | None:
        """The title that is spelt most like the text, or None where none comes near."""
        key = (each.target, fold_name(text))
        if key not in self.suggestions:
            if (
                each.match not in (None, work.company.registry[each.target].title)
                or len(self.suggestions) > MOST_SUGGESTIONS
            ):
                return None
            self.suggestions[key] = nearest(text, await self._titles(work, each.target))
        return self.suggestions[key]

    async def _titles(self, work: Work, target: str) -> dict[str, str]:
        if target not in self.titles:
            self.titles[target] = squeezed_titles(await visible_titles(work, target))
        return self.titles[target]


def fold_name(text: str) -> str:
    """The form of a name in which case, width and traditional characters make no difference."""
    return fold(text).strip()


def squeezed_titles(titles: Iterable[str]) -> dict[str, str]:
    """The titles, each with the form in which case, spaces and signs make no difference."""
    return {title: squeezed(title) for title in titles}


def nearest(text: str, titles: Mapping[str, str]) -> str | None:
    """The most similar of squeezed titles."""
    found = process.extractOne(squeezed(text), titles, scorer=fuzz.ratio, score_cutoff=NEAR)
    return None if found is None else str(found[2])


def _texts(each: ReferenceColumn, text: str) -> list[str]:
    return [str(part) for part in parts_of(text)] if each.is_list else [text]


async def visible_titles(work: Work, target: str) -> list[str]:
    """The titles that the principal may read, when there are not too many to compare with."""
    rights = work.rights(target)
    if not rights.may("read") or not rights.sees(rights.spec.title):
        return []
    statement = Statement(work)
    rows = await work.fetch(
        f"SELECT {title_sql('t', rights.spec)} FROM {table_of(rights.spec)} t WHERE t.deleted_at IS NULL"
        f" AND {statement.in_scope('t', rights)} LIMIT {MOST_TITLES + 1}",
        *statement.parameters,
    )
    return [title for (title,) in rows if title] if len(rows) <= MOST_TITLES else []


async def find_named(work: Work, target: str, match: str | None, texts: Sequence[str]) -> Known:
    """The records that these texts name, within the principal's rights: by id, unique field or title, or as asked."""
    rights = work.rights(target)
    if not rights.may("read"):
        return {}
    if match is not None and match.startswith(EXTERNAL + ":"):
        called_so = await called(work, rights, match.removeprefix(EXTERNAL + ":"), texts)
        return {fold_name(text): str(record_id) for text, record_id in called_so.items()}
    found: Known = {}
    for each in _matched_fields(rights, match, texts):
        by_field = await _by_field(work, rights, each, texts)
        found = by_field | found if each.name == rights.spec.title else found | by_field
    if match in (None, IDENTITY):
        found |= await _by_id(work, rights, texts)
    return found


def _matched_fields(rights: Rights, match: str | None, texts: Sequence[str]) -> list[FieldSpec]:
    spec = rights.spec
    if match == IDENTITY:
        return []
    if match is not None:
        chosen = [spec.fields[match]]
    else:
        has_mail = any("@" in text for text in texts)
        chosen = [each for each in spec.fields.values() if each.unique or (each.kind == "email" and has_mail)]
        chosen = [spec.fields[spec.title], *(each for each in chosen if each.name != spec.title)]
    return [each for each in chosen if rights.sees(each.name)]


async def _by_field(work: Work, rights: Rights, each: FieldSpec, texts: Sequence[str]) -> Known:
    statement = Statement(work)
    spec = rights.spec
    wanted = _canonical_texts(work, each, texts)
    value = plain("t", spec, each)
    if each.duplicate_key and not each.unique:
        keys = [match_key(spec, each, text) for text in wanted]
        source = f"engine.match_key m JOIN {table_of(spec)} t ON t.id = m.record_id"
        condition = f"m.key = ANY({statement.add(keys, 'bigint[]')})"
    elif each.search and not each.unique and each.kind in ("text", "person_name"):
        tokens = marks(class_of(spec.name, each.first_name), map(whole, wanted))
        source = f"engine.search_entry e JOIN {table_of(spec)} t ON t.id = e.record_id"
        condition = f"e.tokens && {statement.add(tokens, 'bigint[]')}"
    else:
        source = f"{table_of(spec)} t"
        condition = f"lower({value}::text) = ANY({statement.add(_lowered(each, texts, wanted), 'text[]')})"
    rows = await work.fetch(
        f"SELECT t.id::text, {value}::text FROM {source} WHERE {condition} AND t.deleted_at IS NULL"
        f" AND {statement.in_scope('t', rights)}",
        *statement.parameters,
    )
    return _gathered((wanted.get(fold_name(text), ""), record_id) for record_id, text in rows)


def _lowered(each: FieldSpec, texts: Sequence[str], wanted: dict[str, str]) -> list[str]:
    return list({text.strip().lower() for text in texts} | set(wanted))


def _canonical_texts(work: Work, each: FieldSpec, texts: Sequence[str]) -> dict[str, str]:
    """The folded canonical value of each text, which for a telephone is its number, and the folded text behind it."""
    found: dict[str, str] = {}
    for text in texts:
        written: Any = text
        if each.kind in ("phone", "email", "identity_number"):
            try:
                written = read_value(text, each, work.company.norms)
            except Refused:
                continue
        found[fold_name(str(written))] = fold_name(text)
    return found


def _gathered(pairs: Iterable[tuple[str, str]]) -> Known:
    """One id for each text, None where there are several."""
    found: Known = {}
    for text, record_id in pairs:
        if text:
            found[text] = record_id if found.get(text, record_id) == record_id else None
    return found


async def _by_id(work: Work, rights: Rights, texts: Sequence[str]) -> Known:
    ids = {str(found): fold_name(text) for text in texts if len(text) in (32, 36) and (found := read_id(text))}
    if not ids:
        return {}
    statement = Statement(work)
    rows = await work.fetch(
        f"SELECT t.id::text FROM {table_of(rights.spec)} t WHERE t.id = ANY({statement.add(list(ids), 'uuid[]')})"
        f" AND t.deleted_at IS NULL AND {statement.in_scope('t', rights)}",
        *statement.parameters,
    )
    return {ids[record_id]: record_id for (record_id,) in rows}


async def _create(work: Work, each: ReferenceColumn, texts: Sequence[str], known: Known) -> dict[str, FieldError]:
    """Makes the records that are missing, by their titles; gives the errors of those that could not be made."""
    title = work.company.registry[each.target].title
    by_folded = {fold_name(text): text for text in reversed(texts)}
    changes = [Change("create", values={title: text}) for text in by_folded.values()]
    errors: dict[str, FieldError] = {}
    try:
        async with work.connection.transaction():
            outcomes = await write(work, each.target, changes, Options(partial=True))
    except Outdated:
        raise
    except GuanxiError as error:
        return dict.fromkeys(by_folded, FieldError(each.field, "not_created", {"reason": error.code}))
    for folded, outcome in zip(by_folded, outcomes, strict=True):
        if outcome.kind == "create" and isinstance(outcome.id, UUID):
            known[folded] = str(outcome.id)
        else:
            reason = outcome.errors[0].code if outcome.errors else "duplicate"
            values = {"value": by_folded[folded][:100], "object": each.target, "reason": reason}
            errors[folded] = FieldError(each.field, "not_created", values)
    return errors
