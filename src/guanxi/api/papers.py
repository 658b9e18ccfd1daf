"""What the privacy officer hands out and what everybody may read: register, breach reports, dry runs, the notice."""

from starlette.responses import Response

from guanxi.api.door import Call, answer, public
from guanxi.api.keeping import kept_facts
from guanxi.api.reading import id_of
from guanxi.api.records import change_headers
from guanxi.engine.privacy.breaches import AUDIENCES, breach_report
from guanxi.engine.privacy.documents import POLICY
from guanxi.engine.privacy.notice import change_notice, notice_facts, notice_in, shown_notice
from guanxi.engine.privacy.registers import register_html, register_of
from guanxi.engine.privacy.retaining import RULES, rules, try_out
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.principal import system

FORMS = ("json", "html")


def page_of(text: str) -> Response:
    """A page to print, which can load and run nothing."""
    headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(text, media_type="text/html", headers=headers)


async def read_register(call: Call) -> Response:
    form = call.query("format", "json")
    if form not in FORMS:
        raise Malformed("malformed", errors=[FieldError("format", "bad_format")])
    async with call.reading() as work:
        found = await register_of(work)
        return page_of(register_html(work, call.language, found)) if form == "html" else answer(found)


async def read_breach_report(call: Call) -> Response:
    audience = call.query("to", AUDIENCES[0])
    if audience not in AUDIENCES:
        raise Malformed("malformed", errors=[FieldError("to", "unknown_choice", {"choices": ", ".join(AUDIENCES)})])
    async with call.reading() as work:
        return page_of(await breach_report(work, id_of(call), audience, call.language))


async def try_rule(call: Call) -> Response:
    async with call.reading() as work:
        work.rights(RULES).require("edit")
        rule = (await rules(work, id_of(call)))[0]
        work.rights(rule.object).require("read")
        return answer(await try_out(work, rule))


async def read_settings(call: Call) -> Response:
    async with call.reading() as work:
        return answer(await shown_notice(work))


async def patch_settings(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        await change_notice(work, facts)
        found = await shown_notice(work)
    return answer(found, headers=change_headers(work))


@public
async def read_notice(call: Call) -> Response:
    async with call.company.reading(system(call.language)) as work:
        facts = await notice_facts(work)
    text, language = notice_in(facts, call.language)
    contacts = {name: facts[name] for name in ("controller", "reached_at", "officer")}
    shown = {"company": call.company.name, "address": facts["address"], "text": text, "language": language}
    return answer({**shown, **contacts})


ROUTES = (
    ("GET", "/privacy/register", read_register),
    ("GET", "/privacy/breaches/{id}/report", read_breach_report),
    ("GET", "/privacy/rules/{id}/dry-run", try_rule),
    ("GET", "/privacy/settings", read_settings),
    ("PATCH", "/privacy/settings", patch_settings),
    ("GET", "/privacy/notice", read_notice),
)
