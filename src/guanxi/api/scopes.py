"""Which scope a token needs for each route; what stands here nowhere is open to people alone."""

from typing import Final

from guanxi.kernel.scopes import PERSON

ANY_READ: Final = "any read"  # the rights of each object do the rest
ANY_WRITE: Final = "any write"
ADMIN: Final = "admin"
# by the first part of the path: for looking, and for all else
BY_ROOM: Final = {
    "actions": (ANY_WRITE, ANY_WRITE),
    "audit": ("audit", "audit"),
    "auth": (PERSON, PERSON),
    "changes": (ANY_READ, ANY_WRITE),
    "comments": (ANY_READ, ANY_WRITE),
    "company": (ADMIN, ADMIN),
    "events": ("events", PERSON),
    "exports": ("export", "export"),
    "favourites": (ANY_READ, ANY_WRITE),
    "files": (ANY_READ, ANY_WRITE),
    "follow": (ANY_READ, ANY_WRITE),
    "imports": ("write", "write"),  # goes on in the background, where a scope for one object would not bind it
    "keys": (ADMIN, ADMIN),
    "lookup": (ANY_READ, PERSON),
    "mail": (ADMIN, ADMIN),
    "meta": (ANY_READ, PERSON),
    "oauth": (PERSON, PERSON),
    "openapi.json": (ANY_READ, PERSON),
    "outgoing": (ADMIN, ADMIN),
    "privacy": (ADMIN, ADMIN),
    "recent": (ANY_READ, PERSON),
    "records": (ANY_READ, ANY_WRITE),
    "scim": ("scim", "scim"),
    "search": (ANY_READ, PERSON),
    "security": (ADMIN, ADMIN),
    "shape": (ADMIN, ADMIN),
    "sharing": (ADMIN, ADMIN),
    "sign-on": (ADMIN, ADMIN),
    "tags": (ANY_READ, PERSON),
    "views": (ANY_READ, ANY_WRITE),
}
BY_ROUTE: Final = {
    ("GET", "/auth/me"): ANY_READ,
    ("GET", "/company"): ANY_READ,
    ("POST", "/records/{object}/aggregate"): ANY_READ,
    ("POST", "/records/{object}/duplicates"): ANY_READ,
    ("POST", "/records/{object}/{id}/reveal"): PERSON,  # a reason is asked of whoever looks
    ("POST", "/sharing/view-as"): PERSON,
    ("DELETE", "/sharing/view-as"): PERSON,
    ("POST", "/actions/identity/set_password"): ADMIN,
}


def is_declared(method: str, path: str) -> bool:
    return (method, path) in BY_ROUTE or _room(path) in BY_ROOM


def scope_of(method: str, path: str) -> str:
    """The scope that a request of this route needs."""
    looking, writing = BY_ROOM.get(_room(path), (PERSON, PERSON))
    return BY_ROUTE.get((method, path), looking if method in ("GET", "HEAD") else writing)


def _room(path: str) -> str:
    return path.split("/")[1] if "/" in path else ""
