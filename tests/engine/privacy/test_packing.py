"""What a person is handed out: all that is kept of him, to read and for programs, sealed and for seven days: PRI-2."""

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.privacy.packing import drop_packages
from guanxi.kernel.principal import system
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
EMAIL = "rosa@field.example"


async def packed(company: Company, cast: Cast, admin: httpx.AsyncClient) -> tuple[str, str]:
    """A person with a call, a comment and a file, found and packed; the request and the archive."""
    person = str(await make(company, cast.admin, "contact", name="Rosa Field", email=EMAIL, job_title="Gardener"))
    talk = {"subject": "About roses", "kind": "call", "contact": person}
    about = {"kind": "access", "answer_language": "zh-CN"}
    headers = {"X-File-Name": "roses.txt"}
    answers = [
        await admin.post("/records/interaction", json=talk),
        await admin.post(f"/records/contact/{person}/comments", json={"text": "Likes roses"}),
        await admin.post(f"/records/contact/{person}/files", content=b"A rose", headers=headers),
        made := await admin.post("/records/subject_request", json=about),
    ]
    request = made.json()["id"]
    asked: dict[str, Any] = {"persons": [{"emails": [EMAIL]}]}
    answers.append(await admin.post(f"/privacy/requests/{request}/find", json=asked))
    answers.append(archive := await admin.post(f"/privacy/requests/{request}/packages"))
    assert [answer.status_code for answer in answers] == [201, 201, 201, 201, 200, 201]
    return request, archive.json()["id"]


async def test_the_archive_holds_all_in_the_persons_language(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    _, package = await packed(company, cast, admin)
    answer = await admin.get(f"/privacy/packages/{package}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("data.json"))
        page = archive.read("report.html").decode()
        rose = archive.read("files/001 roses.txt")
    assert rose == b"A rose"
    assert (told["records"]["contact"][0]["email"], told["comments"][0]["text"]) == (EMAIL, "Likes roses")
    assert told["records"]["interaction"][0]["subject"] == "About roses"
    assert [word for word in ("联系人", "职位", "Gardener") if word not in page] == []


async def test_the_archive_lies_sealed_is_told_in_the_log_and_goes(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    request, package = await packed(company, cast, admin)
    kept = company.files_dir / "packages" / f"{package}.sealed"
    assert b"PK" not in kept.read_bytes()[:64]
    await admin.get(f"/privacy/packages/{package}")
    entries = (await admin.get("/audit", params={"action": "subject_package_read"})).json()["entries"]
    assert [entry["record_id"] for entry in entries] == [request]
    async with company.work(system()) as work:
        await work.execute("UPDATE engine.subject_package SET expires_at = now() - interval '1 second'")
    assert (await admin.get(f"/privacy/packages/{package}")).status_code == 404
    assert await drop_packages(company) == 1
    assert not kept.exists()
