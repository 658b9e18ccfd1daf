"""Jobs: work that goes on after the answer, queued in the caller's transaction and done by a worker."""

from guanxi.engine.jobs.queue import JOBS, enqueue, install, job, work_off

__all__ = ["JOBS", "enqueue", "install", "job", "work_off"]
