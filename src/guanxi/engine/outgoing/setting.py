"""The places that may be reached beside the public ones: changed by administrators, kept and undone like all else."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any, Final, cast
from uuid import NAMESPACE_URL, uuid5

from psycopg import AsyncConnection

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import State, declare
from guanxi.engine.company import Work
from guanxi.engine.outgoing.places import Place, Rules
from guanxi.kernel.errors import FieldError, Forbidden, Invalid

ROW: Final = "outgoing"
ROW_ID: Final = uuid5(NAMESPACE_URL, "guanxi:outgoing")
MOST: Final = 100
HOST: Final = re.compile(r"(\*\.)?(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.ASCII)


async def _require(work: Work, state: State) -> None:
    if not (work.principal.is_system or "administrator" in work.principal.roles):
        raise Forbidden("administrators_only")


def _title(state: State, language: str) -> str | None:
    return None


_ROWS: Final = Rows("outgoing", "engine.setting", ("name",), _require, _title)
declare(_ROWS.thing())


async def rules_of(connection: AsyncConnection) -> Rules:
    """What is allowed now."""
    row = await (await connection.execute(b"SELECT value FROM engine.setting WHERE name = 'outgoing'")).fetchone()
    places: list[dict[str, Any]] = row[0]["places"] if row else []
    return Rules(tuple(Place(each["place"], each["is_plain"]) for each in places))


async def shown_rules(work: Work) -> dict[str, Any]:
    """What an administrator reads. Raises Forbidden for others."""
    await _require(work, {})
    rules = await rules_of(work.connection)
    return {"places": [{"place": place.text, "is_plain": place.is_plain} for place in rules.places]}


async def change_rules(work: Work, given: Mapping[str, Any]) -> None:
    """Keeps these places instead of the former ones. Raises Forbidden, or Invalid with each wrong one."""
    await _require(work, {})
    found = given.get("places")
    if not isinstance(found, list) or len(cast("list[Any]", found)) > MOST:
        raise Invalid("invalid", errors=[FieldError("places", "not_a_list")])
    places, errors = list[dict[str, Any]](), list[FieldError]()
    for number, each in enumerate(cast("list[Any]", found)):
        place = _read(each)
        if place is None:
            errors.append(FieldError(f"places.{number}", "not_a_place_of_the_net"))
        elif place.text not in (known["place"] for known in places):
            places.append({"place": place.text, "is_plain": place.is_plain})
    if errors:
        raise Invalid("invalid", errors=errors)
    await _ROWS.put(work, ROW_ID, {"name": ROW, "value": {"places": places}})


def _read(given: Any) -> Place | None:
    """A place as it is kept, None where it is none."""
    facts: Mapping[str, Any] = cast("Mapping[str, Any]", given) if isinstance(given, Mapping) else {}
    text, is_plain = facts.get("place"), facts.get("is_plain", False)
    if not isinstance(text, str) or not isinstance(is_plain, bool) or len(text) > 253:
        return None
    text = text.strip().lower().rstrip(".")
    try:
        return Place(str(ip_network(text, strict=False)), is_plain)
    except ValueError:
        name = _ascii(text)
    return Place(name, is_plain) if HOST.fullmatch(name) and not name.rpartition(".")[2].isdecimal() else None


def _ascii(text: str) -> str:
    """A name as it goes over the wire; empty where it cannot."""
    star, _, name = text.rpartition("*.")
    try:
        return ("*." if text.startswith("*.") and not star else "") + name.encode("idna").decode()
    except UnicodeError:
        return ""
