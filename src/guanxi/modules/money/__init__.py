"""Money: what foreign currencies are worth in the company's own, day by day."""

from pathlib import Path

from guanxi.kernel.modules import Module
from guanxi.modules.money.objects import ExchangeRate
from guanxi.modules.money.roles import ROLES
from guanxi.modules.money.seeds import seed_rates

MODULE = Module(
    name="money",
    objects=(ExchangeRate,),
    translations=Path(__file__).parent / "translations",
    roles=ROLES,
    areas=("settings",),
    seeds=seed_rates,
)
__all__ = ["MODULE"]
