"""Puts the parts together: settings, database, modules and doors."""

import asyncio
import gc
import signal
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from guanxi.api.pace import Pace
from guanxi.cli.program import ImportOrder, ImportSummary, Rotation, TokenOrder
from guanxi.engine import jobs
from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.audit.tables import AUDIT_TABLES
from guanxi.engine.changes.answers import forget_answers
from guanxi.engine.changes.purge import purge_nightly
from guanxi.engine.changes.reindexing import renew_entries
from guanxi.engine.changes.rerating import rerate
from guanxi.engine.company import Company, open_pool
from guanxi.engine.company.company import prepare_connection
from guanxi.engine.company.surroundings import Surroundings
from guanxi.engine.company.words import Words
from guanxi.engine.crypto.tables import CRYPTO_TABLES
from guanxi.engine.customs import load_registry, purge_dropped, refresh_shape
from guanxi.engine.customs.resuming import resume_nightly
from guanxi.engine.customs.rotating import renew_nightly, rotate_field, rotate_master
from guanxi.engine.customs.unsealing import enter_field, open_field
from guanxi.engine.mail import forget_letters
from guanxi.engine.mail.tables import MAIL_TABLES
from guanxi.engine.oauth.tables import OAUTH_TABLES
from guanxi.engine.people import (
    letting_in,
    load_grants,
    new_password,
    new_token,
    principal_of_login,
    read_facts,
    roles_mark,
    set_password,
)
from guanxi.engine.people.resetting import send_link
from guanxi.engine.people.tables import PEOPLE_TABLES
from guanxi.engine.privacy.erasing import erase
from guanxi.engine.privacy.nightly import NIGHTLY
from guanxi.engine.privacy.tables import PRIVACY_TABLES
from guanxi.engine.provisioning.tables import PROVISIONING_TABLES
from guanxi.engine.query.reveal import REVEAL_TABLES
from guanxi.engine.sharing.sweep import sweep_nightly
from guanxi.engine.sharing.tables import SHARING_TABLES
from guanxi.engine.sharing.triggers import renew_all
from guanxi.engine.signon.ldap.comparing import compare_nightly
from guanxi.engine.signon.tables import SIGNON_TABLES
from guanxi.engine.store.roles import OWNERS_OPTIONS, ApplicationRole
from guanxi.engine.store.schema import synchronise
from guanxi.engine.traces import send_spans
from guanxi.engine.transfer import whole
from guanxi.engine.transfer.exporting import run_export
from guanxi.engine.transfer.kept_files import seal_files
from guanxi.engine.transfer.tables import TRANSFER_TABLES
from guanxi.engine.watch import Finding, findings_of, write_lines
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.objects import build_registry
from guanxi.kernel.principal import system
from guanxi.kernel.specs import Registry
from guanxi.modules import MODULES
from guanxi.modules.identity import seed_roles
from guanxi.modules.privacy import expire_consents
from guanxi.settings import Settings

if TYPE_CHECKING:
    from guanxi.api.app import Application

Report = Callable[[str], None]
ENGINE = Path(__file__).parent / "engine"
ENGINE_WORDS = (
    ENGINE / "words",
    ENGINE / "oauth" / "words",
    ENGINE / "uploads" / "words",
    ENGINE / "transfer" / "words",
    ENGINE / "mail" / "words",
    ENGINE / "people" / "words",
    ENGINE / "sharing" / "words",
    ENGINE / "outgoing" / "words",
    ENGINE / "signon" / "words",
    ENGINE / "privacy" / "words",
)
MIGRATION_LOCK = 72_01
EXTRA_TABLES = (
    *TRANSFER_TABLES,
    *MAIL_TABLES,
    *CRYPTO_TABLES,
    *PEOPLE_TABLES,
    *OAUTH_TABLES,
    *REVEAL_TABLES,
    *SHARING_TABLES,
    *PRIVACY_TABLES,
    *SIGNON_TABLES,
    *PROVISIONING_TABLES,
)
# jobs that only doors ask for: what is not loaded here no worker ever does
ASKED_FOR = (enter_field, erase, open_field, run_export, seal_files, send_link)
ADMINISTRATOR = "admin"
ARRIVED = "INSERT INTO engine.setting (name, value) VALUES ($1, 'true') ON CONFLICT DO NOTHING RETURNING true"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the first start made; `password` is None when the administrator was there before."""

    login: str
    password: str | None
    notes: tuple[str, ...] = ()


def standard_registry() -> Registry:
    """All objects that the modules declare."""
    declared = [each for module in MODULES for each in module.objects]
    return build_registry(declared, [each for module in MODULES for each in module.extensions])


def all_words() -> Words:
    return Words([*ENGINE_WORDS, *(module.translations for module in MODULES if module.translations)])


async def open_company(
    url: str, files_dir: Path, most: int = 8, master_key: str | None = None, kms_command: str | None = None
) -> Company:
    """A company that is ready to work; its schema must be there (see `prepare`)."""
    pool = open_pool(url, most)
    await pool.open(wait=True, timeout=30)
    company = Company(pool, standard_registry(), all_words(), files_dir, master_key, kms_command)
    company.areas = tuple(dict.fromkeys(area for module in MODULES for area in module.areas))
    company.actions = {module.name: module.actions for module in MODULES}
    async with pool.connection() as connection:
        company.roles_mark = await roles_mark(connection)
        company.replace(await load_registry(connection, company.registry), await load_grants(connection))
        await company.load_norms(connection)
    await renew_all(company)
    return company


async def _open(settings: Settings, most: int = 8) -> Company:
    assert settings.database_url is not None
    url = _role(settings).url(settings.database_url)
    company = await open_company(url, settings.data / "files", most, settings.master_key, settings.kms_command)
    company.surroundings = Surroundings(
        settings.public_url or f"http://localhost:{settings.port}",
        settings.passkey_id,
        settings.passkey_origins,
        tuple(ip_network(each) for each in settings.proxies),
        settings.breached_passwords,
    )
    return company


def _role(settings: Settings) -> ApplicationRole:
    return ApplicationRole(settings.data, settings.application_url)


async def migrate(url: str, report: Report = print, application: ApplicationRole | None = None) -> int:
    """Brings a database up to this version; several processes may try at once, one does it.

    The owner makes the log and the application's role, which does the rest: nothing of the application's ever runs with
    the owner's rights. Without an application role the owner does everything.
    """
    async with await psycopg.AsyncConnection.connect(url, options=OWNERS_OPTIONS) as owner:
        await prepare_connection(owner)
        await owner.execute(b"SELECT pg_advisory_lock($1)", [MIGRATION_LOCK])
        try:
            for statement in AUDIT_TABLES:
                await owner.execute(statement.encode())
            is_apart = application is not None and await application.arrange(owner)
            if application is not None and not is_apart:
                report("The database has one role for everything: the audit log is not closed to the application")
            return await _migrate_the_rest(application.url(url) if application and is_apart else url, report)
        finally:
            await owner.execute(b"SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK])


async def _migrate_the_rest(url: str, report: Report) -> int:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await prepare_connection(connection)
        count = await synchronise(connection, standard_registry(), EXTRA_TABLES)
        await jobs.install(connection)
        registry = await load_registry(connection, standard_registry())
        count += await synchronise(connection, registry)
        await renew_entries(connection, registry, all_words(), report)
    return count


async def prepare(settings: Settings, report: Report = print) -> Prepared:
    """Migrates, and at the first start makes the roles, the administrator and, when wanted, the demo company."""
    assert settings.database_url is not None
    report("Bringing the database up to date")
    await migrate(settings.database_url, report, _role(settings))
    company = await _open(settings)
    try:
        return await _first_start(company, settings, report)
    finally:
        await company.pool.close()


async def _first_start(company: Company, settings: Settings, report: Report) -> Prepared:
    async with company.reading(system()) as work:
        started = await work.fetch("SELECT value FROM engine.setting WHERE name = 'started'")
    if started:
        await welcome_modules(company)
        return Prepared(ADMINISTRATOR, None)
    report("First start: writing roles and the administrator")
    password = new_password()
    await seed(company, password)
    demo_password, examples = None, ""
    if settings.demo:
        from guanxi.modules.demo import DEMO_LOGINS, load_demo

        demo_password, examples = await load_demo(company, report), ", ".join(DEMO_LOGINS[:4])
    async with company.work(system(), source="installation") as work:
        await work.execute("INSERT INTO engine.setting (name, value) VALUES ('started', 'true') ON CONFLICT DO NOTHING")
    notes = (f"The people of the demo company ({examples}, ...) sign in with the password  {demo_password}",)
    return Prepared(ADMINISTRATOR, password, notes if demo_password else ())


async def welcome_modules(company: Company) -> None:
    """Gives a company what modules bring that are younger than itself, each once: first roles, first records."""
    async with company.work(system(), source="installation") as work:
        await seed_roles(work, MODULES)
    for module in [each for each in MODULES if each.arrives is not None]:
        async with company.work(system(), source="installation") as work:
            if await work.fetch(ARRIVED, f"arrived:{module.name}") and module.arrives is not None:
                await module.arrives(work, MODULES)
    async with company.pool.connection() as connection:
        company.replace(grants=await load_grants(connection))


async def seed(company: Company, password: str) -> None:
    """What every company starts with: the modules' first records and an administrator; safe to run again."""
    async with company.work(system(), source="installation") as work:
        if not await work.fetch("SELECT 1 FROM record.role LIMIT 1"):
            for module in MODULES:
                if module.seeds is not None:
                    await module.seeds(work, MODULES)
                if module.arrives is not None:
                    await work.fetch(ARRIVED, f"arrived:{module.name}")
        await _administrator(work, password)
    async with company.pool.connection() as connection:
        company.replace(grants=await load_grants(connection))


async def _administrator(work: Any, password: str) -> None:
    from guanxi.engine.changes import Change, write

    rows = await work.fetch("SELECT id::text FROM record.\"user\" WHERE login = 'admin'")
    if not rows:
        roles = await work.fetch("SELECT id::text FROM record.role WHERE code = 'administrator'")
        values = {"name": "Administrator", "login": "admin", "roles": [roles[0][0]], "is_active": True}
        user_id = new_id()
        await write(work, "user", [Change("create", user_id, values)])
        rows = [(str(user_id),)]
    await set_password(work, rows[0][0], password)


@asynccontextmanager
async def _company_of(settings: Settings) -> AsyncGenerator[Company]:
    assert settings.database_url is not None
    company = await _open(settings, 4)
    settle_memory()
    try:
        yield company
    finally:
        await company.pool.close()


async def create_token(settings: Settings, order: TokenOrder) -> str:
    """A token for a program that acts as this user."""
    async with _company_of(settings) as company:
        given = {"name": order.name, "scopes": order.scopes, "days": order.days, "networks": order.networks}
        objects = company.registry.objects
        facts = read_facts({**given, "scopes": order.scopes or ["read"]}, objects)
        return await new_token(company, order.user, facts if order.scopes else replace(facts, scopes=None))


async def let_in(settings: Settings, login: str, *, lifts_networks: bool) -> str:
    """A new first password for somebody whom nobody else can help."""
    async with _company_of(settings) as company, company.work(system(), source="command line") as work:
        return await letting_in.let_in(work, login, lifts_networks=lifts_networks)


async def rotate(settings: Settings, rotation: Rotation) -> str:
    """New keys in the place of old ones; what was done, in a sentence."""
    async with _company_of(settings) as company, company.work(system(), source="command line") as work:
        if rotation.field is None:
            return f"{await rotate_master(work, renews=rotation.renews)} keys are wrapped by the master key of now."
        object_name, _, field_name = rotation.field.partition(".")
        version = await rotate_field(work, object_name, field_name)
        return f"{rotation.field} has key {version}; a worker writes its values anew under it."


async def check(settings: Settings) -> list[Finding]:
    """Looks at everything that the product stands on."""
    async with _company_of(settings) as company:
        return await findings_of(company)


async def import_file(settings: Settings, order: ImportOrder, report: Report) -> ImportSummary:
    """Imports a local file as the browser's wizard would."""
    async with _company_of(settings) as company:
        principal = await principal_of_login(company, order.user or ADMINISTRATOR)
        wanted: dict[str, Any] = {"object": order.object_name, "mode": order.mode, "keys": list(order.keys)}
        wanted |= {"set": order.constants, "empty_cells": order.empty_cells}
        run = await whole.upload(company, principal, order.file)
        run = await whole.settle(company, principal, run, wanted, order.mapping)
        if order.dry_run:
            counts = await whole.dry_counts(company, principal, run)
            return ImportSummary(counts["create"], counts["update"], counts["unchanged"], counts["refuse"])
        run = await whole.import_whole(company, principal, run, report)
        if order.rejected:
            await whole.write_rejected(company, principal, run, order.rejected)
        return ImportSummary(run.created, run.updated, run.unchanged, run.refused)


def settle_memory() -> None:
    """Spares the collector what stays for good, and lets it look less often: a batch is many objects, no circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def create_app() -> "Application":
    """The web application; it opens its company when the server starts it."""
    from guanxi.api.app import build  # neither the worker nor the command line need the doors

    settings = Settings.from_environment()
    write_lines(settings.log_level, settings.log_folder, "web")

    async def opener(stack: AsyncExitStack) -> Company:
        assert settings.database_url is not None
        company = await _open(settings)
        settle_memory()
        stack.push_async_callback(company.pool.close)
        if settings.traces_url:
            stack.callback(send_spans(settings.traces_url, "web"))
        return company

    share = max(1, settings.web_workers)
    return build(opener, standard_registry(), Pace(*(-(-each // share) for each in settings.pace)))


def duties_of(company: Company, sealer: Sealer) -> jobs.Duties:
    """What a worker does beside the queue."""

    async def refresh() -> None:
        await refresh_shape(company, standard_registry())

    async def purge(company: Company) -> None:
        await refresh()
        await renew_all(company)  # no rule may ask a column that goes
        await purge_dropped(company)

    nightly: jobs.Nightly = {
        "rates": rerate,
        "dropped": purge,
        "answers": forget_answers,
        "bin": purge_nightly,
        "sharing": sweep_nightly,
        "letters": forget_letters,
        "keys": renew_nightly,
        "sealing": resume_nightly,
        "consents": expire_consents,
        **NIGHTLY,
        "directories": compare_nightly,
    }
    return jobs.Duties(refresh, nightly, lambda: asyncio.to_thread(sealer.seal))


async def run_worker(settings: Settings) -> None:
    """Does jobs until SIGTERM or SIGINT."""
    assert settings.database_url is not None
    write_lines(settings.log_level, settings.log_folder, "worker")
    company = await _open(settings)
    settle_memory()
    sealer = Sealer.of(settings.database_url, settings.data, settings.master_key)
    end_spans = send_spans(settings.traces_url, "worker") if settings.traces_url else None
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        url = _role(settings).url(settings.database_url)
        await jobs.work_off(company, url, stopping, duties_of(company, sealer))
    finally:
        await company.pool.close()
        if end_spans:
            await asyncio.to_thread(end_spans)
