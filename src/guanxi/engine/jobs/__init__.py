"""Jobs: work that goes on after the answer, queued in the caller's transaction and done by a worker; nightly work."""

from guanxi.engine.jobs.nightly import Nightly, run_due
from guanxi.engine.jobs.queue import JOBS, Duties, enqueue, install, job, work_off

__all__ = ["JOBS", "Duties", "Nightly", "enqueue", "install", "job", "run_due", "work_off"]
