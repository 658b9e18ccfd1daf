"""What every test may use: databases, published data, a browser; and what none may: warnings and the outside world."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NoReturn, cast

import hypothesis
import psutil
import pytest

from guanxi.engine.store.embedded import EmbeddedPostgres
from tests.databases import Builder, Databases, in_ci

TESTS = Path(__file__).parent
RUN_FOLDERS = "guanxi-tests-"
RUN_FOLDER = "GUANXI_TEST_RUN_FOLDER"
SERVER_URL = "GUANXI_TEST_DATABASE_URL"
FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "256MB", "max_connections": "200"}
PATIENCE = 300  # seconds
LOCAL_HOSTS = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - compared, never bound

pytest_plugins = [f"tests.fixtures.{file.stem}" for file in sorted((TESTS / "fixtures").glob("[a-z]*.py"))]

hypothesis.settings.register_profile("guanxi", deadline=None, print_blob=True)
hypothesis.settings.load_profile("guanxi")


def pytest_configure() -> None:
    """Name the folder of this run before the workers are started, which inherit it."""
    sys.addaudithook(refuse_outside_connections)
    if not is_worker():
        end_abandoned_runs()
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix=f"{RUN_FOLDERS}{os.getpid()}-")


def pytest_unconfigure() -> None:
    """End the server of this run, after the last worker."""
    if not is_worker():
        if given := os.environ.get(SERVER_URL):
            Databases(given, run_name()).drop_all()
        end_run(run_folder())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys in the browser first and side by side, however the rest is mixed: one product serves them all."""
    items.sort(key=lambda item: not item.path.is_relative_to(TESTS / "browser"))


def is_worker() -> bool:
    """True in the processes that pytest-xdist starts."""
    return "PYTEST_XDIST_WORKER" in os.environ


def run_folder() -> Path:
    """The folder that the processes of this run share."""
    return Path(os.environ[RUN_FOLDER])


def run_name() -> str:
    """The run's part of the names of its databases."""
    return run_folder().name.removeprefix(RUN_FOLDERS).replace("-", "_").lower()


@cache
def server_in(folder: Path) -> EmbeddedPostgres:
    """The server of the run that has this folder."""
    return EmbeddedPostgres(folder / "postgres", FAST)


def end_run(folder: Path) -> None:
    """Stop the server in this folder and remove it."""
    server_in(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


def end_abandoned_runs() -> None:
    """Clear away the runs that were killed before they could do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{RUN_FOLDERS}*"):
        if not psutil.pid_exists(int(folder.name.removeprefix(RUN_FOLDERS).split("-")[0])):
            end_run(folder)


def refuse_outside_connections(event: str, arguments: tuple[object, ...]) -> None:
    """Fail a test that would talk to another machine."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = str(cast("tuple[object, ...]", arguments[1])[0])
        if not host.startswith(LOCAL_HOSTS):
            raise PermissionError(f"a test tried to reach {host}")


@pytest.fixture(autouse=True)
def patience() -> Generator[None]:
    """End a test that hangs, and show where each of its tasks waits."""
    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def give_up(number: int, frame: FrameType | None) -> NoReturn:
    """Raise where the main thread stands."""
    with suppress(RuntimeError):  # no loop runs in a test that is not asynchronous
        for task in asyncio.all_tasks():
            task.print_stack(file=sys.stderr)
    raise TimeoutError(f"the test did not end in {PATIENCE} s")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def server_url() -> str:
    """The address of the run's PostgreSQL: the given one, else one of our own that the first who asks starts."""
    return os.environ.get(SERVER_URL) or server_in(run_folder()).start()


@pytest.fixture(scope="session")
def databases(server_url: str) -> Databases:
    """Makes databases for fixtures that live longer than a test."""
    return Databases(server_url, run_name())


@pytest.fixture
def open_folder() -> Path:
    """A folder that another system user may be let into; pytest's own is shut again whenever another run starts."""
    return Path(tempfile.mkdtemp(dir=run_folder()))


@pytest.fixture
def empty_database(databases: Databases) -> Generator[str]:
    """The address of a fresh, empty database."""
    with databases.empty() as url:
        yield url


@pytest.fixture
def template_database(databases: Databases) -> Generator[Callable[[str, Builder], str]]:
    """Gives the address of a fresh copy of a named template, which the builder fills once in a run."""
    with ExitStack() as clones:
        yield lambda name, builder: clones.enter_context(databases.clone(name, builder))


@pytest.fixture(scope="session")
def published_data() -> Path:
    """The folder of published data beside the repository."""
    folder = TESTS.parent.parent / "shared" / "data"
    return folder if folder.is_dir() else missing("the published data in ../shared/data")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return found or missing("Chromium (Debian's packages chromium and fonts-noto-cjk)")


def missing(what: str) -> NoReturn:
    """Skip the test for want of something, or fail it where everything has to be there."""
    if in_ci():
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")
