"""`guanxi user let-in`: a new first password for somebody whom no administrator can help, on the machine itself."""

import argparse
import asyncio

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Parts
from guanxi.settings import Settings


def add_to(commands: Commands) -> None:
    """Offer the command."""
    verbs = commands.add_parser("user", help="people who sign in").add_subparsers(required=True, metavar="VERB")
    let_in = verbs.add_parser("let-in", help="print a new first password; lock, second factors and sessions end")
    let_in.add_argument("login", metavar="NAME", help="who cannot sign in")
    let_in.add_argument("--any-network", action="store_true", help="let everybody sign in from anywhere again")
    add_settings(let_in)
    let_in.set_defaults(command=run)


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Print the password, the only time that it is shown."""
    with with_database(settings_of(chosen)) as settings:
        print(asyncio.run(_let_in(parts, settings, chosen)))
    return 0


async def _let_in(parts: Parts, settings: Settings, chosen: argparse.Namespace) -> str:
    return await parts().let_in(settings, chosen.login, lifts_networks=chosen.any_network)
