"""ACC-7: the auditor looks for a deed, opens it, and has it verified in the browser; that is all that he sees."""

import json
import os
import re
import subprocess
import sys
import time

import pytest
from playwright.sync_api import Page, Route, expect

from guanxi.engine.audit.notes import Verifier
from guanxi.engine.audit.proving import check
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.faults.serving import Served


@pytest.fixture
def auditor(hire: Hire) -> Desk:
    return hire(f"otto{time.monotonic_ns()}", "auditor")


def seal(desk: Desk, product: Served) -> str:
    """Has everything up to now sealed, as the worker does each minute; the public key."""
    words = [sys.executable, "-m", "guanxi", "audit", "seal", "--data", str(product.data)]
    subprocess.run(words, check=True, env={**os.environ, "GUANXI_DATABASE_URL": ""})
    return str(desk.send("GET", "/audit/checkpoint")["key"])


def open_log(desk: Desk) -> Page:
    desk.go("/settings/appearance")
    desk.page.get_by_role("link", name="Audit log", exact=True).click()
    expect(desk.page.get_by_role("list", name="Audit log").get_by_role("button").first).to_be_visible()
    return desk.page


def test_the_auditor_finds_a_deed_and_verifies_it_in_the_browser(auditor: Desk, product: Served) -> None:
    key = seal(auditor, product)
    page = open_log(auditor)
    expect(page.get_by_text(key)).to_be_visible()
    auditor.choose(page.get_by_role("combobox", name="What"), "created")
    expect(page).to_have_url(re.compile("action=create"))
    entries = page.get_by_role("list", name="Audit log")
    expect(entries.get_by_role("button", name="created").first).to_be_visible()
    expect(entries.get_by_role("button", name="signed in")).to_have_count(0)
    entries.get_by_role("button").first.click()
    panel = page.get_by_role("complementary", name="Entry")
    panel.get_by_role("button", name="Verify").click()
    expect(panel.get_by_text("Checked in this browser")).to_be_visible()
    with page.expect_download() as download:
        panel.get_by_role("link", name="Proof").click()
    proof = json.loads(download.value.path().read_text())
    assert check(proof, Verifier.read(key)).size > proof["index"]


def test_a_forged_proof_is_not_believed(auditor: Desk, product: Served) -> None:
    seal(auditor, product)

    def forge(route: Route) -> None:
        found = route.fetch()
        route.fulfill(response=found, body=found.text().replace("create", "delete"))

    auditor.page.route("**/proof", forge)
    page = open_log(auditor)
    auditor.choose(page.get_by_role("combobox", name="What"), "created")
    entries = page.get_by_role("list", name="Audit log")
    expect(entries.get_by_role("button", name="signed in")).to_have_count(0)
    entries.get_by_role("button").first.click()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("The proof does not hold")).to_be_visible()


def test_the_auditor_has_no_other_place_than_the_log(auditor: Desk) -> None:
    open_log(auditor)
    expect(auditor.page.get_by_role("link", name="Company", exact=True)).to_have_count(0)
    auditor.go("/")
    expect(auditor.page.get_by_role("navigation").first).to_be_visible()
    expect(auditor.page.get_by_role("link", name="Accounts")).to_have_count(0)


def test_the_log_is_open_to_everybody_who_reads_with_other_means(auditor: Desk, axe: str) -> None:
    page = open_log(auditor)
    page.get_by_role("list", name="Audit log").get_by_role("button").first.click()
    expect(page.get_by_role("complementary", name="Entry")).to_be_visible()
    assert auditor.axe(axe) == []
