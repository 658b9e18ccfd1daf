"""Writing records anew without what tells who somebody is: by the statement of every write, without its checks.

Whatever a rule demands, the law comes first. What the write would note as old values is never kept.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import orjson

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.reading import load_before, read_values
from guanxi.engine.changes.roll_ups import refresh_roll_ups
from guanxi.engine.changes.sealing import mark_drafts, open_drafts, seal_drafts
from guanxi.engine.changes.shape import Shape, shape_of, written
from guanxi.engine.changes.storing import store
from guanxi.engine.company import Work
from guanxi.engine.privacy.persons import MARK, Terms
from guanxi.engine.search.tokens import sort_key
from guanxi.engine.store.columns import SORT_SUFFIX, quoted, table_of
from guanxi.kernel.fields.kinds import read_value
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.specs import FieldSpec, ObjectSpec

Values = dict[str, Any]
Renew = Callable[[str, Values], Values]  # of a record's id and values those that it has instead
PROSE: Final = ("long_text", "rich_text")
WRITTEN: Final = frozenset(
    (
        *("text", "long_text", "rich_text", "email", "phone", "url", "address", "person_name", "identity_number"),
        *("location", "tags", "json"),
    )
)
FREE: Final = ("text", *PROSE, "tags", "json")
NO_VALUES = """
UPDATE engine.change SET old = NULL, new = NULL, salt = NULL
WHERE change_set = $1::uuid AND (old IS NOT NULL OR new IS NOT NULL OR salt IS NOT NULL)
"""


def lost_fields(spec: ObjectSpec) -> list[FieldSpec]:
    """The fields of a person that go: all that tells who he is, and all that was written freely about him."""
    return [
        each
        for each in spec.fields.values()
        if each.name in spec.identifies
        or each.is_sensitive
        or each.is_encrypted
        or (each.kind in WRITTEN and each.name not in spec.keeps and not each.only_known)
    ]


def pseudonym(record_id: str) -> str:
    """What somebody is called who has no name any more; it tells nothing and differs from others."""
    return f"P-{record_id.replace('-', '')[-8:].upper()}"


def nameless(work: Work, spec: ObjectSpec) -> Renew:
    """What is left of a person: every figure, date, choice and reference."""
    lost = lost_fields(spec)

    def renew(record_id: str, values: Values) -> Values:
        return {each.name: _instead(work, spec, each, record_id) for each in lost}

    return renew


def _instead(work: Work, spec: ObjectSpec, each: FieldSpec, record_id: str) -> Any:
    if each.name != spec.title and not (each.required and each.kind in FREE):
        return None
    return read_value(pseudonym(record_id), each, work.company.norms)


def without(spec: ObjectSpec, terms: Terms, *, with_names: bool = True) -> Renew:
    """The record without mentions of persons; an address that was somebody's goes whole."""
    written = [each for each in spec.fields.values() if each.kind in WRITTEN]

    def renew(record_id: str, values: Values) -> Values:
        found: Values = {}
        for each in written:
            value = values.get(each.name)
            blotted = terms.blot(value, with_names=with_names) if value is not None else None
            if blotted != value:
                is_kept = each.kind in (*FREE, "person_name", "address") and not each.unique
                found[each.name] = blotted if is_kept or each.required else None
        return found

    return renew


async def rewrite(work: Work, object_name: str, ids: Sequence[str], renew: Renew) -> int:
    """Writes these records anew, live or in the bin; gives how many changed. No value of before is kept of it."""
    shape = shape_of(work.company, object_name)
    rights = work.rights(object_name)
    drafts = [Draft(row, "update", cast("Any", read_id(each)), {}) for row, each in enumerate(ids)]
    await load_before(work, shape, rights, drafts)
    live = [draft for draft in drafts if draft.before is not None]
    gone = {draft.key for draft in drafts} - {draft.key for draft in live}
    keys = await open_drafts(work, shape, live) if shape.sealed else None
    for draft in live:
        read_values(work, shape, rights, draft)
        for name, value in renew(draft.key, dict(draft.after)).items():
            draft.put(name, value)
    moved = [draft for draft in live if draft.changed]
    if keys is not None:
        mark_drafts(shape, keys, moved)
        seal_drafts(shape, keys, moved)
        await keys.keep(work.connection, {draft.key for draft in moved})
    if moved:
        await store(work, shape, moved)
        await refresh_roll_ups(work, shape.spec, moved)
        await work.execute(NO_VALUES, str(work.change_set))
    return len(moved) + await _rewrite_in_bin(work, shape, sorted(gone), renew)


async def values_of(work: Work, shape: Shape, ids: Sequence[str]) -> list[Values]:
    """What these records hold, as it is kept: live, in the bin, sealed."""
    rows = f"SELECT {shape.read_sql} FROM {shape.table} t WHERE t.id = ANY($1::uuid[])"
    texts = await work.fetch(f"SELECT row_to_json(r)::text FROM ({rows}) r", list(ids))
    return [orjson.loads(text) for (text,) in texts]


async def _rewrite_in_bin(work: Work, shape: Shape, ids: Sequence[str], renew: Renew) -> int:
    """Records in the bin are in no search and no sum: their rows alone change."""
    if not ids:
        return 0
    count = 0
    for values in await values_of(work, shape, ids):
        fresh = {name: value for name, value in renew(values["id"], values).items() if value != values.get(name)}
        if fresh:
            await work.execute(*_row_update(shape.spec, values["id"], fresh))
            count += 1
    return count


def _row_update(spec: ObjectSpec, record_id: str, fresh: Mapping[str, Any]) -> tuple[str, ...]:
    row: Values = dict(fresh)
    if spec.title in fresh:
        title = fresh[spec.title]
        row[spec.title + SORT_SUFFIX] = sort_key(written(title) or MARK)
    row |= {f"{name}__blind": None for name in fresh if spec.fields[name].is_encrypted}
    table = table_of(spec)
    sets = ", ".join(f"{quoted(name)} = r.{quoted(name)}" for name in row)
    text = (
        f"UPDATE {table} t SET version = t.version + 1, {sets}"
        f" FROM json_populate_record(NULL::{table}, $1::json) r WHERE t.id = $2::uuid"
    )
    return text, orjson.dumps(row).decode(), record_id
