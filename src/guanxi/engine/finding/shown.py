"""What of a record matched a search, where its title did not: the field and the part of its text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from guanxi.engine.company import Work
from guanxi.engine.query.single import get_many
from guanxi.engine.search.folding import fold
from guanxi.engine.search.tokens import query_tokens, score, text_of
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MOST_SHOWN: Final = 2
BEFORE, LONGEST = 20, 120

Matched = list[dict[str, str]]


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
    fits: list[tuple[float, FieldSpec, str]] = []
    for each in searched:
        shown = text_of(each.kind, record.get(each.name))
        fit = max((score(word, shown) for word in words), default=0.0) if shown else 0.0
        if fit > 0:
            fits.append((fit, each, shown))
    fits.sort(key=lambda fit: -fit[0])
    return [
        {"field": each.name, "label": _label(work, spec, each), "text": _part(shown, words)}
        for _, each, shown in fits[:MOST_SHOWN]
    ]


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
