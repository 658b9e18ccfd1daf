"""What the first roles may do with the price list, which is nobody's own, and of what an analyst sees the figures."""

from collections.abc import Mapping

from guanxi.kernel.access import RIGHTS, Grant

NO_COST = {"cost": "hidden"}
FIGURES = frozenset({"read", "export"})
NO_PERSON: Mapping[str, str] = dict.fromkeys(("contact", "next_step", "description", "address"), "hidden")
NO_LEAD_PERSON: Mapping[str, str] = {"name": "masked"} | dict.fromkeys(
    ("mobile", "phone", "email", "wechat", "address", "contact", "need", "next_step"), "hidden"
)

ROLES: Mapping[str, Mapping[str, Grant]] = {
    "manager": {"product": Grant(frozenset(RIGHTS) - {"delete", "purge"}, read="all", edit="all")},
    "representative": {"product": Grant(frozenset({"read"}), read="all", fields=NO_COST)},
    "analyst": {
        "opportunity": Grant(FIGURES, read="all", fields=NO_PERSON),
        "lead": Grant(FIGURES, read="all", fields=NO_LEAD_PERSON),
        "order": Grant(FIGURES, read="all", fields=NO_PERSON),
        "product": Grant(FIGURES, read="all"),
    },
    "viewer": {"product": Grant(frozenset({"read"}), read="all", fields=NO_COST)},
}
