"""What of a record matched a search, where its title did not: the field and the part of its text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from guanxi.engine.company import Work
from guanxi.engine.query.single import get_many
from guanxi.engine.search.folding import fold
from guanxi.engine.search.tokens import query_tokens, score, text_of
from guanxi.kernel.fields.tags import words_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MOST_SHOWN: Final = 2
BEFORE, LONGEST = 20, 120

Matched = list[dict[str, Any]]


async def matched_of(work: Work, text: str, hits: Sequence[tuple[str, UUID]]) -> Mapping[UUID, Matched]:
    """For hits as object and id, the fields in which the text was found; one statement for each object."""
    ids: dict[str, list[UUID]] = defaultdict(list)
    for object_name, record_id in hits:
        ids[object_name].append(record_id)
    found: dict[UUID, Matched] = {}
    for object_name, wanted in ids.items():
        rights = work.rights(object_name)
        searched = [each for each in rights.spec.fields.values() if each.search and rights.sees(each.name)]
        records = await get_many(work, object_name, wanted, tuple(each.name for each in searched))
        for record in records:
            found[UUID(record["id"])] = _matched(work, text, rights.spec, searched, record)
    return found


def _matched(
    work: Work, text: str, spec: ObjectSpec, searched: Sequence[FieldSpec], record: Mapping[str, Any]
) -> Matched:
    words = [word.text for word in query_tokens(text)]
    fits: list[tuple[float, FieldSpec, str, dict[str, Any]]] = []
    for each in searched:
        value = record.get(each.name)
        found = _fitting_tags(work, spec, each, value, words) if each.kind == "tags" and value else None
        shown = text_of(each.kind, value) if found is None else found[1]
        fit = found[0] if found else _fit(words, shown)
        if fit > 0:
            fits.append((fit, each, shown, {"tags": found[2]} if found else {}))
    fits.sort(key=lambda fit: -fit[0])
    return [
        {"field": each.name, "label": _label(work, spec, each), "text": _part(shown, words), **more}
        for _, each, shown, more in fits[:MOST_SHOWN]
    ]


def _fit(words: Sequence[str], text: str) -> float:
    return max((score(word, text) for word in words), default=0.0) if text else 0.0


def _fitting_tags(
    work: Work, spec: ObjectSpec, each: FieldSpec, keys: Sequence[str], words: Sequence[str]
) -> tuple[float, str, list[str]]:
    """How well the best of a record's tags fits in any language, and those that fit: as text and by their keys."""
    known = {tag.key: tag for tag in each.choices}
    fits = {key: max(_fit(words, text) for text in (words_of(known[key]) if key in known else (key,))) for key in keys}
    found = [key for key in keys if fits[key] > 0]
    language = work.principal.language or "en"
    labels = (
        work.company.words.choice(language, spec.name, each, known[key]) if key in known else key for key in found
    )
    return max(fits.values()), ", ".join(labels), found


def _label(work: Work, spec: ObjectSpec, each: FieldSpec) -> str:
    words = work.company.words
    return words.label(work.principal.language or "en", f"{spec.name}.fields.{each.name}", each.labels)


def _part(text: str, words: Sequence[str]) -> str:
    """The text, or of a long one the part around what was looked for."""
    if len(text) <= LONGEST:
        return text
    folded = fold(text)
    places = [at for word in words if (at := folded.find(word)) >= 0]
    start = max(0, min(places, default=0) - BEFORE)
    return ("…" if start else "") + text[start : start + LONGEST].strip() + "…"
