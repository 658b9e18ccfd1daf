"""A forgotten password is set anew through a link in a letter, which opens once and for half an hour.

Whoever asks gets the same answer after the same work, known or not: who that is, is looked up by a worker.
"""

import hashlib
from datetime import timedelta
from typing import Any, Final

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.mail import Letter, channel_of, queue_letter
from guanxi.engine.people import once
from guanxi.engine.people.agents import Caller
from guanxi.engine.people.devices import forget_devices
from guanxi.engine.people.hurdles import limit, network_of
from guanxi.engine.people.passwords import check_strength, set_password
from guanxi.engine.people.sessions import end_sessions
from guanxi.engine.people.signing_in import user_named
from guanxi.kernel.errors import FieldError, Invalid, Unauthenticated, Unavailable
from guanxi.kernel.principal import system

JOB: Final = "reset_password"
KIND: Final = "reset"
SEALED_FOR: Final = "a name that asks for a new password"
LASTS: Final = timedelta(minutes=30)
HOUR: Final = timedelta(hours=1)
MOST_FOR_A_NAME, MOST_FROM_A_PLACE = 3, 20


# whom a directory lets in and who has no password of ours gets none by a letter either
OF_WHOM: Final = """
SELECT name, email, language FROM record."user" u WHERE id = $1 AND email <> ''
 AND (NOT EXISTS (SELECT 1 FROM engine.identity i WHERE i.user_id = u.id)
   OR EXISTS (SELECT 1 FROM engine.credential c WHERE c.user_id = u.id AND c.hash <> ''))
"""


async def ask_reset(company: Company, login: str, caller: Caller, language: str) -> None:
    """Has a letter sent to whoever goes by this name or address. Raises TooMany, and Unavailable without a channel."""
    name = login.strip().lower()[:200]
    async with company.pool.connection() as connection:
        if await channel_of(company, connection) is None:
            raise Unavailable("mail_not_set_up")
        await limit(connection, f"reset from {network_of(caller.address)}", MOST_FROM_A_PLACE, HOUR)
        await limit(connection, f"reset of {hashlib.sha256(name.encode()).hexdigest()}", MOST_FOR_A_NAME, HOUR)
    sealed = company.vault.seal(name, SEALED_FOR)
    async with company.work(system(), source="api") as work:
        await enqueue(work, JOB, {"name": sealed, "language": language, "address": caller.address})


@job(JOB)
async def send_link(company: Company, payload: dict[str, Any]) -> None:
    """Writes the letter, where somebody goes by the name and has an address; the links before it open no more."""
    async with company.work(system(), source="worker") as work:
        user_id = await user_named(work.connection, company.vault.open(payload["name"], SEALED_FOR))
        rows = await work.fetch(OF_WHOM, user_id)
        if user_id is None or not rows:
            return
        name, email, language = rows[0]
        await once.forget(work.connection, KIND, user_id)
        key = await once.issue(work.connection, KIND, LASTS, user_id, email=email)
        values = {"company": company.name, "name": name, "link": f"{company.surroundings.public_url}/reset#{key}"}
        subject, body = (
            company.translate(language or payload["language"], f"letters.reset.{part}", **values)
            for part in ("subject", "body")
        )
        await queue_letter(work, Letter(email, subject, body, LASTS))
        note = {"address": payload["address"]}
        await log(work.connection, Entry(str(user_id), "password_reset_asked", "user", str(user_id), note=note))


async def reset_password(company: Company, key: str, password: str) -> None:
    """Sets the password of whoever has the link and ends all his sessions. Raises Unauthenticated for a link that opens
    nothing, and Invalid for a password that is too easy, after which the link is still good."""
    async with company.work(system(), source="api") as work:
        found = await once.take(work.connection, KIND, key)
        rows = await work.fetch(
            'SELECT login, name, email FROM record."user" WHERE id = $1 AND deleted_at IS NULL'
            " AND is_active IS NOT FALSE",
            found.user_id if found else None,
        )
        if found is None or not rows:
            raise Unauthenticated("link_used")
        login, name, email = rows[0]
        await check_strength(company, password, [login or "", name or ""])
        person = str(found.user_id)
        await set_password(work, person, password)
        if email == found.facts["email"]:  # who has read the letter has the address
            await work.execute(
                "UPDATE engine.credential SET verified_email = $2, must_verify = false WHERE user_id = $1::uuid",
                person,
                email,
            )
        await end_sessions(work, person)
        await forget_devices(work, person)
        await log(work.connection, Entry(person, "password_reset", "user", person))


def require_text(facts: Any, name: str) -> str:
    """A text that must be there. Raises Invalid."""
    given = facts.get(name)
    if not isinstance(given, str) or not given.strip():
        raise Invalid("invalid", errors=[FieldError(name, "required", {"field": name})])
    return given.replace("\x00", "")
