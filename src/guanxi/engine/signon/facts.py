"""What the facts of a directory are and when they are wrong; those of OpenID Connect and those that all share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast
from urllib.parse import urlsplit

from guanxi.kernel.errors import FieldError
from guanxi.kernel.identifiers import read_id

LONGEST_NAME: Final = 60
LONGEST_LINE: Final = 500
LONGEST_SECRET: Final = 4_000
MOST_GROUPS: Final = 200
MOST_WORDS: Final = 20
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
Check = Callable[[str, Any], FieldError | None]


class Fact(NamedTuple):
    """What a fact is where nobody has said otherwise, and what is wrong with one that is given."""

    usual: Any
    fault: Check


def is_line(value: Any, most: int = LONGEST_LINE) -> bool:
    return isinstance(value, str) and len(value) <= most and (not value or value.isprintable())


def line_fault(name: str, value: Any, most: int = LONGEST_LINE) -> FieldError | None:
    return None if is_line(value, most) else FieldError(name, "not_short_text", {"limit": most})


def needed_line(name: str, value: Any) -> FieldError | None:
    return FieldError(name, "required", {"field": name}) if not value else line_fault(name, value)


def is_closed_line(address: str, secure: Sequence[str] = ("https",), plain: Sequence[str] = ("http",)) -> bool:
    """True for an address that nobody on the way can read; one in clear is taken on this machine alone."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or parts.fragment:
        return False
    return parts.scheme in secure or (parts.scheme in plain and host in LOOPBACK)


def address_fault(name: str, value: Any) -> FieldError | None:
    wrong = needed_line(name, value)
    if wrong is not None:
        return wrong
    is_sound = is_closed_line(value) and "?" not in value
    return None if is_sound else FieldError(name, "not_an_https_address")


def yes_or_no(name: str, value: Any) -> FieldError | None:
    return None if isinstance(value, bool) else FieldError(name, "not_yes_or_no")


def maybe_id(name: str, value: Any) -> FieldError | None:
    is_id = value is None or (isinstance(value, str) and read_id(value) is not None)
    return None if is_id else FieldError(name, "no_such_reference", {"object": name})


def words_fault(name: str, value: Any) -> FieldError | None:
    given = cast("list[Any]", value) if isinstance(value, list) else None
    is_sound = given is not None and len(given) <= MOST_WORDS and all(each and is_line(each, 200) for each in given)
    return None if is_sound else FieldError(name, "not_a_list_of_words", {"most": MOST_WORDS})


def groups_fault(name: str, value: Any) -> FieldError | None:
    """Rows of a group and the role that it gives."""
    given = cast("list[Any]", value) if isinstance(value, list) else None
    is_sound = given is not None and len(given) <= MOST_GROUPS and all(_is_row(each) for each in given)
    return None if is_sound else FieldError(name, "not_groups_and_roles", {"most": MOST_GROUPS})


def _is_row(row: Any) -> bool:
    if not isinstance(row, Mapping):
        return False
    given = cast("Mapping[str, Any]", row)
    group, role = given.get("group"), given.get("role")
    return set(given) == {"group", "role"} and bool(group) and is_line(group) and bool(read_id(role))


SHARED: Final[Mapping[str, Fact]] = {
    "groups": Fact((), groups_fault),
    "makes_users": Fact(False, yes_or_no),
    "default_role": Fact(None, maybe_id),
    "default_team": Fact(None, maybe_id),
    "joins_by_email": Fact(False, yes_or_no),
}
OIDC: Final[Mapping[str, Fact]] = {
    "issuer": Fact("", address_fault),
    "client_id": Fact("", needed_line),
    "scopes": Fact("openid profile email", needed_line),
    "groups_claim": Fact("groups", line_fault),
    "trusted_factors": Fact((), words_fault),
    **SHARED,
}
