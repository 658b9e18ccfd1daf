"""The server that takes the company's mail: changed by administrators, kept and undone like all else.

Its password is sealed with the master key and never told again; it goes when the server becomes another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from email_validator import EmailNotValidError, validate_email
from psycopg import AsyncConnection

from guanxi.engine.changes.rows import Rows
from guanxi.engine.changes.things import State, declare
from guanxi.engine.company import Company, Work
from guanxi.engine.mail.working import WORKS
from guanxi.kernel.errors import FieldError, Forbidden, Invalid

SECURITIES: Final = ("none", "starttls", "tls")
ROW: Final = "mail"
CHANNEL_ID: Final = uuid5(NAMESPACE_URL, "guanxi:mail")
SEALED_FOR: Final = "the mail server"
TEXTS: Final = {"host": 253, "user": 200, "sender": 254, "sender_name": 100}
NEEDED: Final = ("host", "sender")
FACTS: Final = ("host", "port", "security", "user", "sender", "sender_name")
LONGEST_PASSWORD: Final = 1_000


@dataclass(frozen=True, slots=True)
class Channel:
    """How the server is reached and who the letters are from. `password` is in clear and never leaves the process.

    `mark` tells these settings from any others.
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    sender_name: str
    mark: str = ""


async def _require(work: Work, state: State) -> None:
    if not (work.principal.is_system or "administrator" in work.principal.roles):
        raise Forbidden("administrators_only")


def _title(state: State, language: str) -> str | None:
    facts: Mapping[str, Any] = state.get("value") or {}
    return facts.get("host")


_ROWS: Final = Rows("mail", "engine.setting", ("name",), _require, _title)
declare(_ROWS.thing())


async def _kept(connection: AsyncConnection) -> tuple[Mapping[str, Any], str]:
    cursor = await connection.execute(b"SELECT value, engine.mail_mark(value) FROM engine.setting WHERE name = 'mail'")
    return await cursor.fetchone() or ({}, "")


async def channel_of(company: Company, connection: AsyncConnection) -> Channel | None:
    """The server that is set up, None where there is none yet. Raises Unavailable where its password is unreadable."""
    kept, mark = await _kept(connection)
    if not kept.get("host"):
        return None
    sealed = kept.get("password")
    password = company.vault.open(sealed, SEALED_FOR) if sealed else ""
    return Channel(password=password, mark=mark, **{name: kept[name] for name in FACTS})


async def shown_channel(work: Work) -> dict[str, Any]:
    """What an administrator reads: everything but the password. Raises Forbidden for others."""
    await _require(work, {})
    kept, _ = await _kept(work.connection)
    usual = {"host": "", "port": 587, "security": "starttls", "user": "", "sender": "", "sender_name": ""}
    facts = {name: kept.get(name, usual[name]) for name in FACTS}
    works = (await work.fetch(f"SELECT {WORKS}"))[0][0]
    return facts | {"has_password": bool(kept.get("password")), "is_set_up": bool(kept.get("host")), "works": works}


async def change_channel(work: Work, given: Mapping[str, Any]) -> None:
    """Sets some of the facts; an empty host takes the server away. Raises Forbidden, or Invalid with each wrong one."""
    await _require(work, {})
    kept, _ = await _kept(work.connection)
    if given.get("host") == "":
        await _ROWS.take(work, CHANNEL_ID, {"name": ROW})
        return
    now = {**await _defaults(work), **kept, **{name: _trimmed(given[name]) for name in FACTS if name in given}}
    errors = [error for name in FACTS if (error := _fault(name, now[name])) is not None]
    errors += _password_faults(given)
    if errors:
        raise Invalid("invalid", errors=errors)
    sealed = _sealed(work, given, kept, now)
    value = {name: now[name] for name in FACTS} | ({"password": sealed} if sealed else {})
    await _ROWS.put(work, CHANNEL_ID, {"name": ROW, "value": value})


async def _defaults(work: Work) -> dict[str, Any]:
    return {"host": "", "port": 587, "security": "starttls", "user": "", "sender": "", "sender_name": work.company.name}


def _sealed(work: Work, given: Mapping[str, Any], kept: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    """The password to keep: a new one, or the old one as long as it goes to the same server."""
    if "password" in given:
        return work.company.vault.seal(given["password"], SEALED_FOR) if given["password"] else None
    return kept.get("password") if kept.get("host") == now["host"] else None


def _is_one_line(text: str) -> bool:
    return not text or text.isprintable()  # a header ends where a line does


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _password_faults(given: Mapping[str, Any]) -> list[FieldError]:
    password = given.get("password", "")
    if isinstance(password, str) and len(password) <= LONGEST_PASSWORD and _is_one_line(password):
        return []
    return [FieldError("password", "not_short_text", {"limit": LONGEST_PASSWORD})]


def _fault(name: str, value: Any) -> FieldError | None:
    if name == "port":
        is_port = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65_535
        return None if is_port else FieldError(name, "not_within", {"least": 1, "most": 65_535})
    if name == "security":
        is_known = isinstance(value, str) and value in SECURITIES
        return None if is_known else FieldError(name, "unknown_choice", {"choices": ", ".join(SECURITIES)})
    if name in NEEDED and not value:
        return FieldError(name, "required", {"field": name})
    if not isinstance(value, str) or len(value) > TEXTS[name] or not _is_one_line(value):
        return FieldError(name, "not_short_text", {"limit": TEXTS[name]})
    if name == "host" and any(each.isspace() or each in "/@" for each in value):
        return FieldError(name, "not_a_host")
    return None if name != "sender" or is_address(value) else FieldError(name, "not_an_email")


def is_address(text: str) -> bool:
    """True for an address that mail can be sent to; whether anybody reads it only a letter can tell."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
