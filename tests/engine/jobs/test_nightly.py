"""Nightly work runs once a day, where the company is."""

from datetime import UTC, datetime

import pytest

from guanxi.engine.company import Company
from guanxi.engine.jobs import run_due
from guanxi.kernel.errors import Unavailable

pytestmark = pytest.mark.anyio
EVENING = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
NIGHT = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # 00:30 of the next day in Shanghai


async def test_each_night_does_its_work_once(company: Company) -> None:
    async def count(found: Company) -> None:
        assert found is company

    nightly = {"counting": count}
    assert await run_due(company, nightly, EVENING) == ["counting"]
    assert await run_due(company, nightly, EVENING) == []
    assert await run_due(company, nightly, NIGHT) == ["counting"]


async def test_failure_keeps_no_other_work_back_and_is_tried_again(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [Unavailable("schema_busy")]

    async def fail_once(found: Company) -> None:
        while failures:
            raise failures.pop()

    async def succeed(found: Company) -> None:
        assert found is company

    nightly = {"failing": fail_once, "sound": succeed}
    assert await run_due(company, nightly, NIGHT) == ["sound"]
    assert "nightly work failed: failing" in caplog.text
    assert await run_due(company, nightly, NIGHT) == ["failing"]
