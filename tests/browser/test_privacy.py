"""What an officer and a representative do for persons' rights, by clicking: PRI-1, PRI-2, PRI-3."""

import json
import re
from urllib.parse import quote

import psycopg
from playwright.sync_api import FilePayload, expect

from guanxi.engine.store.embedded import EmbeddedPostgres
from tests.browser.desk import Desk
from tests.faults.serving import Served

LONG = 60_000  # milliseconds, for the worker
AGED = "UPDATE record.contact SET created_at = now() - interval '400 days' WHERE email = 'old@retained.example'"


def test_consent_is_given_with_its_proof_and_taken_back(desk: Desk) -> None:
    person = desk.create("contact", name={"family": "Consents", "given": "Carla"}, email="carla@consent.example")
    desk.open("contact", person)
    page = desk.page
    cell = page.get_by_role("button", name=re.compile("^Newsletter, E-mail"))
    expect(cell).to_have_accessible_name("Newsletter, E-mail: not asked")
    cell.click()
    question = page.get_by_role("dialog")
    question.get_by_label("Proof").fill("Signed at the fair")
    scan = FilePayload(name="form.txt", mimeType="text/plain", buffer=b"Carla agrees")
    question.get_by_label("Scan or recording").set_input_files(scan)
    desk.answer(question, "Write down")
    expect(cell).to_have_accessible_name(re.compile("agrees"))
    expect(question).to_be_hidden()
    cell.click()
    question.get_by_label("Proof").fill("Wrote on Monday")
    desk.answer(question, "Write down")
    expect(cell).to_have_accessible_name(re.compile("takes consent back"))
    wanted = quote(json.dumps({"field": "contact", "op": "eq", "value": person}))
    [consent] = desk.send("GET", f"/records/consent?filter={wanted}")["records"]
    assert (consent["state"], consent["proof"]) == ("withdrawn", "Wrote on Monday")
    files = desk.send("GET", f"/records/consent/{consent['id']}/files")["files"]
    assert [each["name"] for each in files] == ["form.txt"]


def test_of_two_persons_one_is_erased_and_one_must_be_kept(desk: Desk) -> None:
    ids = [
        desk.create("contact", name={"family": family, "given": "Ada"}, email=f"{family.lower()}@rights.example")
        for family in ("Goes", "Stays")
    ]
    desk.open("contact", ids[1])
    page = desk.page
    page.get_by_role("button", name="Must be kept").click()
    question = page.get_by_role("dialog")
    question.get_by_label("Why").fill("A case before the court")
    desk.answer(question, "Must be kept")
    expect(page.get_by_role("status").filter(has_text="A case before the court")).to_be_visible()
    desk.open("subject_request", desk.create("subject_request", kind="erase"))
    page.get_by_role("link", name="Find and answer").click()
    page.get_by_label("a line for each person").fill("goes@rights.example\nstays@rights.example")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("region", name="goes@rights.example").get_by_role("link", name="Ada Goes")).to_be_visible()
    page.get_by_role("button", name="Erase", exact=True).click()
    desk.answer(page.get_by_role("dialog"), "Erase")
    expect(page.get_by_role("alert")).to_contain_text("Ada Stays: A case before the court")
    page.get_by_role("button", name="Leave these as they are and do the rest").click()
    certificate = page.get_by_role("link", name="Certificate")
    expect(certificate).to_be_visible(timeout=LONG)
    with page.context.expect_page() as opened:
        certificate.click()
    paper = opened.value
    expect(paper.get_by_role("heading", level=1)).to_have_text("Certificate of erasure")
    expect(paper.get_by_role("heading", name="Left as they are, because they must be kept")).to_be_visible()
    assert paper.locator("table").first.evaluate("each => getComputedStyle(each).borderCollapse") == "collapse"
    names = [
        each["name"]["full"] for each in desk.send("GET", f"/records/contact?q={quote('rights.example')}")["records"]
    ]
    assert names == ["Ada Stays"]


def test_a_retention_rule_is_tried_out_before_it_works(desk: Desk, product: Served) -> None:
    for word in ("old", "new"):
        desk.create("contact", name={"family": word.title(), "given": "Retained"}, email=f"{word}@retained.example")
    with psycopg.connect(EmbeddedPostgres(product.data / "postgres").url, autocommit=True) as connection:
        connection.execute(AGED)
    criteria = {"field": "email", "op": "contains", "value": "retained.example"}
    rule = desk.create(
        "retention_rule", name="Old ones", object="contact", date_field="created_at", days=365, criteria=criteria
    )
    desk.open("retention_rule", rule)
    page = desk.page
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_text("One record would go to the recycle bin.")).to_be_visible()
    page.get_by_role("link", name="Retained Old").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Retained Old")
