"""Sealing: entries that nothing can come before any more go into the tree, and a checkpoint is signed.

Entries are taken in the order of (transaction, number), up to the oldest transaction that still runs, so that none can
slip in behind a batch however late it commits. Transactions are counted anew in another cluster: then a new era begins
(docs/decisions/0012).
"""

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from guanxi.engine.audit.keys import Database, signer_of, verifier_of
from guanxi.engine.audit.leaves import FORM, connect, leaves_of, lines_of, postings_of, seq_of
from guanxi.engine.audit.notes import Checkpoint
from guanxi.engine.audit.outside import Outside
from guanxi.engine.audit.tiles import Growth, tails_of
from guanxi.engine.crypto import Vault

log = logging.getLogger("guanxi.audit")
MOST: Final = 65_536
LOCK: Final = 7203
LAST: Final = """
SELECT number, era, first + count, mark_xid::text::bigint, mark_seq, at_to FROM audit.batch
ORDER BY number DESC LIMIT 1"""
ERA: Final = "SELECT number, cluster, floor, mark_xid::text::bigint FROM audit.era ORDER BY number DESC LIMIT 1"
BEGIN: Final = """
INSERT INTO audit.era SELECT %s, %s, coalesce((SELECT max(seq) FROM audit.entry), 0), pg_current_xact_id(), now()"""
UNSEALED: Final = "NOT EXISTS (SELECT 1 FROM audit.batch b WHERE b.seqs @> entry.seq)"
HORIZON: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
TIMES: Final = "SELECT min(at), max(at) FROM audit.entry WHERE seq = ANY(%s)"
SEQS: Final = "(SELECT range_agg(int8range(s, s, '[]')) FROM unnest(%s::bigint[]) s)"
WRITE: Final = f"""
INSERT INTO audit.batch (number, era, first, count, seqs, mark_xid, mark_seq, form, sealed_at, at_from, at_to,
 checkpoint) VALUES (%s, %s, %s, %s, {SEQS}, %s::text::xid8, %s, %s, clock_timestamp(), %s, %s, %s)"""
KEEP: Final = """
INSERT INTO audit.tile VALUES (%s, %s, %s) ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"""
Mark = tuple[int, int]  # a transaction, nought for what is older than the era, and a number


@dataclass(frozen=True, slots=True)
class Sealer:
    """What sealing needs: the owner's address, the vault that opens the signing key, and the file outside."""

    url: str
    vault: Vault
    outside: Outside

    @classmethod
    def of(cls, url: str, folder: Path, master_key: str | None) -> "Sealer":
        """The sealer of a data folder."""
        return cls(url, Vault(folder / "secrets" / "master.key", master_key), Outside(folder / "audit"))

    def seal(self) -> int:
        """Seals all that can be; gives the number of entries. Whoever comes while another seals does nothing."""
        sealed = 0
        with connect(self.url) as connection:
            _begin_era(connection)
            while count := self._seal_batch(connection):
                sealed += count
            self._take_out(connection)
        return sealed

    def _seal_batch(self, connection: Database) -> int:
        with connection.transaction():
            if not _only_one(connection):
                return 0
            last = _Last.read(connection)
            lines, mark = last.waiting(connection)
            if lines:
                self._write(connection, last, sorted(lines, key=seq_of), mark)
        return len(lines)

    def _write(self, connection: Database, last: "_Last", lines: Sequence[bytes], mark: Mark) -> None:
        signer = signer_of(connection, self.vault)
        growth = _growth(connection, last.size)
        growth.add(leaves_of(lines))
        seqs = [seq_of(line) for line in lines]
        row = connection.execute(TIMES, [seqs]).fetchone()
        assert row is not None
        until = max(row[1], last.at_to or row[1])
        checkpoint = signer.sign(Checkpoint(signer.name, growth.size, growth.root).text)
        number = last.number + 1
        facts = [number, last.era, last.size, len(seqs), seqs, str(mark[0]), mark[1], FORM, row[0], until, checkpoint]
        connection.execute(WRITE, facts)
        tiles = growth.take_changed().items()
        with connection.cursor() as cursor:
            cursor.executemany(KEEP, [(level, place, hashes) for (level, place), hashes in tiles])
            with cursor.copy("COPY audit.posting (term, batch, seqs) FROM STDIN") as copy:
                for term, found in sorted(postings_of(lines).items()):
                    copy.write_row((term, number, found))

    def _take_out(self, connection: Database) -> None:
        """Writes the checkpoints that are not there yet to the file outside; a crash may have come between."""
        verifier = verifier_of(connection)
        if verifier is None:
            return
        self.outside.keep_key(verifier.text)
        last = self.outside.last()
        known = connection.execute("SELECT max(number) FROM audit.batch WHERE checkpoint = %s", [last]).fetchone()
        after = known[0] if known and known[0] is not None else _number_before(connection, last)
        rows = connection.execute("SELECT checkpoint FROM audit.batch WHERE number > %s ORDER BY number", [after])
        if notes := [row[0] for row in rows.fetchall()]:
            self.outside.append(notes)


def _number_before(connection: Database, last: str | None) -> int:
    """From where on to write when the file's last checkpoint is not the database's: everything, or the newest."""
    if last is None:
        return 0
    log.error("the newest checkpoint outside of the database is not in it; run guanxi audit verify")
    row = connection.execute("SELECT max(number) - 1 FROM audit.batch").fetchone()
    return int(row[0] or 0) if row else 0


def _only_one(connection: Database) -> bool:
    row = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone()
    return bool(row and row[0])


def _growth(connection: Database, size: int) -> Growth:
    """The tree as it stands, with what is unfinished."""
    places = tails_of(size)
    levels, numbers = [level for level, _ in places], [number for _, number in places]
    rows = connection.execute(
        "SELECT t.level, t.hashes FROM audit.tile t JOIN unnest(%s::integer[], %s::bigint[]) AS p(level, number)"
        " ON t.level = p.level AND t.number = p.number",
        [levels, numbers],
    ).fetchall()
    found = dict(rows)
    return Growth(size, [found.get(level, b"") for level in levels])


def cluster_of(connection: Database) -> int:
    """The number of the cluster, 0 where it may not be asked for."""
    with suppress(psycopg.errors.InsufficientPrivilege):
        row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
        return int(row[0]) if row else 0
    return 0


def _begin_era(connection: Database) -> None:
    """Begins an era where the database has none or lives in another cluster now.

    For a moment nobody writes an entry: what is there has then ended, and what comes later has a higher number.
    """
    cluster = cluster_of(connection)
    if _begun_in(connection, cluster):
        return
    with connection.transaction():
        # another may have begun it since
        if _only_one(connection) and not _begun_in(connection, cluster):
            connection.execute("LOCK TABLE audit.entry IN SHARE MODE")
            era = connection.execute(ERA).fetchone()
            connection.execute(BEGIN, [era[0] + 1 if era else 1, cluster])


def _begun_in(connection: Database, cluster: int) -> bool:
    era = connection.execute(ERA).fetchone()
    return era is not None and era[1] == cluster


@dataclass(frozen=True, slots=True)
class _Last:
    """Where the last batch has ended, in the era that is now."""

    number: int
    size: int
    mark: Mark
    era: int
    floor: int
    at_to: datetime | None

    @classmethod
    def read(cls, connection: Database) -> "_Last":
        era = connection.execute(ERA).fetchone()
        assert era is not None
        row: Any = connection.execute(LAST).fetchone() or (0, 0, 0, 0, 0, None)
        number, its_era, size, xid, seq, at_to = row
        mark = (xid, seq) if its_era == era[0] else (0, 0)
        return cls(number, size, mark, era[0], era[2], at_to)

    def waiting(self, connection: Database) -> tuple[list[bytes], Mark]:
        """The next lines to seal, and where the log is sealed up to then: older ones first."""
        xid, seq = self.mark
        if xid == 0:
            older = f"WHERE seq > {seq} AND seq <= {self.floor} AND {UNSEALED} ORDER BY seq LIMIT {MOST}"
            if lines := lines_of(connection, older):
                return lines, (0, seq_of(lines[-1]))
        horizon = connection.execute(HORIZON).fetchone()
        assert horizon is not None
        newer = f"(xid, seq) > ('{xid}'::xid8, {seq}) AND xid < '{horizon[0]}'::xid8 AND seq > {self.floor}"
        lines = lines_of(connection, f"WHERE {newer} ORDER BY xid, seq LIMIT {MOST}")
        return lines, _mark_of(lines[-1]) if lines else self.mark


def _mark_of(line: bytes) -> Mark:
    seq, xid, _ = line.split(b"\t", 2)
    return int(xid), int(seq)
