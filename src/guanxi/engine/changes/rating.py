"""What money is in the company's currency: the rate of a day, and which day counts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from guanxi.engine.changes.model import Draft
from guanxi.engine.company import Work
from guanxi.engine.expressions import evaluate
from guanxi.engine.expressions.record_values import COUNTED
from guanxi.kernel.expressions import Call, Node, Ref, references
from guanxi.kernel.fields.currencies import DECIMALS
from guanxi.kernel.fields.values import EXACT
from guanxi.kernel.specs import FieldSpec, ObjectSpec

RATE_OBJECT = "exchange_rate"
COUNTS = ("_base", "_rated_on")
Dated = Sequence[tuple[date, Decimal]]  # ascending


@dataclass(frozen=True, slots=True)
class Rates:
    """The company's rates, as far as a batch needs them: one unit of a currency in the company's."""

    base: str
    today: date
    known: Mapping[str, Dated]

    def on(self, currency: str, day: date) -> tuple[date, Decimal] | None:
        """The newest rate of that day or before; the oldest there is where none is so old."""
        dated = self.known.get(currency, ())
        return next((each for each in reversed(dated) if each[0] <= day), dated[0] if dated else None)


async def rates_for(work: Work, spec: ObjectSpec, drafts: Sequence[Draft]) -> Rates:
    """The rates of the foreign currencies in these drafts; no question is asked where there are none."""
    base = work.company.norms.currency
    money = [each for each in spec.fields.values() if each.kind == "money"]
    found = {value["currency"] for draft in drafts for each in money if (value := draft.after.get(each.name))}
    rows: Sequence[tuple[Any, ...]] = ()
    if found - {base} and RATE_OBJECT in work.company.registry:
        rows = await work.fetch(
            f"SELECT currency, dated_on, rate FROM record.{RATE_OBJECT} WHERE currency = ANY($1::text[])"
            " AND deleted_at IS NULL ORDER BY dated_on, updated_at, id",
            sorted(found - {base}),
        )
    known: dict[str, list[tuple[date, Decimal]]] = {}
    for currency, dated_on, rate in rows:
        known.setdefault(currency, []).append((dated_on, rate))
    return Rates(base, work.moment_here.date(), known)


def columns_of(
    work: Work, spec: ObjectSpec, each: FieldSpec, values: Mapping[str, Any], rates: Rates
) -> dict[str, Any]:
    """The columns of a money field: amount, currency, amount in the company's currency and the day of its rate."""
    value = values[each.name]
    amount, currency = value["amount"], value["currency"]
    columns = {each.name: amount, each.name + "_currency": currency}
    if currency == rates.base:
        return columns | {each.name + "_base": amount}
    rate = rates.on(currency, _rate_day(work, spec, each, values, rates.today))
    if rate is None:
        return columns
    places = Decimal(1).scaleb(-DECIMALS.get(rates.base, 2))
    converted = EXACT.multiply(Decimal(amount), rate[1]).quantize(places, ROUND_HALF_UP, EXACT)
    return columns | {each.name + "_base": str(converted), each.name + "_rated_on": rate[0].isoformat()}


def _rate_day(work: Work, spec: ObjectSpec, each: FieldSpec, values: Mapping[str, Any], today: date) -> date:
    if _floats(work, spec, each, values):
        return today
    day = values.get(each.rate_day or "")
    return min(today, date.fromisoformat(day)) if day else today


def _floats(work: Work, spec: ObjectSpec, each: FieldSpec, values: Mapping[str, Any]) -> bool:
    return each.floats_while is not None and evaluate(each.floats_while, values, work.moment_here, spec) is True


def counts_of(spec: ObjectSpec, draft: Draft) -> dict[str, Any]:
    """The columns by which foreign money counted that this change of a record moves, for who takes it back."""
    before = draft.before or {}
    rated = [each.name for each in spec.fields.values() if each.kind == "money" and before.get(each.name + "_rated_on")]
    moved = set(draft.changed) | rated_by(spec, set(draft.changed)) if rated else set[str]()
    return {name + suffix: before[name + suffix] for name in rated if name in moved for suffix in COUNTS}


def counts_again(work: Work, spec: ObjectSpec, draft: Draft) -> dict[str, Any]:
    """The columns of money that is put back and counts as it did; what floats follows the rates."""
    money = [each for each in spec.fields.values() if each.name + "_rated_on" in draft.counts]
    kept = [each.name for each in money if not _floats(work, spec, each, draft.after)]
    return {name + suffix: draft.counts[name + suffix] for name in kept for suffix in COUNTS}


def counted_money(spec: ObjectSpec) -> frozenset[str]:
    """The money with whose amount the rules of an object reckon, not only whether it is set."""
    return frozenset(name for rule in spec.rules for name in _amounts(spec, rule.condition))


def _amounts(spec: ObjectSpec, node: Node) -> Iterator[str]:
    if isinstance(node, Call):
        is_presence = node.name == "is_set" and isinstance(node.arguments[0], Ref)
        for argument in () if is_presence else node.arguments:
            yield from _amounts(spec, argument)
    each = spec.fields.get(node.path.partition(".")[0]) if isinstance(node, Ref) else None
    if each is not None and each.formula is not None:
        yield from _amounts(spec, each.formula)
    elif each is not None and (each.kind == "money" or each.own_currency):
        yield each.name


def counted(work: Work, spec: ObjectSpec, draft: Draft, names: Iterable[str], rates: Rates) -> Mapping[str, Any]:
    """The values of a draft, in which these amounts tell what they count in the company's currency."""
    moved = set(draft.changed) | rated_by(spec, set(draft.changed))
    again = counts_again(work, spec, draft) if draft.counts else {}
    found: dict[str, Any] = {}
    for name in names:
        value = draft.after.get(name)
        if isinstance(value, Mapping):
            is_kept = draft.before is not None and name not in moved
            columns = (draft.before or {}) if is_kept else columns_of(work, spec, spec.fields[name], draft.after, rates)
            columns = {**columns, **again}
            found[name] = {**value, COUNTED: columns.get(name + "_base")}
    return {**draft.after, **found} if found else draft.after


def rated_by(spec: ObjectSpec, changed: set[str]) -> set[str]:
    """The money fields whose rate may be another one once these fields change."""
    found: set[str] = set()
    for each in spec.fields.values():
        if each.kind == "money":
            watched = {each.rate_day} | (references(each.floats_while) if each.floats_while else frozenset[str]())
            found |= {each.name} if watched & changed else set()
    return found
