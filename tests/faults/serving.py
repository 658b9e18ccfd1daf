"""The whole program as a person starts it, for tests that then mistreat it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import httpx
import psutil

START_SECONDS = 120.0


class Served:
    """`guanxi serve` on a data folder, with what it says kept in a file."""

    def __init__(self, data: Path, port: int | None = None) -> None:
        self.data = data
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.with_name(f"{data.name}-{time.monotonic_ns()}.log")
        words = [sys.executable, "-m", "guanxi", "serve", "--data", str(data), "--port", str(self.port)]
        ours = {"GUANXI_DATABASE_URL": "", "GUANXI_DEMO": "off", "PYTHONDONTWRITEBYTECODE": ""}
        with self.log.open("w") as said:
            self.process = psutil.Popen(words, env={**os.environ, **ours}, stdout=said, stderr=subprocess.STDOUT)

    def wait_until_ready(self) -> Self:
        """Wait until it has printed its address."""
        wait_until(lambda: "runs at" in self.said or self.process.poll() is not None, START_SECONDS)
        assert "runs at" in self.said, self.said
        return self

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text()

    @property
    def password(self) -> str | None:
        """The administrator's password, when it was printed."""
        found = re.search(r"^Password +(\S+)$", self.said, re.MULTILINE)
        return found[1] if found else None

    def child(self, command: str) -> psutil.Process:
        """The child process that runs this command."""
        [found] = [child for child in self.process.children() if child.cmdline()[-1] == command]
        return found

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        return [self.process, *self.process.children(recursive=True)]

    def seconds_of_work(self) -> float:
        """The processor time that all its processes have used, those that have ended too."""
        used = [process.cpu_times() for process in self.family()]
        return sum(each.user + each.system + each.children_user + each.children_system for each in used)

    def is_healthy(self) -> bool:
        """True when the web server answers."""
        try:
            return httpx.get(f"{self.url}/api/v1/health", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def sign_in(self, password: str) -> int:
        """The status with which the administrator's sign-in is answered."""
        words = {"login": "admin", "password": password}
        return httpx.post(f"{self.url}/api/v1/auth/login", json=words, timeout=10).status_code

    def stop(self) -> int:
        """Ask it to end, as Ctrl-C does, and give its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return int(self.process.wait(30))

    def kill_everything(self) -> None:
        """End every process of it at once, as a power failure would."""
        family = self.family()
        for process in family:
            with suppress(psutil.NoSuchProcess):  # it ended by itself, for want of the one killed before it
                process.kill()
        psutil.wait_procs(family, timeout=10)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def wait_until(is_so: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait until something is so, and fail when it never is."""
    ends_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends_at, "it never came to be"
        time.sleep(0.05)


def seconds_to_load_libraries() -> float:
    """The processor time that a new Python takes for some of the libraries that every start loads."""
    loading = "import resource, starlette.applications, psycopg, pydantic, cryptography.x509, httpx\n"
    asking = "used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_utime + used.ru_stime)"
    return float(subprocess.check_output([sys.executable, "-c", loading + asking]))
