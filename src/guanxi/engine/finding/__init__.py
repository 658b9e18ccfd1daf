"""The one box: records of all objects by words, pinyin, initials and digits, ranked, within the searcher's rights."""

from guanxi.engine.finding.box import look_up, search

__all__ = ["look_up", "search"]
