"""Sharing one record by hand: with a person, a team or a role, to read or to edit, until a day if there is one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import Kept, State, Thing, declare
from guanxi.engine.company import Work
from guanxi.engine.query import get_json
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import table_of
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import Principal

AUDIENCES: Final = {"person": "user", "team": "team", "role": "role"}
# the hand's keys first, then those of rules, which the trigger keeps in this order too
MARK = """UPDATE {table} t SET shares = nullif(
 ARRAY(SELECT h.key FROM engine.hand_share h WHERE h.record_id = t.id ORDER BY h.key)
 || ARRAY(SELECT k FROM unnest(t.shares) k WHERE k NOT IN (SELECT id FROM engine.share_key)), '{{}}')
 WHERE t.id = $1::uuid"""
KEY = """INSERT INTO engine.share_key (id, level, person, team, with_below, role, until)
 VALUES ($1::uuid, $2, $3::uuid, $4::uuid, $5::boolean, $6::uuid, $7::date)
 ON CONFLICT (level, person, team, with_below, role, until) DO UPDATE SET level = excluded.level RETURNING id::text"""
SHARES = """SELECT h.id::text, k.level, k.person::text, k.team::text, k.with_below, k.role::text, k.until::text,
 h.by_user::text, h.at, h.reason, k.until < (now() AT TIME ZONE engine.zone())::date
 FROM engine.hand_share h JOIN engine.share_key k ON k.id = h.key WHERE h.record_id = $1::uuid ORDER BY h.id"""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a record is shared with: `kind` is person, team or role."""

    kind: str
    id: UUID
    level: str = "read"
    with_below: bool = False
    until: date | None = None


class _OfOwn(Statement):
    """A statement of somebody without what others have shared with him, and without whom he stands in for."""

    @property
    def principal(self) -> Principal:
        return replace(self.work.principal, acts_for=(), read_keys="", edit_keys="")


async def require_shareable(work: Work, object_name: str, record_id: UUID) -> None:
    """Raises NotFound for a record that the caller may not read, Forbidden for one that he may not edit or share.

    What he has by a share, or by standing in for somebody, he does not hand on: it would outlast what he has it by.
    """
    rights = work.rights(object_name)
    await get_json(work, object_name, record_id, ("id",))
    if not rights.spec.is_owned:
        raise Invalid("invalid", errors=[FieldError("object", "not_shareable", {"object": object_name})])
    for right in ("share", "edit"):
        rights.require(right)
    statement = _OfOwn(work)
    found = await work.fetch(
        f"SELECT 1 FROM {table_of(rights.spec)} t WHERE t.id = {statement.add(str(record_id), 'uuid')}"
        f" AND t.deleted_at IS NULL AND {statement.in_scope('t', rights, 'edit')} FOR UPDATE",
        *statement.parameters,
    )
    if not found:
        raise Forbidden("not_yours")


async def _require(work: Work, state: State) -> None:
    await require_shareable(work, str(state["object"]), UUID(str(state["record_id"])))


ROWS = Rows(
    "share", "engine.hand_share", ("record_id", "key"), _require, lambda state, language: str(state.get("reason") or "")
)


async def _reverse(work: Work, kept: Kept) -> None:
    await ROWS.reverse(work, kept)
    await _mark(work, kept.old or kept.new)


declare(Thing("share", _reverse, ROWS.title))


async def _mark(work: Work, state: State) -> None:
    """Puts the keys that the record is shared by onto it."""
    spec = work.company.registry[str(state["object"])]
    await work.execute(MARK.format(table=table_of(spec)), str(state["record_id"]))


async def share(work: Work, object_name: str, record_id: UUID, audience: Audience, reason: str | None) -> None:
    """Shares a record; again with the same audience only changes the reason.

    Raises NotFound or Forbidden where the caller may not, Invalid where there is no such audience.
    """
    await require_shareable(work, object_name, record_id)
    await _require_audience(work, audience)
    [(key,)] = await work.fetch(
        KEY,
        str(new_id()),
        audience.level,
        *(str(audience.id) if audience.kind == kind else None for kind in ("person", "team")),
        audience.with_below and audience.kind == "team",
        str(audience.id) if audience.kind == "role" else None,
        audience.until,
    )
    rows = await work.fetch(
        "SELECT id::text FROM engine.hand_share WHERE record_id = $1::uuid AND key = $2::uuid", str(record_id), key
    )
    share_id = UUID(rows[0][0]) if rows else new_id()
    row = {"id": share_id, "object": object_name, "record_id": record_id, "key": key, "reason": reason}
    await ROWS.put(work, share_id, {**row, "by_user": work.principal.user_id, "at": work.moment})
    await _mark(work, row)


async def _require_audience(work: Work, audience: Audience) -> None:
    table = table_of(work.company.registry[AUDIENCES[audience.kind]])
    found = await work.fetch(f"SELECT 1 FROM {table} WHERE id = $1::uuid AND deleted_at IS NULL", str(audience.id))
    if not found:
        raise Invalid("invalid", errors=[FieldError(audience.kind, "no_such_record", {"id": str(audience.id)})])


async def take_back(work: Work, object_name: str, record_id: UUID, share_id: UUID) -> None:
    """Ends a share. Raises NotFound where there is none such of this record."""
    await require_shareable(work, object_name, record_id)
    rows = await work.fetch(
        "SELECT to_jsonb(h) FROM engine.hand_share h WHERE id = $1::uuid AND record_id = $2::uuid AND object = $3",
        str(share_id),
        str(record_id),
        object_name,
    )
    if not rows:
        raise NotFound("no_such_share")
    await ROWS.take(work, share_id, rows[0][0])
    await _mark(work, rows[0][0])


async def shares_of(work: Work, object_name: str, record_id: UUID) -> list[dict[str, Any]]:
    """With whom a record is shared by hand, the first first. Raises NotFound where the caller may not read it."""
    await get_json(work, object_name, record_id, ("id",))
    rows = await work.fetch(SHARES, str(record_id))
    names = await titles(work, rows)
    return [_shown(row, names) for row in rows]


async def titles(work: Work, rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    """What the people, teams and roles of shares are called; those who work here know each other."""
    found: dict[str, str] = {}
    for name, places in (("user", (2, 7)), ("team", (3,)), ("role", (5,))):
        ids = {row[place] for row in rows for place in places if row[place]}
        if ids:
            text = f"SELECT id::text, name FROM {table_of(work.company.registry[name])} WHERE id = ANY($1::uuid[])"
            found |= dict(await work.fetch(text, sorted(ids)))
    return found


def _shown(row: Sequence[Any], names: dict[str, str]) -> dict[str, Any]:
    kind = next(name for name, place in (("person", 2), ("team", 3), ("role", 5)) if row[place])
    who = row[2] or row[3] or row[5]
    return {
        "id": row[0],
        "level": row[1],
        "with": {"kind": kind, "id": who, "title": names.get(who)},
        "with_below": row[4],
        "until": row[6],
        "is_over": bool(row[10]),
        "by": {"id": row[7], "title": names.get(row[7])},
        "at": row[8].isoformat(),
        "reason": row[9],
    }
