"""Records of the owner, with what lies beside them, made when a request first names them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, cast
from uuid import uuid4

from guanxi.engine.people.once import kept_form
from guanxi.engine.people.sessions import issue
from guanxi.engine.people.tokens import TokenFacts, make_token
from guanxi.kernel.principal import system
from guanxi.kernel.specs import ObjectSpec
from tests.attacks.matrix.company import BY_HAND, SHARED, Matrix, share_by_hand
from tests.attacks.matrix.personas import ADMIN, OWNER
from tests.contract.samples import letters, required_of
from tests.fixtures.company import PASSWORD

_serials = count(1)


@dataclass
class Target:
    """A record of the owner whose title is a word of its own; `parts` are what was made of it so far."""

    matrix: Matrix
    object: str
    word: str
    by_hand: tuple[str, ...] = ()  # with whom the record is shared so
    parts: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def spec(self) -> ObjectSpec:
        return self.matrix.world.company.registry[self.object]

    async def filled(self, given: Any) -> Any:
        """The part of a request with its words in braces made true."""
        if isinstance(given, dict):
            parts = cast("dict[str, Any]", given)
            return {name: await self.filled(value) for name, value in parts.items()}
        if isinstance(given, list):
            return [await self.filled(value) for value in cast("list[Any]", given)]
        if not isinstance(given, str) or "{" not in given:
            return given
        if given.startswith("{") and given.endswith("}") and given.count("{") == 1:
            return await self.part(given[1:-1])
        return await self._filled_text(given)

    async def _filled_text(self, text: str) -> str:
        found = ""
        for piece in text.split("{"):
            name, closed, rest = piece.partition("}")
            found += f"{await self.part(name)}{rest}" if closed else piece
        return found

    async def part(self, name: str) -> Any:
        """What stands for this word, made now if it was not before."""
        if name not in self.parts:
            self.parts[name] = await MAKERS[name](self)
        return self.parts[name]

    async def sent(self, method: str, path: str, status: int, **more: Any) -> dict[str, Any]:
        """What the owner did to make a part, which must succeed."""
        answer = await self.matrix.owner.request(method, path, **more)
        assert answer.status_code == status, (self.object, method, path, answer.text)
        self.parts["last_change"] = answer.headers.get("x-change-set")
        return answer.json() if answer.content and "json" in answer.headers["content-type"] else {}

    def values(self) -> dict[str, Any]:
        """What a new record of this kind needs; its title is the word where that is a person's to write."""
        world, spec = self.matrix.world, self.spec
        found = required_of(world.company.registry, spec, next(_serials), world.ids | self.matrix.own)
        for name, value in _named(spec, self.word).items():
            found[name] = value
        return found


def _named(spec: ObjectSpec, word: str) -> dict[str, Any]:
    title = spec.fields[spec.title]
    serial = f"s{next(_serials)}x{word[2:-2]}"
    more = {"code": serial} if spec.name == "role" else {"login": serial} if spec.name == "user" else {}
    if spec.name in ("sharing_rule", "territory"):
        more |= {"object": "note", "criteria": {"field": "created_at", "op": "lt", "value": "1990-01-01T00:00:00Z"}}
    if title.kind == "person_name":
        return {spec.title: {"family": word, "full": word}}
    return more if title.is_computed or title.kind == "auto_number" else {spec.title: word, **more}


def target_of(matrix: Matrix, name: str, *by_hand: str) -> Target:
    """A target that nothing was made of yet; its record is shared by hand with those who have it so."""
    shared = tuple(each for each in by_hand if each in BY_HAND and name in SHARED)
    return Target(matrix, name, f"qz{letters(next(_serials) + 20_000)}xw", shared)


async def _record(target: Target) -> str:
    allowed = {"duplicates": "allow"}
    path = f"/records/{target.object}"
    made = await target.sent("POST", path, 201, json=target.values(), params=allowed)
    target.parts["change"] = target.parts["last_change"]
    await share_by_hand(target.matrix, target.object, made["id"], target.by_hand)
    return made["id"]


async def _deleted(target: Target) -> str:
    record = await target.part("record")
    await target.sent("DELETE", f"/records/{target.object}/{record}", 200)
    return record


async def _purgeable(target: Target) -> str:
    """A deleted record whose days of keeping are over."""
    record = await target.part("deleted")
    async with target.matrix.world.company.pool.connection() as connection:
        text = f"UPDATE record.\"{target.object}\" SET deleted_at = now() - interval '90 days' WHERE id = $1::uuid"
        await connection.execute(text.encode(), [record])
    return record


async def _patch(target: Target) -> dict[str, Any]:
    """A value for a field that is no title, is not unique, and takes any text."""
    longest_first = sorted(target.spec.fields.values(), key=lambda each: each.kind != "long_text")
    free = (
        each.name
        for each in longest_first
        if each.kind in ("text", "long_text") and each.name != target.spec.title
        if not (each.unique or each.numbering or each.is_computed or each.is_readonly)
    )
    return {next(free): "said anew"}


async def _renamed(target: Target) -> str:
    """The record after a change of its title, where that is a person's to write."""
    record = await target.part("record")
    named = _named(target.spec, f"{target.word}anew")
    values = {target.spec.title: named[target.spec.title]} if target.spec.title in named else await _patch(target)
    await target.sent("PATCH", f"/records/{target.object}/{record}", 200, json=values)
    return record


def _with(part: str) -> Callable[[Target], Awaitable[Any]]:
    """The record once this lies beside it."""

    async def found(target: Target) -> Any:
        await target.part(part)
        return await target.part("record")

    return found


async def _comment(target: Target) -> str:
    path = f"/records/{target.object}/{await target.part('record')}/comments"
    return (await target.sent("POST", path, 201, json={"text": f"About {target.word}"}))["id"]


async def _file(target: Target) -> str:
    path = f"/records/{target.object}/{await target.part('record')}/files"
    headers = {"X-File-Name": f"{target.word}.txt"}
    return (await target.sent("POST", path, 201, content=target.word.encode(), headers=headers))["id"]


async def _share(target: Target) -> str:
    path = f"/records/{target.object}/{await target.part('record')}/shares"
    found = await target.sent("POST", path, 201, json={"person": await target.part("somebody")})
    return found["shares"][-1]["id"]


async def _external(target: Target) -> str:
    path = f"/records/{target.object}/{await target.part('record')}/external-ids/erp"
    await target.sent("PUT", path, 200, json={"value": f"ext-{target.word}"})
    return f"ext-{target.word}"


async def _change(target: Target) -> str:
    await target.part("record")
    return target.parts["change"]


async def _view(target: Target) -> str:
    facts = {"object": target.object, "name": f"View {target.word}", "shared": "me"}
    return (await target.sent("POST", "/views", 201, json=facts))["id"]


async def _export(target: Target) -> str:
    await target.part("record")
    only = {"field": "id", "op": "eq", "value": await target.part("record")}
    facts = {"object": target.object, "format": "csv", "fields": [target.spec.title], "filter": only}
    return (await target.sent("POST", "/exports", 201, json=facts))["id"]


async def _import(target: Target) -> str:
    headers = {"X-File-Name": f"{target.word}.csv"}
    content = f"Name\n{target.word}\n".encode()
    return (await target.sent("POST", "/imports", 201, content=content, headers=headers))["id"]


async def _mapped(target: Target) -> str:
    found = await target.part("import")
    mapping = [{"column": 0, "field": target.spec.title}]
    facts = {"object": target.object, "mode": "create", "mapping": mapping}
    await target.sent("PATCH", f"/imports/{found}", 200, json=facts)
    await target.sent("POST", f"/imports/{found}/preview", 200)
    return found


async def _found_request(target: Target) -> str:
    """A request of a data subject of whom nothing was found."""
    request = (await target.sent("POST", "/records/subject_request", 201, json={"kind": "erase"}))["id"]
    asked = {"persons": [{"names": ["Nobody Here"]}]}
    await target.sent("POST", f"/privacy/requests/{request}/find", 200, json=asked)
    return request


async def _rule(target: Target) -> str:
    facts = {"name": "Old ones", "object": "account", "date_field": "updated_at", "days": 36000}
    return (await target.sent("POST", "/records/retention_rule", 201, json=facts))["id"]


async def _breach(target: Target) -> str:
    return (await target.sent("POST", "/records/breach", 201, json={"name": "A lost laptop"}))["id"]


async def _absence(target: Target) -> str:
    facts = {"delegate": target.matrix.users["stranger"], "since": "2030-01-01", "until": "2030-01-02"}
    return (await target.sent("POST", "/sharing/absences", 201, json=facts))["id"]


async def _token(target: Target) -> str:
    async with target.matrix.world.company.work(system()) as work:
        return (await make_token(work, target.matrix.users[OWNER], TokenFacts("matrix", ("read",))))[0]


async def _session(target: Target) -> str:
    async with target.matrix.world.company.pool.connection() as connection:
        key = await issue(connection, target.matrix.users[OWNER], "session")
        row = await connection.execute(b"SELECT id::text FROM engine.session WHERE key = $1", [kept_form(key)])
        found = await row.fetchone()
    assert found is not None
    return found[0]


async def _made_in(target: Target, statement: str, *values: Any) -> str:
    made = str(uuid4())
    async with target.matrix.world.company.work(system()) as work:
        await work.execute(statement, made, target.matrix.users[OWNER], *values)
    return made


async def _device(target: Target) -> str:
    return await _made_in(
        target,
        "INSERT INTO engine.device (id, user_id, key, expires_at)"
        " VALUES ($1::uuid, $2::uuid, $3, now() + interval '1 day')",
        target.word,
    )


async def _factor(target: Target) -> str:
    return await _made_in(
        target,
        "INSERT INTO engine.second_factor (id, user_id, kind, name, secret)"
        " VALUES ($1::uuid, $2::uuid, 'totp', $3, 'none')",
        target.word,
    )


async def _spare(target: Target) -> str:
    """A person who does nothing else."""
    made = await target.matrix.world.create("user", {"name": f"Spare {target.word}", "login": f"spare{target.word}"})
    return made["id"]


async def _own_object(target: Target) -> str:
    made = await target.matrix.clients[ADMIN].post("/shape/objects", json={"labels": {"en": f"Own {next(_serials)}"}})
    assert made.status_code == 201, made.text
    return made.json()["name"]


async def _own_field(target: Target) -> str:
    path = f"/shape/objects/{await target.part('own_object')}/fields"
    made = await target.matrix.clients[ADMIN].post(path, json={"kind": "text", "labels": {"en": "Field"}})
    assert made.status_code == 201, made.text
    return made.json()["name"]


async def _known(target: Target) -> str:
    """The word, by which the record can be found."""
    await target.part("record")
    return target.word


def _now(find: Callable[[Target], Any]) -> Callable[[Target], Awaitable[Any]]:
    async def found(target: Target) -> Any:
        return find(target)

    return found


async def _directory(target: Target) -> str:
    facts = {"kind": "oidc", "name": target.word, "issuer": "https://127.0.0.1:9", "client_id": "x"}
    made = await target.matrix.admin.post("/sign-on/directories", json=facts)
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def _laid_out(target: Target) -> str:
    """A role that has a layout of its own."""
    path, facts = f"/shape/objects/{target.object}/layouts/viewer", {"groups": [], "left_out": ["description"]}
    made = await target.matrix.admin.put(path, json=facts)
    assert made.status_code in (200, 201, 204), made.text
    return "viewer"


async def _every_laid_out(target: Target) -> list[str]:
    """All roles with layouts, in order."""
    await target.part("laid_out")
    return ["viewer"]


MAKERS: dict[str, Callable[[Target], Awaitable[Any]]] = {
    "record": _record,
    "laid_out": _laid_out,
    "every_laid_out": _every_laid_out,
    "found_request": _found_request,
    "rule": _rule,
    "breach": _breach,
    "id": lambda target: target.part("record"),
    "object": _now(lambda target: target.object),
    "word": _now(lambda target: target.word),
    "title": _now(lambda target: target.spec.title),
    "values": _now(lambda target: target.values()),
    "somebody": _now(lambda target: target.matrix.users["stranger"]),
    "password": _now(lambda target: PASSWORD),
    "patch": _patch,
    "deleted": _deleted,
    "purgeable": _purgeable,
    "comment": _comment,
    "file": _file,
    "share": _share,
    "external": _external,
    "called": _with("external"),
    "commented": _with("comment"),
    "filed": _with("file"),
    "renamed": _renamed,
    "known": _known,
    "serial": _now(lambda target: f"number {next(_serials)}"),
    "change": _change,
    "view": _view,
    "export": _export,
    "import": _import,
    "mapped": _mapped,
    "absence": _absence,
    "session": _session,
    "token": _token,
    "device": _device,
    "factor": _factor,
    "spare": _spare,
    "directory": _directory,
    "own_object": _own_object,
    "own_field": _own_field,
}
