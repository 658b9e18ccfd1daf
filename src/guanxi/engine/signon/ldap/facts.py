"""What is set about a directory that is asked over LDAP."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509

from guanxi.engine.signon.facts import SHARED, Check, Fact, is_line, line_fault, needed_line, yes_or_no
from guanxi.kernel.errors import FieldError

LONGEST_PEM: Final = 100_000
LONGEST_FILTER: Final = 1_000
BEGIN: Final = "-----BEGIN CERTIFICATE-----"
MEMBER_OF: Final = "memberOf"
WAYS_TO_GROUPS: Final = (MEMBER_OF, "member", "uniqueMember", "memberUid")
ATTRIBUTE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.;-]{0,99}")
LOGIN: Final = "{login}"
# the login is a whole value and never a part of one, so that it finds one person and not all who resemble him
ASKED: Final = re.compile(r"\(([A-Za-z0-9][A-Za-z0-9.;-]*)=\{login\}\)")


def ldap_address_fault(name: str, value: Any) -> FieldError | None:
    wrong = needed_line(name, value)
    return wrong or (None if _is_address(value) else FieldError(name, "not_an_ldap_address"))


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    has_more = parts.username or parts.password or parts.path.strip("/") or parts.query or parts.fragment
    return parts.scheme in ("ldap", "ldaps") and bool(host) and not has_more


def authority_fault(name: str, value: Any) -> FieldError | None:
    """What is wrong with certificates as PEM text, of which there may be none."""
    if value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST_PEM:
        return FieldError(name, "not_certificates")
    try:
        found = x509.load_pem_x509_certificates(value.encode())
    except ValueError:
        found = []
    is_whole = len(found) == value.count(BEGIN) > 0
    return None if is_whole else FieldError(name, "not_certificates")


def attribute_fault(name: str, value: Any) -> FieldError | None:
    if not value:
        return FieldError(name, "required", {"field": name})
    is_sound = isinstance(value, str) and ATTRIBUTE.fullmatch(value)
    return None if is_sound else FieldError(name, "not_an_attribute")


def _is_filter(text: Any) -> bool:
    """True for what stands in parentheses that belong together; the server judges the rest."""
    if not is_line(text, LONGEST_FILTER) or not text.startswith("("):
        return False
    depth = 0
    for place, letter in enumerate(text, 1):
        depth += (letter == "(") - (letter == ")")
        if depth < 1 and place < len(text):
            return False
    return depth == 0


def user_filter_fault(name: str, value: Any) -> FieldError | None:
    is_sound = _is_filter(value) and len(ASKED.findall(value)) == value.count(LOGIN) > 0
    return None if is_sound else FieldError(name, "not_a_user_filter")


def group_filter_fault(name: str, value: Any) -> FieldError | None:
    return None if value == "" or _is_filter(value) else FieldError(name, "not_a_filter")


def _one_of(choices: Sequence[str]) -> Check:
    def fault(name: str, value: Any) -> FieldError | None:
        wrong = FieldError(name, "unknown_choice", {"choices": ", ".join(choices)})
        return None if value in choices else wrong

    return fault


LDAP: Final[Mapping[str, Fact]] = {
    "address": Fact("", ldap_address_fault),
    "in_clear": Fact(False, yes_or_no),
    "authority": Fact("", authority_fault),
    "bind_name": Fact("", line_fault),
    "base": Fact("", needed_line),
    "user_filter": Fact("(uid={login})", user_filter_fault),
    "login_attribute": Fact("uid", attribute_fault),
    "name_attribute": Fact("cn", attribute_fault),
    "email_attribute": Fact("mail", attribute_fault),
    "id_attribute": Fact("entryUUID", attribute_fault),
    "groups_by": Fact(MEMBER_OF, _one_of(WAYS_TO_GROUPS)),
    "group_base": Fact("", line_fault),
    "group_filter": Fact("", group_filter_fault),
    "compares": Fact(True, yes_or_no),
    **SHARED,
}


def asked_attributes(user_filter: str) -> list[str]:
    """The attributes that the filter compares with the login."""
    return list(dict.fromkeys(ASKED.findall(user_filter)))
