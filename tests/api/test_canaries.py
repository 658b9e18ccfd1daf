"""Words planted in masked and encrypted fields are told to nobody else and stand nowhere at rest: ACC-6."""

import asyncio
import io
import json
import logging
import re
import subprocess
import zipfile
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from psycopg.errors import UniqueViolation

from guanxi.api import watching
from guanxi.api.app import Application
from guanxi.engine.company import Company
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.store.embedded import binaries
from guanxi.engine.traces import spans
from guanxi.engine.watch.lines import Lines
from guanxi.kernel.access import ALL, Grant
from guanxi.kernel.principal import system
from tests.attacks.raw import listen
from tests.fixtures.company import SignIn
from tests.properties.parquet import values_of

pytestmark = pytest.mark.anyio
OPEN, SEALED = "qzopenqz", "qzsealqz"
LEVELS = {"department": "masked", "email": "masked"}


@pytest.fixture
async def planted(company: Company, admin: httpx.AsyncClient) -> dict[str, str]:
    """A contact with a word in a masked field and one in an encrypted field, each changed, deleted and undone."""
    values = {"name": "Canary", "department": f"{OPEN} one", "email": f"{SEALED}1@example.com"}
    made = await admin.post("/records/contact", json=values, headers={"Idempotency-Key": "canary"})
    done = await admin.patch("/shape/objects/contact/fields/email", json={"encrypted": True})
    assert (made.status_code, done.status_code) == (201, 200), done.text
    await seal_field(company, {"object": "contact", "field": "email"})
    address = f"/records/contact/{made.json()['id']}"
    changed = await admin.patch(address, json={"department": f"{OPEN} two", "email": f"{SEALED}2@example.com"})
    await admin.post(f"{address}/comments", json={"text": "About the canary"})
    await admin.post("/records/contact", json={**values, "name": ""}, headers={"Idempotency-Key": "refused"})
    gone = await admin.delete(address)
    await admin.post(f"/changes/{gone.headers['x-change-set']}/undo", json={})
    return {"id": made.json()["id"], "change": changed.headers["x-change-set"]}


async def told(client: httpx.AsyncClient, planted: Mapping[str, str]) -> dict[str, str]:
    """What every GET of the description answers, with the planted record wherever an id of a contact may stand."""
    paths: dict[str, Any] = (await client.get("/openapi.json")).json()["paths"]
    found: dict[str, str] = {}
    for path in (path.removeprefix("/api/v1") for path, verbs in paths.items() if "get" in verbs):
        if path in ("/events", "/openapi.json"):
            continue
        name = planted["change"] if path.startswith("/changes") else planted["id"]
        address = re.sub(r"\{object\}", "contact", re.sub(r"\{id\}", name, path))
        address = re.sub(r"\{[a-z_]+\}", "email", address)
        found[address] = (await client.get(address, params={"q": "Canary", "expand": "account"})).text
    more = ("/search?q=qzopenqz", "/search?q=qzsealqz", "/records/contact?q=qzopenqz", "/lookup/contact?q=qzsealqz")
    return found | {address: (await client.get(address)).text for address in more}


async def exported(client: httpx.AsyncClient) -> str:
    made = await client.post("/exports", json={"object": "contact", "fields": ["department", "email"], "format": "csv"})
    assert made.status_code in (200, 201, 202), made.text
    return (await client.get(f"/exports/{made.json()['id']}/file")).text


async def test_no_answer_tells_a_planted_word_to_whom_it_is_masked(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn, planted: dict[str, str]
) -> None:
    grant = Grant(ALL.rights, "all", "all", LEVELS)
    company.replace(grants={**company.grants, "representative": {"*": ALL, "contact": grant}})
    lina = await sign_in("lina")
    for word in (OPEN, SEALED):
        known = {address for address, text in (await told(admin, planted)).items() if word in text}
        assert len(known) > 4, (word, known)
        leaks = {address for address, text in (await told(lina, planted)).items() if word in text}
        assert not leaks, word
        assert (word in await exported(admin), word in await exported(lina)) == (True, False)


async def test_a_sealed_word_stands_nowhere_in_the_database_nor_in_a_log(
    company: Company, planted: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    async with company.reading(system()) as work:
        tables = await work.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT LIKE 'pg%'"
            " AND schemaname <> 'information_schema'"
        )
        kept = {
            word: [
                name
                for (name,) in tables
                if await work.fetch(f"SELECT 1 FROM {name} t WHERE position($1 in t::text) > 0 LIMIT 1", word)
            ]
            for word in (OPEN, SEALED)
        }
        texts = await work.fetch("SELECT convert_from(body, 'UTF8') FROM engine.idempotency WHERE body IS NOT NULL")
    assert {"record.contact", "engine.change"} <= set(kept[OPEN])
    assert kept[SEALED] == []
    assert [text for (text,) in texts if SEALED in text or OPEN in text] == []
    assert not [record for record in caplog.records if SEALED in str(record.__dict__)]


# Every kind of field that can be masked, with a word of its own in it, and those that can be encrypted.
SERIAL = "880417"
MASKED: dict[str, tuple[dict[str, Any], Any, str]] = {
    "text": ({}, "qztextqz", "qztextqz"),
    "long_text": ({}, "one\nqzlongqz", "qzlongqz"),
    "rich_text": ({}, "<p>qzrichqz</p>", "qzrichqz"),
    "number": ({}, int(f"70{SERIAL}"), f"70{SERIAL}"),
    "decimal": ({}, f"71{SERIAL}.5", f"71{SERIAL}"),
    "percent": ({}, f"72{SERIAL}", f"72{SERIAL}"),
    "money": ({}, {"amount": f"73{SERIAL}.00", "currency": "CNY"}, f"73{SERIAL}"),
    "duration": ({}, int(f"74{SERIAL}"), f"74{SERIAL}"),
    "date": ({}, "1871-03-09", "1871-03-09"),
    "date_time": ({}, "1872-03-09T08:30:00+00:00", "1872-03-09"),
    "tags": ({}, ["qztagqz"], "qztagqz"),
    "url": ({}, "https://qzurlqz.example.com/x", "qzurlqz"),
    "address": ({}, {"street": "qzstreetqz 7"}, "qzstreetqz"),
    "person_name": ({}, {"full": "Qzperson Qznameqz", "family": "Qznameqz", "given": "Qzperson"}, "Qznameqz"),
    "location": ({}, {"latitude": "31.880417", "longitude": "120.25"}, "31.880417"),
    "json": ({}, {"qzjsonqz": 1}, "qzjsonqz"),
}
SECRET: dict[str, tuple[dict[str, Any], Any, str]] = {
    "text": ({}, "qvtextqv", "qvtextqv"),
    "long_text": ({}, "one\nqvlongqv", "qvlongqv"),
    "email": ({}, "qvmailqv@example.com", "qvmailqv"),
    "phone": ({}, "+8613988041755", "13988041755"),
    "identity_number": ({"numbering": "resident"}, "330106198404175517", "19840417551"),
    "url": ({}, "https://qvurlqv.example.com/x", "qvurlqv"),
}


async def add_fields(admin: httpx.AsyncClient, prefix: str, kinds: Mapping[str, Any], **facts: Any) -> None:
    for kind, (more, _, _) in kinds.items():
        body = {"name": f"{prefix}_{kind}", "kind": kind, "labels": {"en": f"{prefix} {kind}"}, **more, **facts}
        made = await admin.post("/shape/objects/contact/fields", json=body)
        assert made.status_code == 201, made.text


@pytest.fixture
async def every_kind(admin: httpx.AsyncClient) -> dict[str, str]:
    """A contact with a word in a masked field of every kind and in an encrypted one of every kind that can be."""
    await add_fields(admin, "m", MASKED)
    await add_fields(admin, "e", SECRET, encrypted=True)
    values = {f"x_m_{kind}": value for kind, (_, value, _) in MASKED.items()}
    values |= {f"x_e_{kind}": value for kind, (_, value, _) in SECRET.items()}
    made = await admin.post("/records/contact", json={"name": "Canary"}, headers={"Idempotency-Key": "every kind"})
    changed = await admin.patch(f"/records/contact/{made.json()['id']}", json=values)
    assert (made.status_code, changed.status_code) == (201, 200), changed.text
    return {"id": made.json()["id"], "change": changed.headers["x-change-set"]}


def words_of_every_kind() -> set[str]:
    return {word for kinds in (MASKED, SECRET) for _, _, word in kinds.values()}


async def whole_export(client: httpx.AsyncClient, form: str) -> str:
    """All that an export of contacts says."""
    made = await client.post("/exports", json={"object": "contact", "format": form})
    assert made.status_code == 201, made.text
    content = (await client.get(f"/exports/{made.json()['id']}/file")).content
    if form == "parquet":
        return values_of(content)
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8-sig")


async def test_no_kind_of_field_is_told_to_whom_it_is_masked(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn, every_kind: dict[str, str]
) -> None:
    names = [f"x_m_{kind}" for kind in MASKED] + [f"x_e_{kind}" for kind in SECRET]
    grant = Grant(ALL.rights, "all", "all", dict.fromkeys(names, "masked"))
    company.replace(grants={**company.grants, "representative": {"*": ALL, "contact": grant}})
    lina, words = await sign_in("lina"), words_of_every_kind()
    record = f"/records/contact/{every_kind['id']}"
    known = (await admin.get(record)).text
    assert not {word for word in words if word not in known}
    exported = await whole_export(admin, "csv")
    assert {word for word in words if word not in exported} == {MASKED["duration"][2]}  # which is written as hours
    told_to_lina = await told(lina, every_kind)
    for form in ("csv", "xlsx", "parquet"):
        told_to_lina[form] = await whole_export(lina, form)
    wrong = await lina.patch(record, json=dict.fromkeys(names, "wrong") | {"birthday": "never"})
    stale = await lina.patch(record, json={"job_title": "x"}, headers={"If-Match": '"1"'})
    told_to_lina |= {"refusal": wrong.text, "conflict": stale.text}
    assert (wrong.status_code, stale.status_code) == (422, 412), wrong.text
    leaks = {(place, word) for place, text in told_to_lina.items() for word in words if word in text}
    assert not leaks


async def test_stream_of_events_and_waiting_jobs_hold_no_word(
    company: Company, application: Application, admin: httpx.AsyncClient, every_kind: dict[str, str]
) -> None:
    cookie = f"guanxi_session={admin.cookies['guanxi_session']}"
    async with listen(application, {"cookie": cookie}) as stream:
        await stream.until(b"retry")
        answer = await admin.patch(f"/records/contact/{every_kind['id']}", json={"x_e_text": "qvtextqv qvagainqv"})
        assert answer.status_code == 200, answer.text
        await stream.until(answer.headers["x-change-set"].encode())
        said = stream.text.decode()
    async with company.reading(system()) as work:
        jobs = str(await work.fetch("SELECT entrypoint, convert_from(payload, 'UTF8') FROM pgqueuer"))
        entries = str(await work.fetch("SELECT title, subtitle FROM engine.search_entry"))
        noted = str(await work.fetch("SELECT e.note, e.fields FROM audit.entry e"))
    places = {"stream": said, "jobs": jobs, "search entries": entries, "audit": noted}
    assert not {(place, word) for place, text in places.items() for word in words_of_every_kind() if word in text}


def words_in(folder: Path, parts: Sequence[str], words: set[str]) -> set[str]:
    """Those of the words that stand in a file of these folders."""
    files = [each for part in parts for each in (folder / part).rglob("*") if each.is_file()]
    assert files
    return {word for each in files for word in words if word.encode() in each.read_bytes()}


async def test_sealed_words_are_in_no_dump_and_no_write_ahead_log(
    company: Company, admin: httpx.AsyncClient, every_kind: dict[str, str], server_url: str
) -> None:
    sealed, open_words = {word for _, _, word in SECRET.values()}, {"qztextqz", "qzstreetqz"}
    async with company.reading(system()) as work:
        [(name, folder, oid)] = await work.fetch(
            "SELECT current_database(), current_setting('data_directory'), oid::text FROM pg_database"
            " WHERE datname = current_database()"
        )
    address = urlsplit(server_url)._replace(path=f"/{name}").geturl()
    program = binaries() / "pg_dump"
    dumped = await asyncio.to_thread(subprocess.run, [program, "--dbname", address], capture_output=True, check=True)
    text = dumped.stdout.decode()
    assert {word for word in open_words if word in text} == open_words
    assert not {word for word in sealed if word in text}
    async with company.pool.connection() as connection:
        await connection.execute(b"CHECKPOINT")
    assert words_in(Path(folder), ("pg_wal", f"base/{oid}"), sealed | open_words) == open_words


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Generator[io.StringIO]:
    """What the program logs at its most talkative, every statement among it, as it stands in its files."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(Lines())
    monkeypatch.setattr(spans, "SLOW_SECONDS", 0.0)
    monkeypatch.setattr(watching, "SLOW_SECONDS", 0.0)
    loggers = [logging.getLogger(name) for name in ("guanxi", "psycopg")]
    for each in loggers:
        monkeypatch.setattr(each, "level", logging.DEBUG)
        each.addHandler(handler)
    yield said
    for each in loggers:
        each.removeHandler(handler)


async def test_planted_words_stand_in_no_line_of_a_log(
    company: Company, admin: httpx.AsyncClient, every_kind: dict[str, str], lines: io.StringIO
) -> None:
    address, word = f"/records/contact/{every_kind['id']}", "qzloggedqz"
    await add_fields(admin, "m", {"email": ({}, "", ""), "identity_number": ({"numbering": "resident"}, "", "")})
    await add_fields(admin, "u", {"text": ({"unique": True}, "", "")})
    planted = {"x_u_text": word, "x_m_text": word, "x_e_text": word}
    path, only = "/records/contact", json.dumps({"field": "x_m_text", "op": "eq", "value": word})
    answers = [
        await admin.patch(address, json=planted),
        await admin.post(path, json={"name": "Twin", **planted}),
        await admin.post(path, json={"name": word, "x_m_identity_number": word, "x_m_email": word, "birthday": word}),
        await admin.get(path, params={"q": word, "filter": only}),
        await admin.get(path, params={"filter": word, "sort": word, "cursor": word}),
        await admin.get(f"{path}/{word}"),
        await admin.get("/search", params={"q": word}),
        await admin.post(f"{address}/reveal", json={"field": "x_m_text", "reason": f"Because of {word}"}),
        await admin.post(f"{address}/comments", json={"text": word}),
        await admin.post(f"{address}/files", content=word.encode(), headers={"X-File-Name": f"{word}.txt"}),
        await admin.post("/imports", content=f"name,x_m_text\n{word},{word}\n".encode(), headers={"X-File-Name": word}),
        await admin.post("/auth/login", json={"login": word, "password": word}),
        await admin.post("/auth/password", json={"current": word, "new": word}),
    ]
    assert {each.status_code // 100 for each in answers} == {2, 4}
    async with company.pool.connection() as connection:
        with pytest.raises(UniqueViolation):
            await connection.execute(
                b"INSERT INTO record.contact SELECT (jsonb_populate_record(t, jsonb_build_object('id',"
                b" gen_random_uuid()))).* FROM record.contact t WHERE x_u_text = $1",
                [word],
            )
        row = await (await connection.execute(b"SELECT current_setting('data_directory')")).fetchone()
    assert row is not None
    said = lines.getvalue()
    assert ("slow statement" in said, '"route"' in said) == (True, True)
    of_database = "".join(each.read_text(errors="replace") for each in (Path(row[0]) / "log").glob("*.log"))
    assert "duplicate key value" in of_database
    words = words_of_every_kind() | {word}
    assert not {each for each in words if each in said or each in of_database}
