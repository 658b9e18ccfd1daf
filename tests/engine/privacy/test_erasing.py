"""A person who is erased stands nowhere any more, nothing brings him back, and every figure stays: PRI-2."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import orjson
import pytest
from psycopg import Rollback

from guanxi import main
from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.audit.verifying import Verdict, verify
from guanxi.engine.changes.contents import JOB as DROP
from guanxi.engine.company import Company
from guanxi.engine.customs import refresh_shape
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.jobs import JOBS, enqueue
from guanxi.engine.mail.outbox import Letter, queue_letter
from guanxi.engine.privacy.erasing import JOB as ERASE
from guanxi.engine.privacy.erasing import erase, take_step
from guanxi.engine.privacy.resuming import resume_nightly
from guanxi.engine.transfer import exporting
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system
from tests.databases import until_settled
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
WORD = "zqxcanary"
NAME = f"Petra {WORD.title()}"
EMAIL = f"{WORD}@example.com"
SECOND = f"{WORD}.sealed@example.com"
PHONE, DIGITS = "+86 138 1357 2468", "13813572468"
PERSON = {"names": [NAME], "emails": [EMAIL], "phones": [PHONE], "is_distinct": True}
KINDS: Mapping[str, Any] = {
    "text": f"{WORD} text",
    "long_text": f"{WORD} long",
    "rich_text": f"<p>{WORD} rich</p>",
    "email": SECOND,
    "phone": PHONE,
    "url": f"https://{WORD}.example.com",
    "address": {"street": f"{WORD} Road", "city": "杭州"},
    "person_name": {"family": WORD, "given": "Petra"},
    "tags": [WORD, "other"],
    "json": {WORD: [WORD]},
}
FIGURES = (
    ("contact", {"group": [{"field": "owner"}, {"field": "source"}]}),
    ("contact", {"group": [{"field": "created_at", "unit": "month"}]}),
    ("opportunity", {"group": [{"field": "stage"}], "measures": [{"function": "sum", "field": "amount"}]}),
    ("interaction", {"group": [{"field": "kind"}]}),
)


class Planted(NamedTuple):
    """Where the person was put: the record, what names it, and the change sets of all that."""

    contact: str
    address: str
    note: str
    account: str
    opportunity: str
    binned: str
    changes: list[str]


async def sent(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    answer = await client.request(method, path, **more)
    assert answer.is_success, (path, answer.text)
    return answer


async def fields_of_every_kind(company: Company, admin: httpx.AsyncClient) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for kind, value in KINDS.items():
        field: dict[str, Any] = {"name": f"x_{kind}", "kind": kind, "labels": {"en": kind}, "search": 0}
        facts = {key: each for key, each in field.items() if key != "search" or kind not in ("json",)}
        await sent(admin, "POST", "/shape/objects/contact/fields", json=facts)
        values[f"x_{kind}"] = value
    await sent(admin, "PATCH", "/shape/objects/contact/fields/x_email", json={"encrypted": True})
    await seal_field(company, {"object": "contact", "field": "x_email"})
    return values


@pytest.fixture
async def planted(company: Company, cast: Cast, admin: httpx.AsyncClient) -> Planted:
    """The person in every kind of field and at every place that keeps a text."""
    own = await fields_of_every_kind(company, admin)
    account = str(await make(company, cast.admin, "account", name="A company"))
    values = {"name": NAME, "email": EMAIL, "mobile": PHONE, "wechat": f"{WORD}_wx", "account": account, **own}
    values |= {"job_title": f"{WORD} of everything", "description": f"All about {WORD}", "source": "referral"}
    made = await sent(admin, "POST", "/records/contact", json=values, headers={"Idempotency-Key": EMAIL})
    contact = made.json()["id"]
    address = f"/records/contact/{contact}"
    changes = [made.headers["x-change-set"]]
    for more in ({"description": f"{WORD} again"}, {"name": "Somebody Else"}, {"name": NAME, "x_email": f"a{SECOND}"}):
        headers = {"X-Change-Reason": f"asked by {WORD}%40example.com"}
        changes.append((await sent(admin, "PATCH", address, json=more, headers=headers)).headers["x-change-set"])
    await sent(admin, "POST", f"{address}/comments", json={"text": f"{NAME} called"})
    await sent(admin, "POST", f"{address}/files", content=WORD.encode(), headers={"X-File-Name": f"{WORD}.txt"})
    await sent(admin, "PUT", f"{address}/external-ids/shop", json={"value": WORD})
    await sent(admin, "POST", "/favourites", json={"object": "contact", "id": contact})
    offers = (await admin.get("/records/purpose", params={"q": "Offers"})).json()["records"][0]["id"]
    consent = {"contact": contact, "purpose": offers, "channel": "email", "proof": f"{NAME} wrote from {EMAIL}"}
    await sent(admin, "POST", "/records/consent", json=consent)
    about = {"contact": contact, "account": account}
    note = await sent(admin, "POST", "/records/note", json={"subject": f"Met {NAME}", "text": f"{EMAIL}, {DIGITS}"})
    changes.append(note.headers["x-change-set"])
    talk = {"subject": f"Call with {NAME}", "kind": "call", "summary": "138-1357-2468", **about}
    changes.append((await sent(admin, "POST", "/records/interaction", json=talk)).headers["x-change-set"])
    sale = {"name": "A sale", "amount": {"amount": "1200.00", "currency": "CNY"}, "close_on": "2026-12-01", **about}
    opportunity = (await sent(admin, "POST", "/records/opportunity", json=sale)).json()["id"]
    await sent(admin, "POST", f"/records/account/{account}/comments", json={"text": f"Ask {EMAIL}"})
    view = {"object": "contact", "name": f"{WORD}@example.com", "kind": "table", "columns": ["name"]}
    view |= {"filter": {"field": "email", "op": "eq", "value": EMAIL}, "shared": "me"}
    await sent(admin, "POST", "/views", json=view)
    binned = (await sent(admin, "POST", "/records/lead", json={"name": NAME, "email": EMAIL})).json()["id"]
    changes.append((await sent(admin, "DELETE", f"/records/lead/{binned}")).headers["x-change-set"])
    await upload_and_queue(company, cast, admin)
    return Planted(contact, address, note.json()["id"], account, opportunity, binned, changes)


async def upload_and_queue(company: Company, cast: Cast, admin: httpx.AsyncClient) -> None:
    """A file for an import, a letter and a job that name the person."""
    rows = f"name,email\n{NAME},{EMAIL}\n{NAME},no address of {EMAIL}\n"
    run = (await sent(admin, "POST", "/imports", content=rows.encode(), headers={"X-File-Name": "them.csv"})).json()
    await sent(admin, "PATCH", f"/imports/{run['id']}", json={"object": "contact", "mode": "create"})
    await sent(admin, "POST", f"/imports/{run['id']}/preview")
    async with company.work(cast.admin) as work:
        await queue_letter(work, Letter(EMAIL, f"For {NAME}", "body"))
        await enqueue(work, DROP, {"digests": [EMAIL]})


async def where(company: Company) -> dict[str, int]:
    """Every table with the number of its rows in which the person stands, as text, bytes or digits; every file."""
    found: dict[str, int] = {}
    async with company.reading(system()) as work:
        tables = await work.fetch(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN"
            " ('pg_catalog', 'information_schema')"
        )
        words = [f"%{WORD}%", f"%{WORD.encode().hex()}%", f"%{DIGITS}%", f"%{DIGITS.encode().hex()}%", "%1357-2468%"]
        for (table,) in tables:
            text = f"SELECT count(*) FROM {table} t WHERE t::text ILIKE ANY($1::text[])"
            found[table] = (await work.fetch(text, words))[0][0]
    for path in (each for each in company.files_dir.rglob("*") if each.is_file()):
        found[f"files/{path.name}"] = path.read_bytes().lower().count(WORD.encode())
    return {name: count for name, count in found.items() if count}


async def figures(admin: httpx.AsyncClient) -> list[Any]:
    return [(await sent(admin, "POST", f"/records/{name}/aggregate", json=asked)).json() for name, asked in FIGURES]


async def found_by(admin: httpx.AsyncClient, kind: str) -> tuple[str, dict[str, Any]]:
    request = (await sent(admin, "POST", "/records/subject_request", json={"kind": kind})).json()["id"]
    state = await sent(admin, "POST", f"/privacy/requests/{request}/find", json={"persons": [PERSON]})
    return request, state.json()


def seal_and_verify(company: Company) -> Verdict:
    """Seals the audit log and looks at the whole of it."""
    sealer = Sealer.of(str(company.pool.conninfo), company.files_dir.parent, None)
    until_settled(sealer.url)
    sealer.seal()
    return verify(sealer.url, sealer.outside)


async def choose_all(admin: httpx.AsyncClient, request: str) -> None:
    """Decides that all that was found is the person."""
    state = (await admin.get(f"/privacy/requests/{request}")).json()
    chosen = [{**each, "is_chosen": True} for each in state["findings"]]
    await sent(admin, "PATCH", f"/privacy/requests/{request}/findings", json={"findings": chosen})


async def do_jobs(company: Company) -> None:
    """The jobs that an erasure causes."""
    async with company.reading(system()) as work:
        jobs = await work.fetch("SELECT entrypoint, payload FROM pgqueuer WHERE entrypoint = 'destroy_contents'")
    for name, payload in jobs:
        await JOBS[name](company, orjson.loads(payload))


async def carry_out(company: Company, admin: httpx.AsyncClient, request: str, deed: str) -> dict[str, Any]:
    await choose_all(admin, request)
    await sent(admin, "POST", f"/privacy/requests/{request}/run", json={"deed": deed})
    await erase(company, {"request": request})
    await do_jobs(company)
    return (await admin.get(f"/privacy/requests/{request}")).json()


async def test_nothing_is_left_of_an_anonymised_person_every_figure_stays_and_no_undo_helps(
    company: Company, admin: httpx.AsyncClient, planted: Planted
) -> None:
    before, told = await where(company), await figures(admin)
    sealed = await asyncio.to_thread(seal_and_verify, company)
    assert {"record.contact", "record.note", "engine.change", "engine.comment", "engine.letter"} <= set(before)
    assert {"engine.saved_view", "public.pgqueuer", "record.lead"} <= set(before)
    assert any(name.startswith("files/") for name in before)
    request, state = await found_by(admin, "anonymise")
    subjects = {(each["object"], each["key"]) for each in state["findings"] if each["is_subject"]}
    assert {("contact", planted.contact), ("lead", planted.binned)} <= subjects
    ended = await carry_out(company, admin, request, "anonymise")
    assert ended["state"] == "done"
    assert await where(company) == {}
    assert await figures(admin) == told
    verdict = await asyncio.to_thread(seal_and_verify, company)
    assert (verdict.faults, verdict.entries > sealed.entries > 20) == ([], True)
    contact = (await sent(admin, "GET", planted.address)).json()
    assert (contact["email"], contact["source"], contact["account"]) == (None, "referral", planted.account)
    assert contact["name"]["full"].startswith("P-")
    await undo_everything(admin, planted)
    assert await where(company) == {}


async def undo_everything(admin: httpx.AsyncClient, planted: Planted) -> None:
    """Takes back all that was ever done, and that again."""
    await admin.post(f"/records/lead/{planted.binned}/restore")
    listed = (await admin.get("/changes", params={"limit": 200})).json()["changes"]
    answers = [
        await admin.post(f"/changes/{each}/undo", json={"rest": True})
        for each in [*reversed(planted.changes), *(change["id"] for change in listed)]
    ]
    assert {200, 409} == {answer.status_code for answer in answers}
    again = [answer.json()["change_set"] for answer in answers if answer.status_code == 200]
    for each in again:
        await admin.post(f"/changes/{each}/undo", json={"rest": True})


async def test_an_erasure_that_is_broken_off_after_every_step_leaves_nothing(
    company: Company, admin: httpx.AsyncClient, planted: Planted
) -> None:
    told = await figures(admin)
    request, _ = await found_by(admin, "erase")
    await choose_all(admin, request)
    await sent(admin, "POST", f"/privacy/requests/{request}/run", json={"deed": "erase"})
    steps = 0
    while await one_step(company, request):
        await broken_step(company, request)
        steps += 1
    assert steps > len(KINDS)
    await do_jobs(company)
    assert await where(company) == {}
    assert await figures(admin) == told
    contact = (await sent(admin, "GET", planted.address)).json()
    assert (contact["email"], contact["name"]["full"][:2]) == (None, "P-")
    await check_certificate(admin, request)


async def test_an_erasure_whose_job_failed_is_queued_again_once(company: Company, admin: httpx.AsyncClient) -> None:
    await sent(admin, "POST", "/records/contact", json={"name": NAME, "email": EMAIL})
    request, _ = await found_by(admin, "erase")
    await sent(admin, "POST", f"/privacy/requests/{request}/run", json={"deed": "erase"})
    assert await resume_nightly(company) == 0, "its job still waits"
    async with company.work(system()) as work:
        await work.execute("DELETE FROM pgqueuer WHERE entrypoint = $1", ERASE)
    assert await one_step(company, request)
    assert [await resume_nightly(company) for _ in range(2)] == [1, 0]
    await erase(company, {"request": request})
    async with company.work(system()) as work:
        await work.execute("DELETE FROM pgqueuer WHERE entrypoint = $1", ERASE)
    assert await resume_nightly(company) == 0, "it is done"


async def test_a_default_of_a_field_that_names_the_person_goes_with_its_history(
    company: Company, admin: httpx.AsyncClient
) -> None:
    await sent(admin, "POST", "/records/contact", json={"name": NAME, "email": EMAIL})
    for name, default in (("x_asked", f"Ask {EMAIL}"), ("x_other", "Ask somebody")):
        field = {"name": name, "kind": "text", "labels": {"en": name}, "default": default}
        await sent(admin, "POST", "/shape/objects/account/fields", json=field)
    dropped = {"name": "x_gone", "kind": "text", "labels": {"en": "Gone"}, "default": EMAIL}
    await sent(admin, "POST", "/shape/objects/account/fields", json=dropped)
    await sent(admin, "DELETE", "/shape/objects/account/fields/x_gone")
    request, _ = await found_by(admin, "erase")
    ended = await carry_out(company, admin, request, "erase")
    assert ended["certificate"]["done"]["defaults"] == 2
    assert await where(company) == {}
    await refresh_shape(company, main.standard_registry())
    made = (await sent(admin, "POST", "/records/account", json={"name": "New"})).json()
    assert (made["x_asked"], made["x_other"]) == (None, "Ask somebody")


async def test_an_export_that_is_written_while_somebody_is_erased_leaves_no_file(
    company: Company, cast: Cast, admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sent(admin, "POST", "/records/contact", json={"name": NAME, "email": EMAIL})
    monkeypatch.setattr(exporting, "AT_ONCE", 0)
    asked = {"object": "contact", "format": "csv"}
    made = [(await sent(admin, "POST", "/exports", json=asked)).json()["id"] for _ in range(2)]
    put = exporting.put_export

    async def erase_now() -> None:
        request, _ = await found_by(admin, "erase")
        await carry_out(company, admin, request, "erase")

    def erase_before(company: Company, written: Path, path: Path) -> None:
        asyncio.run_coroutine_threadsafe(erase_now(), loop).result()
        written.write_text(EMAIL)  # the writer did not notice
        put(company, written, path)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(exporting, "put_export", erase_before)
    await exporting.run_export(company, {"export": made[0]})
    await exporting.run_export(company, {"export": made[1]})
    assert list((company.files_dir / "exports").iterdir()) == []
    assert (await admin.get(f"/exports/{made[0]}")).status_code == 404


async def check_certificate(admin: httpx.AsyncClient, request: str) -> None:
    ended = (await admin.get(f"/privacy/requests/{request}")).json()
    page = (await sent(admin, "GET", f"/privacy/requests/{request}/certificate")).text
    assert WORD not in page + json.dumps(ended)
    assert ended["certificate"]["persons"]["contact"] == 1
    assert ended["certificate"]["done"]["records"] >= 1
    entries = (await admin.get("/audit", params={"action": "subject_erased"})).json()["entries"]
    assert entries[0]["note"]["certificate_sha256"] in page
    assert (await admin.get(f"/records/subject_request/{request}")).json()["state"] == "done"


async def one_step(company: Company, request: str) -> bool:
    async with company.work(system(), source="erasure", change_set=new_id()) as work:
        return await take_step(work, request)


async def broken_step(company: Company, request: str) -> None:
    """A step whose transaction is lost, as it is when its process is killed."""
    async with company.work(system(), source="erasure", change_set=new_id()) as work:
        await take_step(work, request)
        raise Rollback


async def test_what_must_be_kept_is_refused_and_named_and_the_rest_is_done_without_it(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    """Two persons of one request, of whom one goes and the other's words stay wherever they stand."""
    ids = [
        str(await make(company, cast.admin, "contact", name=name, email=email))
        for name, email in (("Anna Berg", "anna@berg.example"), ("Bo Lund", "bo@lund.example"))
    ]
    note = {"subject": "anna@berg.example and bo@lund.example"}
    both = (await sent(admin, "POST", "/records/note", json=note)).json()["id"]
    held = {"kind": "held", "reason": "A case before the court", "until": "2099-01-01"}
    await sent(admin, "POST", f"/records/contact/{ids[1]}/marks", json=held)
    request = (await sent(admin, "POST", "/records/subject_request", json={"kind": "erase"})).json()["id"]
    asked = {"persons": [{"emails": ["anna@berg.example"]}, {"emails": ["bo@lund.example"]}]}
    found = (await sent(admin, "POST", f"/privacy/requests/{request}/find", json=asked)).json()["findings"]
    assert [(each["person"], each["key"]) for each in found if each["is_subject"]] == [(0, ids[0]), (1, ids[1])]
    assert sorted(each["person"] for each in found if each["key"] == both) == [0, 1]
    refused = await admin.post(f"/privacy/requests/{request}/run", json={"deed": "erase"})
    assert refused.status_code == 409
    assert [(each["id"], each["reason"]) for each in refused.json()["held"]] == [(ids[1], held["reason"])]
    await sent(admin, "POST", f"/privacy/requests/{request}/run", json={"deed": "erase", "leaves_held": True})
    await erase(company, {"request": request})
    assert [(await admin.get(f"/records/contact/{each}")).status_code for each in ids] == [404, 200]
    assert (await admin.get(f"/records/contact/{ids[1]}")).json()["email"] == "bo@lund.example"
    assert (await admin.get(f"/records/note/{both}")).json()["subject"] == "▇▇▇ and bo@lund.example"
    ended = (await admin.get(f"/privacy/requests/{request}")).json()["certificate"]
    assert (ended["persons"], ended["held"], ended["left"]) == ({"contact": 1}, {"contact": 1}, 1)


async def test_a_namesake_is_left_alone_until_the_officer_says_that_it_is_the_person(
    company: Company, cast: Cast, admin: httpx.AsyncClient
) -> None:
    ours = str(await make(company, cast.admin, "contact", name="Anna Berg", email="anna@berg.example"))
    other = str(await make(company, cast.admin, "contact", name="Anna Berg", email="other@berg.example"))
    request = (await sent(admin, "POST", "/records/subject_request", json={"kind": "erase"})).json()["id"]
    asked = {"persons": [{"names": ["Anna Berg"], "emails": ["anna@berg.example"]}]}
    state = (await sent(admin, "POST", f"/privacy/requests/{request}/find", json=asked)).json()
    assert {each["key"]: each["is_chosen"] for each in state["findings"] if each["is_subject"]} == {
        ours: True,
        other: False,
    }
    package = (await sent(admin, "POST", f"/privacy/requests/{request}/packages")).json()["id"]
    await sent(admin, "POST", f"/privacy/requests/{request}/run", json={"deed": "erase"})
    chosen = [{"place": "record", "object": "contact", "key": other, "is_chosen": True}]
    late = await admin.patch(f"/privacy/requests/{request}/findings", json={"findings": chosen})
    assert (late.status_code, late.json()["code"]) == (409, "subject_run_busy")
    await erase(company, {"request": request})
    assert (await admin.get(f"/privacy/packages/{package}")).status_code == 404
    assert (await admin.get(f"/records/contact/{ours}")).status_code == 404
    kept = (await admin.get(f"/records/contact/{other}")).json()
    assert (kept["name"]["full"], kept["email"]) == ("Anna Berg", "other@berg.example")


async def test_only_officers_look_and_decide(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    request = (await sent(admin, "POST", "/records/subject_request", json={"kind": "erase"})).json()["id"]
    lina = await sign_in("lina")
    answers = [
        await lina.get(f"/privacy/requests/{request}"),
        await lina.post(f"/privacy/requests/{request}/find", json={"persons": [PERSON]}),
        await lina.post(f"/privacy/requests/{request}/run", json={"deed": "erase"}),
        await lina.post(f"/privacy/requests/{request}/packages"),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
