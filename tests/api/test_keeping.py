"""What is kept as it was sent: a character that cannot be kept is named, and preferences have an end."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio
NAUGHT = "a\x00b"


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/views", {"object": "account", "name": NAUGHT}, "name"),
        ("POST", "/views", {"object": "account", "name": "A", "widths": {NAUGHT: [1]}}, "widths"),
        ("PATCH", "/auth/me", {"preferences": {"deep": [{"er": NAUGHT}]}}, "preferences"),
        ("POST", "/imports/mappings", {"name": NAUGHT, "object": "account", "settings": {}}, "name"),
        ("POST", "/shape/objects", {"labels": {"en": "A"}, "icon": NAUGHT}, "icon"),
        ("POST", "/shape/objects/account/fields", {"kind": "text", "labels": {"en": NAUGHT}}, "labels"),
        ("PATCH", "/shape/objects/account/fields/size", {"hints": {NAUGHT: "a"}}, "hints"),
        ("POST", "/exports", {"object": "account", "q": NAUGHT}, "q"),
    ],
)
async def test_character_that_cannot_be_kept_is_named(
    admin: httpx.AsyncClient, method: str, path: str, body: Any, field: str
) -> None:
    refused = await admin.request(method, path, json=body)
    assert refused.status_code == 422, refused.text
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [(field, "control_character")]


@pytest.mark.parametrize("path", ["/records/account", "/shape/objects"])
async def test_reason_that_cannot_be_kept_is_named(admin: httpx.AsyncClient, path: str) -> None:
    body = {"name": "Acme", "labels": {"en": "Vehicle"}}
    refused = await admin.post(path, json=body, headers={"X-Change-Reason": "a%00b"})
    assert refused.status_code == 422, refused.text
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        ("X-Change-Reason", "control_character")
    ]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/search?q=a%00b", "q"),
        ("/records/account?q=a%00b", "q"),
        ("/records/account?sort=a%00b", "sort"),
        ("/records/account/by/shop/a%00b", "value"),
    ],
)
async def test_character_that_cannot_be_asked_for_is_named(admin: httpx.AsyncClient, path: str, field: str) -> None:
    refused = await admin.get(path)
    assert refused.status_code == 400, refused.text
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [(field, "control_character")]


@pytest.mark.parametrize("given", [[], {}, 5, "pdf"])
async def test_export_in_no_format_says_which_there_are(admin: httpx.AsyncClient, given: Any) -> None:
    refused = await admin.post("/exports", json={"object": "account", "format": given})
    assert refused.status_code == 422, refused.text
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [("format", "bad_format")]


async def test_preferences_have_an_end_however_they_come(admin: httpx.AsyncClient) -> None:
    taken = [
        (await admin.patch("/auth/me", json={"preferences": {f"part{n}": "x" * 20_000}})).status_code for n in range(3)
    ]
    assert taken == [200, 200, 422]
    refused = await admin.patch("/auth/me", json={"preferences": {"part2": "x" * 20_000}})
    assert refused.json()["errors"][0]["code"] == "preferences_too_long"
    kept = (await admin.patch("/auth/me", json={"preferences": {"part0": None, "part2": {"a": None}}})).json()
    assert kept["preferences"] == {"part1": "x" * 20_000, "part2": {"a": None}}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"columns": 5}, "not_a_list"),
        ({"sort": [1]}, "not_a_list"),
        ({"kind": None}, "not_text"),
        ({"by": ["stage"]}, "not_text"),
        ({"name": 7}, "not_text"),
    ],
)
async def test_view_of_other_kinds_than_described_is_refused(
    admin: httpx.AsyncClient, part: dict[str, Any], code: str
) -> None:
    refused = await admin.post("/views", json={"object": "account", "name": "A"} | part)
    assert refused.status_code == 422, refused.text
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [(*part, code)]
    kept = (await admin.post("/views", json={"object": "account", "name": "A"})).json()
    assert (await admin.patch(f"/views/{kept['id']}", json=part)).status_code == 422
