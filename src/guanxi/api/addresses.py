"""Where a request comes from: the address that asks, and behind proxies of ours what they say."""

from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

from guanxi.engine.company.surroundings import Surroundings


def address_of(request: Request, around: Surroundings) -> str:
    found = request.client.host if request.client else ""
    if not around.proxies:
        return found[:64]
    told = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    while told and _is_ours(found, around):
        found = told.pop()
    return found[:64]


def network_of(address: str) -> str:
    """What one asker has for himself: the address, or of IPv6 its network of 64 bits."""
    if ":" not in address:
        return address
    try:
        return IPv6Address(address.partition("%")[0]).exploded[:19]
    except ValueError:
        return address


def _is_ours(address: str, around: Surroundings) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in around.proxies)
