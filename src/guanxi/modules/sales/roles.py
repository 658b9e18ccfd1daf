"""What the first roles may do with the price list, which is nobody's own."""

from collections.abc import Mapping

from guanxi.kernel.access import RIGHTS, Grant

NO_COST = {"cost": "hidden"}

ROLES: Mapping[str, Mapping[str, Grant]] = {
    "manager": {"product": Grant(frozenset(RIGHTS) - {"delete", "purge"}, read="all", edit="all")},
    "representative": {"product": Grant(frozenset({"read"}), read="all", fields=NO_COST)},
    "viewer": {"product": Grant(frozenset({"read"}), read="all", fields=NO_COST)},
}
