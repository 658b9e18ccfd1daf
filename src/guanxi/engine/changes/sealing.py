"""Encrypted values on their way in: checks see them clear, whatever is stored sees them sealed."""

from collections.abc import Sequence
from typing import Any

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.shape import Shape
from guanxi.engine.company import Work
from guanxi.engine.crypto.keyring import RecordKeys, is_sealed
from guanxi.kernel.fields.kinds import BLIND_SUFFIX


async def open_drafts(work: Work, shape: Shape, drafts: Sequence[Draft]) -> RecordKeys:
    """Makes what the records hold clear while they are checked, and what an undo gives back."""
    names = [each.first_name for each in shape.sealed]
    ids = {draft.key for draft in drafts if draft.kind != "create"}
    keys = await work.company.keyring.for_writing(work.connection, shape.spec.name, names, ids)
    for draft in drafts:
        draft.sealed_before = dict(draft.before or {})
        for each in shape.sealed:
            if draft.before is not None and is_sealed(draft.before.get(each.name)):
                draft.before[each.name] = keys.read(draft.key, each.first_name, draft.before[each.name])
        if work.undoes is not None:
            draft.given = {name: _given(shape, keys, draft, name, value) for name, value in draft.given.items()}
    return keys


def _given(shape: Shape, keys: RecordKeys, draft: Draft, name: str, value: Any) -> Any:
    each = shape.stored_names.get(name)
    if each is None or not each.is_encrypted or not is_sealed(value):
        return value
    return keys.read(draft.key, each.first_name, value)


def mark_drafts(shape: Shape, keys: RecordKeys, drafts: Sequence[Draft]) -> None:
    """Marks what is encrypted, so that equal values are found; while a key is replaced, equal ones may have others."""
    for draft in drafts:
        for each in shape.sealed:
            clear, key = draft.after.get(each.name), keys.current[each.first_name]
            draft.blinds[each.name + BLIND_SUFFIX] = key.mark(clear) if isinstance(clear, str) else None
            draft.marks[each.name] = key.all_marks(clear) if isinstance(clear, str) else []


def seal_drafts(shape: Shape, keys: RecordKeys, drafts: Sequence[Draft]) -> None:
    """Seals what is new and keeps what is as before."""
    for draft in drafts:
        kept = draft.sealed_before
        for each in shape.sealed:
            name, clear = each.name, draft.after.get(each.name)
            before = (draft.before or {}).get(name)
            if draft.before is not None:
                draft.before[name] = _sealed(keys, draft.key, each.first_name, before, kept.get(name))
            if clear == before:
                after = (draft.before or {}).get(name)
            else:
                after = keys.seal(draft.key, each.first_name, clear) if isinstance(clear, str) else None
            if after is not None or name in draft.after:
                draft.put(name, after)


def _sealed(keys: RecordKeys, record_id: str, name: str, clear: str | None, kept: str | None) -> str | None:
    """What was: as it is kept, or sealed where it was not yet."""
    return kept if kept is None or is_sealed(kept) or clear is None else keys.seal(record_id, name, clear)
