"""The audit log: who did what, when and to which record; never a value."""

from guanxi.engine.audit.entries import Entry, log, log_each

__all__ = ["Entry", "log", "log_each"]
