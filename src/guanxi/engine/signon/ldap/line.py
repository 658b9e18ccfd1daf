"""The line to an LDAP server: judged like every address outside, pinned, encrypted, bounded in time.

ldap3 waits where it asks, so each line lives in a thread beside the event loop; there are few threads. The server's
certificate is checked by Python's own TLS for the name that was entered, whatever address that name leads to.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import LDAPExceptionError, LDAPInvalidFilterError, LDAPStartTLSError

from guanxi.engine.company import Company
from guanxi.engine.outgoing import rules_of
from guanxi.engine.outgoing.connecting import addresses_of, require_allowed, resolve
from guanxi.engine.signon.directories import Directory
from guanxi.kernel.errors import Unavailable

Found = TypeVar("Found")
SECONDS: Final = 5.0
STEP_SECONDS: Final = 4
CONNECT_SECONDS: Final = 2.0
MOST_LINES: Final = 8
MOST_ADDRESSES: Final = 3
PAGE: Final = 500
SUCCESS, SIZE_LIMIT, NO_SUCH_OBJECT, INVALID_CREDENTIALS = 0, 4, 32, 49
THREADS: Final = ThreadPoolExecutor(MOST_LINES, "directory")
# whoever answers may not speak LDAP at all; its decoder then trips over any of these
TRIPS: Final = (LDAPExceptionError, OSError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its name, and the values of its attributes by their names in small letters."""

    name: str
    values: Mapping[str, Sequence[bytes]]

    def texts(self, attribute: str) -> list[str]:
        """What can be read of an attribute's values."""
        found: list[str] = []
        for value in self.values.get(attribute.lower(), ()):
            with suppress(UnicodeDecodeError):
                found.append(value.decode())
        return [text for text in found if text.isprintable()]

    def text(self, attribute: str) -> str:
        return next(iter(self.texts(attribute)), "").strip()


class NamedTls(ldap3.Tls):
    """TLS for the name that was entered; `fault` is what was wrong with it."""

    def __init__(self, host: str, authority: str) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self.host = host
        self.authority = authority
        self.fault: ssl.SSLError | None = None

    def wrap_socket(self, connection: ldap3.Connection, do_handshake: bool = False) -> None:
        """Begins TLS on the connection. Raises ConnectionError where the certificate is not to be trusted."""
        assert connection.socket is not None
        try:
            context = ssl.create_default_context(cadata=self.authority or None)
            connection.socket = context.wrap_socket(connection.socket, server_hostname=self.host)
        except ssl.SSLError as error:
            self.fault = error
            raise ConnectionError("TLS failed") from None


class Line:
    """One connection, which one thread uses; `cut` may be called from another."""

    def __init__(self, directory: Directory, secret: str, addresses: Sequence[str], ends_at: float) -> None:
        self.facts = directory.facts
        self.ends_at = ends_at
        self._secret = secret
        self._addresses = addresses
        parts = urlsplit(str(self.facts["address"]))
        self.host = parts.hostname or ""
        self._is_tls = parts.scheme == "ldaps"
        self._port = parts.port or (636 if self._is_tls else 389)
        self._is_clear = is_in_clear(self.facts)
        self._tls = NamedTls(self.host, str(self.facts["authority"]))
        self._connection: ldap3.Connection | None = None

    def run(self, task: "Callable[[Line], Found]") -> Found:
        """The line is opened and signed in by its own name, and closed after the task. Raises Unavailable."""
        try:
            self._open()
            self._sign_in()
            return task(self)
        except TRIPS as error:
            raise self._told(error) from error
        finally:
            self._close()

    def cut(self) -> None:
        """Ends whatever the line waits for."""
        self.ends_at = 0.0
        found = self._connection.socket if self._connection else None
        if found is not None:
            with suppress(OSError):
                socket.socket.shutdown(found, socket.SHUT_RDWR)

    def search(self, base: str, text: str, attributes: Sequence[str], most: int, *, deep: bool = True) -> list[Entry]:
        """Up to so many entries; referrals are not followed. Raises Unavailable, saying what the server refuses."""
        connection = self._on_time()
        scope = ldap3.SUBTREE if deep else ldap3.BASE
        connection.search(
            base, text, scope, ldap3.DEREF_NEVER, list(attributes) or ["1.1"], size_limit=most, time_limit=STEP_SECONDS
        )
        self._require(connection, base, SUCCESS, SIZE_LIMIT)
        return _entries(connection)

    def pages(self, base: str, text: str, attributes: Sequence[str], most: int) -> list[Entry]:
        """All entries, page by page (RFC 2696). Raises Unavailable where they are more, or do not all come."""
        found: list[Entry] = []
        cookie: bytes | None = None
        while cookie != b"":
            connection = self._on_time()
            connection.search(
                base, text, ldap3.SUBTREE, ldap3.DEREF_NEVER, list(attributes) or ["1.1"],
                paged_size=PAGE, paged_criticality=True, paged_cookie=cookie,
            )  # fmt: skip
            self._require(connection, base, SUCCESS)
            found += _entries(connection)
            if len(found) > most:
                raise Unavailable("ldap_too_many", most=most)
            cookie = _cookie(connection.result)
        return found

    def opens(self, name: str, password: str) -> bool:
        """True where the server takes the password; an empty one, which would prove nothing (RFC 4513, 5.1.2), is
        never sent. It goes as it is, since a prepared one could become empty."""
        if not name or not password:
            return False
        connection = self._on_time()
        connection.rebind(name, password.encode(), ldap3.SIMPLE, read_server_info=False)
        return connection.result["result"] == SUCCESS

    def _on_time(self) -> ldap3.Connection:
        """The connection, as long as there is time. Raises Unavailable after that."""
        if time.monotonic() > self.ends_at or self._connection is None:
            raise Unavailable("ldap_too_slow", host=self.host)
        return self._connection

    def _open(self) -> None:
        """Tries the addresses of the name one after the other. Raises what the last one answers."""
        for place, address in enumerate(self._addresses, 1):
            try:
                return self._connect(address)
            except TRIPS:
                self._close()
                if place == len(self._addresses) or self._tls.fault is not None or time.monotonic() > self.ends_at:
                    raise
        return None

    def _connect(self, address: str) -> None:
        server = ldap3.Server(
            address, self._port, self._is_tls, allowed_referral_hosts=[], get_info=ldap3.NONE, tls=self._tls,
            connect_timeout=CONNECT_SECONDS,
        )  # fmt: skip
        connection = self._connection = ldap3.Connection(
            server, client_strategy=ldap3.SYNC, auto_referrals=False, check_names=False, read_only=True,
            receive_timeout=STEP_SECONDS, auto_escape=False,
        )  # fmt: skip
        connection.open(read_server_info=False)
        if not self._is_tls and not self._is_clear:
            connection.start_tls(read_server_info=False)
        if not self._is_clear and not isinstance(connection.socket, ssl.SSLSocket):
            raise LDAPStartTLSError("no TLS")

    def _sign_in(self) -> None:
        """Signs the line in by its own name, or without one. Raises Unavailable where that is refused."""
        name = str(self.facts["bind_name"])
        if name and not self._secret:
            raise Unavailable("ldap_no_password", name=name)
        connection = self._on_time()
        if name:
            connection.rebind(name, self._secret.encode(), ldap3.SIMPLE, read_server_info=False)
        else:
            connection.rebind(authentication=ldap3.ANONYMOUS, read_server_info=False)
        result = connection.result
        if result["result"] != SUCCESS:
            code = "ldap_bind_refused" if name else "ldap_nameless_refused"
            raise Unavailable(code, name=name, told=_said(result))

    def _require(self, connection: ldap3.Connection, base: str, *wanted: int) -> None:
        result = connection.result
        if result["result"] == NO_SUCH_OBJECT:
            raise Unavailable("ldap_no_base", base=base)
        if result["result"] not in wanted:
            raise Unavailable("ldap_refused", host=self.host, told=_said(result))

    def _told(self, error: Exception) -> Unavailable:
        """What went wrong, in the words of an administrator."""
        fault = self._tls.fault
        if isinstance(fault, ssl.SSLCertVerificationError):
            return Unavailable("ldap_certificate", host=self.host, told=fault.verify_message)
        if fault is not None or isinstance(error, LDAPStartTLSError):
            return Unavailable("ldap_no_tls", host=self.host)
        if isinstance(error, LDAPInvalidFilterError):
            return Unavailable("ldap_filter")
        if isinstance(error, ConnectionRefusedError):
            return Unavailable("ldap_nobody_there", host=self.host, port=self._port)
        is_slow = isinstance(error, TimeoutError) or "timed out" in str(error) or time.monotonic() > self.ends_at
        return Unavailable("ldap_too_slow" if is_slow else "ldap_broken", host=self.host)

    def _close(self) -> None:
        if self._connection is None:
            return
        left = self._connection.socket
        with suppress(*TRIPS):
            self._connection.unbind()
        if left is not None:
            left.close()  # ldap3 leaves the one open by which nobody could be reached


def is_in_clear(facts: Mapping[str, Any]) -> bool:
    """True where names and passwords may be read on the way, as an administrator has said plainly."""
    return bool(facts["in_clear"]) and str(facts["address"]).startswith("ldap://")


def _said(result: Mapping[str, Any]) -> str:
    words = (str(result.get("description", "")), str(result.get("message", "")))
    return ": ".join(word.replace("\x00", "").strip()[:200] for word in words if word.strip())


def _entries(connection: ldap3.Connection) -> list[Entry]:
    found = [each for each in connection.response or () if each.get("type") == "searchResEntry"]
    return [Entry(str(each["dn"]), {k.lower(): v for k, v in each["raw_attributes"].items()}) for each in found]


def _cookie(result: Mapping[str, Any]) -> bytes:
    control: Mapping[str, Any] = result.get("controls", {}).get("1.2.840.113556.1.4.319", {})
    return bytes(control.get("value", {}).get("cookie") or b"")


async def over_line(
    company: Company, directory: Directory, task: Callable[[Line], Found], limit: float | None = None
) -> Found:
    """What the task finds out over a line of its own.

    Raises Forbidden for a place that may not be reached, and Unavailable, saying what is wrong.
    """
    facts, seconds = directory.facts, limit or SECONDS
    host = urlsplit(str(facts["address"])).hostname or ""
    line: Line | None = None
    try:
        async with asyncio.timeout(seconds):
            async with company.pool.connection() as connection:
                rules = await rules_of(connection)
            addresses = await addresses_of(host, resolve)
            require_allowed(host, addresses, rules, is_plain=is_in_clear(facts))
            places = [str(address) for address in addresses[:MOST_ADDRESSES]]
            line = Line(directory, directory.open_secret(company), places, time.monotonic() + seconds)
            return await asyncio.get_running_loop().run_in_executor(THREADS, line.run, task)
    except TimeoutError:
        if line is not None:
            line.cut()
        raise Unavailable("ldap_too_slow", host=host) from None
