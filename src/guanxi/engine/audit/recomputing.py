"""One part of the verification, done in a process of its own: leaves from their rows, tiles and signatures."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from guanxi.engine.audit.leaves import connect, leaves_of, lines_of, seq_of
from guanxi.engine.audit.merkle import HASH_BYTES, Range, root_of
from guanxi.engine.audit.notes import Checkpoint, Verifier, checkpoint_in
from guanxi.engine.audit.tiles import WIDTH
from guanxi.kernel.errors import Invalid

FAR: Final = 1_000  # a gap that is worth asking twice
MOST_NAMED: Final = 100


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the database has it; `ranges` are the numbers of its entries."""

    number: int
    first: int
    count: int
    ranges: tuple[Range, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was sealed; `code` says what, the rest where."""

    code: str
    batch: int | None = None
    seq: int | None = None
    more: str = ""


def unnamed(code: str, count: int, batch: int | None = None) -> list[Fault]:
    """How many of so many are not named one by one, where there are such."""
    return [Fault(code, batch, more=str(count - MOST_NAMED))] if count > MOST_NAMED else []


@dataclass(frozen=True, slots=True)
class End:
    """What is known at the end of a batch: the leaves and full tiles since the last, and the unfinished rest.

    `leaves` come in front of the first full tile that begins in this part, `tiles` are the roots of full ones.
    """

    batch: int
    leaves: bytes
    tiles: bytes
    rest: bytes
    checkpoint: Checkpoint | None


@dataclass(slots=True)
class Part:
    """What was found in some batches that follow each other."""

    ends: list[End] = field(default_factory=list[End])
    tail: bytes = b""
    faults: list[Fault] = field(default_factory=list[Fault])


def recompute(url: str, snapshot: str, batches: Sequence[Batch], key: str) -> Part:
    """Hashes every row of these batches anew, and compares each with the leaf that was sealed."""
    verifier = Verifier.read(key)
    with connect(url) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'".encode())
        lines = _Lines(_read(connection, [part for batch in batches for part in batch.ranges]))
        sealed = _sealed(connection, batches[0].first, batches[-1].first + batches[-1].count)
    part, chain = Part(), _Chain(batches[0].first)
    start = batches[0].first
    for batch in batches:
        place = (batch.first - start) * HASH_BYTES
        kept = sealed[place : place + batch.count * HASH_BYTES]
        chain.add(_leaves(lines, batch, batch.first - start, kept, part.faults))
        part.ends.append(chain.end(batch, _signed(batch, verifier, part.faults)))
    part.tail = chain.tail
    return part


def _read(connection: Any, ranges: Iterable[Range]) -> list[bytes]:
    """The lines of these numbers and of a few between them, in order."""
    found = [lines_of(connection, f"WHERE seq >= {low} AND seq < {high} ORDER BY seq") for low, high in _near(ranges)]
    return found[0] if len(found) == 1 else [line for lines in found for line in lines]


def _near(ranges: Iterable[Range]) -> list[Range]:
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start - found[-1][1] <= FAR:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


class _Lines:
    """Lines by their places, and by their numbers where something is amiss."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines

    def at(self, place: int, count: int) -> Sequence[bytes]:
        return self._lines[place : place + count]

    def within(self, start: int, end: int) -> tuple[Sequence[int], Sequence[bytes]]:
        left, right = bisect_left(self._seqs, start), bisect_left(self._seqs, end)
        return self._seqs[left:right], self._lines[left:right]

    @cached_property
    def _seqs(self) -> list[int]:
        return [seq_of(line) for line in self._lines]


def _leaves(lines: _Lines, batch: Batch, place: int, sealed: bytes, faults: list[Fault]) -> list[bytes]:
    """The leaves of a batch; where a row is gone or another, it is named and its sealed leaf is taken.

    Batches mostly follow each other in their numbers: the lines at its place are tried first, and a line holds its
    number, so that leaves which are equal are those of the right rows.
    """
    straight = leaves_of(lines.at(place, batch.count))
    if b"".join(straight) == sealed:
        return straight
    seqs: list[int] = []
    found: list[bytes] = []
    for start, end in batch.ranges:
        there, its_lines = lines.within(start, end)
        seqs += there
        found += leaves_of(its_lines)
    if len(found) == batch.count and b"".join(found) == sealed:
        return found
    return _compared(batch, dict(zip(seqs, found, strict=True)), sealed, faults)


def _compared(batch: Batch, found: dict[int, bytes], sealed: bytes, faults: list[Fault]) -> list[bytes]:
    wanted = [seq for start, end in batch.ranges for seq in range(start, end)]
    kept = [sealed[place * HASH_BYTES : (place + 1) * HASH_BYTES] for place in range(len(wanted))]
    if len(sealed) != batch.count * HASH_BYTES:
        faults.append(Fault("tile_missing", batch.number))
    wrong = [seq for seq, leaf in zip(wanted, kept, strict=True) if leaf and found.get(seq) != leaf]
    faults += [Fault("changed" if seq in found else "removed", batch.number, seq) for seq in wrong[:MOST_NAMED]]
    faults += unnamed("more_entries", len(wrong), batch.number)
    return [leaf or found.get(seq, bytes(HASH_BYTES)) for seq, leaf in zip(wanted, kept, strict=True)]


def _sealed(connection: Any, start: int, end: int) -> bytes:
    """The sealed leaves from one place up to another, as the tiles have them."""
    rows = connection.execute(
        "SELECT number, hashes FROM audit.tile WHERE level = 0 AND number BETWEEN %s AND %s ORDER BY number",
        [start // WIDTH, (end - 1) // WIDTH],
    ).fetchall()
    found = b"".join(bytes(hashes).ljust(WIDTH * HASH_BYTES, b"\x00") for _, hashes in _all_numbers(rows, start, end))
    before = start % WIDTH * HASH_BYTES
    return found[before : before + (end - start) * HASH_BYTES]


def _all_numbers(rows: Sequence[tuple[int, bytes]], start: int, end: int) -> list[tuple[int, bytes]]:
    known = dict(rows)
    return [(number, known.get(number, b"")) for number in range(start // WIDTH, (end - 1) // WIDTH + 1)]


def _signed(batch: Batch, verifier: Verifier, faults: list[Fault]) -> Checkpoint | None:
    try:
        return checkpoint_in(batch.checkpoint, verifier)
    except Invalid as error:
        faults.append(Fault("not_signed", batch.number, more=error.code))
        return None


class _Chain:
    """Leaves as they come, gathered into tiles."""

    def __init__(self, first: int) -> None:
        self._wanting = -first % WIDTH  # leaves that belong to a tile of the part before
        self._leaves: list[bytes] = []
        self._tiles: list[bytes] = []
        self._rest: list[bytes] = []

    def add(self, leaves: Sequence[bytes]) -> None:
        self._leaves += leaves[: self._wanting]
        rest = [*self._rest, *leaves[self._wanting :]]
        self._wanting -= min(self._wanting, len(leaves))
        whole = len(rest) - len(rest) % WIDTH
        self._tiles += [root_of(rest[start : start + WIDTH]) for start in range(0, whole, WIDTH)]
        self._rest = rest[whole:]

    def end(self, batch: Batch, checkpoint: Checkpoint | None) -> End:
        leaves, tiles = b"".join(self._leaves), b"".join(self._tiles)
        self._leaves, self._tiles = [], []
        rest = root_of(self._rest) if self._rest else b""
        return End(batch.number, leaves, tiles, rest, checkpoint)

    @property
    def tail(self) -> bytes:
        return b"".join(self._rest)
