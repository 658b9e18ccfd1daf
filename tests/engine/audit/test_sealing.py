"""ACC-7: what was sealed cannot be changed, removed, added or cut off without being found and named."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from guanxi.engine.audit import sealing
from guanxi.engine.audit.leaves import connect, leaves_of, lines_of
from guanxi.engine.audit.outside import Outside
from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.audit.tables import AUDIT_TABLES
from guanxi.engine.audit.verifying import Verdict, verify
from guanxi.engine.store.embedded import binaries
from tests.databases import Databases, until_settled

WRITE = """INSERT INTO audit.entry (at, by_user, action, object, record_id, fields, note)
SELECT now(), gen_random_uuid(), 'update', 'thing', gen_random_uuid(), '{name,"odd, one"}', E'{"a": "\tb\n\\\\c"}'
FROM generate_series(1, %s)"""


@dataclass
class Log:
    """A log in a database of its own."""

    url: str
    sealer: Sealer

    @property
    def outside(self) -> Outside:
        return self.sealer.outside

    def run(self, statement: str, *given: Any) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), given or None)
            return cursor.fetchall() if cursor.description else []

    def write(self, count: int) -> None:
        self.run(WRITE, count)

    def seal(self, *counts: int) -> None:
        """Writes so many entries and seals them, one after the other."""
        for count in counts:
            self.write(count)
            assert self.settled() == count

    def settled(self) -> int:
        """Seals what is there, whatever other tests do at the same time; gives the number of entries."""
        until_settled(self.url)
        return self.sealer.seal()

    def verify(self) -> Verdict:
        return verify(self.url, self.outside)

    def faults(self) -> list[tuple[str, int | None, int | None]]:
        return [(each.code, each.batch, each.seq) for each in self.verify().faults]


@pytest.fixture
def log(empty_database: str, tmp_path: Path) -> Log:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA engine")
        for statement in AUDIT_TABLES:
            connection.execute(statement.encode())
    return Log(empty_database, Sealer.of(empty_database, tmp_path / "data", None))


def test_a_log_that_nobody_touched_is_sound(log: Log) -> None:
    log.seal(3, 300, 1, 700)
    log.write(5)
    verdict = log.verify()
    assert verdict.is_sound
    assert (verdict.entries, verdict.batches, verdict.outside, verdict.unsealed) == (1004, 4, 4, 5)


def test_a_log_without_entries_is_sound(log: Log) -> None:
    assert log.verify().is_sound
    assert log.settled() == 0
    assert log.verify().is_sound


@pytest.mark.parametrize(
    ("attack", "named"),
    [
        ("UPDATE audit.entry SET action = 'Update' WHERE seq = 17", ("changed", 2, 17)),
        ("UPDATE audit.entry SET at = at + interval '1 microsecond' WHERE seq = 17", ("changed", 2, 17)),
        ("UPDATE audit.entry SET note = overlay(note placing 'B' from 9 for 1) WHERE seq = 303", ("changed", 2, 303)),
        ("UPDATE audit.entry SET fields = NULL WHERE seq = 304", ("changed", 3, 304)),
        ("UPDATE audit.entry SET xid = '3'::xid8 WHERE seq = 1", ("changed", 1, 1)),
        ("DELETE FROM audit.entry WHERE seq = 260", ("removed", 2, 260)),
        (
            "INSERT INTO audit.entry (seq, xid, at, by_user, action) OVERRIDING SYSTEM VALUE"
            " VALUES (2000, '9'::xid8, now(), gen_random_uuid(), 'sign_in')",
            ("inserted", None, 2000),
        ),
        (
            "INSERT INTO audit.entry (seq, xid, at, by_user, action) OVERRIDING SYSTEM VALUE"
            " VALUES (-4, pg_current_xact_id(), now(), gen_random_uuid(), 'sign_in')",
            ("inserted", None, -4),
        ),
        (
            "UPDATE audit.tile SET hashes = set_byte(hashes, 0, get_byte(hashes, 0) # 1) WHERE level = 1",
            ("tile_changed", None, None),
        ),
        ("DELETE FROM audit.batch WHERE number = 2", ("batches_broken", 3, None)),
        (
            "UPDATE audit.batch SET seqs = seqs - '{[5,6)}'::int8multirange WHERE number = 2",
            ("batches_broken", 2, None),
        ),
        ("UPDATE audit.batch SET checkpoint = replace(checkpoint, '303', '304')", ("not_signed", 2, None)),
        (
            "UPDATE audit.key SET verifier = 'x+00000000+AAAA' WHERE false; DELETE FROM audit.key",
            ("other_key", None, None),
        ),
    ],
)
def test_what_is_not_as_it_was_sealed_is_named(log: Log, attack: str, named: tuple[Any, ...]) -> None:
    log.seal(3, 300, 1)
    log.run(attack)
    assert named in log.faults()


def test_swapped_entries_are_both_named(log: Log) -> None:
    log.seal(10)
    log.run("ALTER TABLE audit.entry ALTER seq SET GENERATED BY DEFAULT")
    log.run("UPDATE audit.entry SET seq = 1000 WHERE seq = 4")
    log.run("UPDATE audit.entry SET seq = 4 WHERE seq = 7")
    log.run("UPDATE audit.entry SET seq = 7 WHERE seq = 1000")
    assert log.faults() == [("changed", 1, 4), ("changed", 1, 7)]


def test_a_change_with_its_leaf_is_found_by_the_signed_root(log: Log) -> None:
    log.seal(5, 5)
    log.run("UPDATE audit.entry SET action = 'other' WHERE seq = 8")
    assert log.faults() == [("changed", 2, 8)]
    log.run(
        "UPDATE audit.tile SET hashes = overlay(hashes placing %s from 7 * 32 + 1 for 32) WHERE level = 0",
        leaves_of([line_of(log, 8)])[0],
    )
    assert log.faults() == [("wrong_root", 2, None)]


def line_of(log: Log, seq: int) -> bytes:
    with connect(log.url) as connection:
        return lines_of(connection, f"WHERE seq = {seq}")[0]


def test_the_end_cut_off_with_its_checkpoint_is_found_by_the_checkpoints_outside(log: Log) -> None:
    log.seal(300, 20)
    log.run("DELETE FROM audit.entry WHERE seq > 300")
    log.run("DELETE FROM audit.batch WHERE number = 2")
    log.run("UPDATE audit.tile SET hashes = substr(hashes, 1, 44 * 32) WHERE level = 0 AND number = 1")
    faults = log.verify().faults
    assert [(each.code, each.more) for each in faults] == [("cut_off", "320")]


def test_a_log_sealed_anew_after_a_change_is_found_by_the_checkpoints_outside(log: Log) -> None:
    log.seal(30)
    log.run("UPDATE audit.entry SET action = 'other' WHERE seq = 8")
    log.run("TRUNCATE audit.batch, audit.tile, audit.posting, audit.era")
    assert log.settled() == 30
    assert [each.code for each in log.verify().faults] == ["outside_differs"]


def test_an_entry_that_commits_late_is_sealed_and_none_before_it_is_missed(log: Log) -> None:
    log.seal(2)
    with psycopg.connect(log.url) as slow:
        slow.execute(WRITE.encode(), [1])
        log.write(3)
        assert log.sealer.seal() == 0  # what came later waits: the slow one has a lower number
        slow.commit()
    assert log.settled() == 4
    assert log.verify().is_sound


def test_a_rolled_back_entry_leaves_a_gap_that_is_no_fault(log: Log) -> None:
    log.seal(2)
    with psycopg.connect(log.url) as other:
        other.execute(WRITE.encode(), [4])
        other.rollback()
    log.seal(2)
    assert log.verify().is_sound
    assert log.run("SELECT seqs::text FROM audit.batch ORDER BY number") == [("{[1,3)}",), ("{[7,9)}",)]


def test_two_that_seal_at_once_seal_everything_once(log: Log) -> None:
    log.write(3_000)
    until_settled(log.url)
    with ThreadPoolExecutor(4) as pool:
        sealed = [each.result() for each in [pool.submit(log.sealer.seal) for _ in range(8)]]
    assert sum(sealed) == 3_000
    assert log.verify().is_sound


def test_a_backlog_is_sealed_in_batches(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST", 100)
    log.write(250)
    assert log.settled() == 250
    log.write(350)
    assert log.settled() == 350
    assert log.run("SELECT count FROM audit.batch ORDER BY number") == [(100,), (100,), (50,), *[(100,)] * 3, (50,)]
    assert log.verify().is_sound


def test_a_checkpoint_torn_by_a_crash_is_written_again(log: Log) -> None:
    log.seal(3, 3, 3)
    whole = log.outside.file.read_bytes()
    log.outside.file.write_bytes(whole[:-70])
    assert log.verify().outside == 2
    log.seal(1)
    assert log.outside.file.read_bytes().startswith(whole)
    assert (log.verify().outside, log.verify().is_sound) == (4, True)


def test_in_another_cluster_older_and_newer_entries_are_sealed_whatever_their_transactions(log: Log) -> None:
    log.seal(5)
    log.write(4)  # not sealed before the database moves
    log.run("UPDATE audit.era SET cluster = 1, mark_xid = '999999999'::xid8")  # as if it came from far ahead
    log.run("UPDATE audit.batch SET mark_xid = '999999999'::xid8")
    assert log.settled() == 4
    log.seal(6)
    assert log.run("SELECT era, count FROM audit.batch ORDER BY number") == [(1, 5), (2, 4), (2, 6)]
    assert log.verify().is_sound


def test_a_log_that_was_dumped_and_restored_is_sound_and_goes_on(log: Log, databases: Databases) -> None:
    log.seal(40, 3)
    log.write(2)  # not sealed when the dump is made
    with databases.empty() as url:
        dump = subprocess.run([binaries() / "pg_dump", "--dbname", log.url], capture_output=True, check=True)
        words = [binaries() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url]
        subprocess.run(words, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)
        restored = Log(url, replace(log.sealer, url=url))
        assert (restored.verify().entries, restored.faults()) == (43, [])
        restored.write(5)
        assert (restored.settled(), restored.faults()) == (7, [])
        restored.run("UPDATE audit.entry SET action = 'reveal' WHERE seq = 12")
        assert restored.faults() == [("changed", 1, 12)]


def test_a_clock_set_back_changes_nothing(log: Log) -> None:
    log.seal(2)
    log.run("INSERT INTO audit.entry (at, by_user, action) VALUES ('2001-01-01', gen_random_uuid(), 'sign_in')")
    assert log.settled() == 1
    assert log.verify().is_sound


def test_an_old_log_moves_with_its_entries(empty_database: str, tmp_path: Path) -> None:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA engine")
        connection.execute(
            "CREATE TABLE engine.audit (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL,"
            " by_user uuid NOT NULL, action text NOT NULL, object text, record_id uuid, fields text[], commitment text,"
            " change_set uuid)"
        )
        connection.execute(
            "INSERT INTO engine.audit (at, by_user, action) SELECT now(), gen_random_uuid(), 'sign_in'"
            " FROM generate_series(1, 9)"
        )
        for statement in (*AUDIT_TABLES, *AUDIT_TABLES):
            connection.execute(statement.encode())
    log = Log(empty_database, Sealer.of(empty_database, tmp_path / "data", None))
    assert log.settled() == 9
    log.seal(3)
    assert (log.verify().entries, log.verify().is_sound) == (12, True)
