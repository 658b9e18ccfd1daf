"""Directories that people may sign in through: changed by administrators, kept and undone like all else.

Their secrets are sealed with the master key and never told again; they go when the directory becomes another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import State, declare
from guanxi.engine.company import Company, Work
from guanxi.engine.signon.facts import LONGEST_NAME, LONGEST_SECRET, is_line
from guanxi.engine.signon.kinds import KINDS, PLACES, faults_of, settled
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from guanxi.kernel.identifiers import new_id

MOST: Final = 50
READ: Final = "SELECT id, kind, name, is_on, facts, secret FROM engine.directory"
ROLES_THERE: Final = """
SELECT id::text, is_locked IS TRUE FROM record.role WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory as it is kept; `secret` is sealed."""

    id: UUID
    kind: str
    name: str
    is_on: bool
    facts: Mapping[str, Any]
    secret: str | None

    def shown(self) -> dict[str, Any]:
        """What an administrator reads: everything but the secret."""
        known = {"id": str(self.id), "kind": self.kind, "name": self.name, "is_on": self.is_on}
        return known | settled(self.kind, self.facts, {}) | {"has_secret": bool(self.secret)}

    def open_secret(self, company: Company) -> str:
        """The secret in clear, which never leaves the process but for the directory itself."""
        return company.vault.open(self.secret, sealed_for(self.id)) if self.secret else ""


def sealed_for(directory_id: UUID) -> str:
    return f"the directory {directory_id}"


async def require_administrator(work: Work, state: State | None = None) -> None:
    """Raises Forbidden for anybody else."""
    if not (work.principal.is_system or "administrator" in work.principal.roles):
        raise Forbidden("administrators_only")


_ROWS: Final = Rows(
    "directory", "engine.directory", ("id",), require_administrator, lambda state, language: state.get("name")
)
declare(_ROWS.thing())


async def directories_on(connection: AsyncConnection, kind: str) -> list[Directory]:
    """Those of a kind that are on, by name."""
    text = f"{READ} WHERE is_on AND kind = $1 ORDER BY name, id"
    rows = await (await connection.execute(text.encode(), [kind])).fetchall()
    return [Directory(*row) for row in rows]


async def directory_on(connection: AsyncConnection, directory_id: UUID | None, kind: str) -> Directory:
    """One that people can sign in through now. Raises NotFound where there is none."""
    text = f"{READ} WHERE id = $1::uuid AND is_on AND kind = $2"
    row = await (await connection.execute(text.encode(), [directory_id, kind])).fetchone()
    if row is None:
        raise NotFound("no_such_directory")
    return Directory(*row)


async def all_directories(work: Work) -> list[Directory]:
    """All of them, by name. Raises Forbidden for who is no administrator."""
    await require_administrator(work)
    return [Directory(*row) for row in await work.fetch(f"{READ} ORDER BY name, id")]


async def directory_of(work: Work, directory_id: UUID | None) -> Directory:
    """One of them. Raises Forbidden for who is no administrator, and NotFound."""
    await require_administrator(work)
    rows = await work.fetch(f"{READ} WHERE id = $1::uuid", directory_id)
    if not rows:
        raise NotFound("no_such_directory")
    return Directory(*rows[0])


async def add_directory(work: Work, given: Mapping[str, Any]) -> UUID:
    """A new directory, off where not said otherwise. Raises Forbidden, or Invalid with each wrong fact."""
    await require_administrator(work)
    kind = given.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Invalid("invalid", errors=[FieldError("kind", "unknown_choice", {"choices": ", ".join(KINDS)})])
    if len(await work.fetch("SELECT 1 FROM engine.directory")) >= MOST:
        raise Invalid("invalid", errors=[FieldError("kind", "too_many_directories", {"most": MOST})])
    made = Directory(new_id(), kind, "", False, {}, None)
    await _put(work, made, given)
    return made.id


async def change_directory(work: Work, directory_id: UUID | None, given: Mapping[str, Any]) -> None:
    """Sets some of the facts of one. Raises Forbidden, NotFound, or Invalid with each wrong fact."""
    await _put(work, await directory_of(work, directory_id), given)


async def remove_directory(work: Work, directory_id: UUID | None) -> None:
    """Takes one away; who came in through it stays a user. Raises Forbidden and NotFound."""
    found = await directory_of(work, directory_id)
    await _ROWS.take(work, found.id, {"id": str(found.id)})


async def _put(work: Work, kept: Directory, given: Mapping[str, Any]) -> None:
    facts = settled(kept.kind, kept.facts, given)
    name, is_on = given.get("name", kept.name), given.get("is_on", kept.is_on)
    errors = _own_faults(name, is_on, given) + faults_of(kept.kind, facts)
    errors = errors or await _reference_faults(work, facts)
    if errors:
        raise Invalid("invalid", errors=errors)
    state = {"id": str(kept.id), "kind": kept.kind, "name": name.strip(), "is_on": is_on, "facts": facts}
    await _ROWS.put(work, kept.id, state | {"secret": _secret(work, kept, facts, given)})


def _own_faults(name: Any, is_on: Any, given: Mapping[str, Any]) -> list[FieldError]:
    found: list[FieldError] = []
    if not isinstance(name, str) or not name.strip():
        found.append(FieldError("name", "required", {"field": "name"}))
    elif not is_line(name, LONGEST_NAME):
        found.append(FieldError("name", "not_short_text", {"limit": LONGEST_NAME}))
    if not isinstance(is_on, bool):
        found.append(FieldError("is_on", "not_yes_or_no"))
    if not is_line(given.get("secret", ""), LONGEST_SECRET):
        found.append(FieldError("secret", "not_short_text", {"limit": LONGEST_SECRET}))
    return found


async def _reference_faults(work: Work, facts: Mapping[str, Any]) -> list[FieldError]:
    """Roles and the team must be there; nobody becomes an administrator by coming in for the first time."""
    by_groups = {row["role"] for row in facts["groups"]}
    wanted = by_groups | ({facts["default_role"]} - {None})
    locked: dict[str, bool] = {row[0]: row[1] for row in await work.fetch(ROLES_THERE, sorted(wanted))}
    found = [FieldError("groups", "no_such_reference", {"object": "role"})] if by_groups - locked.keys() else []
    if facts["default_role"] and locked.get(facts["default_role"]) is not False:
        found.append(FieldError("default_role", "not_by_default"))
    team = facts["default_team"]
    if team and not await work.fetch("SELECT 1 FROM record.team WHERE id = $1::uuid AND deleted_at IS NULL", team):
        found.append(FieldError("default_team", "no_such_reference", {"object": "team"}))
    return found


def _secret(work: Work, kept: Directory, facts: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    """The secret to keep: a new one, or the old one as long as it goes to the same place."""
    if "secret" in given:
        return work.company.vault.seal(given["secret"], sealed_for(kept.id)) if given["secret"] else None
    is_same = all(kept.facts.get(name) == facts[name] for name in PLACES[kept.kind])
    return kept.secret if is_same else None
