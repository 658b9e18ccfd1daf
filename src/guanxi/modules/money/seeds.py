"""The starting table as records, against the company's own currency."""

from collections.abc import Iterable
from decimal import Context, Decimal

from guanxi.engine.changes import Change, write
from guanxi.engine.company import Work
from guanxi.kernel.modules import Module
from guanxi.modules.money.starting_table import DATED_ON, YUAN

FOUR_FIGURES = Context(prec=4)


def starting_rates(base: str) -> dict[str, Decimal]:
    """What one unit of each currency is in the company's; nothing where the table does not know the company's."""
    if base not in YUAN:
        return {}
    return {code: FOUR_FIGURES.divide(rate, YUAN[base]) for code, rate in YUAN.items() if code != base}


async def seed_rates(work: Work, modules: Iterable[Module]) -> None:
    """Writes the starting table, each rate marked as such."""
    changes = [
        Change(
            "create",
            values={
                "currency": code,
                "rate": format(rate, "f"),
                "dated_on": DATED_ON.isoformat(),
                "source": "starting_table",
            },
        )
        for code, rate in starting_rates(work.company.norms.currency).items()
    ]
    if changes:
        await write(work, "exchange_rate", changes)
