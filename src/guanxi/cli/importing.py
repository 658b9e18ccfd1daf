"""`guanxi import`: the same import that the browser offers."""

import argparse
import asyncio
import sys
from pathlib import Path

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import ImportOrder, ImportSummary, Parts
from guanxi.settings import Settings


def add_to(commands: Commands) -> None:
    """Offer the command."""
    command = commands.add_parser("import", help="import an Excel, CSV or vCard file")
    command.add_argument("object", metavar="OBJECT", help="what the rows are, by its singular name")
    command.add_argument("file", type=_file, metavar="FILE")
    command.add_argument("--mapping", metavar="NAME", help="a saved mapping or a mapping file; guessed without it")
    command.add_argument("--mode", choices=("create", "update", "upsert"), default="upsert")
    command.add_argument(
        "--key", action="append", default=[], metavar="FIELD", help="a field by which a record is known"
    )
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        type=_constant,
        help="the same value in every row, such as source=event or amount.currency=USD",
    )
    command.add_argument(
        "--empty-cells", choices=("keep", "clear"), help="what an empty cell does to a record that is there"
    )
    command.add_argument("--user", metavar="NAME", help="who imports; the first administrator unless told")
    command.add_argument("--rejected", type=Path, metavar="FILE", help="where to write the refused rows with reasons")
    command.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    add_settings(command)
    command.set_defaults(command=run)


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text!r}")
    return path


def _constant(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not name.strip() or not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE")
    return name.strip(), value.strip()


def run(chosen: argparse.Namespace, parts: Parts) -> int:
    """Import the file and say how many rows went where; the status is 2 when rows were refused."""
    with with_database(settings_of(chosen)) as settings:
        summary = asyncio.run(_import(parts, settings, order_of(chosen)))
    print(
        f"{summary.created} created, {summary.updated} updated, "
        f"{summary.unchanged} unchanged, {summary.refused} refused"
    )
    return 2 if summary.refused else 0


def order_of(chosen: argparse.Namespace) -> ImportOrder:
    """The import that the command line describes."""
    return ImportOrder(
        file=chosen.file,
        object_name=chosen.object,
        user=chosen.user,
        mapping=chosen.mapping,
        mode=chosen.mode,
        keys=tuple(chosen.key),
        constants=tuple(chosen.set),
        empty_cells=chosen.empty_cells,
        dry_run=chosen.dry_run,
        rejected=chosen.rejected,
    )


async def _import(parts: Parts, settings: Settings, order: ImportOrder) -> ImportSummary:
    return await parts().import_file(settings, order, lambda line: print(line, file=sys.stderr, flush=True))
