"""Programs that an administrator has registered. Redirect addresses are matched as they are written (RFC 9700, 2.1)."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlsplit

from psycopg import AsyncConnection

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Work
from guanxi.engine.people.once import kept_form
from guanxi.engine.people.tokens import scope_faults
from guanxi.kernel.errors import FieldError, Forbidden, Invalid, Malformed, NotFound, Unauthenticated
from guanxi.kernel.identifiers import read_id

LOOPBACK: Final = ("127.0.0.1", "[::1]", "localhost")
MOST_REDIRECTS: Final = 20


@dataclass(frozen=True, slots=True)
class Client:
    """A program; `secret` is the hash of its own, None for one that cannot keep any."""

    id: str
    name: str
    redirects: tuple[str, ...]
    secret: str | None
    scopes: frozenset[str]
    service_user: str | None


def refuse(error: str, *, status: int = 400) -> Malformed | Unauthenticated:
    """The error that RFC 6749, 5.2 names so."""
    kind = Unauthenticated if status == 401 else Malformed
    return kind(f"oauth_{error}", extra={"error": error})


def require_administrator(work: Work) -> None:
    if "administrator" not in work.principal.roles:
        raise Forbidden("administrators_only")


async def find_client(connection: AsyncConnection, client_id: Any) -> Client | None:
    """The program of this id."""
    if not isinstance(client_id, str) or "\0" in client_id:
        return None
    row = await (
        await connection.execute(
            b"SELECT id, name, redirects, secret, scopes, service_user::text FROM engine.oauth_client WHERE id = $1",
            [client_id],
        )
    ).fetchone()
    return Client(row[0], row[1], tuple(row[2]), row[3], frozenset(row[4]), row[5]) if row else None


async def proved_client(connection: AsyncConnection, client_id: str, secret: str | None) -> Client:
    """The program, which has shown its secret where it has one. Raises Unauthenticated (`invalid_client`)."""
    found = await find_client(connection, client_id)
    if found is None or (found.secret is None) != (not secret):
        raise refuse("invalid_client", status=401)
    if found.secret is not None and not hmac.compare_digest(found.secret, kept_form(secret or "")):
        raise refuse("invalid_client", status=401)
    return found


async def list_clients(work: Work) -> list[dict[str, Any]]:
    """All programs for administrators, newest first; never a secret."""
    require_administrator(work)
    rows = await work.fetch(
        "SELECT id, name, redirects, secret IS NOT NULL, scopes, service_user::text, created_at"
        " FROM engine.oauth_client ORDER BY created_at DESC, id LIMIT 500"
    )
    names = ("id", "name", "redirects", "is_confidential", "scopes", "service_user", "created_at")
    return [dict(zip(names, row, strict=True)) for row in rows]


async def register(work: Work, given: Mapping[str, Any]) -> dict[str, Any]:
    """A new program: its id, and its secret this once. Raises Invalid with each fact that is wrong."""
    require_administrator(work)
    name, redirects, service = given.get("name"), given.get("redirects"), given.get("service_user")
    is_confidential = given.get("is_confidential") is True
    errors = scope_faults(given.get("scopes"), work.company.registry.objects)
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 100:
        errors.append(FieldError("name", "required", {"field": "name"}))
    if not _are_redirects(redirects, may_be_none=service is not None):
        errors.append(FieldError("redirects", "not_redirects"))
    if service is not None and (not is_confidential or not await _is_user(work, service)):
        errors.append(FieldError("service_user", "not_a_service_user"))
    if errors:
        raise Invalid("invalid", errors=errors)
    client_id, secret = "gxc_" + secrets.token_urlsafe(12), secrets.token_urlsafe(32) if is_confidential else None
    by = str(work.principal.user_id)
    await work.execute(
        "INSERT INTO engine.oauth_client (id, name, redirects, secret, scopes, service_user, created_by)"
        " VALUES ($1, $2, $3::text[], $4, $5::text[], $6::uuid, $7::uuid)",
        *(client_id, str(name).strip(), redirects, kept_form(secret) if secret else None),
        *(given["scopes"], service, by),
    )
    await log(work.connection, Entry(by, "program_registered", note={"name": str(name).strip(), "client": client_id}))
    return {"id": client_id, "secret": secret}


async def remove(work: Work, client_id: str) -> None:
    """Takes a program away, with all that was granted to it. Raises NotFound."""
    require_administrator(work)
    rows = await work.fetch("DELETE FROM engine.oauth_client WHERE id = $1 RETURNING name", client_id)
    if not rows:
        raise NotFound("no_such_program")
    note = {"name": rows[0][0], "client": client_id}
    await log(work.connection, Entry(str(work.principal.user_id), "program_removed", note=note))


async def _is_user(work: Work, given: Any) -> bool:
    found = read_id(given) if isinstance(given, str) else None
    return bool(found and await work.fetch('SELECT 1 FROM record."user" WHERE id = $1 AND deleted_at IS NULL', found))


def _are_redirects(given: Any, *, may_be_none: bool) -> bool:
    wanted = cast("list[Any]", given) if isinstance(given, list) else []
    if not wanted:
        return may_be_none and given in ([], None)
    return len(wanted) <= MOST_REDIRECTS and all(_is_redirect(each) for each in wanted)


def _is_redirect(given: Any) -> bool:
    """True for an https address, one of the own machine, or one of a scheme with a dot, that belongs to a program."""
    if not isinstance(given, str) or len(given) > 500 or not given.isascii() or not given.isprintable():
        return False
    if "#" in given or "*" in given or "@" in given or " " in given:
        return False
    try:
        parts = urlsplit(given)
        host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    except ValueError:
        return False
    if parts.scheme == "http":
        return host in LOOPBACK
    return bool(host) if parts.scheme == "https" else "." in parts.scheme
