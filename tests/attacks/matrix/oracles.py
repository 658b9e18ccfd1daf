"""Questions about a value that one may not see, each asked twice: with the value and with another.

Whoever reads the field is told a difference; whoever may not must not be able to tell the two answers apart.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Final, cast

import httpx

Client = httpx.AsyncClient


@dataclass(frozen=True)
class Guess:
    """A value that is guessed of a field of a record."""

    field: str
    value: Any
    record: str

    @property
    def text(self) -> str:
        value = self.value
        return str(cast("list[Any]", value)[0] if isinstance(value, list) else value)

    @property
    def filter(self) -> dict[str, Any]:
        op = "has" if self.field == "tags" else "eq"
        return {"and": [self.only, {"field": self.field, "op": op, "value": self.text}]}

    @property
    def only(self) -> dict[str, Any]:
        return {"field": "id", "op": "eq", "value": self.record}


Ask = Callable[[Client, Guess], Awaitable[httpx.Response]]
CONTACTS: Final = "/records/contact"
_serials = count(1)
NO_SEARCH: Final = ("department", "birthday")
NO_DUPLICATES: Final = ("department", "birthday", "wechat", "tags")


async def by_filter(client: Client, guess: Guess) -> httpx.Response:
    return await client.get(CONTACTS, params={"filter": json.dumps(guess.filter), "fields": "id", "count": "exact"})


async def by_not(client: Client, guess: Guess) -> httpx.Response:
    asked = {"and": [guess.only, {"not": guess.filter}]}
    return await client.get(CONTACTS, params={"filter": json.dumps(asked), "fields": "id"})


async def behind_a_reference(client: Client, guess: Guess) -> httpx.Response:
    path = {**guess.filter["and"][1], "field": f"reports_to.{guess.field}"}
    asked = {"and": [{"field": "reports_to", "op": "eq", "value": guess.record}, path]}
    return await client.get(CONTACTS, params={"filter": json.dumps(asked), "fields": "id"})


async def by_count(client: Client, guess: Guess) -> httpx.Response:
    return await client.post(f"{CONTACTS}/aggregate", json={"filter": guess.filter})


async def by_bulk_edit(client: Client, guess: Guess) -> httpx.Response:
    return await client.patch(
        CONTACTS, json={"filter": guess.filter, "values": {"job_title": f"guess {next(_serials)}"}}
    )


async def by_export(client: Client, guess: Guess) -> httpx.Response:
    asked = {"object": "contact", "format": "csv", "fields": ["job_title"], "filter": guess.filter}
    made = await client.post("/exports", json=asked)
    return made if made.status_code != 201 else await client.get(f"/exports/{made.json()['id']}/file")


async def by_quick_filter(client: Client, guess: Guess) -> httpx.Response:
    asked = {"q": guess.text, "filter": json.dumps(guess.only), "fields": "id"}
    return await client.get(CONTACTS, params=asked)


async def by_search(client: Client, guess: Guess) -> httpx.Response:
    return await client.get("/search", params={"q": guess.text, "objects": "contact"})


async def by_lookup(client: Client, guess: Guess) -> httpx.Response:
    return await client.get("/lookup/contact", params={"q": guess.text})


async def by_duplicates(client: Client, guess: Guess) -> httpx.Response:
    return await client.post(f"{CONTACTS}/duplicates", json={"values": {guess.field: guess.value}})


async def by_creating(client: Client, guess: Guess) -> httpx.Response:
    values = {"name": {"full": "Somebody Else"}, guess.field: guess.value}
    made = await client.post(CONTACTS, json=values)
    if made.status_code == 201:
        await client.delete(f"{CONTACTS}/{made.json()['id']}")
    return made


async def by_import(client: Client, guess: Guess) -> httpx.Response:
    content = f"Key,Title\n{guess.text},Chief\n".encode()
    made = (await client.post("/imports", content=content, headers={"X-File-Name": "a.csv"})).json()
    mapping = [{"column": 0, "field": guess.field}, {"column": 1, "field": "job_title"}]
    settings = {"object": "contact", "mode": "update", "keys": [guess.field], "mapping": mapping}
    settled = await client.patch(f"/imports/{made['id']}", json=settings)
    return settled if settled.status_code != 200 else await client.post(f"/imports/{made['id']}/preview")


async def by_stale_write(client: Client, guess: Guess) -> httpx.Response:
    headers = {"If-Match": '"1"'}
    return await client.patch(f"{CONTACTS}/{guess.record}", json={guess.field: guess.value}, headers=headers)


@dataclass(frozen=True)
class Oracle:
    """A question; `not_of` are the fields of which it says nothing to anybody."""

    ask: Ask
    not_of: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.ask.__name__


ORACLES: Final = (
    Oracle(by_filter),
    Oracle(by_not),
    Oracle(behind_a_reference),
    Oracle(by_count),
    Oracle(by_bulk_edit),
    Oracle(by_export),
    Oracle(by_quick_filter, NO_SEARCH),
    Oracle(by_search, NO_SEARCH),
    Oracle(by_lookup, NO_SEARCH),
    Oracle(by_duplicates, NO_DUPLICATES),
    Oracle(by_creating, NO_DUPLICATES),
    Oracle(by_import, ("birthday", "tags", "department", "wechat")),
    Oracle(by_stale_write),
)
