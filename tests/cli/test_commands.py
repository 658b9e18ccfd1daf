"""OPS-1: what the command line understands and says."""

import argparse
from pathlib import Path

import pytest

from guanxi.cli import parser, run
from guanxi.cli.importing import order_of
from guanxi.cli.options import settings_of
from guanxi.cli.program import ImportOrder, Program
from guanxi.kernel.errors import Unavailable


def chosen(*words: str) -> argparse.Namespace:
    return parser().parse_args(words)


def no_parts() -> Program:
    raise Unavailable("postgres_not_started", output="disk full")


def test_the_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_PORT", "9000")
    monkeypatch.setenv("GUANXI_DATA", "elsewhere")
    settings = settings_of(chosen("serve", "--port", "9001"))
    assert (settings.port, settings.data) == (9001, Path("elsewhere"))


def test_the_demo_company_can_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANXI_DEMO", "on")
    assert settings_of(chosen("serve")).demo
    assert not settings_of(chosen("serve", "--no-demo")).demo


def test_an_import_is_described_by_the_line(tmp_path: Path) -> None:
    file = tmp_path / "things.csv"
    file.touch()
    words = ["import", "thing", str(file), "--key", "code", "--key", "email", "--dry-run", "--mode", "update"]
    assert order_of(chosen(*words)) == ImportOrder(file, "thing", mode="update", keys=("code", "email"), dry_run=True)


def test_a_file_that_is_not_there_ends_with_the_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["import", "thing", str(tmp_path / "things.csv")], no_parts)
    assert "there is no file" in capsys.readouterr().err


def test_an_unknown_command_ends_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["fly"], no_parts)
    assert "invalid choice: 'fly'" in capsys.readouterr().err


def test_an_error_is_told_in_words_without_a_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, empty_database: str
) -> None:
    monkeypatch.setenv("GUANXI_DATABASE_URL", empty_database)
    assert run(["token", "create", "--user", "anna"], no_parts) == 1
    assert capsys.readouterr().err == "guanxi: postgres not started\n  output: disk full\n"
