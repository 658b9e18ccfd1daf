"""A mail address counts as a person's own once he has typed in the code that was sent there."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from guanxi.engine.audit import Entry, log
from guanxi.engine.changes.own import change_own
from guanxi.engine.company import Work
from guanxi.engine.mail import Letter, channel_of, queue_letter
from guanxi.engine.people import once
from guanxi.engine.people.hurdles import limit
from guanxi.kernel.errors import FieldError, Invalid, Unavailable

KIND: Final = "email"
LASTS: Final = timedelta(minutes=15)
HOUR: Final = timedelta(hours=1)
MOST_LETTERS, MOST_CODES = 5, 5


def _digest(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt} {code}".encode()).hexdigest()


async def send_code(work: Work, email: str, language: str) -> str:
    """Sends six digits to the address and gives the key that they go with. Raises TooMany, and Unavailable without a
    channel."""
    company, person = work.company, work.principal.user_id
    if await channel_of(company, work.connection) is None:
        raise Unavailable("mail_not_set_up")
    await limit(work.connection, f"codes for {person}", MOST_LETTERS, HOUR)
    code, salt = f"{secrets.randbelow(1_000_000):06}", secrets.token_hex(8)
    await once.forget(work.connection, KIND, person)
    key = await once.issue(work.connection, KIND, LASTS, person, email=email, salt=salt, digest=_digest(salt, code))
    values = {"company": company.name, "code": code}
    subject, body = (company.translate(language, f"letters.code.{part}", **values) for part in ("subject", "body"))
    await queue_letter(work, Letter(email, subject, body, LASTS))
    return key


async def is_code(work: Work, key: str, code: str) -> str | None:
    """The address that a code was sent to, None for a wrong one; each try counts, so this commits for itself."""
    found = await once.attempt(work.connection, KIND, key, MOST_CODES)
    if found is None or found.user_id != work.principal.user_id:
        return None
    is_right = secrets.compare_digest(_digest(found.facts["salt"], "".join(code.split())), found.facts["digest"])
    return str(found.facts["email"]) if is_right else None


async def keep_email(work: Work, email: str) -> None:
    """The address becomes the person's own, as a change of his record."""
    person = str(work.principal.user_id)
    rows = await work.fetch('SELECT email FROM record."user" WHERE id = $1::uuid', person)
    if rows and rows[0][0] != email:
        await change_own(work, {"email": email})
    await work.execute(
        "UPDATE engine.credential SET verified_email = $2, must_verify = false WHERE user_id = $1::uuid", person, email
    )
    await once.forget(work.connection, KIND, work.principal.user_id)
    await log(work.connection, Entry(person, "email_verified", "user", person))


def refuse_code() -> Invalid:
    return Invalid("invalid", errors=[FieldError("code", "wrong_code")])
