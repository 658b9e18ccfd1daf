"""One process has the new shape at once: nothing to wait for."""

import pytest

from guanxi.engine.customs import rotating, turning, walking


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "SETTLING", 0.0)
    monkeypatch.setattr(rotating, "PAUSE", 0.01)
    monkeypatch.setattr(walking, "PAUSE", 0.01)
