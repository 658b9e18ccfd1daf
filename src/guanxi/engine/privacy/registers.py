"""The register of processing as a document: who answers for it, each activity, and its assessment of impact.

The contents are those of GDPR Article 30(1) and of PIPL Articles 55 and 56.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from guanxi.engine.company import Work
from guanxi.engine.privacy.documents import Document, Rows, moment_text
from guanxi.engine.privacy.notice import notice_facts
from guanxi.engine.query import Query, find_page
from guanxi.kernel.specs import FieldSpec

ACTIVITIES: Final = "processing_activity"
HEAD: Final = ("controller", "reached_at", "representative", "officer")
PAGE: Final = 200
ASSESSMENT: Final = "assessment"


async def register_of(work: Work) -> dict[str, Any]:
    """The whole register. Raises Forbidden for whoever may not read it."""
    spec = work.company.registry[ACTIVITIES]
    work.rights(ACTIVITIES).require("read")
    query, activities = Query(None, sort=("created_at",), limit=PAGE), list[dict[str, Any]]()
    records, cursor = await find_page(work, ACTIVITIES, query)
    activities += records
    while cursor:
        records, cursor = await find_page(work, ACTIVITIES, replace(query, cursor=cursor))
        activities += records
    facts = await notice_facts(work)
    return {
        "company": work.company.name,
        "made_at": work.moment.isoformat(),
        **{name: facts[name] for name in HEAD},
        "activities": [_facts(spec.fields, each) for each in activities],
    }


def _facts(fields: Mapping[str, FieldSpec], record: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": record["id"], **{name: record.get(name) for name in fields if name in record}}


def register_html(work: Work, language: str, register: Mapping[str, Any]) -> str:
    """The register as a page to print, in this language."""
    page = Document(work.company, language, "register")
    rows: Rows = [(page.say(f"register.{name}"), register[name]) for name in HEAD]
    made = moment_text(register["made_at"], work.company.norms.time_zone)
    page.facts([*rows, (page.say("register.made_at"), made)])
    for number, activity in enumerate(register["activities"], 1):
        page.heading(f"{number}. {activity.get('name') or ''}")
        spec = work.company.registry[ACTIVITIES]
        parts = {False: list[FieldSpec](), True: list[FieldSpec]()}
        for each in spec.fields.values():
            if each.name in activity and each.name != spec.title:
                parts[each.group == ASSESSMENT].append(each)
        page.facts(told(page, ACTIVITIES, parts[False], activity))
        assessed = [each for each in parts[True] if activity[each.name] not in (None, "", [])]
        page.section(page.say("register.assessment"), told(page, ACTIVITIES, assessed, activity), 3)
    if not register["activities"]:
        page.text(page.say("register.none"))
    page.text(page.say("register.basis"))
    return page.html()


def told(page: Document, name: str, fields: Sequence[FieldSpec], record: Mapping[str, Any]) -> Rows:
    """Fields of a record by their names, with what a reader sees of them."""
    label = page.company.words.label
    return [
        (
            label(page.language, f"{name}.fields.{each.name}", each.labels),
            _shown(page, name, each, record.get(each.name)),
        )
        for each in fields
    ]


def _shown(page: Document, name: str, each: FieldSpec, value: Any) -> Any:
    """A value as a document tells it: choices by their names, instants in the company's zone."""
    if each.kind in ("picklist", "multi_picklist") and value:
        keys = cast("list[str]", value) if isinstance(value, list) else [value]
        words = page.company.words
        return ", ".join(
            words.choice(page.language, name, each, choice) for choice in each.choices if choice.key in keys
        )
    if each.kind == "date_time" and value:
        return moment_text(value, page.company.norms.time_zone)
    return value
