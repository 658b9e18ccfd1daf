"""Letters wait in the database, queued in the transaction that causes them, until a worker has given them away.

A job that runs again finds its letter sent and does nothing; one that died between sending and noting it sends the
letter again under the same Message-ID.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from psycopg import AsyncConnection

from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.mail.channel import channel_of
from guanxi.engine.mail.sending import Parcel, Receipt, deliver
from guanxi.engine.mail.working import forget_working, note_working
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system

JOB: Final = "send_letter"
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 120))
KEPT_FOR: Final = timedelta(days=30)
FOUND = """
SELECT id, recipient, subject, body, tries, expires_at <= now() FROM engine.letter
WHERE id = $1::uuid AND sent_at IS NULL AND given_up_at IS NULL FOR UPDATE SKIP LOCKED
"""
NOTED = """
UPDATE engine.letter SET tries = tries + 1, answer = $2, sent_at = CASE WHEN $3::boolean THEN now() END,
 given_up_at = CASE WHEN $4::boolean THEN now() END, body = CASE WHEN $3::boolean OR $4::boolean THEN NULL ELSE body END
WHERE id = $1::uuid
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent; after `lasts` nobody has any use for it."""

    recipient: str
    subject: str
    body: str
    lasts: timedelta = timedelta(days=2)


async def queue_letter(work: Work, letter: Letter) -> None:
    """Sends the letter if, and only if, the caller's transaction commits."""
    letter_id = new_id()
    await work.execute(
        "INSERT INTO engine.letter (id, recipient, subject, body, expires_at)"
        " VALUES ($1::uuid, $2, $3, $4, now() + $5::interval)",
        str(letter_id),
        letter.recipient,
        letter.subject,
        work.company.vault.seal(letter.body, f"letter {letter_id}"),
        letter.lasts,
    )
    await enqueue(work, JOB, {"letter": str(letter_id)})


@job(JOB)
async def send_letter(company: Company, payload: dict[str, Any]) -> None:
    """Gives the letter to the server, or comes back to it later."""
    async with company.work(system(), source="worker") as work:
        rows = await work.fetch(FOUND, payload["letter"])
        if not rows:
            return
        letter_id, recipient, subject, sealed, tries, is_late = rows[0]
        body = company.vault.open(sealed, f"letter {letter_id}")
        parcel = Parcel(letter_id, recipient, subject, body)
        receipt = Receipt(False, "too late", True) if is_late else await _offer(company, work.connection, parcel)
        is_given_up = not receipt.is_sent and (receipt.is_final or tries >= len(PAUSES))
        if is_given_up and not receipt.is_final:
            await forget_working(work.connection)
        await work.execute(NOTED, str(letter_id), receipt.answer, receipt.is_sent, is_given_up)
        if not receipt.is_sent and not is_given_up:
            await enqueue(work, JOB, payload, PAUSES[int(tries)])


async def _offer(company: Company, connection: AsyncConnection, parcel: Parcel) -> Receipt:
    channel = await channel_of(company, connection)
    if channel is None:
        return Receipt(False, "no mail server is set up")
    receipt = await deliver(channel, parcel)
    if receipt.is_sent:
        await note_working(connection, channel.mark)
    return receipt


async def forget_letters(company: Company) -> None:
    """Takes away what was sent or given up long ago."""
    async with company.work(system(), source="worker") as work:
        await work.execute("DELETE FROM engine.letter WHERE queued_at < now() - $1::interval", KEPT_FOR)
