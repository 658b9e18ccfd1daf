"""Customers: the companies that one deals with and the persons in them."""

from pathlib import Path

from guanxi.kernel.modules import Module
from guanxi.modules.customers.objects import INDUSTRIES, SOURCES, Account, Contact
from guanxi.modules.customers.roles import ROLES

MODULE = Module(
    name="customers",
    objects=(Account, Contact),
    translations=Path(__file__).parent / "translations",
    roles=ROLES,
    areas=("customers",),
)
__all__ = ["INDUSTRIES", "MODULE", "SOURCES"]
