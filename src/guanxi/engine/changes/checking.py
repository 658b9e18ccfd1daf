"""Second half of a check: what needs other records or the whole one. Every question is asked once for the whole
batch."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.rating import counted, rates_for
from guanxi.engine.changes.shape import Shape
from guanxi.engine.company import Work
from guanxi.engine.expressions import evaluate
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import plain, quoted, table_of
from guanxi.kernel.fields.kinds import BLIND_SUFFIX
from guanxi.kernel.specs import FieldSpec, RuleSpec

MOST_UNIQUE_BYTES: Final = 2_600  # of what an index takes
ALWAYS_UNIQUE: Final = MOST_UNIQUE_BYTES // 4  # in characters
MOST_WAITED: Final = 50  # keys; the database has room for some thousands of such locks


def check_required(shape: Shape, draft: Draft) -> None:
    for each in shape.required:
        is_due = draft.kind == "create" or each.name in draft.given
        if is_due and draft.after.get(each.name) in (None, "", []):
            is_told = any(error.field == each.name for error in draft.errors)
            if each.kind != "lines" and not is_told:
                draft.refuse(each.name, "required", field=each.name)


async def check_rules(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """Every rule that rests on a given field must hold; amounts are compared by what they count."""
    rates = await rates_for(work, shape.spec, drafts) if shape.counted and drafts else None
    for draft in drafts:
        due = [
            each for each in shape.spec.rules if draft.kind == "create" or any(n in draft.given for n in each.fields)
        ]
        if due:
            values = counted(work, shape.spec, draft, shape.counted, rates) if rates else draft.after
            _check_rules(work, shape, draft, due, values)


def _check_rules(work: Work, shape: Shape, draft: Draft, due: Sequence[RuleSpec], values: Mapping[str, Any]) -> None:
    for rule in due:
        if evaluate(rule.condition, values, work.moment_here, shape.spec) is not True:
            draft.refuse(rule.fields[0], "rule_broken", rule=rule.name, object=shape.spec.name)


async def check_references(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """Every record that is newly referred to must be there and be readable; an undo refers to deleted ones again.

    What an undo refers to is not deleted for good before the undo is there.
    """
    for each in shape.references:
        await _check_reference(work, each, drafts)


async def hold_targets(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """Nobody deletes for good what these records refer to before they are back."""
    for each in shape.references:
        wanted = sorted({record_id for draft in drafts for record_id in _ids((draft.before or {}).get(each.name))})
        if wanted:
            table = table_of(work.company.registry[each.target or ""])
            await work.fetch(f"SELECT 1 FROM {table} WHERE id = ANY($1::uuid[]) ORDER BY id FOR KEY SHARE", wanted)


def _ids(value: Any) -> list[str]:
    return cast(list[str], value) if isinstance(value, list) else [value] if value else []


async def _check_reference(work: Work, each: FieldSpec, drafts: Sequence[Draft]) -> None:
    due = [
        draft
        for draft in drafts
        if draft.after.get(each.name) and each.name in draft.given and each.name in draft.changed
    ]
    wanted = {record_id for draft in due for record_id in _ids(draft.after[each.name])}
    if each.target == "user":
        wanted.discard(str(work.principal.user_id))
    if not wanted:
        return
    rights = work.rights(each.target or "")
    statement = Statement(work)
    ids = statement.add(sorted(wanted), "uuid[]")
    rows = await work.fetch(
        f"SELECT t.id::text FROM {table_of(rights.spec)} t"
        f" WHERE t.id = ANY({ids}) AND {statement.in_scope('t', rights)}"
        + (" ORDER BY t.id FOR KEY SHARE" if work.undoes else " AND t.deleted_at IS NULL"),
        *statement.parameters,
    )
    there: set[str] = {row[0] for row in rows}
    if each.target == "user":
        there.add(str(work.principal.user_id))
    for draft in due:
        lacking = [record_id for record_id in _ids(draft.after[each.name]) if record_id not in there]
        if lacking:
            draft.refuse(each.name, "no_such_reference", object=each.target, id=lacking[0])
        elif draft.key in _ids(draft.after[each.name]):
            draft.refuse(each.name, "refers_to_itself")


async def check_unique(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """A unique value is taken by one record only, in the batch as in the table."""
    for each in shape.spec.fields.values():
        if each.unique and not each.is_computed:
            await _check_unique(work, shape, each, drafts)


async def _check_unique(work: Work, shape: Shape, each: FieldSpec, drafts: Sequence[Draft]) -> None:
    due: list[tuple[Draft, str]] = []
    for draft in drafts:
        if each.name not in draft.changed and draft.kind != "restore":
            continue
        value = draft.after.get(each.name)
        texts = draft.marks.get(each.name, []) if each.is_encrypted else [] if value is None else [str(value)]
        if any(len(text.lower().encode()) > MOST_UNIQUE_BYTES for text in texts):
            draft.refuse(each.name, "too_long_for_unique", limit=ALWAYS_UNIQUE)
        else:
            due += [(draft, text) for text in texts]
    if due:
        await _refuse_taken(work, shape, each, due)


async def _refuse_taken(work: Work, shape: Shape, each: FieldSpec, due: Sequence[tuple[Draft, str]]) -> None:
    """The database alone says which letters are the same, as its index does."""
    key = "value" if each.is_encrypted else "lower(value)"
    rows = await work.fetch(
        f"SELECT g.place, g.key, t.id::text FROM (SELECT place, {key} AS key"
        f" FROM unnest($1::text[]) WITH ORDINALITY AS u(value, place)) g LEFT JOIN {shape.table} t"
        f" ON {_compared(shape, each)} = g.key AND t.deleted_at IS NULL ORDER BY g.place",
        [value for _, value in due],
    )
    first: dict[str, Draft] = {}
    for place, key, record_id in rows:
        draft, value = due[int(place) - 1]
        if first.setdefault(key, draft) is not draft or record_id not in (None, draft.key):
            draft.refuse(each.name, "taken", value="" if each.is_encrypted else value[:100])


def _compared(shape: Shape, each: FieldSpec) -> str:
    if each.is_encrypted:
        return f"t.{quoted(each.name + BLIND_SUFFIX)}"
    return f"lower({plain('t', shape.spec, each)}::text)"
