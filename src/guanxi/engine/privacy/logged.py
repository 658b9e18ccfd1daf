"""What the audit log tells of persons: entries about their records, and sign-ins of those who are colleagues too."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import orjson

from guanxi.engine.audit.counting import Count, count_entries
from guanxi.engine.company import Work
from guanxi.engine.privacy.persons import Person, digits_in

RECORDS: Final = """
SELECT person, key FROM engine.subject_finding WHERE request = $1::uuid AND place = 'record' AND is_subject AND is_sure
"""
USERS: Final = """
SELECT id::text, lower(coalesce(email, '')), coalesce(phone, ''), lower(login) FROM record."user"
WHERE lower(email) = ANY($1::text[]) OR lower(login) = ANY($1::text[]) OR phone IS NOT NULL
"""
NOTE: Final = "UPDATE engine.subject_run SET logged = $2::jsonb WHERE request = $1::uuid"


async def note_logged(work: Work, request: str, persons: Sequence[Person]) -> None:
    """Keeps with the run how many entries of the log tell of each person; the log itself stays as it is."""
    records: defaultdict[int, set[str]] = defaultdict(set)
    for number, key in await work.fetch(RECORDS, request):
        records[number].add(key)
    users = await _users(work, persons)
    every = [sorted({each for found in part.values() for each in found}) for part in (records, users)]
    counts = await count_entries(work, *every) if any(every) else []
    told = [_told(each.number, counts, records[each.number], users[each.number]) for each in persons]
    await work.execute(NOTE, request, orjson.dumps([each for each in told if each["entries"]]).decode())


async def _users(work: Work, persons: Sequence[Person]) -> defaultdict[int, set[str]]:
    """Those of the persons who are colleagues too, by address, login or number."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    addresses = [email.lower() for each in persons for email in each.emails]
    for user, email, phone, login in await work.fetch(USERS, addresses):
        for each in persons:
            numbers = {digits_in(number) for number in each.phones}
            emails = {address.lower() for address in each.emails}
            if emails & {email, login} or (phone and digits_in(phone) in numbers):
                found[each.number].add(user)
    return found


def _told(number: int, counts: Sequence[Count], records: set[str], users: set[str]) -> dict[str, int]:
    own = [each for each in counts if each.record in records or each.user in users]
    sign_ins = sum(each.count for each in own if each.is_sign_in and each.user in users)
    return {"person": number, "entries": sum(each.count for each in own), "sign_ins": sign_ins}
