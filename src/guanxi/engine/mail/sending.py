"""Gives one letter to the server and tells what that answered.

SMTP by RFC 5321, STARTTLS by RFC 3207; certificates are checked against the machine's own list.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as LINES_OF_SMTP
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from email_validator import validate_email

from guanxi.engine.mail.channel import Channel

PATIENCE: Final = 30.0  # seconds
LONGEST_ANSWER: Final = 500
FOR_GOOD: Final = 500  # from this code on the server will not change its mind


@dataclass(frozen=True, slots=True)
class Parcel:
    """A letter in clear. The id makes its Message-ID, by which a letter that comes twice is known as one."""

    id: UUID
    recipient: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server said. `is_final` where trying again would change nothing."""

    is_sent: bool
    answer: str
    is_final: bool = False


def _address(text: str, name: str = "") -> Address:
    parts = validate_email(text, check_deliverability=False, test_environment=True)
    return Address(name, parts.local_part, parts.ascii_domain or parts.domain)


def message_of(channel: Channel, parcel: Parcel) -> EmailMessage:
    """The letter as it goes over the line."""
    message = EmailMessage(policy=LINES_OF_SMTP)
    sender = _address(channel.sender, channel.sender_name)
    message["From"], message["To"], message["Subject"] = sender, _address(parcel.recipient), parcel.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{parcel.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parcel.body)
    return message


async def deliver(channel: Channel, parcel: Parcel) -> Receipt:
    """Sends the letter; what the server or the line has against it comes as an answer."""
    try:
        async with SMTP(
            hostname=channel.host,
            port=channel.port,
            username=channel.user or None,
            password=channel.password or None,
            use_tls=channel.security == "tls",
            start_tls=channel.security == "starttls",
            timeout=PATIENCE,
        ) as server:
            _, answer = await server.send_message(message_of(channel, parcel))
            return Receipt(True, answer[:LONGEST_ANSWER])
    except (SMTPException, OSError, ValueError) as error:
        return Receipt(False, _told(error), _is_final(error))


def _told(error: Exception) -> str:
    """What went wrong in the words of the server, or of the line to it."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{each.code} {each.message}" for each in error.recipients)[:LONGEST_ANSWER]
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"[:LONGEST_ANSWER]
    cause = error.__cause__ or error  # what the library says of a line that did not come about ends before the reason
    return (str(cause) or f"{error} {type(cause).__name__}")[:LONGEST_ANSWER]


def _is_final(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(each.code >= FOR_GOOD for each in error.recipients)
    # a password that is wrong today may be mended by the administrator, so that only what is said of the letter counts
    return isinstance(error, ValueError) or getattr(error, "code", 0) in (550, 551, 552, 553, 554)
