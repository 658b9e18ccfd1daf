"""Files that would harm whoever takes or opens them: REC-9, REC-10, REC-14, ACC-9."""

import csv
import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from guanxi.api.static import NONCE, client_folder
from guanxi.engine.transfer.running import run_import
from tests.attacks.judging import HAN, refused, written
from tests.attacks.raw import ask
from tests.attacks.workbooks import bomb, dated, handmade
from tests.contract.worlds import World

pytestmark = pytest.mark.anyio
MANY_COLUMNS = ",".join(f"column {number}" for number in range(5_000)) + "\n" + "x," * 4_999 + "x\n"
UNREADABLE = {
    "a bomb": ("bomb.xlsx", bomb(60), "inflates_too_much"),
    "a bomb called a table": ("bomb.csv", bomb(60), "inflates_too_much"),
    "five thousand columns": ("wide.csv", MANY_COLUMNS.encode(), "too_many_columns"),
    "a cell without end": ("long.csv", b"name\n" + b"x" * 3_000_000, "cell_too_long"),
    "a picture": ("sheet.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, None),
    "a page": ("table.xls", b"<html><table><tr><td>a</td></tr></table>", None),
    "an archive of something else": ("sheet.xlsx", b"PK\x03\x04" + b"\x00" * 60, None),
    "nothing": ("empty.csv", b"", "empty_file"),
    "blanks": ("blank.csv", b" \n \n", None),
    "bytes": ("bytes.csv", bytes(range(256)) * 4, None),
}
ENTITIES = {
    "a file of the server": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    "a page of the network": '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>',
    "a billion laughs": "<!DOCTYPE x [<!ENTITY a '"
    + "ha" * 50
    + "'>"
    + "".join(f"<!ENTITY {after} '{f'&{before};' * 50}'>" for before, after in zip("abcde", "bcdef", strict=True))
    + "<!ENTITY e '&f;'>]>",
    "a type from elsewhere": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
}


async def upload(client: httpx.AsyncClient, name: str, content: bytes, **headers: str) -> httpx.Response:
    return await client.post("/imports", content=content, headers={"X-File-Name": quote(name), **headers})


async def imported(world: World, client: httpx.AsyncClient, name: str, content: bytes) -> dict[str, Any]:
    """The accounts that an import of this file makes."""
    made = await upload(client, name, content)
    assert made.status_code == 201, made.text
    path = f"/imports/{made.json()['id']}"
    chosen = await client.patch(path, json={"object": "account", "on_duplicate": "create"})
    assert chosen.status_code == 200, chosen.text
    assert (await client.post(f"{path}/run")).status_code == 202
    await run_import(world.company, {"run": made.json()["id"]})
    return (await client.get(path)).json()


@pytest.mark.parametrize(("name", "content", "code"), UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_file_that_cannot_be_a_table_is_refused(
    world: World, admin: httpx.AsyncClient, name: str, content: bytes, code: str | None
) -> None:
    before = await written(world)
    problem = refused(await upload(admin, name, content, **{"Accept-Language": "zh-CN"}), 422, 413)
    assert problem["code"] == (code or problem["code"])
    assert HAN.search(problem["detail"])
    assert await written(world) == before
    assert list(world.company.files_dir.glob("incoming-*")) == []


@pytest.mark.parametrize("document_type", ENTITIES.values(), ids=ENTITIES.keys())
async def test_entities_of_a_workbook_are_not_followed(
    world: World, admin: httpx.AsyncClient, document_type: str
) -> None:
    made = await upload(admin, "entities.xlsx", handmade(document_type, "before &e; after"))
    assert made.status_code in (201, 422), made.text
    assert "root:" not in made.text
    assert len(made.content) < 20_000


async def test_handmade_workbook_is_read_when_it_is_harmless(world: World, admin: httpx.AsyncClient) -> None:
    made = await upload(admin, "plain.xlsx", handmade("", "plain"))
    assert made.json()["sample"] == [["plain"]]


@pytest.mark.parametrize("date_1904", [False, True])
@pytest.mark.parametrize("day", ["1904-01-02", "2024-02-29", "2026-11-22", "9999-12-31"])
async def test_days_of_both_calendars_arrive(
    world: World, admin: httpx.AsyncClient, tmp_path: Path, day: str, date_1904: bool
) -> None:
    moment = datetime.datetime.fromisoformat(day)
    done = await imported(world, admin, "days.xlsx", dated(tmp_path / "days.xlsx", moment, date_1904))
    assert (done["state"], done["created"]) == ("done", 1), done
    found = await admin.get(f"/changes/{done['change_set']}")
    record = (await admin.get(f"/records/account/{found.json()['records'][0]['id']}")).json()
    assert record["customer_since"] == day


async def test_nul_and_marks_in_a_table_are_refused_or_kept(world: World, admin: httpx.AsyncClient) -> None:
    rows = "name,description\nfine,\u202ereversed\u202c 😀\nbad\x01one,x\n"
    done = await imported(world, admin, "marks.csv", rows.encode())
    assert (done["created"], done["refused"]) == (1, 1)
    rejected = await admin.get(f"/imports/{done['id']}/rejected")
    assert "control" in rejected.text


async def test_nothing_in_an_export_is_a_formula(world: World, admin: httpx.AsyncClient) -> None:
    starts = ("=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\uff1d1", "=HYPERLINK(1)", "%0A=1")
    await world.create("account", [{"name": f"{start} evil export", "tags": [start]} for start in starts])
    asked = {"object": "account", "fields": ["name", "tags"], "q": "evil"}
    files: dict[str, bytes] = {}
    for kind in ("csv", "xlsx"):
        made = (await admin.post("/exports", json={**asked, "format": kind})).json()
        answer = await admin.get(f"/exports/{made['id']}/file")
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        files[kind] = answer.content
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert len(rows) == len(starts) + 1
    assert [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r\n" and cell] == []
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


ACTIVE = {
    "page.html": b"<script>alert(1)</script>",
    "picture.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "page": b"<html><script>alert(1)</script>",
}
TEXTS = {
    "style.xml": b'<?xml-stylesheet href="x.xsl"?><a/>',
    "page.shtml": b"<!--#exec cmd='id'-->",
    "archive.mht": b"MIME-Version: 1.0",
}


async def add(client: httpx.AsyncClient, world: World, name: str, content: bytes) -> httpx.Response:
    address = f"/records/account/{world.ids['account'][0]}/files"
    return await client.post(address, content=content, headers={"X-File-Name": name, "Content-Type": "text/html"})


@pytest.mark.parametrize(("name", "content"), ACTIVE.items(), ids=ACTIVE.keys())
async def test_file_that_could_act_is_only_downloaded(
    world: World, admin: httpx.AsyncClient, name: str, content: bytes
) -> None:
    made = await add(admin, world, name, content)
    answer = await admin.get(f"/files/{made.json()['id']}", params={"download": "false"})
    assert answer.content == content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("name", "content"), TEXTS.items(), ids=TEXTS.keys())
async def test_file_of_words_is_shown_as_words_whatever_it_is_called(
    world: World, admin: httpx.AsyncClient, name: str, content: bytes
) -> None:
    made = await add(admin, world, name, content)
    answer = await admin.get(f"/files/{made.json()['id']}", params={"download": "false"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_program_is_refused(world: World, admin: httpx.AsyncClient) -> None:
    assert refused(await add(admin, world, "code.js", b"alert(1)"), 422)["code"] == "program_refused"


@pytest.mark.parametrize("name", ["picture.png", "text.txt", "paper.pdf"])
async def test_script_under_a_harmless_name_does_not_act(world: World, admin: httpx.AsyncClient, name: str) -> None:
    made = await add(admin, world, name, ACTIVE["page.html"])
    answer = await admin.get(f"/files/{made.json()['id']}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


NAMES = {
    "a%0d%0aSet-Cookie:%20x=1": "aSet-Cookie: x=1",
    'a"; filename="b.txt': 'a"; filename="b.txt',
    "..%2F..%2Fetc%2Fpasswd": "passwd",
    "..%5C..%5Cboot.ini": "boot.ini",
    "%2Fetc%2Fcron.d%2Fx": "x",
    "a%00.png": "a.png",
    "%E2%80%AEgnp.txt": "gnp.txt",
    "%F0%9F%98%80.txt": "😀.txt",
    "%ff%fe.txt": "\ufffd\ufffd.txt",
    "x" * 1_000: "x" * 200,
}


@pytest.mark.parametrize(("given", "kept"), NAMES.items(), ids=lambda each: each[:20])
async def test_name_of_a_file_stays_a_name(world: World, admin: httpx.AsyncClient, given: str, kept: str) -> None:
    before = {path for path in world.company.files_dir.rglob("*") if path.is_dir()}
    made = await add(admin, world, given, b"content of " + given.encode())
    assert made.json()["name"] == kept
    answer = await admin.get(f"/files/{made.json()['id']}")
    assert answer.content == b"content of " + given.encode()
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"].endswith(f"filename*=UTF-8''{quote(kept)}")
    folders = {path for path in world.company.files_dir.rglob("*") if path.is_dir()} - before
    assert all(folder.parent == world.company.files_dir for folder in folders)


@pytest.mark.parametrize("name", ["", "%00", ".", "..", "a/", "%0a%0d", "%20"])
async def test_file_without_a_name_is_refused(world: World, admin: httpx.AsyncClient, name: str) -> None:
    assert refused(await add(admin, world, name, b"x"), 422)["errors"][0]["field"] == "X-File-Name"
    assert refused(await admin.post("/imports", content=b"x", headers={"X-File-Name": name}), 422)


OUTSIDE = (
    *("/../pyproject.toml", "/../../pyproject.toml", "/assets/../../pyproject.toml", "//etc/passwd"),
    *("/../../../etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd"),
    *("/..\\..\\pyproject.toml", "/assets/..%2f..%2fpyproject.toml", "/%2e%2e/pyproject.toml", "/./../package.json"),
    *("/index.html\x00.png", "/" + "a" * 5_000, "/" + "a/" * 2_000, "/\udcff\udcfe", "/~root", "/.env", "/.git/config"),
)


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda each: ascii(each)[:30])
async def test_addresses_outside_the_client_show_nothing_of_the_disk(world: World, path: str) -> None:
    answer = await ask(world.application, "GET", path)
    page = client_folder() / "index.html"
    allowed = (page.read_bytes() if page.is_file() else b"", b"Not here.")
    assert answer.status in (200, 404)
    assert re.sub(rb'nonce="[\w-]+"', b'nonce="%s"' % NONCE.encode(), answer.body) in allowed
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/", "/api/v2/meta", "/api/../api/v1/none", "/api/"])
async def test_unknown_address_of_the_interface_is_a_problem(world: World, path: str) -> None:
    answer = await ask(world.application, "GET", path, headers={"Accept-Language": "zh-CN"})
    assert (answer.status, answer.json()["code"]) == (404, "no_such_address")
    assert HAN.search(answer.json()["detail"])
