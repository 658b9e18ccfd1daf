"""What the product uses of ldap3, which brings no types."""

import socket as sockets
from collections.abc import Mapping
from typing import Any, Literal

ANONYMOUS: str
BASE: str
DEREF_NEVER: str
NONE: str
SIMPLE: str
SUBTREE: str
SYNC: str
MODIFY_REPLACE: str

class Tls:
    def __init__(self, *, validate: int = ...) -> None: ...
    def wrap_socket(self, connection: Connection, do_handshake: bool = ...) -> None: ...

class Server:
    def __init__(
        self,
        host: str,
        port: int | None = ...,
        use_ssl: bool = ...,
        *,
        allowed_referral_hosts: list[tuple[str, bool]] | None = ...,
        get_info: str = ...,
        tls: Tls | None = ...,
        connect_timeout: float | None = ...,
    ) -> None: ...

class Connection:
    socket: sockets.socket | None
    result: dict[str, Any]
    response: list[dict[str, Any]] | None
    def __init__(
        self,
        server: Server,
        user: str | None = ...,
        password: str | None = ...,
        auto_bind: bool = ...,
        *,
        client_strategy: str = ...,
        auto_referrals: bool = ...,
        check_names: bool = ...,
        read_only: bool = ...,
        receive_timeout: int | None = ...,
        auto_escape: bool = ...,
    ) -> None: ...
    def open(self, reset_usage: bool = ..., read_server_info: bool = ...) -> None: ...
    def start_tls(self, read_server_info: bool = ...) -> bool: ...
    def rebind(
        self,
        user: str | None = ...,
        password: bytes | None = ...,
        authentication: str | None = ...,
        *,
        read_server_info: bool = ...,
    ) -> bool: ...
    def search(
        self,
        search_base: str,
        search_filter: str,
        search_scope: str = ...,
        dereference_aliases: str = ...,
        attributes: list[str] | None = ...,
        size_limit: int = ...,
        time_limit: int = ...,
        *,
        paged_size: int | None = ...,
        paged_criticality: bool = ...,
        paged_cookie: bytes | None = ...,
    ) -> bool: ...
    def add(self, dn: str, object_class: list[str], attributes: Mapping[str, Any]) -> bool: ...
    def delete(self, dn: str) -> bool: ...
    def modify(self, dn: str, changes: Mapping[str, list[tuple[str, list[Any]]]]) -> bool: ...
    def unbind(self) -> Literal[True]: ...
