"""OPS-1: the program brings its own PostgreSQL, which survives whatever happens to it."""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import psutil
import psycopg
import pytest

from guanxi.engine.store.embedded import EmbeddedPostgres, default_settings
from guanxi.kernel.errors import Unavailable

SMALL = {"shared_buffers": "16MB"}


@pytest.fixture
def cluster(open_folder: Path) -> Generator[EmbeddedPostgres]:
    server = EmbeddedPostgres(open_folder / "postgres", SMALL)
    yield server
    server.stop()


def postmaster(server: EmbeddedPostgres) -> psutil.Process:
    return psutil.Process(int((server.data_dir / "postmaster.pid").read_text().splitlines()[0]))


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=10)


def write_a_row(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE thing (name text)")
        connection.execute("INSERT INTO thing VALUES ('张伟')")


def read_rows(url: str) -> list[tuple[str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT name FROM thing").fetchall()


def setting(url: str, name: str) -> str:
    with psycopg.connect(url) as connection:
        [(found,)] = connection.execute("SELECT current_setting(%s)", [name]).fetchall()
    return found


def test_a_started_server_answers_in_utf8(cluster: EmbeddedPostgres) -> None:
    url = cluster.start()
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT lower('ÄÉΩ'), length('关系')").fetchone()
    assert row == ("äéω", 2)
    assert cluster.is_running


def test_a_stopped_server_keeps_its_rows(cluster: EmbeddedPostgres) -> None:
    write_a_row(cluster.start())
    cluster.stop()
    assert not cluster.is_running
    assert read_rows(cluster.start()) == [("张伟",)]


def test_rows_survive_the_death_of_every_server_process(cluster: EmbeddedPostgres) -> None:
    write_a_row(cluster.start())
    kill([postmaster(cluster), *postmaster(cluster).children()])
    with EmbeddedPostgres(cluster.data_dir, SMALL) as again:
        assert read_rows(again.url) == [("张伟",)]


def test_a_server_starts_after_only_its_postmaster_was_killed(cluster: EmbeddedPostgres) -> None:
    write_a_row(cluster.start())
    kill([postmaster(cluster)])
    with EmbeddedPostgres(cluster.data_dir, SMALL) as again:
        assert read_rows(again.url) == [("张伟",)]


def test_a_stale_pid_that_now_belongs_to_another_program_does_not_stop_the_start(cluster: EmbeddedPostgres) -> None:
    write_a_row(cluster.start())
    stale = (cluster.data_dir / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    (cluster.data_dir / "postmaster.pid").write_text("\n".join([str(os.getpid()), *stale[1:]]))
    assert read_rows(cluster.start()) == [("张伟",)]


def test_a_half_made_cluster_is_made_anew(cluster: EmbeddedPostgres) -> None:
    unfinished = cluster.data_dir.with_name("postgres.new")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    assert setting(cluster.start(), "server_encoding") == "UTF8"


def test_a_second_user_of_the_folder_joins_the_running_server(cluster: EmbeddedPostgres) -> None:
    url = cluster.start()
    started = postmaster(cluster).pid
    with EmbeddedPostgres(cluster.data_dir, SMALL) as joined:
        assert joined.url == url
    assert cluster.is_running
    assert postmaster(cluster).pid == started


def test_a_context_stops_the_server_that_it_started(open_folder: Path) -> None:
    with EmbeddedPostgres(open_folder / "postgres", SMALL) as server:
        assert server.is_running
    assert not server.is_running


def test_a_very_long_path_gets_a_short_socket(open_folder: Path) -> None:
    deep = open_folder / ("long" * 20) / ("longer" * 20) / "postgres"
    with EmbeddedPostgres(deep, SMALL) as server:
        write_a_row(server.url)
        assert read_rows(server.url) == [("张伟",)]


def test_nobody_listens_on_the_network(cluster: EmbeddedPostgres) -> None:
    cluster.start()
    assert [used for used in postmaster(cluster).net_connections("inet") if used.status == psutil.CONN_LISTEN] == []


def test_only_its_user_may_use_the_socket(cluster: EmbeddedPostgres) -> None:
    cluster.start()
    assert (cluster.socket_dir / ".s.PGSQL.5432").stat().st_mode & 0o077 == 0


def test_every_commit_reaches_the_disk(cluster: EmbeddedPostgres) -> None:
    url = cluster.start()
    assert [setting(url, name) for name in ("fsync", "synchronous_commit", "full_page_writes")] == ["on", "on", "on"]


@pytest.mark.parametrize(
    ("gigabytes", "buffers"), [(0.25, "128MB"), (1, "256MB"), (4, "1024MB"), (24, "2048MB")], ids=str
)
def test_shared_buffers_follow_the_memory(gigabytes: float, buffers: str) -> None:
    assert default_settings(int(gigabytes * 2**30))["shared_buffers"] == buffers


def test_a_server_that_cannot_start_says_why(open_folder: Path) -> None:
    with pytest.raises(Unavailable, match="no_such_setting"):
        EmbeddedPostgres(open_folder / "postgres", {"no_such_setting": "1"}).start()


def test_a_database_is_cloned_from_a_template_built_once(
    template_database: Callable[[str, Callable[[str], object]], str],
) -> None:
    built: list[str] = []

    def build(url: str) -> None:
        built.append(url)
        write_a_row(url)

    copies = [template_database("embedded", build) for _ in range(2)]
    assert len(set(copies)) == 2
    assert [read_rows(url) for url in copies] == [[("张伟",)], [("张伟",)]]
    assert len(built) == 1


def test_an_empty_database_is_empty(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
