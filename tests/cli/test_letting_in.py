"""ACC-1, 2: an administrator whom nobody else can help is let in on the machine itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from guanxi import main
from guanxi.cli import run
from tests.fixtures.company import build_template

LOCKED_OUT = """
WITH person AS (SELECT id FROM record."user" WHERE login = 'admin'),
     locked AS (UPDATE engine.credential SET failures = 9, locked_until = now() + interval '1 hour'),
     factor AS (INSERT INTO engine.second_factor (user_id, kind, name, secret) SELECT id, 'totp', '', 'x' FROM person),
     session AS (INSERT INTO engine.session (key, user_id, kind, expires_at)
                 SELECT 'k', id, 'session', 'infinity' FROM person)
INSERT INTO engine.setting (name, value) VALUES ('sign_in_networks', '{"company": ["192.0.2.0/24"]}')
"""
STANDING = """
SELECT c.locked_until IS NULL AND c.must_change AND c.hash LIKE '$argon2id$%',
       (SELECT count(*) FROM engine.second_factor), (SELECT count(*) FROM engine.session WHERE kind = 'session'),
       (SELECT count(*) FROM engine.setting WHERE name = 'sign_in_networks')
  FROM engine.credential c JOIN record."user" u ON u.id = c.user_id WHERE u.login = 'admin'
"""


@pytest.fixture
def address(template_database: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = template_database("company", build_template)
    monkeypatch.setenv("GUANXI_DATABASE_URL", url)
    monkeypatch.setenv("GUANXI_DATA", str(tmp_path / "data"))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(LOCKED_OUT)
    return url


def standing(url: str) -> tuple[Any, ...] | None:
    with psycopg.connect(url) as connection:
        return connection.execute(STANDING).fetchone()


def logged(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute("SELECT action FROM audit.entry")}


def test_whoever_has_lost_all_ways_gets_a_first_password(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "let-in", "ADMIN"], lambda: main) == 0
    assert len(capsys.readouterr().out.strip()) == 12
    assert standing(address) == (True, 0, 0, 1)
    assert {"set_password", "second_factor_reset", "session_ended"} <= logged(address)


def test_networks_that_lock_everybody_out_go_on_demand(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "let-in", "admin", "--any-network"], lambda: main) == 0
    assert standing(address) == (True, 0, 0, 0)


def test_nobody_of_that_name_is_said_and_nothing_is_done(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "let-in", "nobody"], lambda: main) == 1
    assert capsys.readouterr().err == "guanxi: no such user\n  login: nobody\n"
    assert standing(address) == (False, 1, 1, 1)
