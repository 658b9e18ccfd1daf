"""The log as the auditor reads it: newest first, page by page, by who, what, about what and when.

What is sealed is found through the postings that the sealing wrote; what is not sealed yet is little and read as it is.
A page begins where the one before ended, even though more was sealed meanwhile: a cursor keeps the batch it began with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from guanxi.engine.audit.leaves import bucket_of
from guanxi.engine.company import Work
from guanxi.kernel.errors import FieldError, Malformed

COLUMNS: Final = (
    "e.seq, e.xid::text::bigint, e.at, e.by_user::text, e.action, e.object, e.record_id::text, e.fields,"
    " e.change_set::text, e.note"
)
LAST: Final = "SELECT number, mark_xid::text::bigint, mark_seq FROM audit.batch WHERE {} ORDER BY number DESC LIMIT 1"
FLOOR: Final = "SELECT coalesce(max(floor), 0) FROM audit.era"
STATE: Final = """
SELECT b.checkpoint, b.first + b.count, b.sealed_at, b.number, (SELECT verifier FROM audit.key ORDER BY number DESC
 LIMIT 1), (SELECT count(*) FROM (SELECT 1 FROM audit.entry e WHERE (e.xid, e.seq) > (b.mark_xid, b.mark_seq)
 AND e.seq > (SELECT max(floor) FROM audit.era) LIMIT 10000) waiting)
FROM audit.batch b ORDER BY b.number DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is None does not matter. A field is looked for together with its object."""

    by: str | None = None
    action: str | None = None
    object: str | None = None
    record: str | None = None
    field: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def terms(self) -> list[str]:
        """The terms that the entries stand under, the rarest first."""
        found = [bucket_of(self.record)] if self.record else []
        found += [f"field {self.object}.{self.field}"] if self.field else []
        given = {"by": self.by, "object": self.object, "action": self.action}
        return found + [f"{name} {value}" for name, value in given.items() if value]


@dataclass(frozen=True, slots=True)
class Position:
    """Behind which entry a page begins. `batch` is the newest that the reading began with; `place` is a batch for what
    is sealed, a transaction for what was not."""

    batch: int
    is_sealed: bool
    place: int
    seq: int

    @classmethod
    def read(cls, text: str) -> "Position":
        """Raises Malformed."""
        parts = text.split(".")
        if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
            raise Malformed("bad_cursor", errors=[FieldError("cursor", "bad_cursor")])
        batch, sealed, place, seq = map(int, parts)
        return cls(batch, bool(sealed), place, seq)

    def __str__(self) -> str:
        return f"{self.batch}.{int(self.is_sealed)}.{self.place}.{self.seq}"


@dataclass(frozen=True, slots=True)
class Row:
    """An entry; `batch` is None while it is not sealed, or was not when the reading began."""

    seq: int
    place: int
    at: datetime
    by: str
    action: str
    object: str | None
    record_id: str | None
    fields: Sequence[str]
    change_set: str | None
    note: str | None
    batch: int | None = None


@dataclass(slots=True)
class _Search:
    work: Work
    wanted: Wanted
    given: list[Any] = field(default_factory=list[Any])

    def add(self, value: Any, kind: str) -> str:
        self.given.append(value)
        return f"${len(self.given)}::{kind}"

    def conditions(self) -> str:
        """What holds for every entry that is looked for."""
        wanted = self.wanted
        plain = {"by_user": (wanted.by, "uuid"), "action": (wanted.action, "text")}
        plain |= {"object": (wanted.object, "text"), "record_id": (wanted.record, "uuid")}
        found = [f"e.{name} = {self.add(value, kind)}" for name, (value, kind) in plain.items() if value]
        found += [f"{self.add(wanted.field, 'text')} = ANY(e.fields)"] if wanted.field else []
        found += [f"e.at >= {self.add(wanted.since, 'timestamptz')}"] if wanted.since else []
        found += [f"e.at < {self.add(wanted.until, 'timestamptz')}"] if wanted.until else []
        return " AND ".join(found) or "true"

    async def rows(self, text: str) -> Sequence[tuple[Any, ...]]:
        return await self.work.fetch(text, *self.given)


async def entries(work: Work, wanted: Wanted, limit: int, cursor: str = "") -> tuple[list[Row], str | None]:
    """A page of the log and the cursor of the next. Raises Malformed for a cursor that is none."""
    position = Position.read(cursor) if cursor else None
    last = await work.fetch(LAST.format("number <= $1::bigint" if position else "$1::bigint IS NULL"), _batch(position))
    batch, *mark = last[0] if last else (0, 0, 0)
    found: list[Row] = []
    if position is None or not position.is_sealed:
        found = await _unsealed(_Search(work, wanted), mark, limit + 1, position)
    if len(found) <= limit and batch:
        found += await _sealed(_Search(work, wanted), batch, limit + 1 - len(found), position)
    if len(found) <= limit:
        return found, None
    end = found[limit - 1]
    return found[:limit], str(Position(batch, end.batch is not None, end.batch or end.place, end.seq))


def _batch(position: Position | None) -> int | None:
    return position.batch if position else None


async def _unsealed(search: _Search, mark: Sequence[int], limit: int, position: Position | None) -> list[Row]:
    xid, seq = mark
    conditions = search.conditions()
    if xid:
        floor = (await search.work.fetch(FLOOR))[0][0]
        where = f"(e.xid, e.seq) > ('{xid:d}'::xid8, {seq:d}) AND e.seq > {floor:d}"
        where += f" AND (e.xid, e.seq) < ('{position.place:d}'::xid8, {position.seq:d})" if position else ""
        order = "e.xid DESC, e.seq DESC"
    else:  # what is older than the era comes by number
        where = f"e.seq > {seq:d}" + (f" AND e.seq < {position.seq:d}" if position else "")
        order = "e.seq DESC"
    text = f"SELECT {COLUMNS} FROM audit.entry e WHERE {where} AND {conditions} ORDER BY {order} LIMIT {limit:d}"
    return [Row(*row) for row in await search.rows(text)]


async def _sealed(search: _Search, batch: int, limit: int, position: Position | None) -> list[Row]:
    conditions = search.conditions()
    begun = position if position and position.is_sealed else None
    newest = begun.place if begun else batch
    seqs = f"(s.number < {begun.place:d} OR e.seq < {begun.seq:d})" if begun else "true"
    terms = [search.add(term, "text") for term in search.wanted.terms]
    name = "p.batch" if terms else "p.number"
    within = f"{name} <= {newest:d}{_period(search, name)}"
    source = _by_terms(terms, within) if terms else f"SELECT p.number, p.seqs FROM audit.batch p WHERE {within}"
    inner = _LISTED if terms else _RANGED
    text = f"""SELECT x.*, s.number FROM ({source} ORDER BY number DESC) s, LATERAL (
     {inner.format(columns=COLUMNS, where=f"{seqs} AND {conditions}", limit=limit)}) x LIMIT {limit:d}"""
    rows = [Row(*row) for row in await search.rows(text)]
    return sorted(rows, key=lambda row: (row.batch or 0, row.seq), reverse=True)


_LISTED: Final = """SELECT {columns} FROM (SELECT u FROM unnest(s.seqs) u ORDER BY u DESC) n(u)
      JOIN LATERAL (SELECT * FROM audit.entry i WHERE i.seq = n.u OFFSET 0) e ON true WHERE {where} LIMIT {limit}"""
_RANGED: Final = """SELECT {columns} FROM audit.entry e WHERE e.seq >= lower(s.seqs) AND e.seq < upper(s.seqs)
      AND e.seq <@ s.seqs AND {where} ORDER BY e.seq DESC LIMIT {limit}"""


def _by_terms(terms: Sequence[str], within: str) -> str:
    """The batches that hold the first term, and all others somewhere."""
    others = "".join(
        f" AND EXISTS (SELECT 1 FROM audit.posting o WHERE o.term = {term} AND o.batch = p.batch)" for term in terms[1:]
    )
    return f"SELECT p.batch AS number, p.seqs FROM audit.posting p WHERE p.term = {terms[0]} AND {within}{others}"


def _period(search: _Search, name: str) -> str:
    """Batches in which entries of the period may lie; the latest moment never falls from batch to batch."""
    found = ""
    if search.wanted.since:
        since = search.add(search.wanted.since, "timestamptz")
        first = f"SELECT b.number FROM audit.batch b WHERE b.at_to >= {since} ORDER BY b.at_to, b.number LIMIT 1"
        found += f" AND {name} >= ({first})"
    if search.wanted.until:
        until = search.add(search.wanted.until, "timestamptz")
        found += f" AND {name} <= (SELECT max(b.number) FROM audit.batch b WHERE b.at_from < {until})"
    return found


async def seal_state(work: Work) -> Mapping[str, Any]:
    """The last checkpoint, its size and moment, the public key, and how much waits, counted to 10,000."""
    rows = await work.fetch(STATE)
    if not rows:
        waiting = await work.fetch("SELECT count(*) FROM (SELECT 1 FROM audit.entry LIMIT 10000) waiting")
        return {"checkpoint": None, "size": 0, "sealed_at": None, "batch": None, "key": None, "unsealed": waiting[0][0]}
    checkpoint, size, sealed_at, number, key, unsealed = rows[0]
    found = {"checkpoint": checkpoint, "size": size, "sealed_at": sealed_at.isoformat(), "batch": number}
    return {**found, "key": key, "unsealed": unsealed}
