"""What the file of an export shows, and of whose records: whoever has less now may not have the file any more."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from guanxi.engine.access.rights import TEAM_SCOPES, Rights
from guanxi.engine.company import Work
from guanxi.engine.store.columns import field_of
from guanxi.kernel.errors import Forbidden
from guanxi.kernel.principal import Principal

EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Shown:
    """Of one object the fields that were shown clear and masked, and what opened the records."""

    clear: Sequence[str]
    masked: Sequence[str]
    reach: Sequence[str]

    def is_within(self, now: "Shown") -> bool:
        """True where who is shown this now sees as much as then."""
        fields = set(self.clear) <= set(now.clear) and set(self.masked) <= {*now.clear, *now.masked}
        return fields and (EVERYTHING in now.reach or set(self.reach) <= set(now.reach))


def shown_by(work: Work, object_name: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What an export of these fields shows the principal today, by object; titles of other records are shown too."""
    wanted: dict[str, set[str]] = {object_name: set(names)}
    spec = work.rights(object_name).spec
    for each in (field_of(spec, name) for name in names):
        if each is not None and each.target and each.target in work.company.registry:
            wanted.setdefault(each.target, set()).add(work.company.registry[each.target].title)
    return {name: asdict(_shown(work, name, fields)) for name, fields in sorted(wanted.items())}


def _shown(work: Work, name: str, fields: set[str]) -> Shown:
    rights = work.rights(name)
    clear = sorted(each for each in fields if rights.may("read") and rights.sees(each))
    masked = sorted(each for each in fields if rights.may("read") and rights.masks(each))
    return Shown(clear, masked, _reach(work.principal, rights))


def _reach(person: Principal, rights: Rights) -> list[str]:
    """What opens records to somebody: all of them, or persons, teams and keys."""
    scope = rights.scope("read")
    if scope == "all":
        return [EVERYTHING]
    ids: list[UUID] = [] if scope == "none" else [person.user_id, *person.acts_for]
    if scope in TEAM_SCOPES:
        ids += person.team_ids if scope == "team" else person.team_tree_ids
    keys = [person.read_keys, person.territory_keys if scope == "territory" else ""]
    return sorted({*map(str, ids), *(key for part in keys for key in part.strip("{}").split(",") if key)})


def require_shown(work: Work, object_name: str, shown: Mapping[str, Mapping[str, Any]] | None) -> None:
    """Raises NotFound where the object is gone, and Forbidden where the principal sees less than the file shows."""
    work.rights(object_name).require("read")
    work.rights(object_name).require("export")
    if shown is None or not all(_is_seen(work, name, Shown(**facts)) for name, facts in shown.items()):
        raise Forbidden("export_rights_changed")


def _is_seen(work: Work, name: str, then: Shown) -> bool:
    return name in work.company.registry and then.is_within(_shown(work, name, {*then.clear, *then.masked}))
