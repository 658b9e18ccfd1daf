"""Free words that mean a known tag become that tag, in the change set that made it known or merged another into it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.fields.tags import folded, tag_key
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

BATCH: Final = 500
FIRST: Final = "00000000-0000-0000-0000-000000000000"


async def want_joining(work: Work, object_name: str, field_name: str, words: Mapping[str, str]) -> None:
    """Queues that records with these folded words get the tags of these keys; an undo puts back what was by itself."""
    if work.undoes is None and words:
        facts = {"object": object_name, "field": field_name, "words": dict(words), "change_set": str(work.change_set)}
        await enqueue(work, "join_tags", facts)


@job("join_tags")
async def join_tags(company: Company, payload: dict[str, Any]) -> None:
    """Writes known tags for words that mean them still; again without harm, and nothing where that was undone."""
    spec = company.registry.objects.get(payload["object"])
    each = spec.fields.get(payload["field"]) if spec else None
    if spec is None or each is None or not each.tag_words:
        return
    async with company.work(system()) as work:
        words = await _joinable(work, spec, each, payload["words"])
    last = FIRST if words else ""
    while last:
        async with company.work(system(), source="shape", quiet=True, change_set=UUID(payload["change_set"])) as work:
            last = await _join_batch(work, spec, each, words, last)


async def _join_batch(work: Work, spec: ObjectSpec, each: FieldSpec, words: list[str], last: str) -> str:
    """The next records with such words behind this id; gives the last id, none at the end."""
    if await _is_undone(work):
        return ""
    rows = await work.fetch(
        f"SELECT t.id, t.{quoted(each.name)} FROM {table_of(spec)} t WHERE t.deleted_at IS NULL AND t.id > $1::uuid"
        f" AND t.{quoted(each.name)} && $2::text[] ORDER BY t.id LIMIT {BATCH} FOR NO KEY UPDATE",
        last,
        words,
    )
    changes = [Change("update", record_id, {each.name: tags}) for record_id, tags in rows]
    if changes:
        await write(work, spec.name, changes, Options(partial=True, duplicates="allow"))
    return str(rows[-1][0]) if len(rows) == BATCH else ""


async def _is_undone(work: Work) -> bool:
    """True where the change set was undone; else it stays as it is until this work ends."""
    rows = await work.fetch(
        "SELECT undone_by IS NOT NULL FROM engine.change_set WHERE id = $1::uuid FOR UPDATE", str(work.change_set)
    )
    return not rows or bool(rows[0][0])


async def _joinable(work: Work, spec: ObjectSpec, each: FieldSpec, given: Mapping[str, str]) -> list[str]:
    """The words of records that mean one of the given tags without being its key."""
    rows = await work.fetch(
        f"SELECT DISTINCT w.word FROM {table_of(spec)} t, unnest(t.{quoted(each.name)}) AS w(word)"
        " WHERE t.deleted_at IS NULL"
    )
    return [word for (word,) in rows if word != tag_key(word, each) == given.get(folded(word))]
