"""A child process that is started again, ever more patiently, when it dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Final

from guanxi.engine.store.embedded_processes import end_with_parent

LONGEST_PAUSE: Final = 30.0
STEADY_AFTER: Final = 60.0  # seconds after which an earlier death no longer counts


class Child:
    """One of the program's own commands, run as a process."""

    def __init__(self, command: str, environment: Mapping[str, str]) -> None:
        self.command = command
        self.deaths = 0
        self._environment = {**os.environ, **environment}
        self._start()

    @property
    def pid(self) -> int:
        """The number of the process that runs now or ran last."""
        return self._process.pid

    def watch(self) -> str | None:
        """Start the process again once its pause is over; a sentence when it has just died."""
        status = self._process.poll()
        if status is None:
            return None
        if self._start_again_at is None:
            return self._note_death(status)
        if time.monotonic() >= self._start_again_at:
            self._start()
        return None

    def ask_to_end(self) -> None:
        """Ask the process to finish what it does and end."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def end(self, ends_at: float) -> None:
        """Wait for the end until this moment, then end it and everything that it started."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, ends_at - time.monotonic()))
        self._end_group()
        self._process.wait()

    def _start(self) -> None:
        self._process = start_command(self.command, self._environment)
        self._started_at = time.monotonic()
        self._start_again_at: float | None = None

    def _note_death(self, status: int) -> str:
        self._end_group()
        now = time.monotonic()
        self.deaths = 1 if now - self._started_at > STEADY_AFTER else self.deaths + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (self.deaths - 1) - 0.5)
        self._start_again_at = now + pause
        return f"The {self.command} process ended ({_reason(status)}); it starts again in {pause:g} s."

    def _end_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def start_command(
    command: str, environment: Mapping[str, str], *words: str, output: int | None = None
) -> subprocess.Popen[str]:
    """Start one of the program's commands, out of reach of the terminal's keys, ended when this process dies."""
    return subprocess.Popen(
        [sys.executable, "-m", "guanxi", command, *words],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        text=True,
        start_new_session=True,
        preexec_fn=partial(end_with_parent, signal.SIGTERM),  # noqa: PLW1509 - the supervisor has one thread
    )


def _reason(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
