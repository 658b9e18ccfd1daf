"""What rights cost: somebody with six roles, forty sharing rules and a territory beside one who may see everything."""

from statistics import median
from typing import Any, Final
from uuid import UUID

from bench.load import Request, measure
from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company, Work
from guanxi.engine.people import load_grants
from guanxi.engine.sharing.sweep import share
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system

KNOTTED: Final = "knotted"
ROLES, RULES, TURNS = 5, 40, 3
COLLEAGUE: Final = """
SELECT u.team::text, u.roles[1]::text FROM record."user" u WHERE u.login = 'wide0'"""


async def knot(company: Company) -> None:
    """Makes the person with many ways to a record, and lets the records follow; once for a database."""
    async with company.reading(system()) as work:
        if await work.fetch('SELECT 1 FROM record."user" WHERE login = $1', KNOTTED):
            return
    async with company.work(system(), source="bench") as work:
        await _write(work)
    async with company.pool.connection() as connection:
        company.replace(grants=await load_grants(connection))
    await share(company, {"object": "contact"})


async def _write(work: Work) -> None:
    [(team, role)] = await work.fetch(COLLEAGUE)
    roles, person = [new_id() for _ in range(ROLES)], new_id()
    await write(work, "role", [Change("create", key, _role(number)) for number, key in enumerate(roles)])
    facts = {"name": "Knotted", "login": KNOTTED, "team": team, "roles": [role, *map(str, roles)]}
    await write(work, "user", [Change("create", person, facts)])
    audiences: list[dict[str, Any]] = [{"people": [str(person)]}, {"teams": [team]}, {"roles": [str(roles[0])]}]
    rules = [_rule(number, audiences[number % len(audiences)]) for number in range(RULES)]
    await write(work, "sharing_rule", [Change("create", values=each) for each in rules])
    await write(work, "territory", [Change("create", values=_territory(person))])


def _role(number: int) -> dict[str, Any]:
    """Rights that overlap; each shows less of another field, which another role shows."""
    shows_less = {("job_title", "mobile", "email", "department", "birthday")[number]: "masked"}
    grant = {"rights": ["read", "edit"], "read": "territory", "edit": "own", "fields": shows_less}
    return {"name": f"Knot {number}", "code": f"knot{number}", "grants": {"contact": grant}}


def _rule(number: int, audience: dict[str, Any]) -> dict[str, Any]:
    criteria = {"field": "email", "op": "starts", "value": f"u1{number:02}"}
    level = "edit" if number % 4 == 0 else "read"
    return {"name": f"Knot {number}", "object": "contact", "criteria": criteria, "level": level, **audience}


def _territory(person: UUID) -> dict[str, Any]:
    criteria = {"field": "email", "op": "starts", "value": "u777"}
    return {"name": "Knot", "object": "contact", "criteria": criteria, "people": [str(person)]}


def cost_of_rights(port: int, mixes: dict[str, list[Request]], tokens: dict[str, str]) -> list[dict[str, Any]]:
    """The rate of each mix for the knotted one over that for an administrator, in turns; 0.8 is the least wanted."""
    found: list[dict[str, Any]] = []
    address = f"http://127.0.0.1:{port}"
    for name, mix in mixes.items():
        turns = [[measure(address, mix, tokens[who]) for who in (KNOTTED, "admin")] for _ in range(TURNS)]
        if any(figure.errors for pair in turns for figure in pair):
            raise SystemExit(f"{name}: requests were refused")
        pairs = [(knotted.rate, free.rate) for knotted, free in turns]
        ratio = round(median(knotted / free for knotted, free in pairs), 3)
        print(f"rights  {name:<32}{ratio:>9} of an administrator's rate", flush=True)
        facts = {"ours": median(each[0] for each in pairs), "bare": median(each[1] for each in pairs), "ratio": ratio}
        found.append({"name": f"rights {name}", **facts, "unit": "requests/s"})
    return found
