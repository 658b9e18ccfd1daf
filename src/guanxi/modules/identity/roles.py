"""The roles that a company starts with, and what they may do with any object that no module names."""

from collections.abc import Mapping

from guanxi.kernel.access import ALL, RIGHTS, Grant

READS = Grant(frozenset({"read"}), read="all")
EVERY_RIGHT = frozenset(RIGHTS) - {"purge"}
DAILY_RIGHTS = frozenset({"read", "create", "edit", "delete", "import", "bulk_edit", "share"})

PEOPLE = {"user": READS, "team": READS, "role": READS, "sharing_rule": READS, "territory": READS}

ROLES: Mapping[str, Mapping[str, Grant]] = {
    "administrator": {"*": ALL},
    "manager": {"*": Grant(EVERY_RIGHT, read="team_tree", edit="team_tree"), **PEOPLE},
    "representative": {"*": Grant(DAILY_RIGHTS, read="team", edit="own"), **PEOPLE},
    "viewer": {"*": READS},
    "analyst": {"user": READS, "team": READS},  # figures; the modules say of what, and never of whom
    "auditor": {},  # the audit log, which is no object, and nothing else
}
