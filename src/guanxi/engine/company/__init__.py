"""A company at work: its registry, rights and words, and the unit of work that everything runs in."""

from guanxi.engine.company.company import Company, open_pool
from guanxi.engine.company.work import Work

__all__ = ["Company", "Work", "open_pool"]
