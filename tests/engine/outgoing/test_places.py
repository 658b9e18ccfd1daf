"""Which addresses are everybody's, by the registries of special addresses and the forms that hold another (ACC-8)."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest

from guanxi.engine.outgoing import is_public

# IANA, IPv4 and IPv6 Special-Purpose Address Registries: what is not "globally reachable", and multicast
CLOSED = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29
192.0.0.8/32 192.0.0.170/31 192.0.2.0/24 192.88.99.2/32 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
240.0.0.0/4 255.255.255.255/32 224.0.0.0/4
::1/128 ::/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:2::/48 2001:10::/28 2001:db8::/32
3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 ::/96 ::ffff:0:0:0/96
"""
# what the registries call globally reachable, and plain addresses beside closed ranges
OPEN = """
192.31.196.1 192.52.193.1 192.175.48.1 2620:4f:8000::1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0
126.255.255.255 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 198.17.255.255 198.20.0.0 198.51.101.0 203.0.112.255
223.255.255.255 2001:200::1 2001:db7::1 2001:db9::1 2400::1 2a00::1 3ffd::1 3fff:1000::1
"""
INSIDE = ("127.0.0.1", "10.1.2.3", "100.64.0.1", "169.254.169.254", "192.168.0.1", "198.18.0.1", "203.0.113.9")
EVERYBODYS = "8.8.8.8"


def embedded(text: str) -> dict[str, IPv6Address]:
    """An address of IPv4 in every form of IPv6 that leads to it."""
    number = int(IPv4Address(text))
    return {
        "mapped": IPv6Address(int(IPv6Address("::ffff:0:0")) + number),
        "compatible": IPv6Address(number),
        "translated": IPv6Address(int(IPv6Address("::ffff:0:0:0")) + number),
        "NAT64": IPv6Address(int(IPv6Address("64:ff9b::")) + number),
        "local NAT64": IPv6Address(int(IPv6Address("64:ff9b:1::")) + number),
        "6to4": IPv6Address(int(IPv6Address("2002::")) + (number << 80)),
        "Teredo client": IPv6Address(int(IPv6Address("2001::")) + (number ^ 0xFFFF_FFFF)),
        "Teredo server": IPv6Address(int(IPv6Address("2001::")) + (number << 64)),
        "ISATAP": IPv6Address(int(IPv6Address("2606:4700::5efe:0:0")) + number),
        "global ISATAP": IPv6Address(int(IPv6Address("2606:4700::200:5efe:0:0")) + number),
    }


@pytest.mark.parametrize("network", CLOSED.split())
def test_no_address_of_a_special_range_is_public(network: str) -> None:
    found = ip_network(network)
    places = {0, found.num_addresses // 2, found.num_addresses // 3, found.num_addresses - 1}
    assert [found[place] for place in places if is_public(found[place])] == []


@pytest.mark.parametrize("address", OPEN.split())
def test_what_the_registries_leave_open_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public_in_any_form(address: str) -> None:
    assert [form for form, each in embedded(address).items() if is_public(each)] == []


def test_a_public_address_is_public_in_the_forms_that_lead_to_it_from_everywhere() -> None:
    found = {form for form, each in embedded(EVERYBODYS).items() if is_public(each)}
    assert found == {"mapped", "NAT64", "6to4", "ISATAP", "global ISATAP"}


def test_a_closed_address_is_not_opened_by_a_public_one_in_its_end() -> None:
    assert not is_public(ip_address("fe80::5efe:808:808"))
    assert not is_public(ip_address("fd00::200:5efe:808:808"))
