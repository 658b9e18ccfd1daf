"""What the company says of itself where persons' data are concerned: who answers for them, and the privacy notice."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import State, declare
from guanxi.engine.company import Work
from guanxi.kernel.errors import FieldError, Invalid

ROW: Final = "privacy"
ROW_ID: Final = uuid5(NAMESPACE_URL, "guanxi:privacy")
OFFICE: Final = "subject_request"  # whoever answers requests also says who answers for the data
NOTICES: Final = {"en": "notice_en", "zh-CN": "notice_zh_cn", "zh-TW": "notice_zh_tw"}
LIMITS: Final[Mapping[str, int]] = {
    "controller": 500,
    "reached_at": 500,
    "officer": 500,
    "representative": 500,
    "authority": 500,
    "address": 500,
    **dict.fromkeys(NOTICES.values(), 20_000),
}
READ: Final = "SELECT value FROM engine.setting WHERE name = 'privacy'"


async def _require(work: Work, state: State) -> None:
    work.rights(OFFICE).require("edit")


def _title(state: State, language: str) -> str | None:
    return None


_ROWS: Final = Rows("privacy", "engine.setting", ("name",), _require, _title)
declare(_ROWS.thing())


async def notice_facts(work: Work) -> dict[str, str]:
    """All that is said now; empty where nothing is."""
    rows = await work.fetch(READ)
    return {**dict.fromkeys(LIMITS, ""), **(rows[0][0] if rows else {})}


async def shown_notice(work: Work) -> dict[str, str]:
    """The same for whoever may change it. Raises Forbidden for others."""
    await _require(work, {})
    return await notice_facts(work)


async def change_notice(work: Work, given: Mapping[str, Any]) -> None:
    """Sets some of the facts. Raises Forbidden, or Invalid with each wrong one."""
    await _require(work, {})
    errors = [error for name in LIMITS if name in given and (error := _fault(name, given[name])) is not None]
    if errors:
        raise Invalid("invalid", errors=errors)
    value = {**await notice_facts(work), **{name: given[name].strip() for name in LIMITS if name in given}}
    await _ROWS.put(work, ROW_ID, {"name": ROW, "value": value})


def notice_in(facts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The notice in this language, or in the first in which there is one, and the language; empty where there is none.

    Where it stands elsewhere its address is given in its place.
    """
    order = [language, *(each for each in NOTICES if each != language)]
    found = ((facts[NOTICES[each]], each) for each in order if each in NOTICES and facts[NOTICES[each]])
    return next(found, ("", language))


def _fault(name: str, value: Any) -> FieldError | None:
    if not isinstance(value, str):
        return FieldError(name, "not_text")
    if len(value) > LIMITS[name]:
        return FieldError(name, "too_long", {"limit": LIMITS[name], "length": len(value)})
    if name == "address" and value.strip() and not _is_address(value.strip()):
        return FieldError(name, "not_a_url")
    return None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
