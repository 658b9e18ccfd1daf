"""The command `guanxi`."""

import sys

from guanxi.cli import run
from guanxi.cli.program import Program


def main() -> None:
    """Run the command line and leave with its exit status."""
    sys.exit(run(sys.argv[1:], _program))


def _program() -> Program:
    from guanxi import main as parts  # the supervisor never needs them and stays small without

    return parts


if __name__ == "__main__":
    main()
