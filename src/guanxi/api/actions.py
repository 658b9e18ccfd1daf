"""The verbs of modules: one door for all, which reads what each takes and names none."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.idempotency import once
from guanxi.api.records import change_headers
from guanxi.engine.changes.locking import lock_record
from guanxi.kernel.errors import FieldError, Invalid, NotFound
from guanxi.kernel.fields.kinds import read_value
from guanxi.kernel.fields.values import Norms, Refused
from guanxi.kernel.modules import Verb


def read_values(verb: Verb, facts: Mapping[str, Any], norms: Norms) -> dict[str, Any]:
    """The canonical values that a verb takes. Raises Invalid with everything that is wrong with them."""
    unknown = [name for name in facts if name not in verb.takes]
    errors = [FieldError(name[:100], "unknown_field", {"field": name[:100]}) for name in unknown]
    found: dict[str, Any] = {}
    for name, each in verb.takes.items():
        try:
            found[name] = read_value(facts.get(name, each.default), each, norms)
        except Refused as refusal:
            errors.append(FieldError(name, refusal.code, refusal.values))
        else:
            if each.required and found[name] is None:
                errors.append(FieldError(name, "required", {"field": name}))
    if errors:
        raise Invalid("invalid", errors=errors)
    return found


async def act(call: Call) -> Response:
    """Does what the verb says, as one change set."""
    module, name = call.path("module"), call.path("verb")
    verb = call.company.actions.get(module, {}).get(name)
    if verb is None:
        raise NotFound("no_such_action", action=f"{module}/{name}"[:100])
    facts = await call.facts()
    values = read_values(verb, facts, call.company.norms)

    async def run() -> Response:
        async with call.work() as work:
            await lock_record(work, verb.about, UUID(values[verb.about]))  # of two at once the second sees the first's
            found = await verb.run(work, values)
        return answer({**found, "change_set": work.change_set}, headers=change_headers(work))

    return await once(call, facts, run)


ROUTES = (("POST", "/actions/{module}/{verb}", act),)
