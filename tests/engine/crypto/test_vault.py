"""Secrets that the company keeps sealed (ACC-9)."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from guanxi.engine.crypto import Vault
from guanxi.kernel.errors import Unavailable

GIVEN = b64encode(bytes(range(32))).decode()


def test_what_was_sealed_opens_and_does_not_show(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "secrets" / "master.key")
    sealed = vault.seal("the word of the mail server", "mail")
    assert "word" not in sealed
    assert sealed != vault.seal("the word of the mail server", "mail")
    assert Vault(tmp_path / "secrets" / "master.key").open(sealed, "mail") == "the word of the mail server"


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "master.key"
    Vault(file).seal("anything", "mail")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["master.key"]


def test_a_secret_cannot_be_moved_changed_or_opened_with_another_key(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "nowhere", GIVEN)
    sealed = vault.seal("word", "mail")
    for opener, text, about in (
        (vault, sealed, "sms"),
        (vault, sealed[:-4] + "AAAA", "mail"),
        (vault, "v1.", "mail"),
        (Vault(tmp_path / "other.key"), sealed, "mail"),
    ):
        with pytest.raises(Unavailable, match="sealed_with_another_key"):
            opener.open(text, about)


@pytest.mark.parametrize("given", ["short", "not base64!", b64encode(bytes(16)).decode()])
def test_a_key_that_is_none_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(Unavailable, match="wrong_master_key"):
        Vault(tmp_path / "nowhere", given).seal("word", "mail")


def test_many_that_come_at_once_have_one_key(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "master.key"

    def first_use(_: int) -> bytes:
        return Vault(file).master_key

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(first_use, range(32)))) == 1
