"""`guanxi worker`: the background jobs alone."""

import argparse
import asyncio
from collections.abc import Awaitable

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Parts


def add_to(commands: Commands) -> None:
    """Offer the command."""
    command = commands.add_parser("worker", help="run the background jobs alone")
    add_settings(command)
    command.set_defaults(command=run)


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Work until told to end."""
    with with_database(settings_of(chosen)) as settings:
        asyncio.run(_finish(parts().run_worker(settings)))
    return 0


async def _finish(work: Awaitable[None]) -> None:
    await work
