"""What a program may use of its person's rights: scopes, in words, beside the rights and never more than they."""

from collections.abc import Iterable
from typing import Final

ALL_SCOPES: Final = ("read", "write", "export", "events", "audit", "admin", "scim")
OF_OBJECTS: Final = ("read", "write")  # that may be given for one object, as `read:OBJECT`
PERSON: Final = "person"  # what no scope opens: how somebody signs in, and what is asked of a person alone

Scopes = frozenset[str] | None  # None is everything: a session, or a token from before there were scopes


def reads(scopes: Scopes, name: str) -> bool:
    """True where the scopes let records of this object be read; who may write them may read them."""
    return scopes is None or not scopes.isdisjoint(("read", f"read:{name}")) or writes(scopes, name)


def writes(scopes: Scopes, name: str) -> bool:
    return scopes is None or not scopes.isdisjoint(("write", f"write:{name}"))


def opens(scopes: Scopes, wanted: str) -> bool:
    """True where the scopes open a request; `any read` and `any write` are met by those for one object too."""
    if scopes is None:
        return True
    if wanted == "any write":
        return any(scope.partition(":")[0] == "write" for scope in scopes)
    if wanted == "any read":
        return any(scope.partition(":")[0] in OF_OBJECTS for scope in scopes)
    return wanted in scopes or (wanted == "read" and "write" in scopes)


def unknown_scopes(scopes: Iterable[str], objects: Iterable[str]) -> list[str]:
    """Those of the scopes that are none."""
    known = {*ALL_SCOPES, *(f"{scope}:{name}" for scope in OF_OBJECTS for name in objects)}
    return sorted(set(scopes) - known)
