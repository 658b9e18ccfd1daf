"""Names that would be scripts are shown as the names that they are, in dialogs and messages too: ACC-9."""

from collections.abc import Generator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.desk import WRITES, Desk
from tests.browser.test_hostile_texts import SHORT, assert_quiet, struck

__all__ = ["struck"]
LABELS = {"labels": {"en": SHORT}, "plural_labels": {"en": SHORT}}


@pytest.fixture
def own(desk: Desk) -> Generator[str]:
    """An object of the administrator's, with fields and choices that are called like a script."""
    name = str(desk.send("POST", "/shape/objects", LABELS)["name"])
    for facts in ({"kind": "text"}, {"kind": "picklist", "choices": [{"key": "one", **LABELS}]}, {"kind": "tags"}):
        desk.send("POST", f"/shape/objects/{name}/fields", {"name": facts["kind"], **LABELS, **facts})
    yield name
    desk.send("DELETE", f"/shape/objects/{name}")


@pytest.fixture
def account(desk: Desk) -> str:
    """An account that is called so before and after a change, with a file and a comment called so."""
    made = desk.create("account", name=f"{SHORT} before", tags=[SHORT])
    desk.send("PATCH", f"/records/account/{made}?duplicates=allow", {"name": SHORT, "description": SHORT})
    desk.send("POST", f"/records/account/{made}/comments", {"text": SHORT})
    filed = desk.page.context.request.post(
        f"{desk.url}/api/v1/records/account/{made}/files",
        data=b"paper",
        headers={**WRITES, "X-File-Name": quote(f"{SHORT}.txt")},
    )
    assert filed.ok, filed.text()
    return made


def test_hostile_names_are_shown_and_do_nothing(desk: Desk, struck: list[str], own: str, account: str) -> None:
    record = desk.create(own, name=SHORT, x_text=SHORT, x_picklist="one", x_tags=[SHORT])
    view = desk.send("POST", "/views", {"object": "account", "name": SHORT, "shared": "me"})["id"]
    rule = {"name": SHORT, "object": "account", "criteria": {"field": "name", "op": "eq", "value": SHORT}}
    desk.create("sharing_rule", **rule)
    desk.create("territory", **rule)
    screens = [
        *(f"/o/account/{account}?tab={tab}" for tab in ("overview", "timeline", "files", "history")),
        *(f"/o/{own}", f"/o/{own}/{record}", f"/o/{own}/{record}?tab=history", f"/o/account?view={view}"),
        *(f"/settings/objects?object={own}", "/settings/roles", "/settings/sharing", "/recycle-bin"),
        *(f"/changes?object={own}", '/o/account?filter={"field":"tags","op":"has_any","value":["' + SHORT + '"]}'),
    ]
    for path in screens:
        desk.go(path)
        assert_quiet(desk, struck)
    desk.send("DELETE", f"/views/{view}")


def test_hostile_names_do_nothing_in_dialogs_and_messages(
    desk: Desk, struck: list[str], own: str, account: str
) -> None:
    page, record = desk.page, desk.create(own, name=SHORT, x_text=SHORT)
    for entry in ("Share…", "Who sees this, and why?"):
        desk.open("account", account)
        desk.menu("More", entry)
        dialog = page.get_by_role("dialog").last
        expect(dialog).to_contain_text(SHORT)
        assert_quiet(desk, struck)
    desk.open(own, record)
    page.get_by_role("button", name="Edit", exact=True).first.click()
    expect(page.get_by_role("dialog").last).to_contain_text(SHORT)
    assert_quiet(desk, struck)
    desk.open("account", account)
    desk.menu("More", "Delete")
    deleted = desk.toast(f"Account “{SHORT}” deleted")
    expect(deleted).to_be_visible()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(deleted).to_be_hidden()
    expect(page.get_by_role("main")).to_contain_text(SHORT)
    assert_quiet(desk, struck)
