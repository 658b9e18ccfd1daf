"""Live screens: one notifier reads the change log and tells every listener."""

from guanxi.engine.live.notifier import Notifier

__all__ = ["Notifier"]
