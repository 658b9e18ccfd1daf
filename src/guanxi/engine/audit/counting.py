"""How much the log tells of records and of people: counted within a bound, by the postings and what is not sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from guanxi.engine.audit.leaves import bucket_of
from guanxi.engine.audit.listing import FLOOR, LAST
from guanxi.engine.company import Work

MOST: Final = 10_000
SEALED: Final = """
SELECT e.seq, e.record_id, e.by_user, e.action FROM (SELECT DISTINCT u.seq FROM audit.posting p
 CROSS JOIN LATERAL unnest(p.seqs) u(seq) WHERE p.term = ANY($3::text[]) LIMIT {most}) s
JOIN audit.entry e ON e.seq = s.seq WHERE e.record_id = ANY($1::uuid[]) OR e.by_user = ANY($2::uuid[])
"""
FRESH: Final = """
SELECT e.seq, e.record_id, e.by_user, e.action FROM audit.entry e
WHERE {after} AND (e.record_id = ANY($1::uuid[]) OR e.by_user = ANY($2::uuid[])) AND $3::text[] IS NOT NULL
LIMIT {most}
"""
COUNTED: Final = """
WITH told AS (({sealed}) UNION ({fresh}))
SELECT record_id::text, by_user::text, action = 'sign_in', count(*) FROM told GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Count:
    """So many entries about this record by this user; `is_sign_in` where they tell that he came in."""

    record: str | None
    user: str
    is_sign_in: bool
    count: int


async def count_entries(work: Work, records: Sequence[str], users: Sequence[str]) -> list[Count]:
    """How many entries there are about these records or by these users.

    At most 10,000 of what is sealed are looked at, and as many of what is not.
    """
    last = await work.fetch(LAST.format("$1::bigint IS NULL"), None)
    after = "true"
    if last:
        _, xid, seq = last[0]
        floor = (await work.fetch(FLOOR))[0][0]
        after = f"(e.xid, e.seq) > ('{xid:d}'::xid8, {seq:d}) AND e.seq > {floor:d}" if xid else f"e.seq > {seq:d}"
    terms = [bucket_of(each) for each in records] + [f"by {each}" for each in users]
    sealed, fresh = SEALED.format(most=MOST), FRESH.format(after=after, most=MOST)
    rows = await work.fetch(COUNTED.format(sealed=sealed, fresh=fresh), list(records), list(users), terms)
    return [Count(*row) for row in rows]
