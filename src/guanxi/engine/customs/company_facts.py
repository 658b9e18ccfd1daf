"""What a company is called, where it is, its currency and time zone, how long it keeps what was deleted and what it
tells of hidden records: changed, kept and undone like all else."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import phonenumbers

from guanxi.engine.changes.retention import LEAST_DAYS, MOST_DAYS
from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import Kept, State, Thing, declare
from guanxi.engine.company import Work
from guanxi.engine.customs.definitions import count_up
from guanxi.engine.people import is_time_zone
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import FieldError, Forbidden, Invalid
from guanxi.kernel.fields.currencies import DECIMALS
from guanxi.kernel.fields.values import Norms

NORMS: Final = ("country", "currency", "time_zone")
SWITCHES: Final = ("purges_nightly", "tells_hidden_duplicates")
FACTS: Final = ("name", *NORMS, "retention_days", *SWITCHES)
ROW: Final = "company"
COMPANY_ID: Final = uuid5(NAMESPACE_URL, "guanxi:company")
CHOICES: Final = {"country": sorted(phonenumbers.SUPPORTED_REGIONS), "currency": sorted(DECIMALS)}
LONGEST: Final = 100


async def _require(work: Work, state: State) -> None:
    if not (work.principal.is_system or "administrator" in work.principal.roles):
        raise Forbidden("administrators_only")


def _title(state: State, language: str) -> str | None:
    return _facts(state).get("name")


def _facts(state: State) -> State:
    facts: State = state.get("value") or {}
    return facts


_ROWS: Final = Rows("company", "engine.setting", ("name",), _require, _title)


async def _reverse(work: Work, kept: Kept) -> None:
    before, after = (_facts(state).get("currency", Norms().currency) for state in (kept.old, kept.new))
    if before != after and await has_money(work):
        raise Invalid("invalid", errors=[FieldError("currency", "currency_in_use")])
    await _ROWS.reverse(work, kept)
    await count_up(work)


declare(Thing("company", _reverse, _title))


async def change_company(work: Work, given: Mapping[str, Any]) -> None:
    """Sets some of the facts. Raises Forbidden, or Invalid with each wrong one."""
    await _require(work, {})
    company = work.company
    kept = await _ROWS.find(work, {"name": ROW})
    now = {"name": company.name, **{name: getattr(company.norms, name) for name in NORMS}, **_facts(kept or {})}
    errors = [error for name in FACTS if name in given and (error := _fault(name, given[name])) is not None]
    if not errors and given.get("currency", now["currency"]) != now["currency"] and await has_money(work):
        errors = [FieldError("currency", "currency_in_use")]
    if errors:
        raise Invalid("invalid", errors=errors)
    value = {**now, **{name: _trimmed(given[name]) for name in FACTS if name in given}}
    await _ROWS.put(work, COMPANY_ID, {"name": ROW, "value": value})
    await count_up(work)


async def has_money(work: Work) -> bool:
    """True once any amount is kept, which counts in the company's currency for good."""
    parts = [
        f"EXISTS (SELECT 1 FROM {table_of(spec)} WHERE {quoted(each.name)} IS NOT NULL)"
        for spec in work.company.registry.objects.values()
        for each in spec.fields.values()
        if each.kind == "money"
    ]
    return bool(parts) and bool((await work.fetch(f"SELECT {' OR '.join(parts)}"))[0][0])


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _fault(name: str, value: Any) -> FieldError | None:
    if name == "retention_days":
        is_whole = isinstance(value, int) and not isinstance(value, bool) and LEAST_DAYS <= value <= MOST_DAYS
        return None if is_whole else FieldError(name, "not_within", {"least": LEAST_DAYS, "most": MOST_DAYS})
    if name in SWITCHES:
        return None if isinstance(value, bool) else FieldError(name, "not_true_or_false")
    if not isinstance(value, str) or not value.strip() or "\x00" in value:
        return FieldError(name, "required", {"field": name})
    written = value.strip()
    if name == "name" and len(written) > LONGEST:
        return FieldError(name, "too_long", {"limit": LONGEST, "length": len(written)})
    choices = CHOICES.get(name, [])
    is_known = written in choices or name == "name" or (name == "time_zone" and is_time_zone(written))
    zones = "Asia/Shanghai, Asia/Taipei, Europe/London, America/New_York, ..."
    return None if is_known else FieldError(name, "unknown_choice", {"choices": ", ".join(choices) or zones})
