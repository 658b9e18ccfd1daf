"""`guanxi serve`: everything at once, watched over by one small process."""

import argparse
import fcntl
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Final, NoReturn

from guanxi.cli.child import Child, start_command
from guanxi.cli.options import Commands, add_settings, embedded, settings_of
from guanxi.cli.program import Parts
from guanxi.engine.store.embedded import EmbeddedPostgres
from guanxi.settings import Settings

GRACE_SECONDS: Final = 6.0
READY_SECONDS: Final = 60.0
PAUSE: Final = 0.2
DEATHS_BEFORE_READY: Final = 3
ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How the first person signs in; no password when it was set at an earlier start."""

    login: str
    password: str | None
    notes: list[str]


def add_to(commands: Commands) -> None:
    """Offer the command."""
    command = commands.add_parser("serve", help="run everything: database, web server and background jobs")
    add_settings(command)
    command.add_argument("--demo", action=argparse.BooleanOptionalAction, help="load the demo company if it is empty")
    command.set_defaults(command=run)


def run(chosen: argparse.Namespace, _parts: Parts) -> int:
    """Run until told to end, then leave nothing running."""
    settings = settings_of(chosen)
    for number in ENDING:
        signal.signal(number, _interrupt)
    with ExitStack() as opened:
        try:
            opened.enter_context(_only_one(settings))
            _serve(settings, opened)
        except KeyboardInterrupt:
            _ignore_signals()
            _say("Stopping ...")
    _say("Stopped. Nothing is lost.")
    return 0


def _serve(settings: Settings, opened: ExitStack) -> NoReturn:
    _require_free_port(settings)
    server = None if settings.database_url else _start_database(settings, opened)
    settings = settings if server is None else replace(settings, database_url=server.url)
    settings = replace(settings, log_folder=settings.log_folder or settings.data / "logs")
    sign_in = _prepare(settings)
    children = [Child(command, settings.as_environment()) for command in ("web", "worker")]
    opened.callback(_end, children)
    _wait_until_ready(settings, children)
    _welcome(settings, sign_in)
    while True:
        _watch(children, server)
        time.sleep(PAUSE)


def _start_database(settings: Settings, opened: ExitStack) -> EmbeddedPostgres:
    _say("Starting PostgreSQL ...")
    server = embedded(settings, end_with_parent=True)
    opened.callback(server.stop)
    server.start()
    return server


def _prepare(settings: Settings) -> SignIn:
    _say("Preparing the database ...")
    environment = {**os.environ, **settings.as_environment()}
    with start_command("migrate", environment, "--json", output=subprocess.PIPE) as process:
        try:
            answer, _ = process.communicate()
        except KeyboardInterrupt:
            process.terminate()
            raise
    if process.returncode != 0:
        raise SystemExit("The database could not be prepared; the reason stands above.")
    return SignIn(**json.loads(answer.splitlines()[-1]))


def _wait_until_ready(settings: Settings, children: list[Child]) -> None:
    _say("Starting the web server ...")
    ends_at = time.monotonic() + READY_SECONDS
    while not _answers(settings):
        _watch(children, None)
        if time.monotonic() > ends_at or any(child.deaths >= DEATHS_BEFORE_READY for child in children):
            raise SystemExit("The web server does not start; the reason stands above.")
        time.sleep(0.05)


def _answers(settings: Settings) -> bool:
    request = b"GET /api/v1/health HTTP/1.0\r\nHost: localhost\r\n\r\n"
    with suppress(OSError), socket.create_connection((_reachable_host(settings), settings.port), timeout=5) as link:
        link.sendall(request)
        return b" 200 " in link.recv(64)
    return False


def _watch(children: list[Child], server: EmbeddedPostgres | None) -> None:
    for child in children:
        if news := child.watch():
            _say(news)
    if server is not None and not server.is_running:
        _say("PostgreSQL ended; it starts again.")
        server.start()


def _end(children: list[Child]) -> None:
    for child in children:
        child.ask_to_end()
    ends_at = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.end(ends_at)


def _welcome(settings: Settings, sign_in: SignIn) -> None:
    host = "localhost" if settings.host in {"127.0.0.1", "localhost"} else settings.host
    lines = ["", f"Guanxi runs at http://{host}:{settings.port}"]
    lines.append(f"Sign in as  {sign_in.login}")
    lines.append(f"Password    {sign_in.password or 'as it was given at the first start, or as you set it since'}")
    lines += [*sign_in.notes, "Ctrl-C stops it.", ""]
    _say("\n".join(lines))


def _require_free_port(settings: Settings) -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((settings.host, settings.port))
        except OSError as error:
            raise SystemExit(
                f"Port {settings.port} cannot be used ({error.strerror}). Choose another one: "
                f"make run PORT={settings.port + 1} or guanxi serve --port {settings.port + 1}"
            ) from error


def _reachable_host(settings: Settings) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared, not bound


@contextmanager
def _only_one(settings: Settings) -> Generator[None]:
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise SystemExit(f"Guanxi already runs on {settings.data} (process {lock.read().strip()}).") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)


def _say(text: str) -> None:
    print(text, flush=True)
