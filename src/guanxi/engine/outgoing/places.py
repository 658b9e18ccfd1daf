"""Which addresses belong to everybody, and which places an administrator has allowed beside them.

RFC 6890 and the IANA registries of special addresses behind it; forms of IPv6 that hold an address of IPv4 (RFC 4291,
6052, 3056, 5214) are judged by what they hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
UNICAST: Final = ip_network("2000::/3")  # beyond it IANA has given nothing to anybody
NAT64: Final = ip_network("64:ff9b::/96")
SIX_TO_FOUR: Final = ip_network("2002::/16")
# they are called public by the registries, by Python's older tables or by nobody, and lead to machines of whoever runs
# the cloud, into another's tunnel, or nowhere
NEVER: Final = tuple(
    map(
        ip_network,
        ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "3ffe::/16", "3fff::/20"),
    )
)
ISATAP: Final = (0x0000_5EFE, 0x0200_5EFE)


@dataclass(frozen=True, slots=True)
class Place:
    """A name or a network that may be reached though it is not public; `is_plain` where it may be without TLS too."""

    text: str
    is_plain: bool = False

    @property
    def network(self) -> Network | None:
        """The network; None where the place is a name."""
        try:
            return ip_network(self.text)
        except ValueError:
            return None

    def has(self, host: str, address: Address) -> bool:
        network = self.network
        if network is not None:
            return any(each in network for each in (address, *_inside(address)))
        if self.text.startswith("*."):
            return host.endswith(self.text[1:])
        return host == self.text


@dataclass(frozen=True, slots=True)
class Rules:
    """What an administrator has allowed."""

    places: tuple[Place, ...] = ()

    def allow(self, host: str, address: Address, *, is_plain: bool) -> bool:
        """True where this address may be reached under this name, without TLS where it is plain."""
        found = [place for place in self.places if place.has(host, address)]
        if is_plain:
            return any(place.is_plain for place in found)
        return bool(found) or is_public(address)


def read_address(text: str) -> Address:
    """An address without the zone that a link-local one may name. Raises ValueError for anything else."""
    return ip_address(text.partition("%")[0])


def is_public(address: Address) -> bool:
    """True for an address that anybody in the world reaches as the same machine."""
    inside = [is_public(each) for each in _inside(address)]
    if isinstance(address, IPv6Address) and address not in UNICAST:
        return all(inside) and (address in NAT64 or address.ipv4_mapped is not None)
    is_special = address.is_multicast or not address.is_global or any(address in network for network in NEVER)
    return not is_special and all(inside)


def _inside(address: Address) -> Iterator[IPv4Address]:
    """The address of IPv4 that an address of IPv6 leads to.

    Translated ones (::ffff:0:0:0/96, 64:ff9b:1::/48) and compatible ones (::/96) are nobody's outside of one network.
    """
    if isinstance(address, IPv4Address):
        return
    number = int(address)
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address in NAT64 or (number >> 32) & 0xFFFF_FFFF in ISATAP:
        yield IPv4Address(number & 0xFFFF_FFFF)
    elif address in SIX_TO_FOUR:
        yield IPv4Address((number >> 80) & 0xFFFF_FFFF)
