"""`guanxi migrate`: bring the database up to date, and fill it at the first start."""

import argparse
import asyncio
import json
import sys

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Parts, Prepared
from guanxi.settings import Settings


def add_to(commands: Commands) -> None:
    """Offer the command."""
    command = commands.add_parser("migrate", help="bring the database up to date")
    add_settings(command)
    command.add_argument("--demo", action=argparse.BooleanOptionalAction, help="load the demo company if it is empty")
    command.add_argument("--json", action="store_true", help="print the result for a program")
    command.set_defaults(command=run)


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Prepare the database and say how to sign in."""
    with with_database(settings_of(chosen)) as settings:
        prepared = asyncio.run(_prepare(parts, settings))
    print(_as_json(prepared) if chosen.json else _sentence(prepared))
    return 0


async def _prepare(parts: Parts, settings: Settings) -> Prepared:
    return await parts().prepare(settings, lambda line: print(line, file=sys.stderr, flush=True))


def _as_json(prepared: Prepared) -> str:
    return json.dumps({"login": prepared.login, "password": prepared.password, "notes": prepared.notes})


def _sentence(prepared: Prepared) -> str:
    if prepared.password is None:
        return "The database is ready."
    return f"The database is ready. Sign in as {prepared.login} with the password {prepared.password}"
