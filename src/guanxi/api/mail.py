"""The server that sends the company's mail."""

from starlette.responses import Response

from guanxi.api.door import Call, answer
from guanxi.api.keeping import kept_facts
from guanxi.api.records import change_headers
from guanxi.engine.audit import Entry, log
from guanxi.engine.mail import Parcel, change_channel, channel_of, deliver, forget_working, note_working, shown_channel
from guanxi.engine.mail.channel import is_address
from guanxi.kernel.errors import FieldError, Invalid, Unavailable
from guanxi.kernel.identifiers import new_id


async def read_mail(call: Call) -> Response:
    async with call.reading() as work:
        return answer(await shown_channel(work))


async def patch_mail(call: Call) -> Response:
    facts = await kept_facts(call)
    async with call.work() as work:
        await change_channel(work, facts)
    found = await read_mail(call)
    found.headers.update(change_headers(work))
    return found


async def try_mail(call: Call) -> Response:
    """Sends a letter at once and tells what the server said to it."""
    recipient = (await kept_facts(call)).get("to")
    async with call.reading() as work:
        await shown_channel(work)
        channel = await channel_of(call.company, work.connection)
    if not isinstance(recipient, str) or not is_address(recipient.strip()):
        raise Invalid("invalid", errors=[FieldError("to", "not_an_email")])
    if channel is None:
        raise Unavailable("mail_not_set_up")
    subject, body = (
        call.company.translate(call.language, f"letters.test.{part}", company=call.company.name)
        for part in ("subject", "body")
    )
    receipt = await deliver(channel, Parcel(new_id(), recipient.strip(), subject, body))
    async with call.work() as work:
        if receipt.is_sent:
            await note_working(work.connection, channel.mark)
        elif not receipt.is_final:
            await forget_working(work.connection)
        note = {"is_sent": receipt.is_sent}
        await log(work.connection, Entry(str(call.principal.user_id), "mail_tested", note=note))
    return answer({"is_sent": receipt.is_sent, "answer": receipt.answer})


ROUTES = (("GET", "/mail", read_mail), ("PATCH", "/mail", patch_mail), ("POST", "/mail/test", try_mail))
