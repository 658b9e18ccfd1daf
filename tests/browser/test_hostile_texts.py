"""Texts that would be scripts are shown as the texts that they are, on every kind of screen: ACC-9."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, expect

from guanxi import main
from guanxi.kernel.specs import FieldSpec, ObjectSpec
from tests.browser.desk import Desk
from tests.browser.test_policy import WATCH, refused

SHORT = "<svg onload=struck=1>"
LONG = (
    f'{SHORT}<img src=x onerror=struck=1>"\'><script>struck=1</script><a href="javascript:struck=1">go</a>{{{{7*7}}}}'
)
REGISTRY = main.standard_registry()
OBJECTS = (
    "account",
    "contact",
    "lead",
    "opportunity",
    "product",
    "task",
    "interaction",
    "note",
    "order",
    "team",
    "role",
)
MORE = ("/search?q=svg", "/o/opportunity?kind=kanban&by=stage", "/o/task?kind=calendar", "/changes", "/recycle-bin")


def hostile(each: FieldSpec) -> Any:
    """The text for a field, in the form of its kind; None where the kind takes no free text."""
    text = LONG if (each.max_length or 1000) >= len(LONG) else SHORT
    forms: dict[str, Any] = {
        "text": text,
        "long_text": f"{LONG}\n{LONG}",
        "rich_text": f"<p>{LONG}</p>",
        "person_name": {"family": SHORT, "given": SHORT, "full": SHORT},
        "tags": [SHORT],
        "address": {"street": text, "city": SHORT},
    }
    return None if each.numbering or each.is_computed or each.is_readonly else forms.get(each.kind)


def values_of(spec: ObjectSpec) -> dict[str, Any]:
    found = {each.name: hostile(each) for each in spec.fields.values()}
    return {name: value for name, value in found.items() if value is not None}


@pytest.fixture
def struck(desk: Desk) -> list[str]:
    """What ran or tried to; the desk notes it from its first screen on."""
    found: list[str] = []

    def note(dialog: Dialog) -> None:
        found.append(dialog.message)
        dialog.dismiss()

    desk.page.add_init_script(WATCH)
    desk.page.on("dialog", note)
    return found


def assert_quiet(desk: Desk, struck: list[str]) -> None:
    expect(desk.page.get_by_role("heading", level=1), desk.page.url).to_be_visible()
    desk.page.wait_for_timeout(300)  # what is fetched later has come
    assert (desk.page.evaluate("window.struck ?? null"), struck, refused(desk)) == (None, [], [])
    assert desk.page.locator("svg[onload], img[onerror], a[href^='javascript:']").count() == 0


def test_hostile_texts_are_shown_and_do_nothing(desk: Desk, struck: list[str]) -> None:
    account = desk.create("account", name="Quiet Ltd")
    for name in OBJECTS:
        spec = REGISTRY[name]
        given = {"account": account} if name in ("opportunity", "order") else {}
        record = desk.create(name, **values_of(spec), **given)
        desk.go(f"/o/{name}")
        assert_quiet(desk, struck)
        desk.open(name, record)
        assert_quiet(desk, struck)
    for path in MORE:
        desk.go(path)
        assert_quiet(desk, struck)
    desk.go("/search?q=svg")
    expect(desk.page.get_by_text(SHORT).first).to_be_visible()
