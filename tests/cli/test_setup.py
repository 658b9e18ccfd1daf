"""OPS-1: what bringing a clone into place says."""

import pytest

from scripts.setup import Step, carry_out


def step(title: str, is_done: bool) -> Step:
    return Step(title, 10, lambda: is_done, lambda: None)


def test_every_step_is_counted_where_any_is_carried_out(capsys: pytest.CaptureFixture[str]) -> None:
    carry_out([step("One", False), step("Two", True), step("Three", False)])
    assert capsys.readouterr().out.splitlines() == [
        "[1/3] One (about 10 s) ...",
        "[2/3] Two: in place already",
        "[3/3] Three (about 10 s) ...",
    ]


def test_nothing_is_said_where_all_is_in_place(capsys: pytest.CaptureFixture[str]) -> None:
    carry_out([step("One", True), step("Two", True)])
    assert capsys.readouterr().out == ""
