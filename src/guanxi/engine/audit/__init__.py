"""The audit log: who did what, when and to which record; never a value."""

from guanxi.engine.audit.entries import Entry, log

__all__ = ["Entry", "log"]
