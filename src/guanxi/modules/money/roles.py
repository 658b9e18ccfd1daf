"""Rates are read by all and written by administrators."""

from collections.abc import Mapping

from guanxi.kernel.access import Grant

READS = Grant(frozenset({"read"}), read="all")
ROLES: Mapping[str, Mapping[str, Grant]] = {
    role: {"exchange_rate": READS} for role in ("manager", "representative", "viewer")
}
