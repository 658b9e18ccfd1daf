"""What a person may set of himself, whatever his roles grant on people: language, time zone, an address he proved."""

from collections.abc import Mapping
from typing import Any

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.model import Change
from guanxi.engine.changes.write import WHOLE, write_as
from guanxi.engine.company import Work
from guanxi.kernel.access import Grant

PEOPLE = "user"
OWN_FIELDS = frozenset(("language", "time_zone", "email"))
OWN = Grant(frozenset(("read", "edit")), "all", "all")


def own_rights(work: Work) -> Rights:
    return Rights(work.company.registry[PEOPLE], OWN)


async def change_own(work: Work, values: Mapping[str, Any]) -> None:
    """Sets these of his own fields as a change of his record."""
    assert values.keys() <= OWN_FIELDS
    await write_as(work, own_rights(work), [Change("update", work.principal.user_id, values)], WHOLE)


def is_own(work: Work, row: tuple[Any, ...]) -> bool:
    """True for a kept change (seq, object, id, kind, old, new) that a person made of himself alone."""
    names: Mapping[str, Any] = row[5] or {}
    return row[1:4] == (PEOPLE, work.principal.user_id, "update") and names.keys() <= OWN_FIELDS
