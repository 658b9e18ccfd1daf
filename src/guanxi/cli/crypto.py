"""`guanxi crypto rotate`: new keys in the place of old ones, while everybody works on."""

import argparse
import asyncio

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Parts, Rotation
from guanxi.settings import Settings


def add_to(commands: Commands) -> None:
    """Offer the command."""
    verbs = commands.add_parser("crypto", help="keys of encrypted fields").add_subparsers(required=True, metavar="VERB")
    rotate = verbs.add_parser("rotate", help="put new keys in the place of old ones")
    which = rotate.add_mutually_exclusive_group(required=True)
    which.add_argument("--field", metavar="OBJECT.FIELD", help="the key of one encrypted field")
    which.add_argument("--master", action="store_true", help="the master key")
    which.add_argument(
        "--taken-over", action="store_true", help="no new master key, but wrap all keys with the one that is set up now"
    )
    add_settings(rotate)
    rotate.set_defaults(command=run)


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Rotate and say what was done."""
    rotation = Rotation(chosen.field, renews=chosen.master)
    with with_database(settings_of(chosen)) as settings:
        print(asyncio.run(_rotate(parts, settings, rotation)))
    return 0


async def _rotate(parts: Parts, settings: Settings, rotation: Rotation) -> str:
    return await parts().rotate(settings, rotation)
