"""The command line: one file for each command, none of which knows the business."""

import argparse
import sys
from collections.abc import Sequence

from guanxi.cli import audit, check, crypto, importing, letting_in, migrate, serve, tokens, web, worker
from guanxi.cli.program import Parts
from guanxi.kernel.errors import GuanxiError

COMMANDS = (serve, web, worker, migrate, tokens, letting_in, importing, audit, crypto, check)


def run(words: Sequence[str], parts: Parts) -> int:
    """Run the command that these words name and return its exit status."""
    chosen = parser().parse_args(words)
    try:
        return chosen.command(chosen, parts)
    except GuanxiError as error:
        print(f"guanxi: {_explain(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The grammar of the whole command line."""
    made = argparse.ArgumentParser(prog="guanxi", description="Customer relationship management.")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(commands)
    return made


def _explain(error: GuanxiError) -> str:
    lines = [error.code.replace("_", " ")]
    lines += [f"  {name}: {value}" for name, value in error.values.items()]
    for wrong in error.errors:
        facts = ", ".join(f"{name} {value}" for name, value in wrong.values.items())
        lines.append(f"  {wrong.field}: {wrong.code.replace('_', ' ')}" + (f" ({facts})" if facts else ""))
    return "\n".join(lines)
