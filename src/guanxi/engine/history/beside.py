"""What lies beside records and can be undone like them: saved views, files and comments."""

from uuid import UUID

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import Kept, State, Thing, declare
from guanxi.engine.company import Work
from guanxi.engine.history.trail import sees_all
from guanxi.engine.query import get_json, require_scope
from guanxi.kernel.errors import Forbidden

TITLE_LENGTH = 80


def is_mine(work: Work, person: object) -> bool:
    return sees_all(work) or str(person) == str(work.principal.user_id)


async def require_view(work: Work, state: State) -> None:
    """Raises Forbidden for a view that is neither the caller's nor an administrator's to change."""
    if not is_mine(work, state.get("owner")):
        raise Forbidden("not_yours")


async def require_filing(work: Work, object_name: str, record_id: UUID) -> None:
    """Raises Forbidden for who may not edit the record that a file is to lie beside."""
    rights = work.rights(object_name)
    rights.require("edit")
    await require_scope(work, rights, record_id)


async def require_unfiling(work: Work, object_name: str, record_id: UUID, by_user: object) -> None:
    """Raises Forbidden for who neither filed a file nor may delete the record that it lies beside."""
    if str(by_user) != str(work.principal.user_id):
        rights = work.rights(object_name)
        rights.require("delete")
        await require_scope(work, rights, record_id)


async def _require_file(work: Work, state: State) -> None:
    """Raises NotFound for a file of a record that the caller may not read, Forbidden where he may not file it."""
    name, record_id = str(state.get("object")), UUID(str(state.get("record_id")))
    await get_json(work, name, record_id, ("id",))
    await require_filing(work, name, record_id)


async def require_comment(work: Work, state: State) -> None:
    """A comment is changed by who wrote it, or an administrator, as long as he reads the record."""
    await get_json(work, str(state.get("object")), UUID(str(state.get("record_id"))), ("id",))
    if not is_mine(work, state.get("by_user")):
        raise Forbidden("not_yours")


def _beginning(state: State, language: str) -> str | None:
    return str(state.get("body") or "").strip().partition("\n")[0][:TITLE_LENGTH]


def _view_name(state: State, language: str) -> str | None:
    facts: State = state.get("facts") or {}
    return facts.get("name")


VIEWS = Rows(
    "view",
    "engine.saved_view",
    ("id",),
    require_view,
    _view_name,
)
FILES = Rows("file", "engine.file", ("id",), _require_file, lambda state, language: state.get("name"))
COMMENTS = Rows("comment", "engine.comment", ("id",), require_comment, _beginning)


async def _reverse_file(work: Work, kept: Kept) -> None:
    """What was filed is taken away by who might delete it, what was deleted is put back by who might file it."""
    if kept.kind != "create":
        await FILES.reverse(work, kept)
        return
    name, record_id = str(kept.new["object"]), UUID(str(kept.new["record_id"]))
    await get_json(work, name, record_id, ("id",))
    await require_unfiling(work, name, record_id, kept.new["by_user"])
    await FILES.take(work, kept.id, kept.new)


declare(VIEWS.thing())
declare(Thing("file", _reverse_file, FILES.title))
declare(COMMENTS.thing())
