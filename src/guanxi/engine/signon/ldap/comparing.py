"""People who came from a directory are compared with it: who is gone there goes here, who changes there changes here.

Everything goes through the one write path in one change set, so that it can be taken back. Where more than a fifth
would go, nothing is done until an administrator has said so.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import orjson

from guanxi.engine.audit import Entry, log
from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company, Work
from guanxi.engine.signon.directories import Directory, directories_on
from guanxi.engine.signon.facts import SHARED
from guanxi.engine.signon.ldap.entries import (
    Found,
    attributes_of,
    filter_for_all,
    issuer_of,
    member_value,
    members_of,
    named_groups,
    plain,
    read_person,
)
from guanxi.engine.signon.ldap.facts import MEMBER_OF
from guanxi.engine.signon.ldap.line import Line, over_line
from guanxi.engine.signon.ldap.planning import Around, Here, Plan, plan_for
from guanxi.kernel.errors import Conflict, GuanxiError
from guanxi.kernel.principal import Principal, system

SECONDS: Final = 300.0
MOST_PEOPLE: Final = 50_000
ALL_MIGHTY: Final = "r.deleted_at IS NULL AND (r.is_locked OR r.code = 'administrator')"
# who came in while the directory was asked was not there when it answered
KNOWN: Final = f"""
SELECT u.id, i.subject, u.name, coalesce(u.email, ''), coalesce(u.roles, '{{}}')::text[],
 EXISTS (SELECT 1 FROM record.role r WHERE r.id = ANY(u.roles) AND {ALL_MIGHTY})
FROM engine.identity i JOIN record."user" u ON u.id = i.user_id
WHERE i.directory = $1::uuid AND i.issuer = $2 AND i.created_at < $3::timestamptz
 AND u.deleted_at IS NULL AND u.is_active IS NOT FALSE ORDER BY u.name, u.id
"""
AROUND: Final = f"""
SELECT ARRAY(SELECT r.id::text FROM record.role r WHERE r.id = ANY($1::uuid[]) AND r.deleted_at IS NULL),
 ARRAY(SELECT r.id::text FROM record.role r WHERE {ALL_MIGHTY}),
 ARRAY(SELECT lower(x.word) FROM record."user" u CROSS JOIN LATERAL (VALUES (u.login), (u.email)) x(word)
   WHERE lower(x.word) = ANY($2::text[]) AND u.deleted_at IS NULL),
 (SELECT count(*) FROM record."user" u WHERE u.deleted_at IS NULL AND u.is_active IS NOT FALSE
   AND NOT (u.id = ANY($3::uuid[])) AND EXISTS (SELECT 1 FROM record.role r WHERE r.id = ANY(u.roles) AND {ALL_MIGHTY}))
"""
ENDED: Final = "DELETE FROM engine.session WHERE user_id = ANY($1::uuid[]) AND kind = 'session'"
KEEP: Final = """
INSERT INTO engine.directory_comparison (directory, at, facts) VALUES ($1::uuid, now(), $2::jsonb)
ON CONFLICT (directory) DO UPDATE SET at = excluded.at, facts = excluded.facts
"""
LAST: Final = """
SELECT directory::text, facts || jsonb_build_object('at', at) FROM engine.directory_comparison
"""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done: a dry run changes nothing; `is_confirmed` lets more than a fifth go."""

    is_dry: bool = True
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found, in what change set it was done, and how many changes were refused."""

    plan: Plan
    is_done: bool
    change_set: UUID | None = None
    refused: int = 0


def everybody(line: Line) -> list[Found]:
    """All people of the directory with their groups, in two questions at most, page by page."""
    facts = line.facts
    entries = line.pages(str(facts["base"]), filter_for_all(facts), attributes_of(facts), MOST_PEOPLE)
    people = [found for entry in entries if (found := read_person(facts, entry)) is not None]
    if facts["groups_by"] == MEMBER_OF or not facts["groups"]:
        return people
    keys = [plain(member_value(facts, found)) for found in people]
    groups = members_of(line, set(keys), MOST_PEOPLE)
    return [_in_groups(facts, found, groups.get(key, [])) for found, key in zip(people, keys, strict=True)]


def _in_groups(facts: Mapping[str, Any], found: Found, groups: Sequence[tuple[str, str]]) -> Found:
    return replace(found, person=replace(found.person, groups=named_groups(facts, groups)))


async def compare(company: Company, principal: Principal, directory: Directory, order: Order) -> Compared:
    """Compares, and does what comes of it unless the run is dry.

    Raises Conflict where more than a fifth would go and nobody has confirmed it, or for a directory that tells of
    nobody; Forbidden and Unavailable where the directory cannot be asked.
    """
    if directory.kind != "ldap":
        raise Conflict("directory_not_compared")
    async with company.reading(system()) as work:
        [(began,)] = await work.fetch("SELECT now()")
    people = await over_line(company, directory, everybody, SECONDS)
    async with company.work(principal, source="sign-on") as work:
        await work.execute("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7213))", str(directory.id))
        known = [
            Here(*row) for row in await work.fetch(KNOWN, directory.id, issuer_of(directory.facts), began)
        ]  # fmt: skip
        plan = plan_for(people, known, await _around(work, directory, people, known))
        if order.is_dry:
            return Compared(plan, is_done=False)
        if plan.is_doubtful and not order.is_confirmed:
            raise Conflict("directory_many_go", count=len(plan.going), total=len(known))
        refused = await _carry_out(work, plan)
        compared = Compared(plan, is_done=True, change_set=work.change_set, refused=refused)
        await _keep(work, directory, {**plan.shown()["counts"], "refused": refused})
        return compared


async def _around(work: Work, directory: Directory, people: Sequence[Found], known: Sequence[Here]) -> Around:
    rows: list[Mapping[str, str]] = list(directory.facts.get("groups", SHARED["groups"].usual))
    addresses = [found.person.email.lower() for found in people if found.person.email]
    ids = [str(user.id) for user in known]
    [(there, mighty, taken, others)] = await work.fetch(AROUND, [row["role"] for row in rows], addresses, ids)
    live = [row for row in rows if row["role"] in there]
    return Around(live, frozenset(mighty), frozenset(taken), others)


async def _carry_out(work: Work, plan: Plan) -> int:
    """Writes the plan and ends the sessions of who goes. Gives how many changes were refused."""
    changes = [Change("update", user_id, {"is_active": False}) for user_id in plan.going]
    changes += [Change("update", user_id, values) for user_id, values in plan.following.items()]
    outcomes = await write(work, "user", changes, Options(partial=True, duplicates="allow")) if changes else []
    if plan.going:
        await work.execute(ENDED, [str(each) for each in plan.going])
    return sum(outcome.kind == "refuse" for outcome in outcomes)


async def _keep(work: Work, directory: Directory, facts: Mapping[str, Any]) -> None:
    """What came of the last time, for the page and for the audit log."""
    await work.execute(KEEP, directory.id, orjson.dumps(dict(facts)).decode())
    note = {"directory": str(directory.id), **{name: value for name, value in facts.items() if name != "values"}}
    await log(work.connection, Entry(str(work.principal.user_id), "directory_compared", note=note))


async def last_compared(work: Work) -> dict[str, dict[str, Any]]:
    """What came of the last time, by the id of the directory."""
    return dict(row[:2] for row in await work.fetch(LAST))


async def compare_nightly(company: Company) -> None:
    """Compares with each directory that is on and follows it; what stands in the way is kept for the page."""
    async with company.pool.connection() as connection:
        directories = await directories_on(connection, "ldap")
    for directory in directories:
        if not directory.facts["compares"]:
            continue
        try:
            await compare(company, system(), directory, Order(is_dry=False))
        except GuanxiError as error:
            logger.warning("the directory %s was not compared: %s", directory.name, error.code)
            async with company.work(system(), source="sign-on") as work:
                await _keep(work, directory, {"fault": error.code, "values": error.values})
