"""OPS-2: the oldest PostgreSQL that is promised, 15 as Debian 12 has it, bears migration and a day's work."""

import json
import os
import shutil
import subprocess
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import httpx
import pytest

from guanxi import main
from guanxi.engine.changes.rerating import rerate
from guanxi.engine.company import Company
from guanxi.engine.store.embedded_user import identity, let_through, server_user
from guanxi.engine.watch import findings_of
from tests.fixtures.company import build_template

pytestmark = pytest.mark.anyio
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
OPTIONS = "-c listen_addresses= -c fsync=off -c max_connections=30"


@pytest.fixture
def debian_url(open_folder: Path) -> Generator[str]:
    """The address of a server of Debian's, which ends with the test."""
    if not PROGRAMS.is_dir():
        pytest.skip("Debian's package postgresql-15 is not installed")
    user = server_user(open_folder)
    folder = open_folder / "debian"
    folder.mkdir()
    if user is not None:
        let_through(open_folder, user)
        os.chown(folder, user.pw_uid, user.pw_gid)

    def call(program: str, *words: str) -> None:
        subprocess.run(
            [PROGRAMS / program, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, **identity(user)
        )

    call("initdb", "-D", "data", "-U", "guanxi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    call("pg_ctl", "-D", "data", "-l", "log", "-o", f"{OPTIONS} -k {folder}", "-w", "start")
    yield f"postgresql://guanxi@/postgres?host={folder}"
    call("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


@pytest.fixture
async def company(debian_url: str, tmp_path: Path) -> AsyncGenerator[Company]:
    build_template(debian_url)
    found = await main.open_company(debian_url, tmp_path / "files")
    yield found
    await found.pool.close()


async def test_migration_is_done_once_and_found_sound(company: Company, debian_url: str) -> None:
    await main.migrate(debian_url)
    found = {finding.name: finding for finding in await findings_of(company)}
    assert found["database"].text.startswith("PostgreSQL 15.")
    assert (found["database"].state, found["schema"].state) == ("good", "good")


async def test_a_day_is_worked(admin: httpx.AsyncClient, company: Company) -> None:
    added = await admin.post("/shape/objects/account/fields", json={"kind": "money", "labels": {"en": "Rent"}})
    assert added.status_code == 201, added.text
    rent = {"amount": "7.50", "currency": "USD"}
    lead = (await admin.post("/records/lead", json={"name": "王小明", "company": "张伟科技"})).json()
    made = (await admin.post("/actions/sales/convert_lead", json={"lead": lead["id"]})).json()
    address = f"/records/account/{made['account']}"
    changed = await admin.patch(address, json={"x_rent": rent, "tags": ["vip"], "employees": 7})
    assert (changed.status_code, changed.json()["x_rent"]) == (200, rent)
    assert (await admin.patch(f"/records/opportunity/{made['opportunity']}", json={"amount": rent})).status_code == 200
    tagged = {"field": "tags", "op": "has", "value": "vip"}
    named = {"field": "name", "op": "contains", "value": "科技"}
    narrow = json.dumps({"and": [tagged, named]})
    listed = await admin.get("/records/account", params={"filter": narrow, "sort": "-x_rent", "count": "exact"})
    assert [record["id"] for record in listed.json()["records"]] == [made["account"]]
    found = (await admin.get("/search", params={"q": "zwkj"})).json()["hits"]
    assert made["account"] in [hit["id"] for hit in found]
    grouped = {"group": [{"field": "industry"}], "measures": [{"function": "sum", "field": "x_rent"}]}
    groups = (await admin.post("/records/account/aggregate", json=grouped)).json()["groups"]
    assert groups[0]["values"] == ["53.69"]
    assert await rerate(company) == 0
    assert (await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})).status_code == 200
    assert (await admin.get(address)).json()["x_rent"] is None
    assert len((await admin.get(f"{address}/history")).json()["changes"]) == 3
    assert (await admin.get(f"{address}/timeline")).status_code == 200
