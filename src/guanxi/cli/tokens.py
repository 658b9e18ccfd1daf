"""`guanxi token create`: a key with which a program signs in."""

import argparse
import asyncio

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Parts
from guanxi.settings import Settings


def add_to(commands: Commands) -> None:
    """Offer the command."""
    verbs = commands.add_parser("token", help="keys with which programs sign in").add_subparsers(
        required=True, metavar="VERB"
    )
    create = verbs.add_parser("create", help="make a key and print it, the only time that it is shown")
    create.add_argument("--user", required=True, metavar="NAME", help="whose rights the key has")
    add_settings(create)
    create.set_defaults(command=run)


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Print a new key."""
    with with_database(settings_of(chosen)) as settings:
        print(asyncio.run(_create(parts, settings, chosen.user)))
    return 0


async def _create(parts: Parts, settings: Settings, user: str) -> str:
    return await parts().create_token(settings, user)
