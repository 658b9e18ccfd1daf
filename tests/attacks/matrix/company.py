"""The company of the matrix: every persona with a key of his own, and what is shared with them."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from guanxi.engine.people import load_grants, principal_of, set_password
from guanxi.engine.people.once import kept_form
from guanxi.engine.people.sessions import issue
from guanxi.engine.sharing.hand import Audience, share
from guanxi.engine.sharing.viewing import begin_view
from guanxi.kernel.principal import system
from tests.attacks.matrix.personas import ADMIN, EVERY, OWNER, PERSONAS, Persona
from tests.contract.worlds import EVERYTHING, REFERRED, World, build_world, open_world, opened
from tests.databases import Databases
from tests.fixtures.company import PASSWORD

SHARED = ("contact", EVERYTHING)
CHOSEN = (*SHARED, "product")  # asked of by every persona
PAST, FUTURE = "2020-01-01", "2099-01-01"
RULES: dict[str, dict[str, Any]] = {
    "by a rule": {"level": "read", "until": FUTURE},
    "by a rule to edit": {"level": "edit", "until": None},
    "by a rule that is over": {"level": "edit", "until": PAST},
    "by a rule that is off": {"level": "edit", "is_active": False},
}
BY_HAND: dict[str, dict[str, Any]] = {
    "by hand": {"level": "read", "until": FUTURE},
    "by hand to edit": {"level": "edit"},
    "by hand once": {"level": "edit", "until": PAST},
}
ABSENT = {"deputy": (-30, 30), "deputy once": (-90, -60)}  # from and to which day, as seen from today

# Who sees all records of contacts, but not all of their fields; the reader sees these too.
SECRETS = ("department", "email", "wechat", "birthday", "tags")
WIDE = {"rights": sorted(EVERY), "read": "all", "edit": "all"}
WATCHERS: dict[str, dict[str, Any]] = {
    "reader": {"*": WIDE},
    **{
        level: {"*": WIDE, "contact": {**WIDE, "fields": dict.fromkeys(SECRETS, level)}}
        for level in ("hidden", "masked", "reveal")
    },
}


@dataclass
class Matrix:
    """The world with a client for every persona, and the ids of their users and roles."""

    world: World
    users: dict[str, str] = field(default_factory=dict[str, str])
    roles: dict[str, str] = field(default_factory=dict[str, str])
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict[str, httpx.AsyncClient])
    own: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # what the owner has, to refer to

    @property
    def owner(self) -> httpx.AsyncClient:
        return self.clients[OWNER]

    @property
    def admin(self) -> httpx.AsyncClient:
        return self.clients[ADMIN]


def code_of(persona: Persona) -> str:
    return "m_" + persona.name.replace(" ", "_")


def build_matrix(url: str) -> None:
    """Fills a template beside the running event loop."""
    build_world(url)
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(_fill(url))).result()


async def _fill(url: str) -> None:
    async with opened(url, Path("/nonexistent")) as world:
        await world.read_ids(REFERRED)
        await _cast(world)


async def _cast(world: World) -> None:
    """Makes the roles and people of the matrix, and what is shared with them."""
    matrix = Matrix(world)
    own = [each for each in PERSONAS if each.role is None]
    rows = [
        {
            "name": f"Role {each.name}",
            "code": code_of(each),
            "grants": each.grants,
            "needs_second_factor": each.state == "must_set",
        }
        for each in own
    ]
    rows += [{"name": name, "code": f"w_{name}", "grants": grants} for name, grants in WATCHERS.items()]
    await world.create("role", rows)
    built, teams = await _ids(world, "role", "code"), await _ids(world, "team", "name")
    matrix.roles = {each.name: built[each.role or code_of(each)] for each in PERSONAS}
    people: list[dict[str, Any]] = [
        {
            "name": f"Person {each.name}",
            "login": code_of(each),
            "roles": [matrix.roles[each.name]],
            "team": teams[each.team] if each.team else None,
            "email": f"{code_of(each)}@example.com",
        }
        for each in PERSONAS
    ]
    people += [{"name": name, "login": f"w_{name}", "roles": [built[f"w_{name}"]]} for name in WATCHERS]
    made = (await world.create("user", people))["records"]
    matrix.users = {each.name: person["id"] for each, person in zip(PERSONAS, made, strict=False)}
    await _share(matrix)
    await _settle(matrix)


async def _ids(world: World, name: str, by: str) -> dict[str, str]:
    async with world.company.pool.connection() as connection:
        rows = await connection.execute(f'SELECT {by}, id::text FROM record."{name}"'.encode())
        return dict(await rows.fetchall())


async def _share(matrix: Matrix) -> None:
    """What the rules, a territory and absences open of what the owner has."""
    owner = matrix.users[OWNER]
    criteria = {"field": "owner", "op": "eq", "value": owner}
    for name in SHARED:
        for who, facts in RULES.items():
            rule = {
                "name": f"{name} {who}",
                "object": name,
                "criteria": criteria,
                "people": [matrix.users[who]],
                **facts,
            }
            await matrix.world.create("sharing_rule", rule)
        people = {"people": [matrix.users["of the territory"]]}
        await matrix.world.create("territory", {"name": name, "object": name, "criteria": criteria, **people})
    first = await matrix.world.create("contact", {"name": {"full": "Shared first"}, "owner": owner})
    await share_by_hand(matrix, "contact", first["id"], BY_HAND)
    admin = await matrix.world.client("admin")
    for who, days in ABSENT.items():
        since, until = ((datetime.now(UTC) + timedelta(days=each)).date().isoformat() for each in days)
        absence = {"person": owner, "delegate": matrix.users[who], "since": since, "until": until}
        made = await admin.post("/sharing/absences", json=absence)
        assert made.status_code == 201, made.text


async def share_by_hand(matrix: Matrix, name: str, record_id: str, people: Iterable[str]) -> None:
    """Shares a record by hand with these: the keys are theirs from the first time on, so nobody need be asked anew."""
    async with matrix.world.company.work(system()) as work:
        for each in people:
            facts = BY_HAND[each]
            until = date.fromisoformat(facts["until"]) if "until" in facts else None
            audience = Audience("person", UUID(matrix.users[each]), facts["level"], until=until)
            await share(work, name, UUID(record_id), audience, None)


async def _settle(matrix: Matrix) -> None:
    """Passwords for whom they matter to, who is switched off, and the keys."""
    company = matrix.world.company
    async with company.work(system()) as work:
        await set_password(work, matrix.users[OWNER], PASSWORD)
        await set_password(work, matrix.users["must change password"], PASSWORD, must_change=True)
    async with company.pool.connection() as connection:
        company.replace(grants=await load_grants(connection))
    admin = await matrix.world.client("admin")
    off = await admin.patch(f"/records/user/{matrix.users['switched off']}", json={"is_active": False})
    assert off.status_code == 200, off.text


async def enter(world: World) -> Matrix:
    """Everybody with a key of his own."""
    matrix, users = Matrix(world), await _ids(world, "user", "login")
    for each in PERSONAS:
        matrix.users[each.name] = users[code_of(each)]
        matrix.clients[each.name] = await _client(matrix, each)
    for name in WATCHERS:
        matrix.users[name] = users[f"w_{name}"]
        matrix.clients[name] = await _client(matrix, Persona(name))
    made = await matrix.owner.post("/records/account", json={"name": "What the owner sells to"})
    assert made.status_code == 201, made.text
    matrix.own["account"] = [made.json()["id"]]
    return matrix


async def _client(matrix: Matrix, persona: Persona) -> httpx.AsyncClient:
    headers = {"X-Guanxi-CSRF": "1", "Accept-Language": "en"}
    if persona.state == "no_csrf":
        del headers["X-Guanxi-CSRF"]
    kind = "token" if "token" in persona.state else "session"
    async with matrix.world.company.pool.connection() as connection:
        key = await issue(connection, matrix.users[persona.name], kind)
        # as if one had just signed in, however long the cases take
        ahead = datetime.now(UTC) + timedelta(hours=2)
        await connection.execute(b"UPDATE engine.session SET created_at = $2 WHERE key = $1", [kept_form(key), ahead])
        if persona.state in ("ended", "token_ended"):
            await connection.execute(b"DELETE FROM engine.session WHERE key = $1", [kept_form(key)])
        if persona.state == "too_old":
            past = datetime.now(UTC) - timedelta(seconds=1)
            await connection.execute(
                b"UPDATE engine.session SET expires_at = $2 WHERE key = $1", [kept_form(key), past]
            )
    if persona.state == "looking":
        await _look(matrix, key, persona)
    if persona.state != "none":
        headers |= {"Authorization": f"Bearer {key}"} if kind == "token" else {"Cookie": f"guanxi_session={key}"}
    transport = httpx.ASGITransport(app=matrix.world.application)
    client = httpx.AsyncClient(transport=transport, base_url="http://localhost/api/v1", headers=headers)
    return await matrix.world.stack.enter_async_context(client)


async def _look(matrix: Matrix, key: str, persona: Persona) -> None:
    """An administrator's session that looks through the eyes of who may do everything."""
    company = matrix.world.company
    async with company.pool.connection() as connection:
        viewer = await principal_of(connection, matrix.users[persona.name], "UTC")
    assert viewer is not None
    await begin_view(company, key, viewer, UUID(matrix.users["full"]))


@asynccontextmanager
async def open_matrix(databases: Databases, files: Path) -> AsyncGenerator[Matrix]:
    """The company of the matrix in a database of its own."""
    async with open_world(databases, files, "matrix", build_matrix) as world:
        yield await enter(world)
