"""What happened: the history of a record, the record as it was, its timeline, and the list of change sets."""

from guanxi.engine.history.past import record_at
from guanxi.engine.history.sets import change_set, change_sets
from guanxi.engine.history.timeline import timeline_of
from guanxi.engine.history.trail import history_of

__all__ = ["change_set", "change_sets", "history_of", "record_at", "timeline_of"]
