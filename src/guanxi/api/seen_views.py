"""A view as a person sees it: without the names of fields that he may not see."""

from collections.abc import Callable, Container, Mapping
from typing import Any, cast

from guanxi.engine.access.rights import Rights
from guanxi.engine.store.columns import field_of
from guanxi.kernel.filters import field_names, read_filter

RightsOf = Callable[[str], Rights]
NEEDED = ("by", "group", "until")  # without these a view is another one


def as_seen(view: Mapping[str, Any], rights: Rights, rights_of: RightsOf) -> dict[str, Any] | None:
    """The facts of a view for these rights; None where it rests on a field that they hide or mask.

    A masked field stays a column, but nothing is sorted, found or counted by it.
    `rights_of` are those on the other objects, whose fields a view names behind references.
    """

    def is_shown(path: str) -> bool:
        return _is_shown(rights, rights_of, path, ("masked", "reveal", "read", "edit"))

    def is_open(path: str) -> bool:
        return _is_shown(rights, rights_of, path, ("read", "edit"))

    needed = {str(view.get(part)) for part in NEEDED if view.get(part)} | field_names(read_filter(view.get("filter")))
    if not all(is_open(name) for name in needed):
        return None
    found = dict(view)
    for part, is_told in (("columns", is_shown), ("sort", is_open)):
        if isinstance(view.get(part), list):
            names = cast(list[Any], view[part])
            found[part] = [name for name in names if is_told(str(name).lstrip("+-"))]
    if isinstance(view.get("widths"), Mapping):
        widths = cast(Mapping[str, Any], view["widths"])
        found["widths"] = {name: width for name, width in widths.items() if is_shown(name)}
    if view.get("total") and not is_open(str(view["total"])):
        found["total"] = None
    return found


def _is_shown(rights: Rights, rights_of: RightsOf, path: str, levels: Container[str]) -> bool:
    """True where each step of a path is of these levels, and what it leads through may be read."""
    here: Rights | None = rights
    for name in path.split("."):
        if here is None:
            break
        if here.level(name) not in levels or not (here is rights or here.may("read")):
            return False
        each = field_of(here.spec, name)
        here = rights_of(each.target) if each is not None and each.target else None
    return True
