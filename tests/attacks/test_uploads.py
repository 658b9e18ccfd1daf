"""ACC-9, REC-14: a file is what its content says; what would do harm is refused, or served so that it cannot."""

import io
import struct
import zipfile
import zlib
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.contract.worlds import World

pytestmark = pytest.mark.anyio
CHUNK = struct.Struct(">I4s13sI")


def png(width: int, height: int) -> bytes:
    """A picture of one colour whose head says how large it would be."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + CHUNK.pack(13, b"IHDR", head, zlib.crc32(b"IHDR" + head))


def jpeg(width: int, height: int) -> bytes:
    filler = b"\xff\xe0" + struct.pack(">H", 4_000) + b"\0" * 3_998
    return b"\xff\xd8" + filler + b"\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width) + b"\0" * 20


def archive(*members: tuple[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return kept.getvalue()


def overlapping() -> bytes:
    """An archive whose directory names one packed part many times."""
    whole = archive(("a", b"\0" * 3_000_000))
    begin = whole.index(b"PK\x01\x02")
    entry, end = whole[begin : whole.index(b"PK\x05\x06")], whole[whole.index(b"PK\x05\x06") :]
    count = 200
    tail = end[:8] + struct.pack("<HHII", count, count, len(entry) * count, begin) + end[20:]
    return whole[:begin] + entry * count + tail


REFUSED = {
    "a program": ("notes.txt", b"MZ\x90\0" + b"\0" * 60, "program_refused"),
    "a program of Linux called a picture": ("photo.png", b"\x7fELF" + b"\0" * 60, "program_refused"),
    "a script": ("report.csv", b"#!/bin/sh\nrm -rf ~\n", "program_refused"),
    "a script by its name": ("report.pdf.vbs. ", b"MsgBox 1", "program_refused"),
    "a program of Java": ("a.bin", b"\xca\xfe\xba\xbe\0\0\0\x34", "program_refused"),
    "a wide picture": ("p.png", png(60_000, 10), "picture_bursts"),
    "a vast picture": ("p.png", png(20_000, 20_000), "picture_bursts"),
    "a vast photograph": ("p.jpg", jpeg(20_000, 20_000), "picture_bursts"),
    "a picture by another name": ("p.txt", png(60_000, 60_000), "picture_bursts"),
    "an animation": ("p.gif", b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0" * 9, "picture_bursts"),
    "a bomb": ("z.zip", archive(("a", b"\0" * 40_000_000)), "archive_bursts"),
    "a bomb called a table": ("z.xlsx", archive(("xl/a.xml", b" " * 40_000_000)), "archive_bursts"),
    "parts over each other": ("z.zip", overlapping(), "archive_bursts"),
    "very many parts": ("z.zip", archive(*((f"{n}", b"") for n in range(10_001))), "archive_bursts"),
    "half an archive": ("z.docx", archive(("a", b"abc" * 100))[:80], "broken_archive"),
}
TAKEN = {
    "a page called a picture": ("photo.png", b"<html><script>alert(1)</script>", "text/html"),
    "a drawing with a script": ("logo.svg", b'<?xml version="1.0"?><svg onload="alert(1)">', "text/html"),
    "a page called a text": ("a.txt", b"  <!DOCTYPE HTML><body onload=alert(1)>", "text/html"),
    "a picture called a page": ("a.html", png(10, 10), "image/png"),
    "a table": (
        "a.xlsx",
        archive(("xl/a.xml", b"<a/>")),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "a text": ("a.txt", "你好".encode(), "text/plain"),
    "bytes called a page": ("a.html", bytes(range(256)), "application/octet-stream"),
    "a document": ("a.html", b"%PDF-1.7\n", "application/pdf"),
}
INLINE = ("image/png", "text/plain", "application/pdf")


async def bring(admin: httpx.AsyncClient, name: str, content: bytes) -> tuple[str, httpx.Response]:
    record = (await admin.post("/records/task", json={"subject": "Files"})).json()["id"]
    path = f"/records/task/{record}/files"
    return path, await admin.post(path, content=content, headers={"X-File-Name": quote(name)})


@pytest.mark.parametrize(("name", "content", "code"), REFUSED.values(), ids=REFUSED.keys())
async def test_what_would_do_harm_is_refused_and_not_kept(
    world: World, admin: httpx.AsyncClient, name: str, content: bytes, code: str
) -> None:
    path, refused = await bring(admin, name, content)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await admin.get(path)).json()["files"] == []
    assert list(world.company.files_dir.glob("incoming-*")) == []


@pytest.mark.parametrize(("name", "content", "kind"), TAKEN.values(), ids=TAKEN.keys())
async def test_a_file_is_served_by_its_content_and_can_do_nothing(
    admin: httpx.AsyncClient, name: str, content: bytes, kind: str
) -> None:
    _, made = await bring(admin, name, content)
    assert (made.status_code, made.json().get("type")) == (201, kind), made.text
    served = await admin.get(f"/files/{made.json()['id']}")
    is_shown = served.headers["Content-Disposition"].startswith("inline")
    assert is_shown == (kind in INLINE)
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "default-src 'none'" in served.headers["Content-Security-Policy"]
    assert served.headers["Content-Type"].partition(";")[0] == (kind if is_shown else "application/octet-stream")
    assert served.content == content


async def test_a_record_takes_no_more_files_than_it_may(
    world: World, admin: httpx.AsyncClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr("guanxi.api.files.MOST_FILES", 2)
    path, first = await bring(admin, "a.txt", b"one")
    codes = [first.status_code]
    for text in (b"two", b"three"):
        codes.append((await admin.post(path, content=text, headers={"X-File-Name": "a.txt"})).status_code)
    assert codes == [201, 201, 422]
