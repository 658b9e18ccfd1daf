"""Codes of an authenticator against RFC 6238's own table: ACC-2."""

from base64 import b32encode

import pytest

from guanxi.engine.people.factors import step_of

SECRET = b32encode(b"12345678901234567890").decode()
TABLE = (  # appendix B, SHA-1; six digits are the last six of eight
    (59, "94287082"),
    (1_111_111_109, "07081804"),
    (1_111_111_111, "14050471"),
    (1_234_567_890, "89005924"),
    (2_000_000_000, "69279037"),
    (20_000_000_000, "65353130"),
)


@pytest.mark.parametrize(("moment", "published"), TABLE)
def test_a_published_code_is_right_in_its_step_and_beside_it(moment: int, published: str) -> None:
    step = moment // 30
    for now in (moment, moment + 30):
        assert step_of(SECRET, published[-6:], now) == step
    spaced = f"{published[-6:-3]} {published[-3:]}"
    assert step_of(SECRET, spaced, moment) == step


@pytest.mark.parametrize(("moment", "published"), TABLE[1:])  # the first stands at the beginning of time
def test_a_published_code_is_wrong_two_steps_away(moment: int, published: str) -> None:
    assert step_of(SECRET, published[-6:], moment - 30) == moment // 30
    assert step_of(SECRET, published[-6:], moment + 60) is None
    assert step_of(SECRET, published[-6:], moment - 60) is None
    assert step_of(SECRET, published, moment) is None
