"""A browser on a running product: one server for a worker's journeys, one signed-in page for each."""

import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.faults.serving import Served

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 30_000  # milliseconds


@pytest.fixture(scope="package")  # its event loop would stand in the way of other tests
def browser(chromium: str) -> Generator[Browser]:
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


@pytest.fixture
def page(browser: Browser, product: Served) -> Generator[Page]:
    """A page that is signed in as the administrator, in English."""
    expect.set_options(timeout=PATIENCE)
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    found = context.new_page()
    found.set_default_timeout(PATIENCE)
    found.goto(f"http://localhost:{product.port}/")
    found.get_by_label("User name or e-mail").fill("admin")
    found.locator("input[type=password]").fill(str(product.password))
    found.keyboard.press("Enter")
    expect(found.get_by_role("navigation").first).to_be_visible()
    yield found
    context.close()
