"""Sales: leads, opportunities, products and orders."""

from pathlib import Path

from guanxi.kernel.modules import Module
from guanxi.modules.sales.actions import CONVERT_LEAD
from guanxi.modules.sales.objects import ACCOUNT_FIGURES, Lead, Opportunity, Order, OrderLine, Product
from guanxi.modules.sales.roles import ROLES

MODULE = Module(
    name="sales",
    objects=(Opportunity, Lead, Order, OrderLine, Product),
    extensions=(ACCOUNT_FIGURES,),
    translations=Path(__file__).parent / "translations",
    roles=ROLES,
    areas=("sales",),
    actions={"convert_lead": CONVERT_LEAD},
)
__all__ = ["MODULE"]
