"""Options that several commands share, and the database that they need."""

import argparse
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from guanxi.engine.store.embedded import EmbeddedPostgres
from guanxi.settings import Settings

CLUSTER = "postgres"


class Commands(Protocol):
    """Where a command enters its name and options."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser: ...  # noqa: A002 - argparse's own word


def add_settings(command: argparse.ArgumentParser) -> None:
    """Let the command line say what the environment may say too; the line wins."""
    command.add_argument("--data", type=Path, metavar="DIR", help="folder of the database and files")
    command.add_argument("--port", type=int, metavar="N", help="port of the web server")
    command.add_argument("--host", metavar="ADDRESS", help="address to listen on, 127.0.0.1 unless told")


def settings_of(chosen: argparse.Namespace) -> Settings:
    """The environment's settings with those of the command line over them."""
    given = {name: getattr(chosen, name, None) for name in ("data", "port", "host", "demo")}
    return replace(Settings.from_environment(), **{name: value for name, value in given.items() if value is not None})


def embedded(settings: Settings, *, end_with_parent: bool = False) -> EmbeddedPostgres:
    """The PostgreSQL that belongs to this data folder."""
    return EmbeddedPostgres(settings.data / CLUSTER, end_with_parent=end_with_parent)


@contextmanager
def with_database(settings: Settings) -> Generator[Settings]:
    """The settings with the address of a running database, which is started for as long as it is needed."""
    if settings.database_url:
        yield settings
        return
    with embedded(settings) as server:
        yield replace(settings, database_url=server.url)


def publish(settings: Settings) -> None:
    """Hand the settings on to whatever this process starts."""
    os.environ.update(settings.as_environment())
