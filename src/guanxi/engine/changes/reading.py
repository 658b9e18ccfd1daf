"""First half of a write: the wished values are read, completed and checked against the record as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from guanxi.engine.access.masks import HIDDEN_PART, is_mask
from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.model import Change, Draft
from guanxi.engine.changes.shape import Shape
from guanxi.engine.company import Work
from guanxi.engine.query.single import keep
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import POSITION
from guanxi.kernel.errors import Forbidden, Malformed
from guanxi.kernel.fields.kinds import read_value
from guanxi.kernel.fields.values import Refused
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.specs import FieldSpec

MOST_LINES = 1_000
TODAY = "today"
RIGHT_FOR = {"create": "create", "update": "edit", "delete": "delete", "restore": "delete"}


def draft_all(work: Work, rights: Rights, changes: Sequence[Change]) -> list[Draft]:
    """A draft for each change. Raises Forbidden where the principal lacks the right to do such a thing at all."""
    for kind in {change.kind for change in changes}:
        rights.require(RIGHT_FOR[kind])
    return [
        Draft(
            *(row, change.kind, change.id or new_id(), change.values, change.version),
            is_touched=change.touch,
            counts=change.counts,
        )
        for row, change in enumerate(changes)
    ]


async def load_before(work: Work, shape: Shape, rights: Rights, drafts: Sequence[Draft]) -> None:
    """The records as they are, locked in the order of their ids; what may not be edited is refused."""
    wanted = sorted({draft.key for draft in drafts if draft.kind != "create"})
    if not wanted:
        return
    text, parameters = _before_plan(work, shape, rights, len(wanted) == 1)
    found: dict[str, tuple[dict[str, Any], bool]] = {}
    for row, may_edit in await work.fetch(text, wanted[0] if len(wanted) == 1 else wanted, *parameters[1:]):
        record = orjson.loads(row)
        found[record["id"]] = (record, may_edit)
    for draft in drafts:
        if draft.kind != "create":
            _take_before(draft, found.get(draft.key))


def _before_plan(work: Work, shape: Shape, rights: Rights, is_one: bool) -> tuple[str, list[Any]]:
    """The statement that reads records as they are; one record is asked for by its id, which needs no new plan."""
    if rights is not work.rights(shape.spec.name):  # those of a parent
        return _read_before(work, shape, rights, is_one)
    key = ("before", is_one, work.is_single, work.principal)
    return shape.plans.get(key) or keep(shape.plans, key, _read_before(work, shape, rights, is_one))


def _read_before(work: Work, shape: Shape, rights: Rights, is_one: bool) -> tuple[str, list[Any]]:
    statement = Statement(work)
    ids = statement.add(None, "uuid" if is_one else "uuid[]")
    lock = "" if work.is_single else " FOR UPDATE OF t"
    text = (
        f"SELECT row_to_json(r)::text, r.may_edit FROM (SELECT {shape.read_sql},"
        f" {statement.in_scope('t', rights, 'edit')} AS may_edit FROM {shape.table} t"
        f" WHERE t.id {'=' if is_one else '= ANY'}({ids}) AND {statement.in_scope('t', rights)}"
        f" ORDER BY t.id{lock}) r"
    )
    return text, statement.parameters


def _take_before(draft: Draft, found: tuple[dict[str, Any], bool] | None) -> None:
    record, may_edit = found if found else (None, False)
    is_gone = record is not None and record["deleted_at"] is not None
    if record is None or (is_gone != (draft.kind == "restore")):
        draft.refuse("id", "no_such_record", id=draft.key)
        return
    if not may_edit:
        draft.refuse("id", "not_yours", id=draft.key)
    elif draft.version is not None and draft.version != record["version"]:
        draft.refuse("version", "stale", version=record["version"])
    draft.before = {name: value for name, value in record.items() if value is not None or name == "deleted_at"}


def read_values(work: Work, shape: Shape, rights: Rights, draft: Draft) -> None:
    """The canonical values of a draft; each wrong one is noted with its field and the reason."""
    spec = shape.spec
    if draft.before is not None:
        draft.after = {name: draft.before.get(name) for name in shape.stored_names}
    elif draft.kind == "create":
        _complete(work, shape, draft)
    is_line = spec.parent is not None
    place = draft.given.get(POSITION, (draft.before or {}).get(POSITION))
    if is_line and place is not None:
        draft.after[POSITION] = place
    for name, value in draft.given.items():
        each = spec.fields.get(name)
        if each is None or rights.level(name) == "hidden":
            if not is_line or name != POSITION:
                draft.refuse(str(name)[:100], "unknown_field", field=str(name)[:100], object=spec.name)
        elif each.kind == "lines" and rights.edits(name):
            _take_lines(draft, each, value)
        else:
            _read_one(work, rights, draft, each, value)
    _bring(work, shape, draft)


def _bring(work: Work, shape: Shape, draft: Draft) -> None:
    """What a newly chosen value brings with it."""
    before = draft.before or {}
    for each in shape.bringing if work.undoes is None else ():
        chosen = draft.after.get(each.name)
        choice = next((one for one in each.choices if one.key == chosen and chosen != before.get(each.name)), None)
        for name, value in choice.brings.items() if choice else ():
            said = name in draft.given if before else draft.given.get(name) is not None
            if not said and (before or value != TODAY):
                spec = shape.stored_names[name]
                draft.after[name] = _today(work) if value == TODAY else read_value(value, spec, work.company.norms)


def _take_lines(draft: Draft, each: FieldSpec, value: Any) -> None:
    lines = cast(list[Any], value) if isinstance(value, list) else [None]
    if len(lines) > MOST_LINES or not all(isinstance(line, Mapping) for line in lines):
        draft.refuse(each.name, "not_lines")
    else:
        draft.lines[each.name] = lines


def _read_one(work: Work, rights: Rights, draft: Draft, each: FieldSpec, value: Any) -> None:
    level = rights.level(each.name)
    if isinstance(value, str) and HIDDEN_PART in value and _is_sent_back(rights, draft, each, value):
        return
    if level != "edit":
        if rights.spec.parent is not None and rights.sees(each.name) and _is_as_before(work, draft, each, value):
            return  # lines are sent whole, with what may only be read
        draft.refuse(each.name, "no_field_right", field=each.name)
        return
    if each.is_computed or (each.is_readonly and not work.principal.is_system and work.undoes is None):
        before = (draft.before or {}).get(each.name)
        if value != before:
            draft.refuse(each.name, "is_computed", field=each.name)
        return
    if value == "me" and each.target == "user":
        value = str(work.principal.user_id)
    try:
        draft.after[each.name] = read_value(value, _as_read(work, each), work.company.norms)
    except Refused as refusal:
        draft.refuse(each.name, refusal.code, **refusal.values)


def _is_sent_back(rights: Rights, draft: Draft, each: FieldSpec, value: str) -> bool:
    """Whether it is a mask: of who may not write the field any, else the one of the value as it is."""
    return rights.masks(each.name) or is_mask(each, value, (draft.before or {}).get(each.name))


def _as_read(work: Work, each: FieldSpec) -> FieldSpec:
    """The field by which a value is read: an undo puts back tags as they were, known or not."""
    is_put_back = work.undoes is not None and (each.tag_words or each.only_known)
    return replace(each, tag_words={}, only_known=False) if is_put_back else each


def _is_as_before(work: Work, draft: Draft, each: FieldSpec, value: Any) -> bool:
    before = (draft.before or {}).get(each.name)
    try:
        return value == before or (not each.is_computed and read_value(value, each, work.company.norms) == before)
    except Refused:
        return False


def _complete(work: Work, shape: Shape, draft: Draft) -> None:
    """What a new record has when nothing is said: defaults, its owner and his team."""
    draft.after = {each.name: _default(work, each) if each.roll_up is None else "0" for each in shape.born_with}
    if shape.spec.is_owned and not work.principal.is_system:
        draft.after["owner"] = str(work.principal.user_id)
        if work.principal.primary_team_id:
            draft.after["team"] = str(work.principal.primary_team_id)


def _default(work: Work, each: FieldSpec) -> Any:
    """The default's value now, or None where the field takes it no more; today is the person's."""
    if each.kind == "date" and each.default == TODAY:
        return _today(work)
    if each.kind == "date_time" and each.default == "now":
        return work.moment.isoformat()
    try:
        return read_value(each.default, each, work.company.norms)
    except Refused:
        return None


def _today(work: Work) -> str:
    zone = work.company.norms.time_zone if work.principal.is_system else work.principal.time_zone
    return work.moment.astimezone(ZoneInfo(zone)).date().isoformat()


async def settle_teams(work: Work, shape: Shape, drafts: Sequence[Draft]) -> None:
    """A record belongs to its owner's team, unless a team is given; an undo puts back what was, whatever that is."""
    if not shape.spec.is_owned or work.undoes is not None:
        return
    moving = [draft for draft in drafts if "owner" in draft.given and not draft.given.get("team")]
    owners = {str(draft.after.get("owner")) for draft in moving if draft.after.get("owner")}
    owners -= {str(work.principal.user_id)}
    rows = (
        await work.fetch('SELECT id::text, team::text FROM record."user" WHERE id = ANY($1::uuid[])', list(owners))
        if owners
        else ()
    )
    teams = {str(work.principal.user_id): str(work.principal.primary_team_id or "") or None} | dict(rows)
    for draft in moving:
        if "owner" in draft.changed or draft.before is None:
            draft.put("team", teams.get(str(draft.after.get("owner"))))


def refuse_moves_out_of_scope(work: Work, rights: Rights, drafts: Sequence[Draft]) -> None:
    """Giving a record to somebody else, to nobody or to a team that is not one's own needs the right to assign, and so
    does taking it from somebody or from a team: whoever may edit it by a share does not get it."""
    if work.principal.is_system or rights.may("assign") or not rights.spec.is_owned:
        return
    principal = work.principal
    primary = str(principal.primary_team_id) if principal.primary_team_id else None
    mine = {"owner": {str(principal.user_id)}, "team": {primary, *map(str, principal.team_ids)}}
    for draft in drafts:
        for name, allowed in mine.items():
            given = draft.after.get(name)
            held = (draft.before or {}).get(name)
            is_moved = name in draft.changed or (name == "owner" and draft.before is None)
            is_given = given not in allowed and (given is not None or work.undoes is None)
            if is_moved and (is_given or (held is not None and held not in allowed)):
                draft.refuse(name, "no_right_to_assign")


def check_batch(changes: Sequence[Change]) -> None:
    """Raises Malformed where a batch names one record twice or lacks an id."""
    ids: list[UUID] = [change.id for change in changes if change.kind != "create" and change.id is not None]
    if len(ids) != len(set(ids)):
        raise Malformed("same_record_twice")
    if any(change.id is None for change in changes if change.kind != "create"):
        raise Malformed("id_missing")


__all__ = [
    "Forbidden",
    "check_batch",
    "draft_all",
    "load_before",
    "read_values",
    "refuse_moves_out_of_scope",
    "settle_teams",
]
