"""Scenes for the rights: people, random roles, and records in which every value is a word of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
from hypothesis import strategies as st

from guanxi.engine.people import load_grants, set_password
from guanxi.kernel.access import RIGHTS
from guanxi.kernel.principal import system
from tests.contract.samples import letters
from tests.contract.worlds import World
from tests.fixtures.company import PASSWORD
from tests.properties.permits import LEVELS, SCOPES, Area, ByHand, Permits, Person, Shared

ROLES = ("red", "green", "blue")
# Each person by the login: his roles, his team and his further teams.
PEOPLE: dict[str, tuple[tuple[str, ...], str | None, tuple[str, ...]]] = {
    "ada": (("red",), "east one", ()),
    "ben": (("green",), "east", ()),
    "cleo": (("red", "green"), "west", ("east one",)),
    "dan": (("red", "blue"), None, ()),
}
BELOW = {"company": ("east", "east one", "west"), "east": ("east one",)}
KINDS = {
    "account": {
        "name": "text",
        "email": "email",
        "description": "text",
        "employees": "number",
        "revenue": "money",
        "tags": "tags",
        "website": "url",
    },
    "contact": {"name": "person_name", "job_title": "text", "email": "email", "wechat": "text", "tags": "tags"},
}
REFERENCE = "account"
BESIDE = ("comment", "file")
_serials = count(1)

grants = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {
                "rights": st.lists(st.sampled_from(RIGHTS), unique=True).map(lambda some: sorted({"read", *some}))
                | st.lists(st.sampled_from(RIGHTS), unique=True).map(sorted),
                "read": st.sampled_from(SCOPES),
                "edit": st.sampled_from(SCOPES),
                "fields": st.dictionaries(
                    st.sampled_from([*kinds, *([REFERENCE] * (name == "contact"))]), st.sampled_from(LEVELS)
                ),
            }
        )
        for name, kinds in KINDS.items()
    }
)
hands = st.fixed_dictionaries(
    {
        "object": st.sampled_from([*KINDS]),
        "place": st.integers(0, 2),
        "whom": st.tuples(st.just("person"), st.sampled_from([*PEOPLE]))
        | st.tuples(st.just("team"), st.sampled_from(["company", "east", "east one", "west"]))
        | st.tuples(st.just("role"), st.sampled_from(ROLES)),
        "level": st.sampled_from(["read", "edit"]),
        "with_below": st.booleans(),
        "state": st.sampled_from(["on", "on", "over", "back"]),
    }
)
absences = st.tuples(st.sampled_from([*PEOPLE]), st.sampled_from([*PEOPLE]), st.sampled_from(["now", "now", "over"]))
TEAMS = ("company", "east", "east one", "west")
PROVINCES = ("广东", "浙江")
UNTIL = {"over": "2020-01-01", "ending": "2099-01-01"}
rules = st.fixed_dictionaries(
    {
        "object": st.sampled_from([*KINDS]),
        "asks": st.tuples(st.just("owner"), st.sampled_from([*PEOPLE]))
        | st.tuples(st.just("team"), st.sampled_from(TEAMS))
        | st.tuples(st.just("address.province"), st.sampled_from(PROVINCES)),
        "is_negated": st.booleans(),
        "level": st.sampled_from(["read", "edit"]),
        "state": st.sampled_from(["on", "on", "ending", "off", "over"]),
        "people": st.sets(st.sampled_from([*PEOPLE]), max_size=2),
        "teams": st.sets(st.sampled_from(TEAMS), max_size=1),
        "with_below": st.booleans(),
        "roles": st.sets(st.sampled_from(ROLES), max_size=1),
        "is_early": st.booleans(),
    }
)
areas = st.fixed_dictionaries(
    {
        "object": st.sampled_from([*KINDS]),
        "province": st.sampled_from(PROVINCES),
        "is_below": st.booleans(),  # the one before it
        "is_on": st.sampled_from([True, True, False]),
        "people": st.sets(st.sampled_from([*PEOPLE]), max_size=2),
        "teams": st.sets(st.sampled_from(TEAMS), max_size=1),
    }
)
places = st.tuples(
    st.sampled_from([*PEOPLE, None]), st.sampled_from([*TEAMS, None]), st.sampled_from([*PROVINCES, None])
)


@dataclass(frozen=True)
class Wish:
    """A scene before it is played: the grants of the roles, who owns which record, and what rules share."""

    roles: dict[str, Any]
    accounts: list[Any]
    contacts: list[Any]
    rules: list[dict[str, Any]]
    areas: list[dict[str, Any]]
    hands: list[dict[str, Any]]
    absence: tuple[str, str, str] | None


wishes = st.builds(
    Wish,
    roles=st.fixed_dictionaries(dict.fromkeys(ROLES, grants)),
    accounts=st.lists(places, min_size=3, max_size=3),
    contacts=st.lists(places, min_size=3, max_size=3),
    rules=st.lists(rules, max_size=3),
    areas=st.lists(areas, max_size=3),
    hands=st.lists(hands, max_size=3),
    absence=st.none() | absences.filter(lambda each: each[0] != each[1]),
)


@dataclass
class Scene:
    """Records with their words: `words[object][id][field]` are the texts by which a value would be known again."""

    world: World
    permits: Permits
    people: dict[str, Person]
    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict[str, dict[str, dict[str, Any]]])
    before: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    words: dict[str, dict[str, dict[str, list[str]]]] = field(
        default_factory=dict[str, dict[str, dict[str, list[str]]]]
    )

    def each(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Every record with its object and id."""
        for name, records in self.records.items():
            for record_id, record in records.items():
                yield name, record_id, record

    def secrets(self, person: Person) -> set[str]:
        """The words that no answer may show this person."""
        hidden: set[str] = set()
        for name, record_id, record in self.each():
            is_seen = self.permits.sees(person, name, record)
            for part, texts in self.words[name][record_id].items():
                if not (is_seen and (part in BESIDE or self.permits.reads(person, name, part))):
                    hidden |= set(texts)
        return hidden

    def seen(self, person: Person, name: str) -> set[str]:
        """The ids of the records that this person sees."""
        return {key for key, record in self.records[name].items() if self.permits.sees(person, name, record)}

    def only(self, name: str) -> dict[str, Any]:
        """The filter for the records of this scene."""
        return {"field": "id", "op": "in", "value": list(self.records[name])}

    async def client(self, person: Person) -> httpx.AsyncClient:
        return await self.world.client(person.login)


def worded(kind: str) -> tuple[Any, str]:
    """A value that no other is like, and the text by which it is known again."""
    serial = next(_serials)
    word = f"qz{letters(serial + 20_000)}xw"
    number = 700_000_000 + serial * 7
    values: dict[str, Any] = {
        "text": word,
        "person_name": {"family": word, "full": word},
        "email": f"{word}@example.com",
        "url": f"https://{word}.example.com",
        "tags": [word],
        "number": number,
        "money": {"amount": f"{number}.00", "currency": "CNY"},
    }
    return values[kind], str(number) if kind in ("number", "money") else word


async def people_of(world: World) -> dict[str, Person]:
    """Makes the roles and people, once; each role grants nothing yet."""
    for role in ROLES:
        await world.create("role", {"name": role, "code": role, "grants": {}})
    async with world.company.pool.connection() as connection:
        rows = await (await connection.execute(b"SELECT name, id::text FROM record.team")).fetchall()
        teams = dict(rows)
        rows = await (await connection.execute(b"SELECT code, id::text FROM record.role")).fetchall()
        roles = dict(rows)
    found: dict[str, Person] = {}
    for login, (codes, team, further) in PEOPLE.items():
        values = {"name": login.title(), "login": login, "roles": [roles[code] for code in codes]}
        places = {"team": teams[team] if team else None, "teams": [teams[name] for name in further]}
        made = await world.create("user", {**values, **places})
        async with world.company.work(system()) as work:
            await set_password(work, made["id"], PASSWORD)
        names = [name for name in (team, *further) if name]
        below = [lower for name in names for lower in BELOW.get(name, ())]
        own = frozenset(teams[name] for name in names)
        found[login] = Person(login, made["id"], codes, own, own | {teams[name] for name in below})
    return found


async def play(world: World, people: dict[str, Person], wish: Wish) -> Scene:
    """Gives the roles their grants and makes the records."""
    admin = await world.client("admin")
    scene = Scene(world, Permits(wish.roles), people)
    async with world.company.pool.connection() as connection:
        rows = await (await connection.execute(b"SELECT code, id::text FROM record.role")).fetchall()
        for code, role_id in rows:
            if code in wish.roles:
                answer = await admin.patch(f"/records/role/{role_id}", json={"grants": wish.roles[code]})
                assert answer.status_code == 200, answer.text
        teams = dict(await (await connection.execute(b"SELECT name, id::text FROM record.team")).fetchall())
        world.company.replace(grants=await load_grants(connection))
    for name in ("sharing_rule", "territory"):
        await admin.request("DELETE", f"/records/{name}", json={"filter": {}})
    await _share(scene, teams, wish, is_early=True)
    for place in wish.accounts:
        await _add(scene, teams, "account", place, {})
    accounts = list(scene.records["account"])
    for number, place in enumerate(wish.contacts):
        await _add(scene, teams, "contact", place, {REFERENCE: accounts[number]})
    await _share(scene, teams, wish, is_early=False)
    await _divide(scene, teams, wish.areas)
    for each in wish.hands:
        await _share_by_hand(scene, teams, each)
    await _let_stand_in(scene, wish)
    return scene


async def _share_by_hand(scene: Scene, teams: Mapping[str, str], wish: Mapping[str, Any]) -> None:
    """Shares a record with somebody, and takes that back where it is wished."""
    admin = await scene.world.client("admin")
    name: str = wish["object"]
    place: int = wish["place"]
    key = list(scene.records[name])[place]
    kind, whom = wish["whom"]
    named = await _id_of(scene, teams, kind, whom)
    address = f"/records/{name}/{key}/shares"
    given = {"until": "2020-01-01" if wish["state"] == "over" else None, kind: named}
    made = await admin.post(address, json=given | {part: wish[part] for part in ("level", "with_below")})
    assert made.status_code == 201, made.text
    below = BELOW.get(whom, ()) if kind == "team" and wish["with_below"] else ()
    people, roles = ({named} if kind == "person" else ()), ({whom} if kind == "role" else ())
    meant = {teams[each] for each in (whom, *below)} if kind == "team" else ()
    shared = ByHand(key, wish["level"], wish["state"] != "over", frozenset(people), frozenset(meant), frozenset(roles))
    scene.permits.by_hand.append(shared)
    if wish["state"] == "back":
        is_below = kind == "team" and wish["with_below"]
        wanted = (named, wish["level"], is_below, False)
        shares = {(s["with"]["id"], s["level"], s["with_below"], s["is_over"]): s["id"] for s in made.json()["shares"]}
        assert (await admin.delete(f"{address}/{shares[wanted]}")).status_code == 204
        scene.permits.by_hand[:] = [each for each in scene.permits.by_hand if each != shared]


async def _id_of(scene: Scene, teams: Mapping[str, str], kind: str, whom: str) -> str:
    if kind == "role":
        return await scene.world.id_of("role", "code", whom)
    return scene.people[whom].id if kind == "person" else teams[whom]


async def _let_stand_in(scene: Scene, wish: Wish) -> None:
    """Ends what was planned in scenes before, and lets one stand in for another where it is wished."""
    admin = await scene.world.client("admin")
    for each in (await admin.get("/sharing/absences?of=all")).json()["absences"]:
        await admin.delete(f"/sharing/absences/{each['id']}")
    if wish.absence is None:
        return
    absent, delegate = scene.people[wish.absence[0]], scene.people[wish.absence[1]]
    until = "2020-02-01" if wish.absence[2] == "over" else f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%d}"
    since = "2020-01-01" if wish.absence[2] == "over" else f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%d}"
    given = {"person": absent.id, "delegate": delegate.id, "since": since, "until": until}
    assert (await admin.post("/sharing/absences", json=given)).status_code == 201
    if wish.absence[2] == "now":
        scene.permits.absent[delegate.id] = absent


async def _divide(scene: Scene, teams: Mapping[str, str], wishes: Sequence[Mapping[str, Any]]) -> None:
    """Makes the territories, each by itself or below the one before it."""
    above: Area | None = None
    above_id = None
    for wish in wishes:
        is_below = wish["is_below"] and above is not None
        people = [scene.people[each].id for each in wish["people"]]
        named = [teams[each] for each in wish["teams"]]
        given = {
            "name": "Area",
            "object": wish["object"],
            "criteria": {"field": "address.province", "op": "eq", "value": wish["province"]},
            "parent": above_id if is_below else None,
            "people": people,
            "teams": named,
            "is_active": wish["is_on"],
        }
        above = Area(
            wish["object"],
            wish["province"],
            wish["is_on"],
            frozenset(people),
            frozenset(named),
            above if is_below else None,
        )
        above_id = (await scene.world.create("territory", given))["id"]
        scene.permits.areas.append(above)


async def _share(scene: Scene, teams: Mapping[str, str], wish: Wish, *, is_early: bool) -> None:
    """Writes those of the rules that are to be there before the records, or after them."""
    for each in wish.rules:
        if each["is_early"] == is_early:
            await _write_rule(scene, teams, each)


async def _write_rule(scene: Scene, teams: Mapping[str, str], wish: Mapping[str, Any]) -> None:
    about, asked = wish["asks"]
    value = scene.people[asked].id if about == "owner" else teams.get(asked, asked)
    criteria: dict[str, Any] = {"field": about, "op": "eq", "value": value}
    people = [scene.people[each].id for each in wish["people"]]
    roles = {code: await scene.world.id_of("role", "code", code) for code in wish["roles"]}
    given = {
        "name": "Rule",
        "object": wish["object"],
        "criteria": {"not": criteria} if wish["is_negated"] else criteria,
        "people": people,
        "teams": [teams[each] for each in wish["teams"]],
        "roles": list(roles.values()),
        "is_active": wish["state"] != "off",
        "until": UNTIL.get(wish["state"]),
    } | {name: wish[name] for name in ("level", "with_below")}
    await scene.world.create("sharing_rule", given)
    below = [lower for each in wish["teams"] if wish["with_below"] for lower in BELOW.get(each, ())]
    named = frozenset(teams[each] for each in (*wish["teams"], *below))
    is_on = wish["state"] in ("on", "ending")
    shared = Shared(
        wish["object"],
        about,
        value,
        wish["is_negated"],
        wish["level"],
        is_on,
        frozenset(people),
        named,
        frozenset(roles),
    )
    scene.permits.shared.append(shared)


async def _add(scene: Scene, teams: dict[str, str], name: str, place: Any, more: dict[str, Any]) -> None:
    """A record that was made with other words than it has now, with a comment and a file."""
    admin = await scene.world.client("admin")
    owner, team, province = place
    first, second = _values(name), _values(name)
    given = {part: value for part, (value, _) in first.items()}
    given["address"] = {"country": "CN", "province": PROVINCES[0]}
    if owner:
        given["owner"] = scene.people[owner].id
    if team:
        given["team"] = teams[team]
    made = await scene.world.create(name, {**given, "owner": given.get("owner"), **more})
    address = f"/records/{name}/{made['id']}"
    where = {"address": {"country": "CN", "province": province} if province else None}
    changed = await admin.patch(address, json={**{part: value for part, (value, _) in second.items()}, **where})
    assert changed.status_code == 200, changed.text
    words = {part: [first[part][1], second[part][1]] for part in first}
    for part in BESIDE:
        words[part] = [worded("text")[1]]
    await admin.post(f"{address}/comments", json={"text": words["comment"][0]})
    await admin.post(f"{address}/files", content=b"x", headers={"X-File-Name": words["file"][0]})
    scene.records.setdefault(name, {})[made["id"]] = changed.json()
    scene.before[made["id"]] = made
    scene.words.setdefault(name, {})[made["id"]] = words


def _values(name: str) -> dict[str, tuple[Any, str]]:
    return {part: worded(kind) for part, kind in KINDS[name].items()}
