"""ACC-7: the application works with a role that may add to the audit log and can change nothing of it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from guanxi import main
from guanxi.api.app import build
from guanxi.engine import jobs
from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.audit.verifying import verify
from guanxi.engine.company import Company
from guanxi.engine.store.roles import ApplicationRole
from guanxi.kernel.principal import system
from tests.databases import until_settled
from tests.fixtures.company import PASSWORD, build_template

pytestmark = pytest.mark.anyio


@pytest.fixture
def owner(template_database: Callable[..., str]) -> str:
    """The owner's address of a company that was migrated before there were two roles."""
    return template_database("company", build_template)


@pytest.fixture
async def role(owner: str, tmp_path: Path) -> ApplicationRole:
    found = ApplicationRole(tmp_path)
    await main.migrate(owner, application=found)
    return found


@pytest.fixture
async def company(owner: str, role: ApplicationRole, tmp_path: Path) -> AsyncGenerator[Company]:
    found = await main.open_company(role.url(owner), tmp_path / "files")
    yield found
    await found.pool.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit.entry SET action = 'other'",
        "DELETE FROM audit.entry",
        "TRUNCATE audit.entry",
        "DROP TABLE audit.entry",
        "ALTER TABLE audit.entry DROP COLUMN note",
        "ALTER TABLE audit.entry DISABLE TRIGGER ALL",
        "ALTER TABLE audit.entry OWNER TO CURRENT_USER",
        "CREATE RULE quiet AS ON INSERT TO audit.entry DO INSTEAD NOTHING",
        "CREATE TRIGGER quiet BEFORE INSERT ON audit.entry FOR EACH ROW EXECUTE FUNCTION"
        " suppress_redundant_updates_trigger()",
        "SELECT setval(pg_get_serial_sequence('audit.entry', 'seq'), 1)",
        "INSERT INTO audit.entry (seq, at, by_user, action) OVERRIDING SYSTEM VALUE"
        " VALUES (1000000, now(), gen_random_uuid(), 'x')",
        "INSERT INTO audit.entry (xid, at, by_user, action) VALUES ('1', now(), gen_random_uuid(), 'x')",
        "SELECT 1 FROM audit.entry FOR UPDATE",
        "LOCK TABLE audit.entry IN ACCESS EXCLUSIVE MODE",
        "UPDATE audit.batch SET first = 0",
        "DELETE FROM audit.tile",
        "INSERT INTO audit.era VALUES (9, 1, 1, '1', now())",
        "DELETE FROM audit.posting",
        "SELECT sealed FROM audit.key",
        "CREATE TABLE audit.other (id integer)",
        "DROP SCHEMA audit CASCADE",
        "CREATE ROLE helper SUPERUSER",
        "COPY audit.entry TO PROGRAM 'cat'",
        "SELECT pg_read_file('postgresql.conf')",
    ],
)
async def test_no_statement_of_the_application_changes_the_log(company: Company, statement: str) -> None:
    async with company.pool.connection() as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with connection.transaction():
                await connection.execute(statement.encode())


async def test_the_application_works_and_shapes_with_its_own_role(company: Company, owner: str, tmp_path: Path) -> None:
    standard = main.standard_registry()

    async def opener(_stack: AsyncExitStack) -> Company:
        return company

    app = build(opener, standard)
    transport = httpx.ASGITransport(app=app)
    headers = {"X-Guanxi-CSRF": "1", "Accept-Language": "en"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1", headers=headers) as admin,
    ):

        async def send(method: str, path: str, words: object = None) -> httpx.Response:
            answer = await admin.request(method, path, json=words)
            assert answer.status_code < 300, (path, answer.text)
            return answer

        await send("POST", "/auth/login", {"login": "admin", "password": PASSWORD})
        await send("POST", "/shape/objects", {"name": "van", "labels": {"en": "Van"}})
        facts = {"name": "load", "kind": "text", "labels": {"en": "Load"}, "search": 2, "unique": True}
        field = await send("POST", "/shape/objects/x_van/fields", facts)
        van = (await send("POST", "/records/x_van", {"name": "Blue", "x_load": "bricks"})).json()["id"]
        changed = await send("PATCH", f"/records/x_van/{van}", {"x_load": "sand"})
        await send("POST", f"/changes/{changed.headers['x-change-set']}/undo", {})
        await send("DELETE", f"/shape/objects/x_van/fields/{field.json()['name']}")
        await send("DELETE", f"/records/x_van/{van}")
        await send("PATCH", "/company", {"name": "Heron"})
        await send("POST", "/exports", {"object": "user", "format": "csv"})
        state = (await send("GET", "/audit/checkpoint")).json()
        assert state["unsealed"] > 0
    async with company.work(system()) as work:
        await jobs.enqueue(work, "export", {"export": "none"})
    sealer = Sealer.of(owner, tmp_path, None)
    await asyncio.to_thread(until_settled, owner)
    assert await asyncio.to_thread(sealer.seal) > 0
    assert (await asyncio.to_thread(verify, owner, sealer.outside)).is_sound


TRAP = """
CREATE FUNCTION engine.trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF has_table_privilege('audit.entry', 'DELETE') THEN DELETE FROM audit.entry; END IF; RETURN new;
END $$"""
ASIDE = """
CREATE FUNCTION public.aside(text[], text) RETURNS text[] LANGUAGE plpgsql AS $$ BEGIN
  IF has_table_privilege('audit.entry', 'DELETE') THEN DELETE FROM audit.entry; END IF; RETURN $1 || $2;
END $$"""


async def test_a_start_runs_nothing_of_the_applications_with_the_owners_rights(
    owner: str, role: ApplicationRole, company: Company
) -> None:
    """By functions named like PostgreSQL's own, by triggers on tables that a start writes."""
    with psycopg.connect(role.url(owner), autocommit=True) as connection:
        connection.execute(ASIDE)
        connection.execute("CREATE AGGREGATE public.array_agg(text) (sfunc = public.aside, stype = text[])")
        connection.execute(TRAP)
        connection.execute(
            "CREATE TRIGGER trap BEFORE INSERT OR UPDATE ON engine.setting FOR EACH ROW EXECUTE FUNCTION engine.trap()"
        )
        connection.execute("DELETE FROM engine.setting WHERE name = 'search'")
    before = await asyncio.to_thread(counted, owner)
    await main.migrate(owner, application=role)
    assert await asyncio.to_thread(counted, owner) == before > 0


def counted(url: str) -> int:
    """Entries of the log."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM audit.entry").fetchall()[0][0]


async def test_what_a_later_migration_adds_is_the_applications_too(
    owner: str, role: ApplicationRole, company: Company
) -> None:
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE engine.later (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    await main.migrate(owner, application=role)
    async with company.pool.connection() as connection:
        await connection.execute(b"ALTER TABLE engine.later ADD COLUMN more text")
        await connection.execute(b"INSERT INTO engine.later (name) VALUES ('one')")


async def test_an_owner_that_may_make_no_roles_does_everything_and_says_so(
    owner: str, tmp_path: Path, role: ApplicationRole
) -> None:
    plain = ApplicationRole(tmp_path / "other")
    async with await psycopg.AsyncConnection.connect(role.url(owner), autocommit=True) as connection:
        connection.cursor_factory = psycopg.AsyncRawCursor
        assert not await plain.arrange(connection)
    assert plain.url(owner) == owner


def test_the_role_is_kept_for_its_owner_alone(owner: str, tmp_path: Path) -> None:
    role = ApplicationRole(tmp_path)
    asyncio.run(main.migrate(owner, application=role))
    file = tmp_path / "secrets" / "application.role"
    assert file.stat().st_mode & 0o777 == 0o600
    name = conninfo_to_dict(role.url(owner))["user"]
    assert file.read_text().split()[0] == name
    with psycopg.connect(owner, autocommit=True) as connection:
        facts = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s", [name]
        )
        assert facts.fetchone() == (False, False, False)
