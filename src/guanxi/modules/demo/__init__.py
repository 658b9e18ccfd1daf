"""The demo company: two years of believable business, made from a fixed seed and written through the write path."""

from guanxi.modules.demo.load import DEMO_LOGINS, load_demo

__all__ = ["DEMO_LOGINS", "load_demo"]
