"""Verification of the whole log: every leaf from its row, the tree, all signatures, and the checkpoints outside."""

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from guanxi.engine.audit.keys import Database, verifier_of
from guanxi.engine.audit.leaves import connect
from guanxi.engine.audit.merkle import HASH_BYTES, Range
from guanxi.engine.audit.notes import Verifier, checkpoint_in
from guanxi.engine.audit.outside import Outside
from guanxi.engine.audit.recomputing import MOST_NAMED, Batch, End, Fault, Part, recompute, unnamed
from guanxi.engine.audit.tiles import Growth
from guanxi.kernel.errors import Invalid

PART: Final = 100_000  # entries that a process takes at once
BATCHES: Final = """
SELECT number, first, count, checkpoint, ARRAY(SELECT ARRAY[lower(r), upper(r)] FROM unnest(seqs) r)
FROM audit.batch ORDER BY number"""
MARK: Final = """
SELECT e.number = b.era, b.mark_xid::text, b.mark_seq, e.floor FROM audit.era e, audit.batch b
ORDER BY e.number DESC, b.number DESC LIMIT 1"""
BETWEEN: Final = """
SELECT e.seq, count(*) OVER () FROM unnest(%s::bigint[], %s::bigint[]) AS g(low, high) JOIN audit.entry e
 ON e.seq >= g.low AND e.seq < g.high
WHERE NOT CASE WHEN e.seq <= %s THEN %s AND e.seq > %s ELSE (e.xid, e.seq) > (%s::xid8, %s) END LIMIT %s"""
UPPER: Final = "SELECT level, number, hashes FROM audit.tile WHERE level > 0"


@dataclass(slots=True)
class Verdict:
    """What was looked at and what is wrong."""

    entries: int = 0
    batches: int = 0
    outside: int = 0
    unsealed: int = 0
    key: str = ""
    faults: list[Fault] = field(default_factory=list[Fault])

    @property
    def is_sound(self) -> bool:
        return not self.faults


def verify(url: str, outside: Outside, key: str | None = None) -> Verdict:
    """Looks at the whole log as it is at one moment. Without a key the one outside of the database counts."""
    with connect(url) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        known = verifier_of(connection)
        trusted = key or outside.key() or (known.text if known else None)
        verdict = Verdict(unsealed=_unsealed(connection), key=trusted or "")
        if trusted is None:
            return verdict
        if known is None or known.text != trusted:
            verdict.faults.append(Fault("other_key", more=known.text if known else ""))
        batches = _batches(connection, verdict.faults)
        roots = _recompute_all(url, connection, batches, verdict)
        verdict.faults += _inserted(connection, batches)
    verdict.batches, verdict.entries = len(batches), sum(batch.count for batch in batches)
    _compare_outside(outside, Verifier.read(trusted), batches, roots, verdict)
    return verdict


def _unsealed(connection: Database) -> int:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM audit.entry e, (SELECT mark_xid, mark_seq FROM audit.batch ORDER BY number DESC"
        " LIMIT 1) b WHERE (e.xid, e.seq) > (b.mark_xid, b.mark_seq) AND e.seq > (SELECT max(floor) FROM audit.era))"
    ).fetchone()
    return int(row[0]) if row else 0


def _batches(connection: Database, faults: list[Fault]) -> list[Batch]:
    """The batches, which must follow each other without a gap."""
    found: list[Batch] = []
    size = 0
    for number, first, count, checkpoint, ranges in connection.execute(BATCHES).fetchall():
        batch = Batch(number, first, count, tuple((low, high) for low, high in ranges), checkpoint)
        held = sum(high - low for low, high in batch.ranges)
        if number != len(found) + 1 or first != size or held != count:
            faults.append(Fault("batches_broken", number))
            break
        found.append(batch)
        size += count
    return found


def _parts(batches: Sequence[Batch]) -> list[list[Batch]]:
    found: list[list[Batch]] = []
    held = PART
    for batch in batches:
        if held >= PART:
            found.append([])
            held = 0
        found[-1].append(batch)
        held += batch.count
    return found


def _recompute_all(url: str, connection: Database, batches: Sequence[Batch], verdict: Verdict) -> dict[int, bytes]:
    """The root at the end of every batch, by size."""
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    assert row is not None
    growth, roots = Growth(), dict[int, bytes]()
    parts = _parts(batches)
    for found in _in_processes(url, row[0], parts, verdict.key):
        _take_in(found, growth, roots, verdict.faults)
    tiles = growth.take_changed()
    for level, number, hashes in connection.execute(UPPER).fetchall():
        if tiles.get((level, number), b"") != bytes(hashes):
            verdict.faults.append(Fault("tile_changed", more=f"{level}/{number}"))
    return roots


def _in_processes(url: str, snapshot: str, parts: Sequence[Sequence[Batch]], key: str) -> Iterator[Part]:
    """What is found in each part, in order; one part is not worth a process."""
    if len(parts) < 2:
        yield from (recompute(url, snapshot, part, key) for part in parts)
        return
    workers = min(os.cpu_count() or 1, len(parts))
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(recompute, url, snapshot, part, key) for part in parts]
        yield from (job.result() for job in jobs)


def _take_in(part: Part, growth: Growth, roots: dict[int, bytes], faults: list[Fault]) -> None:
    faults += part.faults
    for end in part.ends:
        growth.add(_hashes(end.leaves))
        growth.add_full(_hashes(end.tiles))
        _compare(end, growth.root_with(end.rest), roots, faults)
    growth.add(_hashes(part.tail))


def _compare(end: End, root: bytes, roots: dict[int, bytes], faults: list[Fault]) -> None:
    if end.checkpoint is None:
        return
    roots[end.checkpoint.size] = root
    is_first = not any(fault.code == "wrong_root" for fault in faults)
    if end.checkpoint.root != root and is_first:
        faults.append(Fault("wrong_root", end.batch))


def _hashes(joined: bytes) -> list[bytes]:
    return [joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES)]


def _gaps(ranges: Iterable[Range]) -> tuple[list[int], list[int]]:
    """The numbers that no batch holds, as where they begin and end."""
    low, lows, highs = -(2**63), list[int](), list[int]()
    for start, end in sorted(ranges):
        if start > low:
            lows.append(low)
            highs.append(start)
        low = max(low, end)
    return [*lows, low], [*highs, 2**63 - 1]


def _inserted(connection: Database, batches: Sequence[Batch]) -> list[Fault]:
    """Entries that no batch holds though everything up to them was sealed."""
    row: Any = connection.execute(MARK).fetchone()
    if row is None:
        return []
    is_of_now, xid, seq, floor = row
    older_wait = not is_of_now or xid == "0"  # what is older than the era is still to be sealed
    older_done, mark = (seq if is_of_now else 0), (("0", 0) if older_wait else (xid, seq))
    lows, highs = _gaps(part for batch in batches for part in batch.ranges)
    given = [lows, highs, floor, older_wait, older_done, *mark, MOST_NAMED]
    rows = connection.execute(BETWEEN, given).fetchall()
    return [*(Fault("inserted", seq=seq) for seq, _ in rows), *unnamed("more_inserted", rows[0][1] if rows else 0)]


def _compare_outside(
    outside: Outside, verifier: Verifier, batches: Sequence[Batch], roots: dict[int, bytes], verdict: Verdict
) -> None:
    """Every checkpoint outside must be one of the log as it is now."""
    inside, found = {batch.checkpoint for batch in batches}, list[Fault]()
    for place, note in enumerate(outside.notes(), 1):
        verdict.outside += 1
        found += [] if note in inside else _outside_faults(place, note, verifier, roots, verdict.entries)
    verdict.faults += [*found[:MOST_NAMED], *unnamed("more_outside", len(found))]


def _outside_faults(
    place: int, note: str, verifier: Verifier, roots: dict[int, bytes], entries: int
) -> Iterator[Fault]:
    try:
        found = checkpoint_in(note, verifier)
    except Invalid as error:
        yield Fault("outside_not_signed", more=f"{place} {error.code}")
        return
    if roots.get(found.size) != found.root:
        yield Fault("cut_off" if found.size > entries else "outside_differs", more=str(found.size))
