"""Who writes people and teams gives no rights by it: roles, and the places from which one sees and edits, are given by
who may change roles; whoever may do everything is changed by his like alone, since a name or an address is a way in."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.reactions import reaction
from guanxi.engine.company import Work
from guanxi.kernel.errors import Conflict, Forbidden

WAYS_IN: Final = frozenset(("login", "email", "is_active"))
ADMINISTRATOR: Final = "administrator"
ALL_MIGHTY: Final = "SELECT id::text FROM record.role WHERE code = 'administrator' AND deleted_at IS NULL"
IN_TURN: Final = "SELECT pg_advisory_xact_lock(7206)"
ANY_LEFT: Final = """
SELECT 1 FROM record."user" u JOIN record.role r ON r.id = ANY(u.roles) AND r.code = 'administrator'
WHERE r.deleted_at IS NULL AND u.deleted_at IS NULL AND u.is_active IS NOT FALSE LIMIT 1"""
PLACES: Final = {"user": ("roles", "team", "teams"), "team": ("parent", "manager")}


@reaction("user")
async def refuse_promotion(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    """Raises Forbidden for roles and teams given or taken without the right to edit roles, for a new address of whoever
    holds what the caller does not, and for others than administrators who would change how one of them comes in.

    Raises Conflict where no administrator would be left.
    """
    if not _is_mighty(work):
        await _refuse_widening(work, object_name, drafts)
    holders = [draft for draft in drafts if _roles(draft.before) and _is_about_entering(draft)]
    mighty = await _mighty(work) if holders else set[str]()
    if any(mighty & _roles(draft.before) for draft in holders):
        await _require_one_left(work)


async def _refuse_widening(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    refuse_placing(work, object_name, drafts)
    if any(draft.id == work.principal.user_id and _roles(draft.before) != _roles(draft.after) for draft in drafts):
        raise Forbidden("administrators_only")
    mighty = await _mighty(work)
    if any(mighty & (_roles(draft.before) | _roles(draft.after)) and _is_about_entering(draft) for draft in drafts):
        raise Forbidden("administrators_only")
    readdressed = [draft for draft in drafts if draft.kind == "update" and "email" in draft.changed]
    if any(_holds_anything(draft) and draft.id != work.principal.user_id for draft in readdressed):
        work.rights("role").require("edit")  # whoever reads the letters sets the password


async def _mighty(work: Work) -> set[str]:
    """The roles that may do everything."""
    return {row[0] for row in await work.fetch(ALL_MIGHTY)}


@reaction("team")
async def refuse_rising(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    """Raises Forbidden for a team moved in the tree, or given to another manager, without the right to edit roles."""
    if not _is_mighty(work):
        refuse_placing(work, object_name, drafts)


@reaction("role")
async def refuse_usurping(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    """Raises Forbidden where the administrators' role is made, renamed or deleted, and, for others than administrators,
    where any role gets another code, on which rights hang, or a role of one's own other rights."""
    if work.principal.is_system:
        return
    for draft in drafts:
        codes = [_code(draft.before), _code(draft.after)]
        if ADMINISTRATOR in codes and (draft.kind != "update" or codes[0] != codes[1]):
            raise Forbidden("administrators_stay")
        is_own = codes[0] in work.principal.roles and draft.kind == "update"
        if not _is_mighty(work) and (ADMINISTRATOR in codes or is_own or (codes[0] and codes[0] != codes[1])):
            raise Forbidden("administrators_only")


async def _require_one_left(work: Work) -> None:
    """One after the other, so that of two who remove each other one is refused."""
    await work.fetch(IN_TURN)
    if not await work.fetch(ANY_LEFT):
        raise Conflict("last_administrator")


def _code(record: Mapping[str, Any] | None) -> str | None:
    return (record or {}).get("code")


def refuse_placing(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    """Raises Forbidden where a place is given or taken; what is deleted and put back keeps the one it had."""
    places = PLACES[object_name]
    written = [draft for draft in drafts if draft.kind in ("create", "update")]
    if any(_held(draft.after, name) != _held(draft.before, name) for draft in written for name in places):
        work.rights("role").require("edit")


def _is_mighty(work: Work) -> bool:
    return work.principal.is_system or "administrator" in work.principal.roles


def _held(record: Mapping[str, Any] | None, name: str) -> set[str]:
    value = (record or {}).get(name) or ()
    return {value} if isinstance(value, str) else {str(each) for each in value}


def _roles(record: Mapping[str, Any] | None) -> set[str]:
    return _held(record, "roles")


def _holds_anything(draft: Draft) -> bool:
    return any(_held(draft.before, name) for name in PLACES["user"])


def _is_about_entering(draft: Draft) -> bool:
    return draft.kind != "update" or bool(WAYS_IN & draft.changed.keys()) or _roles(draft.before) != _roles(draft.after)
