"""Answers to requests with an idempotency key, which are kept for a day."""

from guanxi.engine.company import Company
from guanxi.kernel.principal import system


async def forget_answers(company: Company) -> None:
    """Forgets the answers of yesterday, which nobody may ask for again."""
    async with company.reading(system()) as work:
        await work.execute("DELETE FROM engine.idempotency WHERE at < now() - interval '1 day'")
