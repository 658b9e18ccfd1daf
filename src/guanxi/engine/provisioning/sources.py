"""Users and teams as rows of the names that SCIM knows them by; a page is one statement, whatever it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from scim2_models import InvalidFilterException, InvalidPathException, Path, ScimFilter
from scim2_models.path import AttrPath

from guanxi.engine.company import Work
from guanxi.engine.provisioning.filters import Condition, order_of
from guanxi.engine.provisioning.resources import KINDS

SYSTEM: Final = "scim"
MOST: Final = 200
LONGEST_FILTER: Final = 4_000
EXTERNAL: Final = (
    "(SELECT x.value FROM engine.external_id x WHERE x.record_id = {0}.id AND x.object = '{1}'"
    f" AND x.system = '{SYSTEM}' ORDER BY x.value LIMIT 1)"
)
# the list of addresses as it was sent, as long as its main one is that of the record
EMAILS: Final = """CASE WHEN coalesce(u.email, '') = '' THEN NULL
  WHEN p.facts->>'email' = u.email THEN p.facts->'emails'
  ELSE jsonb_build_array(jsonb_build_object('value', u.email, 'type', 'work', 'primary', true)) END"""
SOURCES: Final = {
    "Users": f"""SELECT u.id::text AS id, u.version, u.created_at AS created, u.updated_at AS modified,
  u.login AS "userName", u.job_title AS title,
  CASE WHEN p.facts->>'display' = 'none' AND p.facts->>'named' = u.name THEN NULL ELSE u.name END AS "displayName",
  CASE WHEN p.facts->>'active' = 'none' AND u.is_active THEN NULL ELSE u.is_active IS NOT FALSE END AS active,
  CASE WHEN p.facts->>'named' = u.name THEN p.facts->'name' END AS name, {EMAILS} AS emails,
  {EXTERNAL.format("u", "user")} AS "externalId",
  (SELECT jsonb_agg(jsonb_build_object('value', t.id::text, 'display', t.name) ORDER BY t.name, t.id)
   FROM record.team t WHERE t.deleted_at IS NULL AND (t.id = u.team OR t.id = ANY(u.teams))) AS groups
 FROM record."user" u LEFT JOIN engine.provisioned p ON p.id = u.id
 WHERE u.deleted_at IS NULL AND p.is_gone IS NOT TRUE""",
    "Groups": f"""SELECT t.id::text AS id, t.version, t.created_at AS created, t.updated_at AS modified,
  t.name AS "displayName", {EXTERNAL.format("t", "team")} AS "externalId",
  (SELECT jsonb_agg(jsonb_build_object('value', u.id::text, 'type', 'User')
   ORDER BY u.name, u.id)
   FROM record."user" u LEFT JOIN engine.provisioned p ON p.id = u.id
   WHERE u.deleted_at IS NULL AND p.is_gone IS NOT TRUE AND (u.team = t.id OR t.id = ANY(u.teams))) AS members
 FROM record.team t WHERE t.deleted_at IS NULL""",
}
FIELDS: Final[Mapping[str, Sequence[str]]] = {
    "Users": ("userName", "displayName", "name", "title", "active", "emails", "groups", "externalId"),
    "Groups": ("displayName", "members", "externalId"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which page of a list is wanted; `start` counts from 1."""

    filter: str = ""
    sort: str = ""
    is_descending: bool = False
    start: int = 1
    count: int = 100


@dataclass(frozen=True, slots=True)
class Page:
    """The page as facts of its resources, and how many there are in all."""

    found: list[dict[str, Any]]
    total: int
    start: int


def condition_of(kind: str, text: str) -> Condition:
    """The filter as a condition, whose SQL is `condition.compile(...)`. Raises InvalidFilter."""
    if len(text) > LONGEST_FILTER:
        raise InvalidFilterException(detail="the filter is too long")
    return Condition(kind)


async def page_of(work: Work, kind: str, wish: Wish) -> Page:
    """One page. Raises InvalidFilter and InvalidPath for what cannot be asked."""
    condition = condition_of(kind, wish.filter)
    where = condition.compile(ScimFilter[KINDS[kind]](wish.filter).ast) if wish.filter.strip() else "true"  # type: ignore[misc]
    source = f"FROM ({SOURCES[kind]}) s WHERE {where}"
    [(total,)] = await work.fetch(f"SELECT count(*) {source}", *condition.parameters)
    count = max(0, min(wish.count, MOST))
    if not count:
        return Page([], total, wish.start)
    order = f"{_order(kind, wish)}s.id LIMIT {count} OFFSET {max(0, wish.start - 1)}"
    rows = await work.fetch(f"SELECT to_jsonb(s) {source} ORDER BY {order}", *condition.parameters)
    return Page([row[0] for row in rows], total, wish.start)


def _order(kind: str, wish: Wish) -> str:
    if not wish.sort:
        return ""
    try:
        path: Any = Path[KINDS[kind]](wish.sort).ast  # type: ignore[misc]
        if not isinstance(path, AttrPath):
            raise InvalidFilterException
        by = order_of(kind, path)
    except InvalidFilterException:
        raise InvalidPathException(detail=f"{wish.sort[:100]} cannot be sorted by") from None
    return f"{by} {'DESC NULLS FIRST' if wish.is_descending else 'ASC NULLS LAST'}, "


async def one_of(work: Work, kind: str, record_id: UUID | None) -> dict[str, Any] | None:
    """One resource's facts, None where there is none."""
    rows = await work.fetch(f"SELECT to_jsonb(s) FROM ({SOURCES[kind]}) s WHERE s.id = $1", str(record_id))
    return rows[0][0] if rows else None
