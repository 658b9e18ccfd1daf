"""ACC-7: the commands that verify the log, and a stranger who checks a proof with the public key alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from guanxi import main
from guanxi.cli import run
from tests.databases import until_settled
from tests.fixtures.company import build_template

STRANGERS = Path(__file__).parents[2] / "docs" / "guide" / "check_proof.py"


class Shell:
    """The command line on a company whose log was sealed twice."""

    def __init__(self, url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.url, self.folder, self._capsys = url, folder, capsys

    def __call__(self, *words: str) -> tuple[int, str]:
        self._capsys.readouterr()
        status = run(["audit", *words], lambda: main)
        return status, self._capsys.readouterr().out

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def proof(self, *words: str) -> Path:
        status, text = self(*words)
        assert status == 0
        file = self.folder / "proof.json"
        file.write_text(text)
        return file


@pytest.fixture
def shell(
    template_database: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    url = template_database("company", build_template)
    monkeypatch.setenv("GUANXI_DATABASE_URL", url)
    monkeypatch.setenv("GUANXI_DATA", str(tmp_path / "data"))
    found = Shell(url, tmp_path, capsys)
    until_settled(url)
    assert found("seal")[0] == 0
    found.execute("INSERT INTO audit.entry (at, by_user, action) VALUES (now(), gen_random_uuid(), '标签')")
    until_settled(url)
    assert found("seal")[1] == "1 entries were sealed.\n"
    return found


def test_a_sound_log_is_told_so(shell: Shell) -> None:
    status, said = shell("verify")
    assert status == 0
    assert said.endswith("The log is sound.\n")


def test_a_flipped_byte_is_named(shell: Shell) -> None:
    shell.execute("UPDATE audit.entry SET commitment = overlay(commitment placing 'z' from 5) WHERE seq = 3")
    status, said = shell("verify")
    assert status == 1
    assert "WRONG entry 3 of batch 1 is not what was sealed" in said


def test_a_key_that_is_not_the_trusted_one_is_named(shell: Shell) -> None:
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    status, said = shell("verify", "--key", other)
    assert status == 1
    assert "WRONG the key in the database is another one" in said


def test_missing_and_empty_checkpoints_outside_are_told_and_another_folder_may_be_named(shell: Shell) -> None:
    folder = shell.folder / "data" / "audit"
    kept = folder.rename(shell.folder / "kept")
    status, said = shell("verify")
    assert (status, f"MISSING {folder / 'checkpoints'} and its folder are missing: " in said) == (1, True)
    assert "The log is sound." not in said
    folder.mkdir()
    assert f"MISSING {folder / 'checkpoints'} is missing: " in shell("verify")[1]
    (folder / "checkpoints").touch()
    assert f"MISSING {folder / 'checkpoints'} is empty: " in shell("verify")[1]
    status, said = shell("verify", "--checkpoints", str(kept))
    assert (status, said.endswith("The log is sound.\n"), "MISSING" in said) == (0, True, False)


def test_of_many_findings_the_rest_is_counted(shell: Shell) -> None:
    values = "SELECT now(), gen_random_uuid(), 'x' FROM generate_series(1, 130)"
    shell.execute(f"INSERT INTO audit.entry (at, by_user, action) {values}")
    until_settled(shell.url)
    assert shell("seal")[0] == 0
    shell.execute("UPDATE audit.entry SET action = 'y' WHERE action = 'x'")
    said = shell("verify")[1]
    assert said.count("is not what was sealed") == 100
    assert "WRONG and 30 more entries of batch 3\n" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Give the file of the proof and the public key"),
        (("proof.json",), "Give the file of the proof and the public key"),
        (("nowhere.json", "a+b+c"), "The proof cannot be read: nowhere.json: No such file or directory"),
        (("proof.json", "no key"), "The proof does not hold: this is no public key"),
        (("proof.json", "a+b+c"), "The proof does not hold: "),
        (("other.json", "a+b+c"), "The proof does not hold: "),
    ],
)
def test_what_a_stranger_has_not_got_is_told_in_one_line(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    (tmp_path / "proof.json").write_text('{"checkpoint": "x"}')
    (tmp_path / "other.json").write_text("[]")
    found = subprocess.run(
        [sys.executable, "-I", str(STRANGERS), *words], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (found.returncode, found.stderr.count("\n"), found.stderr.startswith(told)) == (1, 1, True)


def test_a_proof_that_is_not_there_is_told_in_one_line(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(shell.folder / "nowhere.json")
    assert run(["audit", "check-proof", missing, "--key", shell("key")[1].strip()], lambda: main) == 1
    assert capsys.readouterr().err == f"The proof cannot be read: {missing}: No such file or directory\n"


def test_a_stranger_checks_a_proof_with_the_key_alone(shell: Shell) -> None:
    key = shell("key")[1].strip()
    newest = shell.proof("prove", "3")
    assert shell("check-proof", str(newest), "--key", key)[0] == 0
    words = [sys.executable, "-I", str(STRANGERS), str(newest), key]
    told = subprocess.run(words, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")
    assert "seq         3" in told.stdout
    proof = json.loads(newest.read_text())
    newest.write_text(json.dumps(proof | {"entry": proof["entry"].replace("create", "delete")}))
    assert shell("check-proof", str(newest), "--key", key)[0] == 1
    assert subprocess.run(words, capture_output=True).returncode == 1


def test_a_proof_is_of_use_with_the_right_key_only(shell: Shell) -> None:
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    proof = shell.proof("prove", "3")
    assert shell("check-proof", str(proof), "--key", other)[0] == 1
    assert (
        subprocess.run([sys.executable, "-I", str(STRANGERS), str(proof), other], capture_output=True).returncode == 1
    )


def test_growth_from_one_checkpoint_to_another_is_proven(shell: Shell) -> None:
    entries = int(shell("verify")[1].split()[0])
    proof = shell.proof("prove-growth", str(entries - 1), str(entries))
    key = shell("key")[1].strip()
    assert shell("check-proof", str(proof), "--key", key)[0] == 0
    kept = json.loads(proof.read_text())
    proof.write_text(json.dumps(kept | {"path": kept["path"][::-1]}))
    assert shell("check-proof", str(proof), "--key", key)[0] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("prove", "999999"), "no such entry"),
        (("prove-growth", "1", "2"), "no such checkpoint"),
        (("prove-growth", "5", "2"), "bad sizes"),
    ],
)
def test_what_cannot_be_proven_is_refused(
    shell: Shell, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert run(["audit", *words], lambda: main) == 1
    assert told in capsys.readouterr().err
