"""The one box: records of all objects by words, pinyin, initials and digits, ranked, within the searcher's rights."""

from guanxi.engine.finding.box import look_up, search
from guanxi.engine.finding.tags import tags_in_use

__all__ = ["look_up", "search", "tags_in_use"]
