"""Keys of programs: a person's own, and for administrators everybody's; and from where people come in."""

from starlette.responses import Response

from guanxi.api.addresses import address_of
from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.own_security import read_path_id, require_confirmed
from guanxi.api.records import change_headers
from guanxi.api.user_security import require_administrator
from guanxi.engine.people.networks import change_networks, shown_networks
from guanxi.engine.people.tokens import end_token, make_token, read_facts, tokens_of


async def list_own(call: Call) -> Response:
    async with call.reading() as work:
        return answer({"tokens": await tokens_of(work, str(call.principal.user_id))})


async def make_own(call: Call) -> Response:
    given = await kept_facts(call)
    facts = read_facts(given, call.company.registry.objects)
    await require_confirmed(call, given)
    person = str(call.principal.user_id)
    async with call.work() as work:
        made, key = await make_token(work, person, facts)
        [found] = [each for each in await tokens_of(work, person) if each["id"] == made]
    return answer({**found, "token": key}, 201)


async def end_own(call: Call) -> Response:
    wanted = read_path_id(call, "no_such_token")
    async with call.work() as work:
        await end_token(work, wanted, str(call.principal.user_id))
    call.state.sessions.clear()
    return Response(status_code=204)


async def list_all(call: Call) -> Response:
    require_administrator(call)
    async with call.reading() as work:
        return answer({"tokens": await tokens_of(work, None)})


async def end_any(call: Call) -> Response:
    require_administrator(call)
    wanted = read_path_id(call, "no_such_token")
    async with call.work() as work:
        await end_token(work, wanted, None)
    call.state.sessions.clear()
    return Response(status_code=204)


async def read_networks(call: Call) -> Response:
    async with call.reading() as work:
        found = await shown_networks(work)
    return answer(found | {"address": address_of(call.request, call.company.surroundings)})


async def put_networks(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        await change_networks(work, facts, address_of(call.request, call.company.surroundings))
    call.state.sessions.clear()
    found = await read_networks(call)
    found.headers.update(change_headers(work))
    return found


ROUTES = (
    ("GET", "/auth/tokens", list_own),
    ("POST", "/auth/tokens", make_own),
    ("DELETE", "/auth/tokens/{id}", end_own),
    ("GET", "/security/tokens", list_all),
    ("DELETE", "/security/tokens/{id}", end_any),
    ("GET", "/security/networks", read_networks),
    ("PUT", "/security/networks", put_networks),
)
