"""`guanxi check`: whether the product stands on sound ground."""

import argparse
import asyncio
from collections.abc import Sequence

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Finding, Parts
from guanxi.settings import Settings

SIGNS = {"good": "ok   ", "look": "look ", "wrong": "WRONG"}


def add_to(commands: Commands) -> None:
    """Offer the command."""
    command = commands.add_parser("check", help="look at database, schema, jobs, nightly work, rates and disk")
    add_settings(command)
    command.set_defaults(command=run)


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Print what was found; the status is 1 when something is wrong."""
    with with_database(settings_of(chosen)) as settings:
        found = asyncio.run(_check(parts, settings))
    for each in found:
        print(f"{SIGNS[each.state]} {each.name}: {each.text}")
    return 1 if any(each.state == "wrong" for each in found) else 0


async def _check(parts: Parts, settings: Settings) -> Sequence[Finding]:
    return await parts().check(settings)
