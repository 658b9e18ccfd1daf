"""What follows a written sharing rule: it is checked, the database takes it up, and the records follow it."""

from collections.abc import Sequence

from guanxi.engine.changes.model import Draft
from guanxi.engine.changes.reactions import reaction
from guanxi.engine.company import Work
from guanxi.engine.sharing.rules import SOURCES, criteria_sql
from guanxi.engine.sharing.sweep import follow
from guanxi.engine.sharing.triggers import renew
from guanxi.kernel.errors import FieldError, Invalid, Malformed


def require_sharer(work: Work) -> None:
    """Raises Forbidden for whoever may not decide about rights: sharing rules give no less than roles do."""
    work.rights("role").require("edit")


def check_criteria(work: Work, object_name: str, criteria: object) -> None:
    """Raises Invalid where the object is not one that belongs to people, or the criteria do not fit it."""
    spec = work.company.registry.objects.get(object_name)
    if spec is None or not spec.is_owned:
        raise Invalid("invalid", errors=[FieldError("object", "not_shareable", {"object": object_name[:100]})])
    try:
        criteria_sql(work, spec, criteria, "t")
    except Malformed as error:
        raise Invalid(
            "invalid", errors=[FieldError("criteria", each.code, each.values) for each in error.errors]
        ) from None


@reaction(*SOURCES)
async def take_up(work: Work, object_name: str, drafts: Sequence[Draft]) -> None:
    """Lets the records of the rules' objects follow them."""
    require_sharer(work)
    touched: set[str] = set()
    for draft in drafts:
        name = str(draft.after.get("object"))
        if draft.kind != "delete":
            check_criteria(work, name, draft.after.get("criteria"))
        touched |= {name, str((draft.before or {}).get("object") or name)}
    for name in sorted(touched & work.company.registry.objects.keys()):
        if await renew(work, work.company.registry[name]):
            await follow(work, work.company.registry[name])


__all__ = ["check_criteria", "require_sharer", "take_up"]
