"""The kinds of directories, and the facts of one: what is left out keeps its usual value, what is wrong is named."""

from collections.abc import Mapping
from typing import Any, Final

from guanxi.engine.signon.facts import OIDC, Fact
from guanxi.engine.signon.ldap.facts import LDAP
from guanxi.kernel.errors import FieldError

KINDS: Final[Mapping[str, Mapping[str, Fact]]] = {"oidc": OIDC, "ldap": LDAP}
# where the secret goes, and what it is the secret of; it goes with them
PLACES: Final = {"oidc": ("issuer",), "ldap": ("address", "in_clear", "authority", "bind_name")}


def settled(kind: str, kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """All facts of a directory of this kind: as given, else as kept, else as usual."""
    found = {name: given.get(name, kept.get(name, fact.usual)) for name, fact in KINDS[kind].items()}
    trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}
    return {name: [] if value == () else value for name, value in trimmed.items()}


def faults_of(kind: str, facts: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with the facts, each by its name."""
    found = [error for name, fact in KINDS[kind].items() if (error := fact.fault(name, facts[name])) is not None]
    if kind == "oidc" and not found and "openid" not in facts["scopes"].split():
        found.append(FieldError("scopes", "scope_openid_missing"))
    return found
