"""Two database roles: the owner, who migrates and seals, and the application's, with which web and worker serve.

The application's role owns all but the schema `audit`, where it may read and add and nothing else; so objects are
shaped live on its own connection, and what stands in the log stays (docs/decisions/0013). Its name and password are in
a file of the data folder; where the owner may not make roles there is one role for everything.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

MAY_MAKE: Final = b"SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
IS_THERE: Final = b"SELECT true FROM pg_roles WHERE rolname = $1"
OWNS: Final = b"SELECT rolname = current_user FROM pg_roles WHERE rolname = $1"
# An owner's connection finds functions and operators in PostgreSQL's own schema alone: in the others the application
# could have put one of the same name, which would run with the owner's rights.
OWNERS_OPTIONS: Final = "-c search_path=pg_catalog"
GRANTS: Final = (
    "CREATE SCHEMA IF NOT EXISTS record",
    "CREATE SCHEMA IF NOT EXISTS engine",
    "GRANT USAGE ON SCHEMA audit TO {role}",
    "GRANT USAGE, CREATE ON SCHEMA public TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC, {role}",
    "GRANT SELECT ON audit.entry, audit.batch, audit.tile, audit.posting, audit.era TO {role}",
    # neither its number nor its transaction is the application's to choose
    "GRANT INSERT (at, by_user, action, object, record_id, fields, commitment, change_set, note)"
    " ON audit.entry TO {role}",
    "GRANT SELECT (number, verifier, made_at) ON audit.key TO {role}",
)
# All that is not the log becomes the application's, but for what belongs to a table or to an extension.
HAND_OVER: Final = """
DO $$ DECLARE each record; heir oid := (SELECT oid FROM pg_roles WHERE rolname = {name}); BEGIN
  FOR each IN
    SELECT format('ALTER SCHEMA %I OWNER TO %I', nspname, {name}) AS text FROM pg_namespace
      WHERE nspname IN ('record', 'engine') AND nspowner <> heir
    UNION ALL
    SELECT format('ALTER %s %I.%I OWNER TO %I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
        WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, n.nspname, c.relname, {name})
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('record', 'engine', 'public') AND c.relkind IN ('r', 'p', 'S', 'v', 'm')
        AND c.relowner <> heir AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid
          AND d.classid = 'pg_class'::regclass AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('a', 'i')))
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO %I', p.oid::regprocedure, {name})
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname IN ('record', 'engine', 'public') AND p.proowner <> heir
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('ALTER TYPE %I.%I OWNER TO %I', n.nspname, t.typname, {name})
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE n.nspname IN ('record', 'engine', 'public') AND t.typtype IN ('e', 'd') AND t.typowner <> heir
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
  LOOP EXECUTE each.text; END LOOP;
END $$"""


class ApplicationRole:
    """The role that a data folder serves with: a file with its name and password, or an address that was given."""

    def __init__(self, folder: Path, given: str | None = None) -> None:
        self._file = folder / "secrets" / "application.role"
        self._given = given

    def url(self, owner: str) -> str:
        """The address to serve with: the owner's while there is no other."""
        if self._given:
            return self._given
        if not self._file.exists():
            return owner
        name, password = self._file.read_text().split()
        return make_conninfo(owner, user=name, password=password)

    async def arrange(self, connection: AsyncConnection) -> bool:
        """Makes the role where it is wanting and hands over what is its. False where the owner may make none."""
        name = str(conninfo_to_dict(self._given).get("user", "")) if self._given else ""
        if name and await _first(connection, OWNS, name):
            return False  # both addresses name one role
        if not self._given:
            if not await _first(connection, MAY_MAKE):
                return self._file.exists()
            name = await self._make(connection)
        async with connection.transaction():
            await connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(name)))
            for statement in GRANTS:
                await connection.execute(sql.SQL(statement).format(role=sql.Identifier(name)))
            await connection.execute(sql.SQL(HAND_OVER).format(name=sql.Literal(name)))
        return True

    async def _make(self, connection: AsyncConnection) -> str:
        name, password = self._kept()
        verb = "ALTER" if await _first(connection, IS_THERE, name) else "CREATE"
        text = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
        await connection.execute(text.format(sql.Identifier(name), sql.Literal(password)))
        return name

    def _kept(self) -> tuple[str, str]:
        """Name and password in the file, made at the first time."""
        with suppress(FileExistsError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(self._file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(f"guanxi_{secrets.token_hex(6)} {secrets.token_hex(24)}\n")
        name, password = self._file.read_text().split()
        return name, password


async def _first(connection: AsyncConnection, statement: bytes, *given: Any) -> Any:
    row = await (await connection.execute(statement, given or None)).fetchone()
    return row[0] if row else None


async def may_change_the_log(connection: AsyncConnection) -> bool:
    """Whether who is connected could change what stands in the log."""
    rights = b"SELECT has_table_privilege('audit.entry', 'UPDATE, DELETE, TRUNCATE')"
    with suppress(psycopg.errors.UndefinedTable):
        return bool(await _first(connection, rights))
    return True
