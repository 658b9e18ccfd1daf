"""An analyst sees the companies, to count by them, and none of the persons in them."""

from collections.abc import Mapping

from guanxi.kernel.access import Grant

NO_PERSON: Mapping[str, str] = dict.fromkeys(("phone", "email", "description"), "hidden")

ROLES: Mapping[str, Mapping[str, Grant]] = {
    "analyst": {"account": Grant(frozenset({"read", "export"}), read="all", fields=NO_PERSON)},
}
