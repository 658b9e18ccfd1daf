"""A lead becomes an account, a contact and an opportunity, joined to what exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from guanxi.engine.changes import Change, Options, update, write
from guanxi.engine.changes.duplicates import find_duplicates
from guanxi.engine.changes.write import write_as
from guanxi.engine.company import Work
from guanxi.engine.query import Query, find_page, get
from guanxi.kernel import fields
from guanxi.kernel.errors import Conflict, FieldError, Forbidden
from guanxi.kernel.filters import read_filter
from guanxi.kernel.modules import verb
from guanxi.kernel.principal import system

Values = Mapping[str, Any]
TO_ACCOUNT = ("industry", "source", "website", "address", "phone", "email", "tags")
TO_CONTACT = ("name", "job_title", "mobile", "phone", "email", "wechat", "address", "source", "tags")
TO_OPPORTUNITY = ("product", "source", "tags")
USUAL_TERM = timedelta(days=30)  # a sale that nobody has dated is to turn up in the plans of the next month
FROM = {"amount": "budget", "description": "need"}  # where a field of the opportunity comes from


async def convert_lead(work: Work, values: Values) -> dict[str, Any]:
    """Makes or joins the account and the contact, opens the opportunity if wanted, and closes the lead.

    Raises Conflict `already_converted`, or `duplicate` with the records among which a person has to choose.
    """
    lead = await _whole(work, UUID(values["lead"]))
    if lead.get("status") == "converted":
        raise Conflict("already_converted")
    await write(work, "lead", [Change("update", UUID(lead["id"]))], Options(dry_run=True))  # it has to be the caller's
    made: dict[str, str | None] = {}
    made["account"] = values["account"] or await _account(work, lead, values)
    made["contact"] = values["contact"] or await _contact(work, lead, made["account"], values)
    made["opportunity"] = await _opportunity(work, lead, made, values) if values["with_opportunity"] else None
    await update(work, "lead", UUID(lead["id"]), {"status": "converted", **made})
    left_behind = await _take_along(work, lead["id"], made)
    return {"lead": lead["id"], **made, "left_behind": left_behind}


async def _whole(work: Work, lead_id: UUID) -> Values:
    """The lead with what is hidden from the caller, who has to be allowed to read the lead itself."""
    await get(work, "lead", lead_id)
    return await get(replace(work, principal=system(work.principal.language)), "lead", lead_id)


def _refuse_telling(work: Work, object_name: str, sources: Mapping[str, str]) -> None:
    """Raises Forbidden where the new record would tell the caller what the lead hides; `sources` are fields of it."""
    lead, made = work.rights("lead"), work.rights(object_name)
    told = [source for name, source in sources.items() if made.sees(name) and not lead.sees(source)]
    if told:
        errors = [FieldError(source, "would_be_told", {"object": object_name}) for source in told]
        raise Forbidden("would_be_told", errors=errors, object=object_name)


async def _account(work: Work, lead: Values, values: Values) -> str:
    facts = {"name": _name_of(lead), **_taken(lead, TO_ACCOUNT)}
    sources = {**{name: name for name in facts}, "name": _source_of_name(lead)}
    _refuse_telling(work, "account", {"name": sources["name"]})
    found = await _existing(work, "account", {"name": facts["name"]}, values)
    return found or await _make(work, "account", lead, facts, values, sources)


def _usual_close(work: Work) -> str:
    return (work.moment.astimezone(ZoneInfo(work.principal.time_zone)).date() + USUAL_TERM).isoformat()


def _name_of(lead: Values) -> str:
    """The firm's name, or the person's where he stands for himself."""
    person: Values = lead.get("name") or {}
    return str(lead.get("company") or person.get("full") or "")


def _source_of_name(lead: Values) -> str:
    return "company" if lead.get("company") else "name"


async def _contact(work: Work, lead: Values, account: str | None, values: Values) -> str:
    reach = {name: lead[name] for name in ("mobile", "phone", "email") if lead.get(name)}
    _refuse_telling(work, "contact", {name: name for name in reach})
    found = await _existing(work, "contact", reach, values) if reach else None
    facts = _taken(lead, TO_CONTACT)
    sources = {name: name for name in facts}
    return found or await _make(work, "contact", lead, {"account": account, **facts}, values, sources)


async def _opportunity(work: Work, lead: Values, made: Values, values: Values) -> str:
    facts: dict[str, Any] = {
        "name": values["opportunity_name"] or _name_of(lead),
        "account": made["account"],
        "contact": made["contact"],
        "amount": values["amount"] or lead.get("budget"),
        "close_on": values["close_on"] or _usual_close(work),
        "description": lead.get("need"),
        **_taken(lead, TO_OPPORTUNITY),
    }
    sources = {**FROM, **{name: name for name in TO_OPPORTUNITY}, "name": _source_of_name(lead)}
    for name, asked in (("name", "opportunity_name"), ("amount", "amount")):
        if values[asked]:
            del sources[name]
    return await _make(work, "opportunity", lead, facts, values, sources)


def _taken(lead: Values, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: lead[name] for name in names if lead.get(name)}


async def _existing(work: Work, object_name: str, keys: Values, values: Values) -> str | None:
    """The one record that equals the lead in a key. Raises Conflict where there are several to choose from."""
    if values["duplicates"] == "allow":
        return None
    found = [each for each in await find_duplicates(work, object_name, keys, None) if each["id"]]
    if len({each["id"] for each in found}) > 1:
        raise Conflict("duplicate", extra={"duplicates": found})
    return found[0]["id"] if found else None


async def _make(
    work: Work, object_name: str, lead: Values, facts: Values, values: Values, sources: Mapping[str, str]
) -> str:
    """A new record of the lead's owner, with what the caller may fill in and what is hidden from him here and there."""
    known = {name: value for name, value in facts.items() if value is not None}
    sources = {name: sources[name] for name in sources if name in known}
    _refuse_telling(work, object_name, sources)
    rights, seen = work.rights(object_name), work.rights("lead")
    carried = {name for name in sources if not seen.sees(sources[name])}
    kept = {name: value for name, value in known.items() if rights.edits(name) or name in carried}
    owner = lead.get("owner") if seen.sees("owner") else None
    if owner and owner != str(work.principal.user_id):
        kept["owner"] = owner
    levels = {name: level for name, level in rights.grant.fields.items() if name not in carried}
    wider = replace(rights, grant=replace(rights.grant, fields=levels))
    outcomes = await write_as(work, wider, [Change("create", values=kept)], Options(duplicates=values["duplicates"]))
    return str(outcomes[0].id)


async def _take_along(work: Work, lead_id: str, made: Mapping[str, str | None]) -> int:
    """What was said, planned and written about the lead belongs to the customer from now on.

    What belongs to another customer already stays there. Gives how many the caller may not change.
    """
    left_behind = 0
    for spec, each in work.company.registry.inward.get("lead", ()):
        rights = work.rights(spec.name)
        joined = {name: made[name] for name in made if made[name] and name in spec.fields and rights.edits(name)}
        may_move = rights.may("edit") and rights.may("read") and rights.sees("lead")
        if each.name == "lead" and joined and may_move:
            left_behind += await _join(work, spec.name, lead_id, joined)
    return left_behind


async def _join(work: Work, object_name: str, lead_id: str, joined: Values) -> int:
    about = read_filter({"field": "lead", "op": "eq", "value": lead_id})
    query = Query(fields=("id", *joined), filter=about, sort=("id",), limit=500)
    left_behind, cursor = 0, None
    while True:
        rows, cursor = await find_page(work, object_name, replace(query, cursor=cursor))
        free = [row for row in rows if all(row[name] in (None, joined[name]) for name in joined)]
        changes = [Change("update", UUID(row["id"]), joined) for row in free]
        outcomes = await write(work, object_name, changes, Options(partial=True)) if changes else []
        left_behind += sum(outcome.kind == "refuse" for outcome in outcomes)
        if cursor is None:
            return left_behind


CONVERT_LEAD = verb(
    convert_lead,
    "lead",
    unless={"status": "converted"},
    account=fields.Reference("account"),
    contact=fields.Reference("contact"),
    with_opportunity=fields.Boolean(default=True),
    opportunity_name=fields.Text(max_length=300),
    amount=fields.Money(at_least=0),
    close_on=fields.Date(),
    duplicates=fields.Choice("refuse", "allow", default="refuse"),
)
