"""Rules by which records go so many days after one of their dates: tried out first, then done every night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from guanxi.engine.audit import Entry, log
from guanxi.engine.changes import Change, Options, update, write
from guanxi.engine.company import Company, Work
from guanxi.engine.privacy.leaving import make_nameless, purge_unneeded
from guanxi.engine.privacy.marking import held_among
from guanxi.engine.query import Query, find_json, find_page, titles_of
from guanxi.engine.store.columns import field_of
from guanxi.kernel.errors import FieldError, GuanxiError, Invalid, NotFound
from guanxi.kernel.fields.numbers import read_json
from guanxi.kernel.filters import read_filter
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system

RULES: Final = "retention_rule"
SOURCE: Final = "retention"
FINAL: Final = "erasure"  # the source of what no undo takes back
DATES: Final = ("date", "date_time")
BATCH: Final = 200
SHOWN: Final = 50
READ: Final = """
SELECT id, object, criteria, date_field, days, deed FROM record.retention_rule
WHERE deleted_at IS NULL AND (id = $1::uuid OR ($1::uuid IS NULL AND is_active)) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """What goes and how; `criteria` is a filter, or None for all records of the object."""

    id: UUID
    object: str
    criteria: Mapping[str, Any] | None
    date_field: str
    days: int
    deed: str

    def check(self, work: Work) -> None:
        """Raises Invalid where the object or its date is not there, or its records are no persons to anonymise."""
        spec = work.company.registry.objects.get(self.object)
        if spec is None or spec.parent is not None or spec.is_setting:
            raise _wrong("object", "no_such_object", object=self.object)
        each = field_of(spec, self.date_field)
        if each is None or each.kind not in DATES:
            raise _wrong("date_field", "unknown_field", field=self.date_field, object=self.object)
        if self.deed == "anonymise" and not spec.is_subject:
            raise _wrong("deed", "no_persons_there", object=self.object)

    def query(self, work: Work, cursor: str | None = None, limit: int = BATCH) -> Query:
        """The records whose time is over, in a fixed order."""
        self.check(work)
        each = field_of(work.company.registry[self.object], self.date_field)
        until = work.moment_here - timedelta(days=self.days)
        value = until.date().isoformat() if each is not None and each.kind == "date" else until.isoformat()
        due: dict[str, Any] = {"field": self.date_field, "op": "lt", "value": value}
        tree = {"and": [self.criteria, due]} if self.criteria else due
        return Query(("id",), read_filter(tree), ("created_at",), limit, cursor)


def _wrong(place: str, code: str, **values: Any) -> Invalid:
    return Invalid("invalid", errors=[FieldError(place, code, values)])


async def rules(work: Work, rule_id: UUID | None = None) -> list[Rule]:
    """One rule, or all that work every night. Raises NotFound."""
    rows = await work.fetch(READ, str(rule_id) if rule_id else None)
    if rule_id is not None and not rows:
        raise NotFound("no_such_record", id=str(rule_id))
    return [Rule(*row) for row in rows]


async def try_out(work: Work, rule: Rule) -> dict[str, Any]:
    """How many records would go now, the first of them, and how many of those are held."""
    query = replace(rule.query(work, limit=SHOWN), count="exact")
    page = read_json(await find_json(work, rule.object, query))
    ids = [str(record["id"]) for record in page["records"]]
    titles, held = await titles_of(work, rule.object, set(ids)), await held_among(work, ids)
    shown = [{"id": each, "title": titles.get(each), "is_held": each in held} for each in ids]
    return {"count": page["total"], "object": rule.object, "deed": rule.deed, "records": shown}


async def carry_out(company: Company, rule: Rule) -> int:
    """Does what the rule says in batches, each a change set; gives how many records went."""
    gone, cursor, is_going = 0, None, True
    while is_going:
        source = SOURCE if rule.deed == "bin" else FINAL
        async with company.work(system(), source=source, change_set=new_id(), reason=rule.deed) as work:
            records, cursor = await find_page(work, rule.object, rule.query(work, cursor))
            ids = [str(record["id"]) for record in records]
            held = await held_among(work, ids)
            gone += await _apply(work, rule, [each for each in ids if each not in held])
            is_going = cursor is not None
    async with company.work(system(), source=SOURCE) as work:
        await update(work, RULES, rule.id, {"last_run_at": work.moment.isoformat(), "last_count": gone})
        note = {"deed": rule.deed, "records": gone}
        await log(
            work.connection, Entry(str(work.principal.user_id), "retention", rule.object, str(rule.id), note=note)
        )
    return gone


async def _apply(work: Work, rule: Rule, ids: Sequence[str]) -> int:
    if not ids:
        return 0
    if rule.deed == "purge":
        return await purge_unneeded(work, rule.object, ids)
    if rule.deed == "anonymise":
        return (await make_nameless(work, rule.object, ids))["records"]
    changes = [Change("delete", UUID(each)) for each in ids]
    outcomes = await write(work, rule.object, changes, Options(partial=True))
    return sum(outcome.kind == "delete" for outcome in outcomes)


async def retain_nightly(company: Company) -> int:
    """Does what all active rules say; one that cannot be understood does nothing. Gives how many records went."""
    async with company.reading(system()) as work:
        active = [rule for rule in await rules(work) if _is_sound(work, rule)]
    return sum([await carry_out(company, rule) for rule in active])


def _is_sound(work: Work, rule: Rule) -> bool:
    try:
        rule.query(work)
    except GuanxiError:
        return False
    return True
