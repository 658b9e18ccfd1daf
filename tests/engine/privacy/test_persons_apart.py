"""Many persons in one request stay apart: in what is found, in files, in the log, and in what each is handed: PRI-2."""

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from guanxi.engine.company import Company
from guanxi.engine.jobs import JOBS
from guanxi.engine.privacy.erasing import erase
from guanxi.engine.privacy.filing import search_files
from guanxi.kernel.principal import system
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
ROSA, BO, LINA = "rosa@field.example", "bo@lund.example", "lina@office.example"
PERSONS: list[dict[str, Any]] = [
    {"names": ["Rosa Field"], "emails": [ROSA]},
    {"names": ["Bo Lund"], "emails": [BO]},
    {"emails": [LINA]},
]


async def sent(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    answer = await client.request(method, path, **more)
    assert answer.is_success, (path, answer.text)
    return answer


async def filed(admin: httpx.AsyncClient, account: str, name: str, content: bytes) -> str:
    headers = {"X-File-Name": name}
    made = await sent(admin, "POST", f"/records/account/{account}/files", content=content, headers=headers)
    return json.dumps([made.json()["id"]])


@pytest.fixture
async def people(company: Company, cast: Cast, admin: httpx.AsyncClient, sign_in: SignIn) -> dict[str, str]:
    """Two persons with a talk of both, a colleague, and files of a company that name one of them."""
    ids = {
        email: str(await make(company, cast.admin, "contact", name=name, email=email))
        for name, email in (("Rosa Field", ROSA), ("Bo Lund", BO), ("Rosa Field", "another@field.example"))
    }
    await sent(admin, "PATCH", f"/records/user/{cast.lina.user_id}", json={"email": LINA})
    await sign_in("lina")
    talk = {"subject": f"{ROSA} knows {BO}"}
    account = str(await make(company, cast.admin, "account", name="A company"))
    return {
        **ids,
        "account": account,
        "talk": (await sent(admin, "POST", "/records/note", json=talk)).json()["id"],
        "list": await filed(admin, account, "list.csv", "名字,地址\n某人,bo@lund.example\n".encode("gb18030")),
        "page": await filed(admin, account, "page.html", b"<html><p>Rosa <b>Fi</b>eld</p></html>"),
        "other": await filed(admin, account, "other.txt", b"Nobody"),
        "picture": await filed(admin, account, "picture.gif", b"GIF89a\x01\x00\x01\x00"),
    }


async def test_each_person_has_findings_files_log_and_archive_of_his_own(
    company: Company, admin: httpx.AsyncClient, people: dict[str, str]
) -> None:
    request = (await sent(admin, "POST", "/records/subject_request", json={"kind": "erase"})).json()["id"]
    address = f"/privacy/requests/{request}"
    first = (await sent(admin, "POST", f"{address}/find", json={"persons": PERSONS})).json()
    assert first["files"] == {"rest": 3, "unread": 1}
    await search_files(company, {"request": request})
    state = (await sent(admin, "GET", address)).json()
    assert state["files"] == {"rest": 0, "unread": 1}
    rows = [
        (each["person"], each["is_sure"], each["object"] or each["place"], each["key"]) for each in state["findings"]
    ]
    assert [row for row in rows if row[0] == 0] == [
        (0, True, "contact", people[ROSA]),
        (0, True, "note", people["talk"]),
        (0, False, "contact", people["another@field.example"]),
        (0, False, "file", people["page"]),
    ]
    assert [row for row in rows if row[0] == 1] == [
        (1, True, "contact", people[BO]),
        (1, True, "note", people["talk"]),
        (1, True, "file", people["list"]),
    ]
    by_content = [each for each in state["findings"] if each["place"] == "file"]
    assert {(each["title"], each["how"], each["is_chosen"]) for each in by_content} == {
        ("page.html", "content", False),
        ("list.csv", "content", False),
    }
    assert {each["holder"]["id"] for each in by_content} == {people["account"]}
    told = {each["person"]: each for each in state["logged"]}
    assert (told[0]["entries"] >= 1, told[0]["sign_ins"], told[2]["sign_ins"]) == (True, 0, 1)
    await check_archives(admin, address, people)
    wanted = {"place": "file", "object": "", "key": people["list"], "is_chosen": True}
    await sent(admin, "PATCH", f"{address}/findings", json={"findings": [wanted]})
    await sent(admin, "POST", f"{address}/run", json={"deed": "erase"})
    await erase(company, {"request": request})
    await check_files(company, admin, people["account"])
    colleague = await sent(admin, "GET", "/records/user?q=lina")
    assert [each["email"] for each in colleague.json()["records"]] == [LINA]  # an account is no record of a person


async def check_archives(admin: httpx.AsyncClient, address: str, people: dict[str, str]) -> None:
    """One archive for each of whom something was chosen, in which the others are blotted out."""
    packages = (await sent(admin, "POST", f"{address}/packages")).json()["ids"]
    archives = [(await sent(admin, "GET", f"/privacy/packages/{each}")).content for each in packages]
    told = [zipfile.ZipFile(io.BytesIO(each)).read("data.json").decode() for each in archives]
    named = [[word in text for word in (ROSA, BO, LINA, people["talk"])] for text in told]
    assert named == [[True, False, False, True], [False, True, False, True], [False, False, True, False]]


async def check_files(company: Company, admin: httpx.AsyncClient, account: str) -> None:
    files = (await sent(admin, "GET", f"/records/account/{account}/files")).json()["files"]
    assert {each["name"] for each in files} == {"page.html", "other.txt", "picture.gif"}
    async with company.reading(system()) as work:
        jobs = await work.fetch("SELECT entrypoint, payload FROM pgqueuer WHERE entrypoint = 'destroy_contents'")
    for name, payload in jobs:
        await JOBS[name](company, json.loads(payload))
    kept = [path.read_bytes() for path in company.files_dir.rglob("*") if path.is_file()]
    assert not any(BO.encode() in content for content in kept)
