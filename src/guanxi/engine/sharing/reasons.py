"""Why somebody can, or cannot, see a record or a field: the facts of the predicate, each with its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from guanxi.engine.access.rights import Rights, rights_of
from guanxi.engine.company import Work
from guanxi.engine.people import principal_of
from guanxi.engine.sharing.hand import titles
from guanxi.engine.store.columns import table_of
from guanxi.kernel.access import FIELD_LEVELS, SCOPES, is_nothing
from guanxi.kernel.errors import NotFound
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import ObjectSpec

OF_RECORD = """SELECT t.owner::text, t.team::text, t.shares::text[], t.deleted_at IS NOT NULL FROM {table} t
 WHERE t.id = $1::uuid"""
BARE = "SELECT NULL, NULL, NULL::text[], t.deleted_at IS NOT NULL FROM {table} t WHERE t.id = $1::uuid"
RULES = "SELECT id::text, name, level, until::text FROM record.sharing_rule WHERE id = ANY($1::uuid[])"
TERRITORIES = "SELECT id::text, name FROM record.territory WHERE id = ANY($1::uuid[]) ORDER BY name"
HANDS = """SELECT h.id::text, k.level, k.person::text, k.team::text, k.with_below, k.role::text, k.until::text,
 h.by_user::text, h.at, h.reason, k.id::text FROM engine.hand_share h JOIN engine.share_key k ON k.id = h.key
 WHERE h.record_id = $1::uuid AND h.key = ANY($2::uuid[]) ORDER BY h.id"""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that decides, as a key of words and the values that they name."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(slots=True)
class Verdict:
    """Whether somebody sees and may edit, and why; `wanting` is what would have to be given, `editing` why he edits
    where that has other reasons than that he sees."""

    sees: bool
    edits: bool
    reasons: list[Reason]
    wanting: list[Reason]
    editing: list[Reason] = field(default_factory=list[Reason])


@dataclass(frozen=True, slots=True)
class Case:
    """A person before a record: his rights, the record's owner, team and keys."""

    work: Work
    person: Principal
    rights: Rights
    record_id: str
    owner: str | None
    team: str | None
    shares: Sequence[str]

    @property
    def roles(self) -> list[str]:
        return sorted(self.person.roles)


async def verdict_on(work: Work, person: Principal, object_name: str, record_id: UUID, field_name: str) -> Verdict:
    """The verdict on a record, or on one of its fields. Raises NotFound where there is no such record or field."""
    company = work.company
    if object_name not in company.registry or company.registry[object_name].parent:
        raise NotFound("no_such_object", object=object_name[:100])
    spec = company.registry[object_name]
    case, is_deleted = await _case(work, person, spec, record_id)
    found = await _on_record(case)
    if is_deleted:
        _judge_bin(case, found)
    if field_name:
        await _judge_field(case, found, field_name)
    if not found.edits:
        found.editing = []
    return found


async def _case(work: Work, person: Principal, spec: ObjectSpec, record_id: UUID) -> tuple[Case, bool]:
    text = OF_RECORD if spec.is_owned else BARE
    rows = await work.fetch(text.format(table=table_of(spec)), str(record_id))
    if not rows:
        raise NotFound("no_such_record", object=spec.name, id=str(record_id))
    owner, team, shares, is_deleted = rows[0]
    rights = rights_of(person, spec, work.company.registry, work.company.grants)
    return Case(work, person, rights, str(record_id), owner, team, shares or ()), is_deleted


async def _on_record(case: Case) -> Verdict:
    """What the person's rights and the record's owner, team and keys say."""
    rights = case.rights
    if not rights.may("read"):
        return Verdict(False, False, [], [Reason("no_right", {"right": "read"})])
    reading, editing = await _ways(case, "read"), await _ways(case, "edit")
    is_editor = bool(reading and editing and rights.may("edit"))
    found = Verdict(bool(reading), is_editor, reading, [], [] if editing == reading else editing)
    if not reading:
        found.wanting.append(Reason("out_of_scope", {"scope": rights.scope("read")}))
    elif not rights.may("edit"):
        found.wanting.append(Reason("no_right", {"right": "edit"}))
    elif not editing:
        found.wanting.append(Reason("out_of_edit_scope", {"scope": rights.scope("edit")}))
    return found


async def _ways(case: Case, action: str) -> list[Reason]:
    """Every way by which the record is within the person's scope."""
    scope = case.rights.scope(action)
    if scope == "all":
        return [Reason("all", {"roles": _roles_with(case, action, "all")})]
    found = _belonging(case, scope, action)
    if case.rights.is_shareable(action):
        found += await _shared(case, action, scope)
    return found


def _belonging(case: Case, scope: str, action: str) -> list[Reason]:
    person = case.person
    if scope == "none":
        return []
    found: list[Reason] = []
    roles = _roles_with(case, action, scope)
    if case.owner == str(person.user_id):
        found.append(Reason("owner", {"roles": roles}))
    elif case.owner is not None and case.owner in map(str, person.acts_for):
        found.append(Reason("stands_in", {"owner": case.owner}))
    if case.team is not None and scope in ("team", "team_tree", "territory"):
        if case.team in map(str, person.team_ids):
            found.append(Reason("team", {"team": case.team, "roles": roles}))
        elif scope != "team" and case.team in map(str, person.team_tree_ids):
            found.append(Reason("team_below", {"team": case.team, "roles": roles}))
    return found


async def _shared(case: Case, action: str, scope: str) -> list[Reason]:
    """The keys that both the record and the person have, by what they are."""
    held = _held_by(case.person, action, scope)
    common = [key for key in case.shares if key in held]
    if not common:
        return []
    given = await _named_keys(case, common)
    absent = await _of_absent(case, action, scope) if case.person.acts_for else {}
    found: list[Reason] = []
    for key, reason in given:
        found.append(reason)
        found += [Reason("through_absence", {"owner": absent[key]})] if key in absent else []
    return found


async def _named_keys(case: Case, keys: Sequence[str]) -> list[tuple[str, Reason]]:
    """What these keys of the record are: rules, territories, shares by hand."""
    rules = await case.work.fetch(RULES, keys)
    territories = await case.work.fetch(TERRITORIES, keys)
    hands = await case.work.fetch(HANDS, case.record_id, keys)
    names = await titles(case.work, hands)
    found = [
        (row[0], Reason("rule" if row[3] is None else "rule_until", {"rule": row[1], "until": row[3]})) for row in rules
    ]
    found += [(row[0], Reason("territory", {"territory": row[1]})) for row in territories]
    for row in hands:
        values = {"by": names.get(row[7]), "with": names.get(row[2] or row[3] or row[5]), "until": row[6]}
        reason = Reason("by_hand" if row[6] is None else "by_hand_until", values | {"reason": row[9]})
        found.append((row[10], reason))
    return found


async def _of_absent(case: Case, action: str, scope: str) -> dict[str, str]:
    """The keys that are not the person's own, each with the absent one whose it is."""
    zone = case.work.company.norms.time_zone
    found: dict[str, str] = {}
    own: set[str] = set()
    for user_id in (case.person.user_id, *case.person.acts_for):
        alone = await principal_of(case.work.connection, str(user_id), zone, alone=True)
        held = _held_by(alone, action, scope) if alone else set[str]()
        if user_id == case.person.user_id:
            own = held
        found |= {key: str(user_id) for key in held - own - found.keys()}
    return found


def _held_by(person: Principal, action: str, scope: str) -> set[str]:
    shared = _keys(person.edit_keys if action == "edit" else person.read_keys)
    return shared | (_keys(person.territory_keys) if scope == "territory" else set[str]())


def _keys(text: str) -> set[str]:
    return set(text.strip("{}").split(",")) if text else set()


def _roles_with(case: Case, action: str, scope: str) -> list[str]:
    """The codes of those of the person's roles that reach as far."""
    found: list[str] = []
    for code in case.roles:
        one = _alone(case, code)
        if one.may("read") and SCOPES.index(one.scope(action)) >= SCOPES.index(scope):
            found.append(code)
    return found or case.roles


def _alone(case: Case, code: str) -> Rights:
    """What one role by itself grants."""
    alone = Principal(case.person.user_id, case.person.name, frozenset((code,)))
    return rights_of(alone, case.rights.spec, case.work.company.registry, case.work.company.grants)


def _judge_bin(case: Case, found: Verdict) -> None:
    """What is deleted is seen by who may see deleted records, and edited by nobody."""
    found.edits = False
    if not case.rights.may("see_deleted"):
        found.sees = False
        found.wanting.append(Reason("deleted"))


async def _judge_field(case: Case, found: Verdict, name: str) -> None:
    """Narrows the verdict on a record to one of its fields. Raises NotFound where there is no such field."""
    each = case.rights.spec.fields.get(name)
    if each is None:
        raise NotFound("no_such_field", field=name[:100])
    level = case.rights.level(name)
    given = {code: _alone(case, code) for code in case.roles}
    roles = [code for code, one in given.items() if one.level(name) == level and not is_nothing(one.grant)]
    reason = Reason(f"field_{level}", {"field": name, "roles": roles})
    if FIELD_LEVELS.index(level) >= FIELD_LEVELS.index("read"):
        found.reasons.append(reason)
    else:
        found.wanting.append(reason)
        found.sees = False
    found.edits = found.edits and level == "edit" and not each.is_computed and not each.is_readonly
