"""The tables that the demo company imports as any company would: its teams, people, price list and registry facts."""

import asyncio
import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from guanxi.engine.company import Company
from guanxi.engine.people import principal_of
from guanxi.engine.transfer.runs import save_mapping
from guanxi.engine.transfer.whole import import_whole, settle, upload
from guanxi.kernel.errors import Invalid
from guanxi.kernel.principal import Principal, system
from guanxi.modules.demo.objects import Company as Account
from guanxi.modules.demo.staff import Ids
from guanxi.modules.demo.vocabulary import words


@dataclass(frozen=True, slots=True)
class Table:
    """A file as somebody would keep it, and how its columns are mapped; `match` says by what references are found."""

    name: str
    object: str
    mode: str
    keys: tuple[str, ...]
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Any]]
    match: Mapping[str, str]
    encoding: str = "utf-8-sig"

    def content(self) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.columns)
        writer.writerows(self.rows)
        return text.getvalue().encode(self.encoding)

    def settings(self) -> dict[str, Any]:
        mapping = [
            {"column": place, "field": name, **({"match": self.match[name]} if name in self.match else {})}
            for place, name in enumerate(self.columns.values())
        ]
        return {"object": self.object, "mode": self.mode, "keys": list(self.keys), "mapping": mapping}


def teams() -> Table:
    names = {team["key"]: team["name"] for team in words("staff")["teams"]}
    rows = [(team["name"], names.get(team["parent"], "")) for team in words("staff")["teams"]]
    return Table("团队", "team", "upsert", ("name",), {"团队名称": "name", "上级团队": "parent"}, rows, {})


def users() -> Table:
    """Everybody with his team and role; one has left and cannot sign in."""
    names = {team["key"]: team["name"] for team in words("staff")["teams"]}
    rows = [
        (name, login, title, f"{login}@{words('staff')['domain']}", names[team], role, _language(team), _active(login))
        for login, name, title, team, role, *_ in words("staff")["users"]
    ]
    columns = {"姓名": "name", "登录名": "login", "职位": "job_title", "电子邮箱": "email"}
    columns |= {"团队": "team", "角色": "roles", "语言": "language", "启用": "is_active"}
    return Table("员工名单", "user", "upsert", ("login",), columns, rows, {"roles": "code"})


def _language(team: str) -> str:
    return "en" if team in ("international", "americas", "europe") else "zh-CN"


def _active(login: str) -> str:
    return "否" if login == words("staff")["left"] else "是"


def managers() -> Table:
    rows = [(team["name"], team["manager"]) for team in words("staff")["teams"]]
    columns = {"团队名称": "name", "负责人": "manager"}
    return Table("团队负责人", "team", "update", ("name",), columns, rows, {"manager": "login"})


def prices() -> Table:
    columns = {"产品编码": "code", "产品名称": "name", "产品系列": "series", "标准价格": "price", "成本": "cost"}
    columns |= {"计量单位": "unit", "税率": "tax_rate"}
    rows = [facts[:-1] for facts in words("products")]
    return Table("价格表", "product", "upsert", ("code",), columns, rows, {})


def registry(companies: Sequence[Account]) -> Table:
    """Facts of the large accounts from the company register, in the encoding in which such files come."""
    columns = {"企业名称": "name", "统一社会信用代码": "credit_code", "成立年份": "founded"}
    known = [each for each in companies if each.registered]
    rows = [(each.values["name"], each.registered["credit_code"], each.registered["founded"]) for each in known]
    return Table("大客户工商信息", "account", "update", ("name",), columns, rows, {}, "gb18030")


async def set_up(company: Company) -> Ids:
    """Imports what is there before the story begins; doing it again changes nothing."""
    for table in (teams(), users(), managers(), prices()):
        await bring_in(company, table)
    async with company.reading(system()) as work:
        by_name = dict(await work.fetch("SELECT name, id FROM record.team WHERE deleted_at IS NULL"))
        by_login = dict(await work.fetch('SELECT login, id FROM record."user" WHERE deleted_at IS NULL'))
        by_code = dict(await work.fetch("SELECT code, id FROM record.product WHERE deleted_at IS NULL"))
    return Ids({team["key"]: by_name[team["name"]] for team in words("staff")["teams"]}, by_login, by_code)


async def bring_in(company: Company, table: Table) -> None:
    """Imports a table with a saved mapping. Raises Invalid where a row is refused."""
    principal = await _administrator(company)
    async with company.work(principal, source="demo") as work:
        await save_mapping(work, table.name, table.object, table.settings())
    with tempfile.TemporaryDirectory(prefix="guanxi-demo-") as folder:
        path = Path(folder) / f"{table.name}.csv"
        await asyncio.to_thread(path.write_bytes, table.content())
        run = await upload(company, principal, path)
    wanted = {"object": table.object, "mode": table.mode}
    run = await import_whole(company, principal, await settle(company, principal, run, wanted, table.name))
    if run.state != "done" or run.refused:
        raise Invalid("demo_refused", extra={"file": run.name, "state": run.state, "refused": run.refused})


async def _administrator(company: Company) -> Principal:
    async with company.pool.connection() as connection:
        rows = await connection.execute(
            b'SELECT u.id FROM record."user" u JOIN record.role r ON r.id = ANY(u.roles)'
            b" WHERE r.code = 'administrator' AND u.deleted_at IS NULL ORDER BY u.id LIMIT 1"
        )
        row = await rows.fetchone()
        user_id: UUID = row[0] if row else UUID(int=0)
        found = await principal_of(connection, str(user_id), company.norms.time_zone)
    if found is None:
        raise Invalid("no_administrator")
    return found
