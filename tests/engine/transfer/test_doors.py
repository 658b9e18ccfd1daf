"""Imports through the HTTP interface, as the wizard in the browser uses it (REC-9)."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.transfer.running import run_import
from guanxi.engine.transfer.sources import sniff
from guanxi.engine.transfer.storage import MOST_UPLOAD
from tests.fixtures.company import SignIn

FILE = "姓名,手机,备注\n张伟,13800138000,好\n李娜,13800138001,\n无名,没有,\n"
NOTHING: dict[str, Any] = {}


async def upload(client: httpx.AsyncClient, content: bytes, name: str = "客户.csv") -> httpx.Response:
    return await client.post("/imports", content=content, headers={"X-File-Name": quote(name)})


async def made(client: httpx.AsyncClient, content: str = FILE, **settings: Any) -> dict[str, Any]:
    found = (await upload(client, content.encode("gbk"))).json()
    answer = await client.patch(f"/imports/{found['id']}", json=settings)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_wizard_from_upload_to_rejected_rows(company: Company, admin: httpx.AsyncClient) -> None:
    first = await upload(admin, FILE.encode("gbk"))
    assert first.status_code == 201
    found = first.json()
    assert (found["state"], found["encoding"], found["delimiter"]) == ("uploaded", "gbk", ",")
    assert (found["headers"], found["rows_estimate"]) == (["姓名", "手机", "备注"], 3)
    path = f"/imports/{found['id']}"
    chosen = (await admin.patch(path, json={"object": "contact"})).json()
    assert [(each["column"], each["field"]) for each in chosen["mapping"]] == [
        (0, "name"),
        (1, "mobile"),
        (2, "description"),
    ]
    assert {"field": "name", "part": "family"}.items() <= chosen["fields"][1].items()
    preview = (await admin.post(f"{path}/preview")).json()
    assert (preview["counts"], preview["is_complete"]) == (
        {"create": 2, "update": 0, "unchanged": 0, "refuse": 1},
        True,
    )
    assert preview["rows"][2]["errors"][0]["field"] == "mobile"
    started = await admin.post(f"{path}/run")
    assert (started.status_code, started.json()["state"]) == (202, "queued")
    assert (await admin.patch(path, json={"object": "lead"})).status_code == 409
    await run_import(company, {"run": found["id"]})
    done = (await admin.get(path)).json()
    assert (done["state"], done["done"], done["created"], done["refused"]) == ("done", 3, 2, 1)
    rejected = await admin.get(f"{path}/rejected")
    assert rejected.headers["content-type"] == "text/csv; charset=utf-8"
    assert rejected.content.decode("utf-8-sig").splitlines()[1].startswith("无名,没有,,4,")
    assert [each["id"] for each in (await admin.get("/imports")).json()["imports"]] == [found["id"]]
    undone = await admin.post(f"/changes/{done['change_set']}/undo", json={})
    assert undone.json()["changed"] == 2


async def test_reading_can_be_chosen_anew(admin: httpx.AsyncClient) -> None:
    found = await made(admin, object="contact")
    path = f"/imports/{found['id']}"
    wrong = (await admin.patch(path, json={"encoding": "big5"})).json()
    assert wrong["headers"] != found["headers"]
    right = (await admin.patch(path, json={"encoding": "gbk"})).json()
    assert (right["headers"], right["mapping"]) == (found["headers"], found["mapping"])
    without = (await admin.patch(path, json={"header_row": None})).json()
    assert (without["headers"], without["rows_estimate"]) == (["A", "B", "C"], 4)


async def test_what_was_chosen_stays_until_it_is_chosen_anew(admin: httpx.AsyncClient) -> None:
    found = await made(admin, object="contact")
    path = f"/imports/{found['id']}"
    mapping = found["mapping"][:2]
    await admin.patch(path, json={"mapping": mapping, "mode": "upsert", "keys": ["mobile"]})
    kept = (await admin.patch(path, json={"create_references": True})).json()
    assert (kept["mode"], kept["keys"], kept["create_references"]) == ("upsert", ["mobile"], True)
    assert [each["field"] for each in kept["mapping"]] == ["name", "mobile"]


async def test_an_administrator_stops_an_import_of_another_and_goes_on_with_it(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    lina = await sign_in("lina")
    found = await made(lina, object="contact")
    path = f"/imports/{found['id']}"
    assert (await lina.post(f"{path}/run")).status_code == 202
    assert (await admin.get(path)).json()["state"] == "queued"
    assert (await admin.post(f"{path}/cancel")).json()["state"] == "cancelled"
    again = await admin.post(f"{path}/run")
    assert (again.status_code, again.json()["state"]) == (202, "queued")
    await run_import(company, {"run": found["id"]})
    done = (await lina.get(path)).json()
    assert done["created"] == 2
    written = (await admin.get(f"/changes/{done['change_set']}")).json()
    assert written["by"]["title"] == "李娜"


async def test_an_import_is_its_owners_alone(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    found = await made(admin, object="contact")
    other = await sign_in("lina")
    for method, tail in (
        ("GET", ""),
        ("POST", "/preview"),
        ("POST", "/run"),
        ("POST", "/cancel"),
        ("GET", "/rejected"),
    ):
        assert (await other.request(method, f"/imports/{found['id']}{tail}")).status_code == 404
    assert (await other.get("/imports")).json() == {"imports": []}


async def test_a_viewer_may_not_import(sign_in: SignIn) -> None:
    viewer = await sign_in("viewer")
    found = (await upload(viewer, FILE.encode())).json()
    answer = await viewer.patch(f"/imports/{found['id']}", json={"object": "contact"})
    assert (answer.status_code, answer.json()["code"]) == (403, "no_right")
    assert (await viewer.get("/imports/template/contact.xlsx")).status_code == 403


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"%PDF-1.4", "unknown_format"), (b"PK\x03\x04", "broken_spreadsheet")],
)
async def test_an_unreadable_file_is_a_clear_refusal(admin: httpx.AsyncClient, content: bytes, code: str) -> None:
    answer = await upload(admin, content)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "errors." not in answer.json()["detail"]


async def test_a_file_that_is_too_large_is_refused(company: Company, admin: httpx.AsyncClient) -> None:
    answer = await upload(admin, b"name\n" + b"x" * MOST_UPLOAD)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert not list(company.files_dir.glob("incoming-*"))


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({"object": "nonsense"}, 422),
        ({"object": 7}, 422),
        ({"object": "contact", "mapping": "all"}, 400),
        ({"object": "contact", "mapping": [7]}, 400),
        ({"object": "contact", "mapping": [{"column": "x", "field": "name"}]}, 422),
        ({"object": "contact", "mapping": [{"column": 0, "field": "name", "part": "middle"}]}, 422),
        ({"object": "contact", "keys": "email"}, 400),
        ({"object": "contact", "mode": "destroy"}, 422),
        ({"object": "contact", "lines": 3}, 400),
        ({"object": "contact", "constants": [NOTHING]}, 422),
        ({"encoding": "nonsense"}, 422),
        ({"delimiter": "xyz"}, 422),
        ({"delimiter": 1}, 400),
        ({"sheet": [7]}, 400),
        ({"header_row": -4}, 400),
    ],
)
async def test_settings_that_cannot_be_are_a_4xx(
    admin: httpx.AsyncClient, settings: dict[str, Any], status: int
) -> None:
    found = (await upload(admin, FILE.encode())).json()
    answer = await admin.patch(f"/imports/{found['id']}", json=settings)
    assert answer.status_code == status, answer.text


async def test_a_field_that_one_may_not_see_is_refused_as_a_key_at_once(company: Company, sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    found = await made(lina, "姓名,手机,邮箱\n张伟,13800138000,wei@example.com\n", object="contact")
    path = f"/imports/{found['id']}"
    by_email = {"mode": "upsert", "keys": ["email"]}
    assert (await lina.patch(path, json=by_email)).status_code == 200
    grant = replace(company.grants["representative"]["*"], fields={"email": "hidden"})
    company.replace(grants={**company.grants, "representative": {"*": grant}})
    for answer in (await lina.patch(path, json=by_email), await lina.post(f"{path}/run")):
        assert (answer.status_code, answer.json()["code"]) == (403, "no_field_right")
    assert (await lina.get(path)).json()["state"] == "mapped"


async def test_an_import_that_wrote_nothing_names_no_change(company: Company, admin: httpx.AsyncClient) -> None:
    found = await made(admin, "姓名,手机\n无名,没有\n", object="contact")
    started = await admin.post(f"/imports/{found['id']}/run")
    assert started.json()["change_set"] is None
    await run_import(company, {"run": found["id"]})
    done = (await admin.get(f"/imports/{found['id']}")).json()
    assert (done["state"], done["refused"], done["change_set"]) == ("done", 1, None)


async def test_nothing_runs_before_it_is_mapped(admin: httpx.AsyncClient) -> None:
    found = (await upload(admin, FILE.encode())).json()
    assert (await admin.post(f"/imports/{found['id']}/preview")).json()["code"] == "import_not_mapped"
    assert (await admin.post(f"/imports/{found['id']}/run")).json()["code"] == "import_not_mapped"


async def test_saved_mappings_are_used_again(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    found = await made(admin, object="contact")
    settings = {"mapping": found["mapping"], "mode": "upsert", "keys": ["mobile"]}
    kept = await admin.post(
        "/imports/mappings", json={"name": "Partner list", "object": "contact", "settings": settings}
    )
    assert kept.status_code == 201
    again = {"name": "partner LIST", "object": "contact", "settings": {**settings, "mode": "create"}}
    await admin.post("/imports/mappings", json=again)
    seen = (await (await sign_in("lina")).get("/imports/mappings?object=contact")).json()["mappings"]
    assert [(each["name"], each["settings"]["mode"]) for each in seen] == [("Partner list", "create")]


async def test_the_template_is_recognised_when_it_comes_back(
    company: Company, admin: httpx.AsyncClient, tmp_path: Path
) -> None:
    answer = await admin.get("/imports/template/account.xlsx", headers={"Accept-Language": "zh-CN"})
    path = tmp_path / "template.xlsx"
    path.write_bytes(answer.content)
    headers = list(sniff(path, path.name).headers)
    content = ",".join(f'"{header}"' for header in headers) + "\n" + ",".join("x" for _ in headers) + "\n"
    found = (await upload(admin, content.encode())).json()
    mapped = (await admin.patch(f"/imports/{found['id']}", json={"object": "account"})).json()["mapping"]
    assert [each["column"] for each in mapped] == list(range(len(headers)))
    writable = [
        each.name
        for each in company.registry["account"].fields.values()
        if not each.is_computed and not each.is_readonly and each.kind not in ("lines", "json", "location")
    ]
    assert [each["field"] for each in mapped] == writable


async def test_an_import_can_be_cancelled_before_it_starts(company: Company, admin: httpx.AsyncClient) -> None:
    found = await made(admin, object="contact")
    await admin.post(f"/imports/{found['id']}/run")
    assert (await admin.post(f"/imports/{found['id']}/cancel")).json()["state"] == "cancelled"
    await run_import(company, {"run": found["id"]})
    assert (await admin.get(f"/imports/{found['id']}")).json()["done"] == 0
    await admin.post(f"/imports/{found['id']}/run")
    await run_import(company, {"run": found["id"]})
    assert (await admin.get(f"/imports/{found['id']}")).json()["created"] == 2
