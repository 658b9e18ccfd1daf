"""`guanxi token create`: a key with which a program signs in."""

import argparse
import asyncio

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Parts, TokenOrder
from guanxi.settings import Settings


def add_to(commands: Commands) -> None:
    """Offer the command."""
    verbs = commands.add_parser("token", help="keys with which programs sign in").add_subparsers(
        required=True, metavar="VERB"
    )
    create = verbs.add_parser("create", help="make a key and print it, the only time that it is shown")
    create.add_argument("--user", required=True, metavar="NAME", help="whose rights the key has")
    create.add_argument("--name", default="command line", help="what the key is for")
    create.add_argument(
        "--scope", action="append", default=[], metavar="SCOPE", help="read, write:account, export, ...; all without it"
    )
    create.add_argument("--expires", type=int, default=365, metavar="DAYS", help="after how many days it ends")
    create.add_argument("--network", action="append", default=[], metavar="CIDR", help="from where alone it is taken")
    add_settings(create)
    create.set_defaults(command=run)


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Print a new key."""
    order = TokenOrder(chosen.user, chosen.name, chosen.scope, chosen.expires, chosen.network)
    with with_database(settings_of(chosen)) as settings:
        print(asyncio.run(_create(parts, settings, order)))
    return 0


async def _create(parts: Parts, settings: Settings, order: TokenOrder) -> str:
    return await parts().create_token(settings, order)
