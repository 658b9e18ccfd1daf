"""From where people sign in and programs ask: networks that a company, a role or a token is bound to."""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final, cast
from uuid import NAMESPACE_URL, uuid5

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import State, declare
from guanxi.engine.company import Work
from guanxi.kernel.errors import FieldError, Forbidden, Invalid

Network = IPv4Network | IPv6Network
MOST: Final = 50
ROW: Final = "sign_in_networks"
ROW_ID: Final = uuid5(NAMESPACE_URL, "guanxi:sign_in_networks")


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """True where the address is in one of the networks, or there are none to be in."""
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def read_networks(given: Any, field: str) -> list[str]:
    """Networks as they are kept. Raises Invalid where one is none, or there are too many."""
    wanted = cast("list[Any]", given) if isinstance(given, list) else None
    if wanted is None or len(wanted) > MOST:
        raise Invalid("invalid", errors=[FieldError(field, "not_a_list")])
    try:
        return [str(ip_network(str(each).strip(), strict=False)) for each in wanted]
    except ValueError:
        raise Invalid("invalid", errors=[FieldError(field, "not_a_network")]) from None


def networks_for(rules: Mapping[str, Any] | None, roles: Iterable[str]) -> tuple[Network, ...]:
    """The networks from which somebody with these roles comes in: those of his roles, else the company's."""
    if not rules:
        return ()
    by_role: Mapping[str, list[str]] = rules.get("roles", {})
    own = [each for role in sorted(roles) for each in by_role.get(role, ())]
    return tuple(ip_network(each) for each in own or rules.get("company", ()))


async def _require(work: Work, state: State) -> None:
    if not (work.principal.is_system or "administrator" in work.principal.roles):
        raise Forbidden("administrators_only")


def _title(state: State, language: str) -> str | None:
    return None


_ROWS: Final = Rows("sign_in_networks", "engine.setting", ("name",), _require, _title)
declare(_ROWS.thing())


async def shown_networks(work: Work) -> dict[str, Any]:
    """`{"company": [...], "roles": {code: [...]}}`, for administrators. Raises Forbidden for others."""
    await _require(work, {})
    rows = await work.fetch("SELECT value FROM engine.setting WHERE name = 'sign_in_networks'")
    kept: dict[str, Any] = rows[0][0] if rows else {}
    return {"company": kept.get("company", []), "roles": kept.get("roles", {})}


async def change_networks(work: Work, given: Mapping[str, Any], address: str) -> None:
    """Keeps these. Raises Invalid with `locks_you_out` where the administrator could not come in from where he is."""
    await _require(work, {})
    by_role = given.get("roles", {})
    if not isinstance(by_role, Mapping):
        raise Invalid("invalid", errors=[FieldError("roles", "not_a_list")])
    known = {code for (code,) in await work.fetch("SELECT code FROM record.role WHERE deleted_at IS NULL")}
    roles = cast("Mapping[str, Any]", by_role)
    if unknown := sorted(set(roles) - known):
        raise Invalid("invalid", errors=[FieldError("roles", "no_such_role", {"role": unknown[0][:100]})])
    value = {
        "company": read_networks(given.get("company", []), "company"),
        "roles": {code: found for code in roles if (found := read_networks(roles[code], f"roles.{code}"))},
    }
    if not is_within(address, networks_for(value, work.principal.roles)):
        raise Invalid("invalid", errors=[FieldError("company", "locks_you_out", {"address": address})])
    if any(value.values()):
        await _ROWS.put(work, ROW_ID, {"name": ROW, "value": value})
    else:
        await _ROWS.take(work, ROW_ID, {"name": ROW})
