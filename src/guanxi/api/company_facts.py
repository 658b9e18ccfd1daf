"""The company itself: its name, country, currency and time zone, how long it keeps what was deleted and what it
tells of hidden records."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.records import change_headers
from guanxi.engine.changes.equals import tells_hidden
from guanxi.engine.changes.retention import retention_of
from guanxi.engine.customs.company_facts import CHOICES, change_company, has_money
from guanxi.engine.customs.shaping import refresh_shape


async def read_company(call: Call) -> Response:
    company, norms = call.company, call.company.norms
    async with call.reading() as work:
        is_fixed, kept, tells = await has_money(work), await retention_of(work), await tells_hidden(work)
    facts = {"name": company.name, "country": norms.country, "currency": norms.currency, "time_zone": norms.time_zone}
    keeping = {"retention_days": kept.days, "purges_nightly": kept.is_nightly, "tells_hidden_duplicates": tells}
    return answer({**facts, **keeping, "currency_is_fixed": is_fixed, "choices": CHOICES})


async def patch_company(call: Call) -> Response:
    facts = await call.facts()
    async with call.work("shape") as work:
        await change_company(work, facts)
    await refresh_shape(call.company, call.state.standard)
    found = await read_company(call)
    found.headers.update(change_headers(work))
    return found


ROUTES = (("GET", "/company", read_company), ("PATCH", "/company", patch_company))
