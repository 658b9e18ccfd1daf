"""What lies beside records and can be undone like them: saved views, files and comments."""

from uuid import UUID

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import State, declare
from guanxi.engine.company import Work
from guanxi.engine.history.trail import sees_all
from guanxi.engine.query import get_json
from guanxi.kernel.errors import Forbidden

TITLE_LENGTH = 80


def is_mine(work: Work, person: object) -> bool:
    return sees_all(work) or str(person) == str(work.principal.user_id)


async def require_view(work: Work, state: State) -> None:
    """Raises Forbidden for a view that is neither the caller's nor an administrator's to change."""
    if not is_mine(work, state.get("owner")):
        raise Forbidden("not_yours")


async def require_file(work: Work, state: State) -> None:
    """A file is changed by who filed it, or who may delete the record that he reads."""
    name = str(state.get("object"))
    await get_json(work, name, UUID(str(state.get("record_id"))), ("id",))
    if str(state.get("by_user")) != str(work.principal.user_id) and not work.rights(name).may("delete"):
        raise Forbidden("not_yours")


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
FILES = Rows("file", "engine.file", ("id",), require_file, lambda state, language: state.get("name"))
COMMENTS = Rows("comment", "engine.comment", ("id",), require_comment, _beginning)
for rows in (VIEWS, FILES, COMMENTS):
    declare(rows.thing())
