"""A browser on a running product: one server for a worker's journeys, a signed-in desk for each."""

import json
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from guanxi.engine.store.embedded import EmbeddedPostgres
from tests.browser.desk import Desk
from tests.faults.serving import Served

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 15_000  # milliseconds
AXE = Path(__file__).parents[2] / "client" / "node_modules" / "axe-core" / "axe.min.js"

FIRST_PASSWORD = "given by the office 1"
PASSWORD = "correct horse 7 staple"
NOBODY: Any = {"cookies": [], "origins": []}

OpenDesk = Callable[..., Desk]
Hire = Callable[..., Desk]


@pytest.fixture(scope="package")  # its event loop would stand in the way of other tests
def browser(chromium: str) -> Generator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def product() -> Generator[Served]:
    """The product as `guanxi serve` runs it, on an empty company."""
    with tempfile.TemporaryDirectory(prefix="guanxi-browser-") as folder:
        Path(folder).chmod(0o755)
        served = Served(Path(folder) / "data").wait_until_ready()
        yield served
        served.stop()


@pytest.fixture(scope="package")
def session(browser: Browser, product: Served) -> Any:
    """The cookies of the administrator, signed in once for all journeys."""
    context = browser.new_context()
    words = {"login": "admin", "password": str(product.password)}
    assert context.request.post(f"http://localhost:{product.port}/api/v1/auth/login", data=words).ok
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(autouse=True)
def forgiven(product: Served) -> None:
    """All stories come from one address: failures of one are not held against the next."""
    with psycopg.connect(EmbeddedPostgres(product.data / "postgres").url, autocommit=True) as connection:
        connection.execute("DELETE FROM engine.hurdle")


@pytest.fixture
def open_desk(browser: Browser, product: Served, session: Any) -> Generator[OpenDesk]:
    """Opens a desk in English, once more for each call: the administrator's, or that of whoever has the cookies."""
    contexts: list[BrowserContext] = []

    def enter(state: Any = session) -> Desk:
        context = browser.new_context(
            locale="en-US",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1440, "height": 900},
            storage_state=state,
            reduced_motion="reduce",  # what moves is missed by a click on a busy machine
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return Desk(page, f"http://localhost:{product.port}")

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def hire(open_desk: OpenDesk) -> Hire:
    """Makes a user with a role and opens the desk at which he is signed in."""

    def enter(login: str, role: str = "representative") -> Desk:
        office = open_desk()
        wanted = quote(json.dumps({"field": "code", "op": "eq", "value": role}))
        [role_id] = [each["id"] for each in office.send("GET", f"/records/role?filter={wanted}")["records"]]
        person = office.create("user", name=login.title(), login=login, roles=[role_id])
        office.send("POST", "/actions/identity/set_password", {"user": person, "password": FIRST_PASSWORD})
        desk = open_desk(NOBODY)
        desk.send("POST", "/auth/login", {"login": login, "password": FIRST_PASSWORD})
        desk.send("POST", "/auth/password", {"current": FIRST_PASSWORD, "new": PASSWORD})
        return desk

    return enter


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk()


@pytest.fixture
def page(desk: Desk) -> Page:
    """The page of the desk, at its beginning."""
    desk.go("/")
    expect(desk.page.get_by_role("navigation").first).to_be_visible()
    return desk.page


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker, as a script."""
    return AXE.read_text()
