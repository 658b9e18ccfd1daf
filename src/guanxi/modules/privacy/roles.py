"""Who does what with consent, requests and the register; an officer's role, and what the first roles may not see."""

from collections.abc import Mapping

from guanxi.kernel.access import NOTHING, RIGHTS, Grant

OFFICER = "privacy_officer"
OFFICES = ("subject_request", "retention_rule", "processing_activity", "breach")
READS = Grant(frozenset({"read"}), read="all")
WHOLE = Grant(frozenset(RIGHTS) - {"purge"}, "all", "all")
TAKES = Grant(frozenset({"read", "create", "edit", "import"}), "all", "all")
CLOSED: Mapping[str, Grant] = dict.fromkeys(OFFICES, NOTHING)

ROLES: Mapping[str, Mapping[str, Grant]] = {
    "manager": {**CLOSED, "purpose": READS, "consent": TAKES},
    "representative": {**CLOSED, "purpose": READS, "consent": TAKES},
    OFFICER: {"*": READS, "purpose": WHOLE, "consent": WHOLE, **dict.fromkeys(OFFICES, WHOLE)},
}
