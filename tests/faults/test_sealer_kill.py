"""A sealer that is killed anywhere: the next one goes on, every entry is sealed once, and the log is sound (ACC-7)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.audit.tables import AUDIT_TABLES
from guanxi.engine.audit.verifying import verify
from tests.databases import until_settled
from tests.faults.serving import wait_until

ROOT = Path(__file__).parent.parent.parent
ENTRIES = 20_000
WRITE = """INSERT INTO audit.entry (at, by_user, action, object, record_id, fields)
SELECT now(), gen_random_uuid(), 'update', 'thing', gen_random_uuid(), '{name}' FROM generate_series(1, %s)"""
CHILD = """
import pathlib, sys
from guanxi.engine.audit import sealing
sealing.MOST = 250
sealing.Sealer.of(sys.argv[1], pathlib.Path(sys.argv[2]), None).seal()
"""


@contextmanager
def sealing(url: str, folder: Path) -> Generator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", CHILD, url, str(folder)], cwd=ROOT, start_new_session=True)
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def log(empty_database: str) -> str:
    with psycopg.connect(empty_database, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA engine")
        for statement in AUDIT_TABLES:
            connection.execute(statement.encode())
        connection.execute(WRITE, [ENTRIES])
    until_settled(empty_database)
    return empty_database


def batches(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM audit.batch").fetchone()
    return int(row[0]) if row else 0


def test_a_killed_sealer_leaves_a_log_that_the_next_one_ends(log: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for more, pause in ((1, 0.0), (5, 0.013), (9, 0.005), (4, 0.021)):
        due = batches(log) + more
        with sealing(log, folder):
            wait_until(lambda least=due: batches(log) >= least, 60)
            time.sleep(pause)
    sealer = Sealer.of(log, folder, None)
    assert 19 <= batches(log) < ENTRIES / 250
    assert verify(log, sealer.outside).faults == []
    left = sealer.seal()
    verdict = verify(log, sealer.outside)
    assert (verdict.entries, verdict.unsealed, verdict.faults) == (ENTRIES, 0, [])
    assert (0 < left < ENTRIES, verdict.outside) == (True, verdict.batches)
