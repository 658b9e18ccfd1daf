"""Files that people bring: what they are by their content, and what is refused before anything opens it."""

from guanxi.engine.uploads.judging import MOST_FILES, kind_of, require_harmless

__all__ = ["MOST_FILES", "kind_of", "require_harmless"]
