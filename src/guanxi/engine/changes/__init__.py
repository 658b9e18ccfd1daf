"""The one write path, and undo."""

from guanxi.engine.changes.model import Change, Duplicate, Options, Outcome
from guanxi.engine.changes.undo import UndoOutcome, undo
from guanxi.engine.changes.write import create, update, write

__all__ = ["Change", "Duplicate", "Options", "Outcome", "UndoOutcome", "create", "undo", "update", "write"]
