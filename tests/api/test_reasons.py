"""Why somebody can or cannot see something names the rule that decides, of each kind: ACC-5."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guanxi.engine.people import load_grants
from tests.fixtures.office import Office

pytestmark = pytest.mark.anyio
WIDE: dict[str, Any] = {"rights": ["read", "edit"], "read": "all", "edit": "all"}
NOTHING: dict[str, Any] = {"rights": [], "read": "none", "edit": "none"}


async def asked(office: Office, login: str, key: str, field: str = "") -> dict[str, Any]:
    """The whole answer to why this person sees an account, or one of its fields."""
    admin, params = await office.as_("admin"), {"user": await office.person(login), "field": field}
    answer = await admin.get(f"/records/account/{key}/why", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def codes(office: Office, login: str, key: str) -> tuple[list[str], list[str], list[str]]:
    """Why he sees it, why he edits it where that is something else, and what is missing."""
    found = await asked(office, login, key)
    reasons, editing, wanting = ([each["code"] for each in found[part]] for part in ("reasons", "editing", "wanting"))
    return reasons, editing, wanting


async def test_belonging_is_named_by_owner_team_and_team_below(office: Office) -> None:
    key = (await office.create("lina", "account", name="Works"))["id"]
    assert await codes(office, "lina", key) == (["owner", "team"], ["owner"], [])
    assert await codes(office, "zhoumin", key) == (["team"], [], ["out_of_edit_scope"])
    assert await codes(office, "chenli", key) == (["team_below"], [], [])
    assert await codes(office, "sunqian", key) == ([], [], ["out_of_scope"])
    assert await codes(office, "viewer", key) == (["all"], [], ["no_right"])
    assert await codes(office, "auditor", key) == ([], [], ["no_right"])


async def test_what_is_shared_is_named_by_its_rule_and_its_hand(office: Office) -> None:
    key, sunqian = (await office.create("lina", "account", name="Works"))["id"], await office.person("sunqian")
    rule: dict[str, Any] = {"name": "For the west", "object": "account", "criteria": {}, "level": "read"}
    await office.create("admin", "sharing_rule", **rule, people=[sunqian], until="2099-01-01")
    await office.create("admin", "sharing_rule", **rule | {"name": "Of others"}, people=[await office.person("viewer")])
    assert await codes(office, "sunqian", key) == (["rule_until"], [], ["out_of_edit_scope"])
    lina = await office.as_("lina")
    shared = await lina.post(f"/records/account/{key}/shares", json={"person": sunqian, "level": "edit"})
    assert shared.status_code == 201, shared.text
    assert await codes(office, "sunqian", key) == (["rule_until", "by_hand"], ["by_hand"], [])
    told = " ".join(each["text"] for each in (await asked(office, "sunqian", key))["reasons"])
    assert "“For the west” shares it until 2099-01-01" in told
    assert "李娜 shared it with 孙倩" in told
    assert "Of others" not in told


async def test_what_comes_from_somebody_absent_is_named_so(office: Office) -> None:
    own = (await office.create("lina", "account", name="Works"))["id"]
    other = (await office.create("admin", "account", name="Of nobody's team"))["id"]
    rule: dict[str, Any] = {"name": "All for Lina", "object": "account", "criteria": {}, "level": "read"}
    await office.create("admin", "sharing_rule", **rule, people=[await office.person("lina")])
    days = [(datetime.now(UTC) + timedelta(days=each)).date().isoformat() for each in (-2, 2)]
    absence = {"delegate": await office.person("sunqian"), "since": days[0], "until": days[1]}
    assert (await (await office.as_("lina")).post("/sharing/absences", json=absence)).status_code == 201
    assert (await codes(office, "sunqian", own))[0] == ["stands_in", "rule", "through_absence"]
    assert (await codes(office, "sunqian", other))[0] == ["rule", "through_absence"]
    assert (await codes(office, "lina", other))[0] == ["rule"]
    await office.create("admin", "sharing_rule", **rule | {"name": "Hers"}, people=[await office.person("sunqian")])
    told = [each["text"] for each in (await asked(office, "sunqian", other))["reasons"]]
    place = told.index("The sharing rule “All for Lina” shares it.")
    assert told[place + 1] == "That reaches 孙倩 while they stand in for 李娜."
    assert len(told) == 3, told


async def test_field_is_named_by_the_role_that_decides(office: Office) -> None:
    key = (await office.create("lina", "account", name="Works", phone="+86 21 6888 0000"))["id"]
    grants = {
        "masking": {**WIDE, "fields": {"phone": "masked"}},
        "revealing": {**WIDE, "fields": {"phone": "reveal"}},
        "showing": WIDE,
        "void": {**NOTHING, "fields": {"name": "hidden"}},
    }
    made = {
        code: (await office.create("admin", "role", name=code.title(), code=code, grants={"account": grant}))["id"]
        for code, grant in grants.items()
    }
    async with office.company.pool.connection() as connection:
        office.company.replace(grants=await load_grants(connection))
    expected = {
        ("masking",): ("field_masked", "Masking masks", False),
        ("masking", "void"): ("field_masked", "Masking masks", False),
        ("masking", "revealing"): ("field_reveal", "Revealing masks", False),
        ("masking", "revealing", "showing"): ("field_edit", "by the role Showing", True),
    }
    for roles, (code, words, is_seen) in expected.items():
        await office.change("user", await office.person("sunqian"), roles=[made[each] for each in roles])
        found = await asked(office, "sunqian", key, "phone")
        [decides] = [each for each in (*found["reasons"], *found["wanting"]) if each["code"].startswith("field")]
        assert (decides["code"], found["sees"]) == (code, is_seen), roles
        assert words in decides["text"], decides
        shown = (await (await office.as_("sunqian")).get(f"/records/account/{key}")).json()["phone"]
        assert (shown == "+862168880000") == is_seen, shown
