"""Exports of what a view shows, within rights, harmless, and able to come back (REC-10)."""

import csv
import io
from dataclasses import replace
from typing import Any

import httpx
import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from guanxi.engine.query import Query, find, sort_index
from guanxi.engine.transfer import exporting
from guanxi.engine.transfer.sources import rows, sniff
from guanxi.engine.transfer.table_files import guarded
from guanxi.kernel.access import NOTHING, Grant
from guanxi.kernel.errors import Forbidden, Malformed
from guanxi.kernel.principal import Principal
from tests.engine.transfer.conftest import Upload
from tests.fixtures.company import Cast, SignIn, make


async def export(company: Company, person: Principal, **asked: Any) -> list[list[str]]:
    async with company.work(person) as work:
        made = await exporting.add_export(work, asked, "en")
    done = await exporting.write_export(company, person, made)
    assert (done.state, done.done) == ("done", done.total)
    source = sniff(done.path(company.files_dir), done.name)
    return [list(source.headers), *rows(source)]


async def fill(company: Company, person: Principal) -> None:
    account = await make(company, person, "account", name="=HYPERLINK(evil)", phone="0571-87654321")
    await make(
        company,
        person,
        "contact",
        name={"family": "欧阳", "given": "修"},
        account=str(account),
        mobile="13800138000",
        tags=["vip", "new"],
        decision_part="decision_maker",
        is_primary=True,
        birthday="1990-02-28",
        address={"province": "浙江", "city": "杭州", "street": "文三路 1 号"},
        description="-1+2\n@home",
    )


async def test_total_of_an_order_is_exported_with_its_currency(company: Company, cast: Cast) -> None:
    account = await make(company, cast.admin, "account", name="Buyer")
    lines = [{"quantity": "3", "unit_price": {"amount": "1.65", "currency": "GBP"}}]
    await make(company, cast.admin, "order", account=str(account), lines=lines)
    assert await export(company, cast.admin, object="order", fields=["account", "total"], format="csv") == [
        ["Account", "Total", "Total: currency"],
        ["Buyer", "4.95", "GBP"],
    ]


async def test_a_large_object_is_exported_in_an_order_that_has_no_index(
    company: Company, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sort_index, "LARGE_TABLE", -1)
    for number in (2, 1):
        await make(company, cast.admin, "product", name=f"P{number}", code=f"c{number}")
    asked: dict[str, Any] = {"object": "product", "fields": ["code"], "sort": ["code"], "format": "csv"}
    assert (await export(company, cast.admin, **asked))[1:] == [["c1"], ["c2"]]
    async with company.reading(cast.admin) as work:
        await find(work, "product", Query(sort=("code",)))
        found = await work.fetch("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'index_order'")
    assert found == [(1,)]


CONTACT = ["name", "account", "mobile", "tags", "decision_part", "is_primary", "birthday", "address", "description"]


@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
async def test_an_export_shows_what_a_view_shows(company: Company, cast: Cast, format_name: str) -> None:
    await fill(company, cast.admin)
    header, row = await export(company, cast.admin, object="contact", fields=CONTACT, format=format_name)
    shown = dict(zip(header, row, strict=True))
    assert (shown["Name"], shown["Name: family name"], shown["Name: given name"]) == ("欧阳修", "欧阳", "修")
    assert (shown["Part in the decision"], shown["Main contact"], shown["Tags"]) == (
        "Decision maker",
        "Yes",
        "vip; new",
    )
    assert (shown["Birthday"], shown["Address: city"], shown["Mobile"]) == ("1990-02-28", "杭州", "+8613800138000")


@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
async def test_an_export_comes_back_as_it_was(company: Company, cast: Cast, bring: Upload, format_name: str) -> None:
    await fill(company, cast.admin)
    asked = {"object": "contact", "fields": [*CONTACT, "id"], "format": format_name}
    async with company.work(cast.admin) as work:
        made = await exporting.add_export(work, asked, "zh-CN")
    made = await exporting.write_export(company, cast.admin, made)
    path = made.path(company.files_dir)
    same = await bring(cast.admin, "contact", path, mode="update", keys=["id"])
    assert same.counts == (0, 0, 1, 0)
    async with company.work(cast.admin) as work:
        before = (await find(work, "contact", Query()))[0]
        await write(work, "contact", [Change("delete", before["id"])])
    again = await bring(cast.admin, "contact", path, on_duplicate="create")
    async with company.reading(cast.admin) as work:
        after = (await find(work, "contact", Query()))[0]
    assert again.counts == (1, 0, 0, 0)
    assert {name: after[name] for name in CONTACT} == {name: before[name] for name in CONTACT}


async def test_money_dates_and_lists_come_back_too(company: Company, cast: Cast, bring: Upload) -> None:
    account = await make(company, cast.admin, "account", name="Buyer")
    values = {"amount": {"amount": "1234567.50", "currency": "USD"}, "probability": "35.5", "close_on": "2026-12-31"}
    await make(company, cast.admin, "opportunity", name="Deal", account=str(account), stage="proposal", **values)
    await make(company, cast.admin, "interaction", subject="Call", at="2026-01-02T03:04:05Z", duration=5400)
    for name, fields in (
        ("opportunity", ["name", "account", "stage", "amount", "probability", "close_on", "id"]),
        ("interaction", ["subject", "at", "duration", "kind", "id"]),
    ):
        for format_name in ("csv", "xlsx"):
            asked = {"object": name, "fields": fields, "format": format_name}
            async with company.work(cast.admin) as work:
                made = await exporting.add_export(work, asked, "en")
            made = await exporting.write_export(company, cast.admin, made)
            done = await bring(cast.admin, name, made.path(company.files_dir), mode="update", keys=["id"])
            assert done.counts == (0, 0, 1, 0), (name, format_name, await done.rejected())


async def test_nothing_in_an_export_is_a_formula(company: Company, cast: Cast) -> None:
    for start in ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"):
        await make(company, cast.admin, "task", subject=f"{start}", description=start)
    async with company.work(cast.admin) as work:
        made = await exporting.add_export(work, {"object": "task", "fields": ["subject"], "format": "csv"}, "en")
    done = await exporting.write_export(company, cast.admin, made)
    text = done.path(company.files_dir).read_text(encoding="utf-8-sig")
    assert all(row[0].startswith("'") for row in list(csv.reader(io.StringIO(text)))[1:])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1", "'=1"),
        ("-5", "-5"),
        ("+8613800138000", "+8613800138000"),
        ("-5+1", "'-5+1"),
        ("＝HYPERLINK(1)", "'＝HYPERLINK(1)"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_only_what_could_be_a_formula_gets_an_apostrophe(text: str, shown: str) -> None:
    assert guarded(text) == shown


async def test_an_export_obeys_scope_and_fields(company: Company, cast: Cast) -> None:
    for person, name, mobile in ((cast.lina, "Mine", "13800138001"), (cast.sunqian, "Hers", "13800138002")):
        async with company.work(person) as work:
            await write(work, "lead", [Change("create", values={"name": name, "company": name, "mobile": mobile})])
    grant = Grant(frozenset({"read", "export"}), "own", "own", {"mobile": "masked", "email": "hidden"})
    company.replace(grants={**company.grants, "representative": {"*": grant}})
    assert await export(company, cast.lina, object="lead", fields=["company", "mobile"], format="csv") == [
        ["Company", "Mobile"],
        ["Mine", "138****8001"],
    ]
    with pytest.raises(Malformed):
        await export(company, cast.lina, object="lead", fields=["company", "email"], format="csv")


async def test_an_export_needs_its_right(company: Company, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        await export(company, cast.viewer, object="lead", format="csv")


async def test_filter_sort_and_language_hold(company: Company, cast: Cast) -> None:
    for name, series in (("b", "x"), ("a", "x"), ("c", "y")):
        await make(company, cast.admin, "product", name=name, series=series)
    asked = {
        "object": "product",
        "fields": ["name"],
        "filter": {"field": "series", "op": "eq", "value": "x"},
        "sort": ["-name"],
    }
    assert await export(company, cast.admin, **asked) == [["Name"], ["b"], ["a"]]


async def test_exports_of_another_are_not_there(company: Company, sign_in: SignIn) -> None:
    admin, manager = await sign_in("admin"), await sign_in("chenli")
    made = (await admin.post("/exports", json={"object": "lead", "format": "csv"})).json()
    assert made["state"] == "done"
    assert (await admin.get(f"/exports/{made['id']}/file")).status_code == 200
    assert (await manager.get(f"/exports/{made['id']}")).status_code == 404
    assert (await manager.get(f"/exports/{made['id']}/file")).status_code == 404


WHOLE = Grant(frozenset({"read", "export"}), "all", "all")


def give(company: Company, grant: Grant, **more: Grant) -> None:
    company.replace(grants={**company.grants, "representative": {"*": grant, **more}})


@pytest.mark.parametrize(
    ("less", "code"),
    [
        pytest.param({"*": replace(WHOLE, rights=frozenset({"read"}))}, "no_right", id="no export"),
        pytest.param({"*": replace(WHOLE, rights=frozenset({"export"}))}, "no_right", id="no reading"),
        pytest.param({"*": NOTHING}, "no_right", id="nothing"),
        pytest.param({"*": replace(WHOLE, fields={"mobile": "hidden"})}, "export_rights_changed", id="hidden"),
        pytest.param({"*": replace(WHOLE, fields={"mobile": "masked"})}, "export_rights_changed", id="masked"),
        pytest.param({"*": replace(WHOLE, read="team")}, "export_rights_changed", id="fewer records"),
        pytest.param({"*": WHOLE, "account": NOTHING}, "export_rights_changed", id="titles of others"),
    ],
)
async def test_who_sees_less_now_does_not_get_his_older_file(
    company: Company, cast: Cast, sign_in: SignIn, less: dict[str, Grant], code: str
) -> None:
    await fill(company, cast.admin)
    lina = await sign_in("lina")
    give(company, WHOLE)
    asked = {"object": "contact", "fields": ["name", "mobile", "account"], "format": "csv"}
    file = f"/exports/{(await lina.post('/exports', json=asked)).json()['id']}/file"
    assert "13800138000" in (await lina.get(file)).text
    company.replace(grants={**company.grants, "representative": less})
    refused = await lina.get(file)
    assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert refused.json()["detail"]
    give(company, WHOLE)
    assert (await lina.get(file)).status_code == 200


async def test_who_sees_more_now_keeps_his_older_file(company: Company, cast: Cast, sign_in: SignIn) -> None:
    await fill(company, cast.admin)
    lina = await sign_in("lina")
    give(company, replace(WHOLE, read="own", fields={"mobile": "masked"}))
    asked = {"object": "contact", "fields": ["name", "mobile"], "format": "csv"}
    file = f"/exports/{(await lina.post('/exports', json=asked)).json()['id']}/file"
    give(company, replace(WHOLE, read="team_tree"))
    assert (await lina.get(file)).status_code == 200
    give(company, WHOLE)
    assert (await lina.get(file)).status_code == 200


async def test_a_large_export_goes_on_in_the_background(
    company: Company, cast: Cast, admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    await make(company, cast.admin, "task", subject="One")
    await make(company, cast.admin, "task", subject="Two")
    made = (await admin.post("/exports", json={"object": "task", "fields": ["subject"], "format": "xlsx"})).json()
    assert (made["state"], made["total"]) == ("queued", 2)
    assert (await admin.get(f"/exports/{made['id']}/file")).status_code == 409
    await exporting.run_export(company, {"export": made["id"]})
    assert (await admin.get(f"/exports/{made['id']}")).json()["state"] == "done"
    answer = await admin.get(f"/exports/{made['id']}/file")
    assert answer.content.startswith(b"PK")


async def test_exports_are_forgotten_after_a_day(company: Company, cast: Cast, admin: httpx.AsyncClient) -> None:
    made = (await admin.post("/exports", json={"object": "task", "format": "csv"})).json()
    async with company.work(cast.admin) as work:
        await work.execute("UPDATE engine.export_run SET created_at = now() - interval '25 hours'")
    await admin.post("/exports", json={"object": "task", "format": "csv"})
    assert (await admin.get(f"/exports/{made['id']}")).status_code == 404
    assert len(list((company.files_dir / "exports").iterdir())) == 1


async def test_an_export_leaves_an_audit_entry(company: Company, cast: Cast, admin: httpx.AsyncClient) -> None:
    await admin.post("/exports", json={"object": "task", "fields": ["subject"], "format": "csv"})
    async with company.reading(cast.admin) as work:
        found = await work.fetch("SELECT object, fields FROM audit.entry WHERE action = 'export'")
    assert found == [("task", ["subject"])]


@pytest.mark.parametrize("asked", [{"filter": {"field": "mobile", "op": "is_set"}}, {"sort": ["-mobile"]}])
async def test_a_file_tells_of_the_fields_that_chose_and_sorted_it_too(
    company: Company, cast: Cast, sign_in: SignIn, asked: dict[str, object]
) -> None:
    await fill(company, cast.admin)
    lina = await sign_in("lina")
    give(company, WHOLE)
    made = await lina.post("/exports", json={"object": "contact", "fields": ["name"], "format": "csv", **asked})
    file = f"/exports/{made.json()['id']}/file"
    assert (await lina.get(file)).status_code == 200
    give(company, replace(WHOLE, fields={"mobile": "hidden"}))
    refused = await lina.get(file)
    assert (refused.status_code, refused.json()["code"]) == (403, "export_rights_changed")
