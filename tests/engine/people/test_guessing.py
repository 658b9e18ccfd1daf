"""Passwords that are tried first are refused, without asking anybody outside: ACC-1."""

import hashlib
import time
from pathlib import Path

import pytest

from guanxi.engine.company import Company
from guanxi.engine.company.surroundings import Surroundings
from guanxi.engine.people.breached import is_breached
from guanxi.engine.people.guessing import ENOUGH, guesses, weak_words
from guanxi.engine.people.passwords import check_strength, new_password
from guanxi.kernel.errors import Invalid


@pytest.mark.parametrize(
    "password",
    [
        "password123", "Password2024!", "P@ssw0rd123", "qwertyuiop", "1q2w3e4r5t", "qazwsxedcrfv", "1234567890",
        "abcdefghij", "zhangwei1988", "liming19900101", "woaini1314520", "liverpoolfc1", "iloveyou1234",
        "Summer2024!", "abcabcabcabc", "dragonmonkey", "Shanghai2025", "hunter22hunter22", "19880512abc",
        "lina123456", "GuanxiGuanxi1", "charlie12345", "manutd2010", "Taobao2023!", "5201314aini", "michaeljordan",
    ],
)  # fmt: skip
def test_password_that_is_tried_first_is_not_enough(password: str) -> None:
    assert guesses(password, ["lina", "Guanxi"]) < ENOUGH


@pytest.mark.parametrize(
    "password",
    ["correct horse 7 staple", "purple elephant boat", "hG7kQm2xPz9w", "我们的密码是这个", "Tr0ub4dor&3 is out"],
)
def test_password_that_nobody_tries_is_enough(password: str) -> None:
    assert guesses(password, ["lina"]) >= ENOUGH


def test_password_that_the_office_gives_is_always_enough() -> None:
    assert min(guesses(new_password()) for _ in range(500)) >= ENOUGH


def test_the_longest_password_is_reckoned_at_once() -> None:
    started = time.perf_counter()
    assert guesses("aA1!" * 50) < ENOUGH
    assert time.perf_counter() - started < 2


def test_the_words_are_as_many_as_the_guide_says() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide" / "signing-in.md").read_text()
    assert f"{len(weak_words())} words" in guide


@pytest.fixture(params=[40, 16])
def lost(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A sorted file of hashes, whole or their beginnings, each with a count."""
    words = [f"lost password {number}" for number in range(2_000)]
    hashes = sorted(
        hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()[: request.param] for word in words
    )
    file = tmp_path / "lost.txt"
    file.write_text("".join(f"{each}:{place}\r\n" for place, each in enumerate(hashes)))
    return file


def test_every_lost_password_is_found_and_no_other(lost: Path) -> None:
    assert all(is_breached(lost, f"lost password {number}") for number in range(2_000))
    assert not any(is_breached(lost, f"kept password {number}") for number in range(2_000))


def test_file_without_hashes_knows_no_password(tmp_path: Path) -> None:
    for text in ("", "\n", "no hashes\n", ":1\n"):
        (tmp_path / "odd.txt").write_text(text)
        assert not is_breached(tmp_path / "odd.txt", "lost password 1")


@pytest.mark.anyio
async def test_a_lost_password_is_refused_with_its_reason(company: Company, lost: Path) -> None:
    company.surroundings = Surroundings(breached=lost)
    await check_strength(company, "kept password of mine 7")
    with pytest.raises(Invalid) as refused:
        await check_strength(company, "lost password 77")
    assert refused.value.errors[0].code == "password_breached"
    with pytest.raises(Invalid) as refused:
        await check_strength(company, "password2024")
    assert refused.value.errors[0].code == "password_guessed"
