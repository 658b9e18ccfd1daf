"""The cells of the matrix: each persona sends each honest request, and is let do it, and told, as far as he may."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from tests.attacks.matrix.company import BY_HAND, CHOSEN, Matrix
from tests.attacks.matrix.needs import Asked
from tests.attacks.matrix.personas import CORE, PERSONAS, Persona
from tests.attacks.matrix.route import Route
from tests.attacks.matrix.targets import Target, target_of

REFUSALS = (401, 403, 404)


@dataclass
class Findings:
    """How many were looked at, how many of them let in, and what was not as it should be."""

    cells: int = 0
    done: int = 0
    faults: list[str] = field(default_factory=list[str])

    def note(self, route: Route, name: str, persona: Persona, what: str) -> None:
        self.faults.append(f"{route.name} on {name} by {persona.name}: {what}")


async def ask(client: httpx.AsyncClient, route: Route, target: Target) -> httpx.Response:
    """The route's honest request for a target."""
    more: dict[str, Any] = {"params": {name: _text(await target.filled(v)) for name, v in route.params.items()}}
    if route.json is not None:
        more["json"] = await target.filled(route.json)
    if route.content is not None:
        more["content"] = route.content
    address = await target.filled(route.at or route.path)
    return await client.request(route.method, address, headers=dict(route.headers), **more)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def personas_for(route: Route, name: str) -> Sequence[Persona]:
    """Everybody for the chosen objects and for what is of none; for the others those who differ most."""
    return [each for each in PERSONAS if each.name in CORE or name in CHOSEN or "{object}" not in route.path]


async def try_route(matrix: Matrix, route: Route, name: str) -> Findings:
    """Every persona asks; who is let in writes to a record of his own asking, the others all to one."""
    found, shared = Findings(), await prepared(matrix, route, name, *BY_HAND)
    before = await _kept(shared)
    for persona in personas_for(route, name):
        asked = Asked(persona, name, shared.spec.is_owned, _has_title(shared))
        is_met = route.need.is_met(asked, route.method, route.path) and _may_refer(route, asked, matrix)
        is_writing = is_met and not route.need.reads
        target = await prepared(matrix, route, name, persona.name) if is_writing else shared
        answer = await ask(matrix.clients[persona.name], route, target)
        found.cells += 1
        found.done += is_met
        _judge(found, route, target, asked, answer, is_met=is_met)
    if await _kept(shared) != before:
        found.faults.append(f"{route.name} on {name}: somebody changed what is not his")
    if not 0 < found.done < found.cells and not route.need.is_public:
        found.faults.append(f"{route.name} on {name}: {found.done} of {found.cells} are let do it")
    return found


async def prepared(matrix: Matrix, route: Route, name: str, *who: str) -> Target:
    """A target with all that the request names, shared by hand with these."""
    target = target_of(matrix, name, *who)
    for part in (route.json, route.at or route.path, dict(route.params)):
        await target.filled(part)
    return target


async def _kept(target: Target) -> Any:
    """The record as an administrator finds it."""
    if "record" not in target.parts or "deleted" in target.parts:
        return None
    return (await matrix_get(target)).json()


async def matrix_get(target: Target) -> httpx.Response:
    return await target.matrix.admin.get(f"/records/{target.object}/{target.parts['record']}")


def _may_refer(route: Route, asked: Asked, matrix: Matrix) -> bool:
    """Whether he sees what a new record has to refer to."""
    if route.json != "{values}":
        return True
    spec, registry = matrix.world.company.registry[asked.object], matrix.world.company.registry
    needed = [each for each in spec.fields.values() if each.required and each.kind == "reference" and each.target]
    return all(replace(asked, is_owned=registry[each.target or ""].is_owned).sees for each in needed)


def _judge(
    found: Findings, route: Route, target: Target, asked: Asked, answer: httpx.Response, *, is_met: bool
) -> None:
    status, text = answer.status_code, answer.text
    is_done = 200 <= status < 300
    if is_met and not (is_done or status in route.odd):
        found.note(route, target.object, asked.persona, f"is refused: {status} {text[:300]}")
    if not is_met and status not in (*REFUSALS, *route.refused):
        found.note(route, target.object, asked.persona, f"is not refused: {status} {text[:200]}")
    is_told = is_met and (route.told(asked) if route.told else asked.is_told)
    if target.word in text and not is_told:
        found.note(route, target.object, asked.persona, f"is told: {text[:300]}")
    if route.tells and is_told and target.word not in text and _has_title(target):
        found.note(route, target.object, asked.persona, f"is not told: {text[:200]}")
    if is_done and is_met:
        _judge_figures(found, route, target, asked, answer)


def _judge_figures(found: Findings, route: Route, target: Target, asked: Asked, answer: httpx.Response) -> None:
    """How many were changed or counted."""
    if route.moves:
        due, told = asked.edits and asked.may(route.moves), answer.json()["changed"]
        if told != due:
            found.note(route, target.object, asked.persona, f"changed {told}, not {int(due)}")
    if route.counts:
        told = answer.json()["groups"][0]["values"][0]
        if told != asked.sees:
            found.note(route, target.object, asked.persona, f"counts {told}, not {int(asked.sees)}")


def _has_title(target: Target) -> bool:
    """Whether the word is in the record's title, which a person writes."""
    each = target.spec.fields[target.spec.title]
    return not each.is_computed and each.kind != "auto_number"
