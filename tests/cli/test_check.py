"""OPS-5: `guanxi check` says what is sound and what is not."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from guanxi import main
from guanxi.cli import run
from tests.fixtures.company import build_template

Checked = Callable[[], tuple[int, list[str]]]


@pytest.fixture
def url(template_database: Callable[..., str]) -> str:
    return template_database("company", build_template)


@pytest.fixture
def checked(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Checked:
    """Runs the command and gives its status and lines."""
    monkeypatch.setenv("GUANXI_DATABASE_URL", url)
    monkeypatch.setenv("GUANXI_DATA", str(tmp_path / "data"))
    return lambda: (run(["check"], lambda: main), capsys.readouterr().out.splitlines())


def test_sound_company_is_told_so(checked: Checked) -> None:
    status, lines = checked()
    assert status == 0
    assert {line.split(":")[0].removeprefix("ok").removeprefix("look").strip() for line in lines} == {
        *("database", "schema", "jobs", "nightly work", "exchange rates", "database roles", "disk")
    }


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER TABLE record.account DROP COLUMN website", "WRONG schema: 1 changes are missing; run guanxi migrate"),
        (
            "INSERT INTO pgqueuer (priority, created, updated, entrypoint, status, execute_after)"
            " SELECT 0, t, t, 'import', 'queued', t FROM (SELECT now() - interval '1 hour') AS x(t)",
            "WRONG jobs: 1 wait, the oldest for 60 minutes; is a worker running?",
        ),
        (
            "INSERT INTO engine.setting VALUES ('nightly:rates', '\"2026-01-01\"')",
            "WRONG nightly work: last done on 2026-01-01; is a worker running?",
        ),
    ],
)
def test_what_is_wrong_is_named(checked: Checked, url: str, statement: str, told: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
    status, lines = checked()
    assert status == 1
    assert told in lines
