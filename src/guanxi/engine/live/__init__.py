"""Live screens: one notifier reads the change log and tells every listener."""

from guanxi.engine.live.notifier import LATEST, Notifier

__all__ = ["LATEST", "Notifier"]
