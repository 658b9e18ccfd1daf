"""The bench's company: realistic names, skewed owners, written through the write path and kept for the next run."""

import random
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Company
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import Principal, system

BATCH = 1_000
SIZES = {"account": 200_000, "contact": 1_000_000, "opportunity": 300_000, "interaction": 2_000_000}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
WEIGHTS = [round(70 / (rank + 1) ** 0.6, 2) for rank in range(len(SURNAMES))]
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红志远思雨子涵浩宇欣怡晨曦梓萱博"
ENGLISH = [
    "James",
    "Mary",
    "Robert",
    "Linda",
    "Michael",
    "Susan",
    "David",
    "Karen",
    "Daniel",
    "Laura",
    "Peter",
    "Ingrid",
    "Thomas",
    "Clara",
]
FAMILIES = [
    "Smith",
    "Johnson",
    "Brown",
    "Miller",
    "Davis",
    "Wilson",
    "Anderson",
    "Taylor",
    "Martin",
    "Lee",
    "Becker",
    "Rossi",
    "Meyer",
]
PLACES = [
    "杭州",
    "上海",
    "北京",
    "深圳",
    "苏州",
    "宁波",
    "南京",
    "成都",
    "武汉",
    "西安",
    "青岛",
    "厦门",
    "合肥",
    "无锡",
    "广州",
]
TRADES = ["科技", "机械", "电子", "医疗器械", "贸易", "物流", "食品", "新能源", "环保", "软件", "汽车零部件", "纺织"]
TITLES = ["采购经理", "总经理", "工程师", "CEO", "设备主管", "Buyer", "财务总监", "Engineer"]
STAGES = ["prospecting", "engaging", "proposal", "negotiation"]
RIGHTS = ["read", "create", "edit", "import"]
ROLE: dict[str, Any] = {"*": {"rights": RIGHTS, "read": "team", "edit": "team", "fields": {}}}


class Crowd:
    """Owners of records: most in one large team, one person with next to nothing."""

    def __init__(self) -> None:
        self.people: dict[str, UUID] = {}
        self.teams: dict[str, UUID] = {}

    def owner(self, dice: random.Random) -> tuple[str, str]:
        share = dice.random()
        name = "wide" if share < 0.90 else "middle" if share < 0.95 else "narrow" if share < 0.9501 else "other"
        number = int(30 * dice.random() ** 2) if name in ("wide", "other") else 0
        return str(self.people[f"{name}{number}"]), str(self.teams[name])


async def staff(company: Company) -> Crowd:
    """The four teams and their people, and the role that sees its team."""
    crowd = Crowd()
    crowd.teams = {name: new_id() for name in ("wide", "middle", "narrow", "other")}
    role = new_id()
    names = [f"{team}{number}" for team in crowd.teams for number in range(30 if team in ("wide", "other") else 1)]
    crowd.people = {name: new_id() for name in names}
    async with company.work(system(), source="bench") as work:
        await write(work, "role", [Change("create", role, {"name": "Bench", "code": "bench", "grants": ROLE})])
        await write(work, "team", [Change("create", key, {"name": name}) for name, key in crowd.teams.items()])
        users = [
            Change(
                "create",
                key,
                {
                    "name": name,
                    "login": name,
                    "roles": [str(role)],
                    "team": str(crowd.teams[name.rstrip("0123456789")]),
                },
            )
            for name, key in crowd.people.items()
        ]
        await write(work, "user", users)
    return crowd


def chinese_name(dice: random.Random) -> str:
    return dice.choices(SURNAMES, WEIGHTS)[0] + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def contact(dice: random.Random, crowd: Crowd, accounts: list[str]) -> dict[str, Any]:
    name = chinese_name(dice) if dice.random() < 0.8 else f"{dice.choice(ENGLISH)} {dice.choice(FAMILIES)}"
    owner, team = crowd.owner(dice)
    number = dice.randrange(10**9)
    return {
        **{"name": name, "mobile": f"13{number:09}", "email": f"u{dice.randrange(10**12)}@example.com"},
        **{"job_title": dice.choice(TITLES), "account": dice.choice(accounts), "owner": owner, "team": team},
    }


def account(dice: random.Random, crowd: Crowd, accounts: list[str]) -> dict[str, Any]:
    owner, team = crowd.owner(dice)
    trade = "".join(dice.choices(GIVEN, k=2)) + dice.choice(TRADES)
    name = f"{dice.choice(PLACES)}{trade}有限公司{dice.randrange(10**6)}"
    return {"name": name, "industry": dice.choice(["manufacturing", "retail"]), "owner": owner, "team": team}


def opportunity(dice: random.Random, crowd: Crowd, accounts: list[str]) -> dict[str, Any]:
    owner, team = crowd.owner(dice)
    amount = {"amount": str(dice.randrange(1_000, 2_000_000)), "currency": "CNY"}
    facts = {"name": f"{dice.choice(TRADES)}项目 {dice.randrange(10**6)}", "account": dice.choice(accounts)}
    return facts | {
        "stage": dice.choice(STAGES),
        "amount": amount,
        "close_on": "2026-12-15",
        "owner": owner,
        "team": team,
    }


def interaction(dice: random.Random, crowd: Crowd, accounts: list[str]) -> dict[str, Any]:
    owner, team = crowd.owner(dice)
    moment = f"2026-{dice.randrange(1, 12):02}-{dice.randrange(1, 28):02}T08:00:00+00:00"
    facts = {"subject": f"回访{dice.choice(TRADES)}", "kind": "call", "at": moment}
    return facts | {"account": dice.choice(accounts), "owner": owner, "team": team}


MAKERS: dict[str, Callable[[random.Random, Crowd, list[str]], dict[str, Any]]] = {
    **{"account": account, "contact": contact, "opportunity": opportunity, "interaction": interaction},
}


def batches(name: str, count: int, crowd: Crowd, accounts: list[str]) -> Iterator[list[Change]]:
    dice = random.Random(name)
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        yield [Change("create", new_id(), MAKERS[name](dice, crowd, accounts)) for _ in range(size)]


async def fill(company: Company, scale: float) -> None:
    """Writes everything; says how fast."""
    crowd = await staff(company)
    accounts: list[str] = []
    author: Principal = system()
    for name, size in SIZES.items():
        started, count = time.monotonic(), max(1, int(size * scale))
        for changes in batches(name, count, crowd, accounts):
            async with company.work(author, source="bench") as work:
                await work.expect_many()
                outcomes = await write(work, name, changes, Options(partial=True, duplicates="allow"))
            refused = next((each for each in outcomes if each.kind == "refuse"), None)
            if refused is not None:
                raise SystemExit(f"{name}: {refused.errors}")
            if name == "account":
                accounts += [str(each.id) for each in outcomes]
        seconds = time.monotonic() - started
        print(f"{name:<12}{count:>10,} rows {count / seconds:>8,.0f} rows/s", flush=True)


BARE = """
CREATE SCHEMA bare;
CREATE TABLE bare.contact AS SELECT id, name, account, job_title, mobile, email, owner, updated_at FROM record.contact;
ALTER TABLE bare.contact ADD PRIMARY KEY (id);
CREATE INDEX ON bare.contact (updated_at, id);
CREATE TABLE bare.opportunity AS SELECT id, stage, amount FROM record.opportunity;
ALTER TABLE bare.opportunity ADD PRIMARY KEY (id);
VACUUM ANALYZE
"""


async def copy_bare(company: Company) -> None:
    """The plain copy that the bare application reads."""
    async with company.pool.connection() as connection:
        for statement in BARE.split(";\n"):
            await connection.execute(statement.strip().encode())


def password() -> str:
    return secrets.token_urlsafe(12)
