"""A view as a person sees it: without the names of fields that he may not see."""

from collections.abc import Mapping
from typing import Any, cast

from guanxi.engine.access.rights import Rights
from guanxi.kernel.filters import field_names, read_filter

NEEDED = ("by", "group", "until")  # without these a view is another one


def as_seen(view: Mapping[str, Any], rights: Rights) -> dict[str, Any] | None:
    """The facts of a view for these rights; None where it rests on a field that they hide."""
    needed = {str(view.get(part)) for part in NEEDED if view.get(part)} | field_names(read_filter(view.get("filter")))
    if not all(_is_shown(rights, name) for name in needed):
        return None
    found = dict(view)
    for part in ("columns", "sort"):
        if isinstance(view.get(part), list):
            names = cast(list[Any], view[part])
            found[part] = [name for name in names if _is_shown(rights, str(name).lstrip("+-"))]
    if isinstance(view.get("widths"), Mapping):
        widths = cast(Mapping[str, Any], view["widths"])
        found["widths"] = {name: width for name, width in widths.items() if _is_shown(rights, name)}
    if view.get("total") and not _is_shown(rights, str(view["total"])):
        found["total"] = None
    return found


def _is_shown(rights: Rights, path: str) -> bool:
    return rights.level(path.partition(".")[0]) != "hidden"
