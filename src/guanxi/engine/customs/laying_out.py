"""Laying out: an administrator arranges the page and the form of an object, for everyone or for a role."""

from collections.abc import Mapping, Sequence
from typing import Any

from guanxi.engine.company import Work
from guanxi.engine.customs.definitions import Key, define, drop, facts_of
from guanxi.engine.customs.facts import invalid
from guanxi.engine.customs.layouts import checked_layout
from guanxi.engine.customs.shaping import Shaped, Shaper
from guanxi.kernel.errors import NotFound

EVERYONE = ""


async def set_layout(shaper: Shaper, object_name: str, role: str, facts: Mapping[str, Any]) -> Shaped:
    """Arranges an object for everyone or a role; a role that had no layout comes behind those that have one."""
    async with shaper.work() as work:
        spec = shaper.object(object_name)
        await _require_role(work, role)
        key = Key("layout", object_name, role)
        before = await facts_of(work, key) or {}
        wanted = checked_layout(shaper.company.registry, spec, facts, before)
        place = before.get("place", 1 + max((each.place for each in spec.layouts if each.role), default=0))
        await define(work, key, wanted | ({"place": place} if role else {}))
    return Shaped(object_name, work.change_set)


async def drop_layout(shaper: Shaper, object_name: str, role: str) -> Shaped:
    """Back to the usual: everyone's for a role, the program's for everyone."""
    async with shaper.work() as work:
        if all(each.role != role for each in shaper.object(object_name).layouts):
            raise NotFound("no_such_layout", role=role[:100])
        await drop(work, Key("layout", object_name, role))
    return Shaped(object_name, work.change_set)


async def order_layouts(shaper: Shaper, object_name: str, roles: Sequence[Any]) -> Shaped:
    """Puts the layouts of roles in order: who has several roles gets the first of theirs."""
    async with shaper.work() as work:
        known = {each.role for each in shaper.object(object_name).layouts if each.role}
        if len(roles) != len(known) or any(not isinstance(role, str) or role not in known for role in roles):
            raise invalid("order", "not_all_layouts", roles=", ".join(sorted(known)))
        for place, role in enumerate(roles, 1):
            key = Key("layout", object_name, role)
            await define(work, key, {**(await facts_of(work, key) or {}), "place": place})
    return Shaped(object_name, work.change_set)


async def _require_role(work: Work, role: str) -> None:
    if role == EVERYONE:
        return
    rows = await work.fetch("SELECT 1 FROM record.role WHERE code = $1 AND deleted_at IS NULL", role)
    if not rows:
        raise NotFound("no_such_role", role=role[:100])
