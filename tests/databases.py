"""Databases for tests: one server for the whole run, empty databases and clones of templates that are built once."""

import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import LiteralString
from urllib.parse import urlsplit
from uuid import uuid4
from zlib import crc32

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

Builder = Callable[[str], object]
WAITING = "SELECT EXISTS (SELECT 1 FROM audit.entry WHERE xid >= pg_snapshot_xmin(pg_current_snapshot()))"


class Databases:
    """The databases of one test run on one server; all workers of the run share the templates."""

    def __init__(self, server_url: str, run: str) -> None:
        self._server_url = server_url
        self._prefix = f"guanxi_test_{run}"

    @contextmanager
    def empty(self) -> Generator[str]:
        """An empty database, by its address."""
        with self._database("template0") as url:
            yield url

    @contextmanager
    def clone(self, name: str, builder: Builder) -> Generator[str]:
        """A copy of the template of this name, which `builder` fills (given its address) when it is first asked for."""
        with self._database(self._template(name, builder)) as url:
            yield url

    def drop_all(self) -> None:
        """Drop what the run has made, templates too."""
        with self._server() as server:
            names = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{self._prefix}%"])
            for (name,) in names.fetchall():
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def _database(self, template: str) -> Generator[str]:
        name = f"{self._prefix}_{uuid4().hex[:12]}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield self._url(name)
        finally:
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _template(self, name: str, builder: Builder) -> str:
        finished = f"{self._prefix}_template_{name}"
        with self._server() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [crc32(finished.encode())])
            if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [finished]).fetchone() is None:
                self._build(finished, builder)
        return finished

    def _build(self, finished: str, builder: Builder) -> None:
        unfinished = f"{finished}_new"
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
        self._execute("CREATE DATABASE {} TEMPLATE template0", unfinished)
        builder(self._url(unfinished))
        self._execute("ALTER DATABASE {} RENAME TO {}", unfinished, finished)

    def _execute(self, statement: LiteralString, *names: str) -> None:
        with self._server() as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _server(self) -> psycopg.Connection[TupleRow]:
        return psycopg.connect(self._server_url, autocommit=True)

    def _url(self, name: str) -> str:
        return urlsplit(self._server_url)._replace(path=f"/{name}").geturl()


def until_settled(url: str) -> None:
    """Return when every audit entry can be sealed: a transaction of another test may be older than some of them."""
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(WAITING).fetchone() == (True,):
            time.sleep(0.02)


def in_ci() -> bool:
    """True where a missing tool is a failure, not a reason to skip."""
    return bool(os.environ.get("CI"))
