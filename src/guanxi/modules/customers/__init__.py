"""Customers: the companies that one deals with and the persons in them."""

from pathlib import Path

from guanxi.kernel.modules import Module
from guanxi.modules.customers.objects import INDUSTRIES, SOURCES, Account, Contact

MODULE = Module(
    name="customers",
    objects=(Account, Contact),
    translations=Path(__file__).parent / "translations",
    areas=("customers",),
)
__all__ = ["INDUSTRIES", "MODULE", "SOURCES"]
