"""A lead becomes an account, a contact and an opportunity, joined to what exists."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from guanxi.engine.changes import Change, Options, update, write
from guanxi.engine.changes.duplicates import find_duplicates
from guanxi.engine.company import Work
from guanxi.engine.query import Query, find, get
from guanxi.kernel import fields
from guanxi.kernel.errors import Conflict
from guanxi.kernel.filters import read_filter
from guanxi.kernel.modules import verb

Values = Mapping[str, Any]
TO_ACCOUNT = ("industry", "source", "website", "address", "phone", "email", "tags")
TO_CONTACT = ("name", "job_title", "mobile", "phone", "email", "wechat", "address", "source", "tags")
TO_OPPORTUNITY = ("product", "source", "tags")


async def convert_lead(work: Work, values: Values) -> dict[str, Any]:
    """Makes or joins the account and the contact, opens the opportunity if wanted, and closes the lead.

    Raises Conflict `already_converted`, or `duplicate` with the records among which a person has to choose.
    """
    lead = await get(work, "lead", UUID(values["lead"]))
    if lead.get("status") == "converted":
        raise Conflict("already_converted")
    await write(work, "lead", [Change("update", UUID(lead["id"]))], Options(dry_run=True))  # it has to be the caller's
    made: dict[str, str | None] = {}
    made["account"] = values["account"] or await _account(work, lead, values)
    made["contact"] = values["contact"] or await _contact(work, lead, made["account"], values)
    made["opportunity"] = await _opportunity(work, lead, made, values) if values["with_opportunity"] else None
    await update(work, "lead", UUID(lead["id"]), {"status": "converted", **made})
    await _take_along(work, lead["id"], made)
    return {"lead": lead["id"], **made}


async def _account(work: Work, lead: Values, values: Values) -> str:
    name = _name_of(lead)
    found = await _existing(work, "account", {"name": name}, values)
    return found or await _make(work, "account", lead, {"name": name, **_taken(lead, TO_ACCOUNT)}, values)


def _name_of(lead: Values) -> str:
    """The firm's name, or the person's where he stands for himself."""
    person: Values = lead.get("name") or {}
    return str(lead.get("company") or person.get("full") or "")


async def _contact(work: Work, lead: Values, account: str | None, values: Values) -> str:
    reach = {name: lead[name] for name in ("mobile", "phone", "email") if lead.get(name)}
    found = await _existing(work, "contact", reach, values) if reach else None
    return found or await _make(work, "contact", lead, {"account": account, **_taken(lead, TO_CONTACT)}, values)


async def _opportunity(work: Work, lead: Values, made: Values, values: Values) -> str:
    facts: dict[str, Any] = {
        "name": values["opportunity_name"] or _name_of(lead),
        "account": made["account"],
        "contact": made["contact"],
        "amount": values["amount"] or lead.get("budget"),
        "close_on": values["close_on"],
        "description": lead.get("need"),
        **_taken(lead, TO_OPPORTUNITY),
    }
    return await _make(work, "opportunity", lead, facts, values)


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


async def _make(work: Work, object_name: str, lead: Values, facts: Values, values: Values) -> str:
    """A new record of the lead's owner, with what the caller may fill in."""
    rights = work.rights(object_name)
    kept = {name: value for name, value in facts.items() if value is not None and rights.edits(name)}
    owner = lead.get("owner")
    if owner and owner != str(work.principal.user_id):
        kept["owner"] = owner
    outcomes = await write(work, object_name, [Change("create", values=kept)], Options(duplicates=values["duplicates"]))
    return str(outcomes[0].id)


async def _take_along(work: Work, lead_id: str, made: Values) -> None:
    """What was said, planned and written about the lead belongs to the customer from now on."""
    asked = Query(fields=("id",), filter=read_filter({"field": "lead", "op": "eq", "value": lead_id}), limit=500)
    for spec, each in work.company.registry.inward.get("lead", ()):
        joined = {name: made[name] for name in made if made[name] and name in spec.fields}
        if each.name == "lead" and joined and work.rights(spec.name).may("edit"):
            rows = await find(work, spec.name, asked)
            changes = [Change("update", UUID(row["id"]), joined) for row in rows]
            if changes:
                await write(work, spec.name, changes, Options(partial=True))


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
