"""Definitions: what an administrator shaped, as rows that are changed, dropped, brought back and undone."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import orjson

from guanxi.engine.changes.things import Kept, State, Thing, declare, note
from guanxi.engine.company import Work
from guanxi.engine.customs.facts import checked_change, checked_field, require_shaper
from guanxi.engine.customs.joining import want_joining
from guanxi.engine.customs.layouts import checked_layout
from guanxi.engine.customs.overlay import choice_from
from guanxi.engine.customs.refilling import want_refill
from guanxi.engine.customs.sealing import refuse_plain, want_sealing
from guanxi.engine.customs.uses import refuse_if_used
from guanxi.engine.sharing.uses import refuse_if_ruled
from guanxi.kernel.errors import Conflict, NotFound
from guanxi.kernel.fields.tags import tag_words
from guanxi.kernel.specs import CUSTOM_PREFIX

SPACE = UUID("6f1a6f0e-52a5-4f0d-9a55-0e8a3c2b7d11")


class Key(NamedTuple):
    """What a definition is of: `kind` is object, field (a custom one), field_change (of a declared one) or layout."""

    kind: str
    object: str
    name: str = ""

    @property
    def id(self) -> UUID:
        return uuid5(SPACE, "/".join(self))

    @property
    def is_custom(self) -> bool:
        return (self.name or self.object).startswith(CUSTOM_PREFIX)

    @property
    def thing(self) -> str:
        return self.kind if self.kind in ("object", "layout") else "field"


async def facts_of(work: Work, key: Key) -> dict[str, Any] | None:
    """The facts of a definition that holds, or None."""
    rows = await work.fetch(
        "SELECT facts FROM engine.definition WHERE kind = $1 AND object = $2 AND name = $3 AND dropped_at IS NULL"
        " FOR UPDATE",
        *key,
    )
    return rows[0][0] if rows else None


async def names_kept(work: Work, kind: str, object_name: str) -> set[str]:
    """The names that are taken, those of dropped fields or objects included whose values are still kept."""
    column = "object" if kind == "object" else "name"
    rows = await work.fetch(
        f"SELECT {column} FROM engine.definition WHERE kind = $1 AND ($1 = 'object' OR object = $2)", kind, object_name
    )
    return {row[0] for row in rows}


async def define(work: Work, key: Key, facts: Mapping[str, Any]) -> None:
    """Writes a definition and keeps what it changes."""
    before = await facts_of(work, key)
    await work.execute(
        "INSERT INTO engine.definition (kind, object, name, facts) VALUES ($1, $2, $3, $4::jsonb)"
        " ON CONFLICT (kind, object, name) DO UPDATE SET facts = excluded.facts, dropped_at = NULL",
        *key,
        orjson.dumps(dict(facts)).decode(),
    )
    await count_up(work)
    if key.kind in ("field", "field_change") and bool(facts.get("encrypted")) != bool((before or {}).get("encrypted")):
        await refuse_if_ruled(work, key.object, key.name)
        if facts.get("encrypted"):
            await want_sealing(work, key.object, key.name, is_new=before is None and key.kind == "field")
        else:
            await refuse_plain(work, key.object, key.name)
    if key.kind == "field" and (before is None or before.get("formula") != facts.get("formula")):
        await want_refill(work, key.object, key.name)
    if before is None and (key.is_custom or key.kind == "layout"):
        await note(work, key.thing, key.id, "create", None, facts)
        return
    old = before or {}
    moved = sorted(name for name in {*old, *facts} if old.get(name) != facts.get(name))
    if moved:
        pair = ({name: old.get(name) for name in moved}, {name: facts.get(name) for name in moved})
        await note(work, key.thing, key.id, "update", *pair)
    if "choices" in moved and _is_of_tags(work, key):
        await want_refill(work, key.object, key.name)
        await want_joining(work, key.object, key.name, _words_given(old, facts))


def _words_given(old: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, str]:
    """The words that mean a known tag from now on, folded, each with the key of the tag."""
    before, after = (tag_words(map(choice_from, each.get("choices") or ())) for each in (old, facts))
    return {word: key for word, key in after.items() if before.get(word) != key}


def _is_of_tags(work: Work, key: Key) -> bool:
    spec = work.company.registry.objects.get(key.object)
    return spec is not None and key.name in spec.fields and spec.fields[key.name].kind == "tags"


async def drop(work: Work, key: Key) -> None:
    """Takes a layout, custom field or object away; values stay for 30 days. Raises Conflict where others rest on it."""
    facts = await facts_of(work, key)
    if facts is None:
        raise NotFound("no_such_field", field=key.name or key.object)
    if key.kind != "layout":
        refuse_if_used(work.company.registry, key.object, key.name)
        await refuse_if_ruled(work, key.object, key.name)
    await _set_dropped(work, key, "now()")
    await note(work, key.thing, key.id, "delete", facts, None)


async def bring_back(work: Work, key: Key) -> None:
    """Undoes a drop. Raises Conflict where what it rests on is gone."""
    await _set_dropped(work, key, "NULL")
    facts = await facts_of(work, key)
    if key.kind == "field" and facts is not None:
        registry = work.company.registry
        if key.object not in registry:
            raise Conflict("gone_for_good", name=key.object)
        checked_field(registry, registry[key.object], key.name, facts)
        await want_refill(work, key.object, key.name)
    await note(work, key.thing, key.id, "restore", None, facts)


async def _set_dropped(work: Work, key: Key, moment: str) -> None:
    await work.execute(
        f"UPDATE engine.definition SET dropped_at = {moment} WHERE kind = $1 AND object = $2 AND name = $3", *key
    )
    await count_up(work)


async def count_up(work: Work) -> None:
    """Tells every process that objects, fields or the company itself have changed."""
    await work.execute(
        "INSERT INTO engine.setting (name, value) VALUES ('shape', '1') ON CONFLICT (name) DO UPDATE"
        " SET value = to_jsonb(((engine.setting.value)::bigint) + 1)"
    )


async def _key_of(work: Work, thing_id: UUID) -> Key:
    rows = await work.fetch("SELECT kind, object, name FROM engine.definition")
    found = next((key for row in rows if (key := Key(*row)).id == thing_id), None)
    if found is None:
        raise Conflict("gone_for_good", name="")
    return found


async def reverse(work: Work, kept: Kept) -> None:
    """Takes a change of the shape back."""
    require_shaper(work.principal)
    key = await _key_of(work, kept.id)
    if kept.kind in ("create", "restore"):
        await drop(work, key)
    elif kept.kind == "delete":
        await bring_back(work, key)
    else:
        await _put_back(work, key, kept.old)


async def _put_back(work: Work, key: Key, old: State) -> None:
    facts = {**(await facts_of(work, key) or {}), **old}
    whole = {name: value for name, value in facts.items() if value is not None}
    spec = work.company.registry.objects.get(key.object)
    is_of_field = key.kind in ("field", "field_change")
    if spec is None or (is_of_field and key.name not in spec.fields):
        raise Conflict("gone_for_good", name=key.name or key.object)
    if key.kind == "field":
        whole = checked_field(work.company.registry, spec, key.name, whole)
    elif key.kind == "field_change":
        whole = checked_change(spec, spec.fields[key.name], whole)
    elif key.kind == "layout":
        whole |= checked_layout(work.company.registry, spec, whole, whole)
    await define(work, key, whole)


def _title(state: State, language: str) -> str | None:
    labels: Mapping[str, str] = state.get("labels") or {}
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), None)


for name in ("object", "field", "layout"):
    declare(Thing(name, reverse, _title))
