"""`guanxi audit`: whether the log is what it was when it was sealed, and proofs of it for others."""

import argparse
from pathlib import Path
from typing import Any

from guanxi.cli.options import Commands, add_settings, settings_of, with_database
from guanxi.cli.program import Parts


def add_to(commands: Commands) -> None:
    """Offer the commands."""
    verbs = commands.add_parser("audit", help="verify the audit log and prove what is in it").add_subparsers(
        required=True, metavar="VERB"
    )
    _add(verbs, "seal", "seal now what waits to be sealed")
    verifying = _add(verbs, "verify", "check every entry, the tree, all signatures and what is outside")
    verifying.add_argument("--key", metavar="VKEY", help="the public key to trust, else the one beside the checkpoints")
    outside = "the folder with the checkpoints that are kept outside, DATA/audit unless told"
    verifying.add_argument("--checkpoints", type=Path, metavar="PATH", help=outside)
    proving = _add(verbs, "prove", "print the proof that an entry is in the sealed log")
    proving.add_argument("entry", type=int, metavar="NUMBER", help="the entry's number")
    growing = _add(verbs, "prove-growth", "print the proof that one checkpoint continues another")
    growing.add_argument("old", type=int, metavar="SIZE", help="entries of the older checkpoint")
    growing.add_argument("new", type=int, metavar="SIZE", help="entries of the newer one")
    _add(verbs, "key", "print the public key of the log")
    checking = verbs.add_parser("check-proof", help="check a proof with the public key alone; needs no database")
    checking.add_argument("file", type=Path, metavar="FILE", help="the proof")
    checking.add_argument("--key", required=True, metavar="VKEY", help="the public key of the log")
    checking.set_defaults(command=_check_proof)


def _add(verbs: Any, name: str, told: str) -> Any:
    command = verbs.add_parser(name, help=told)
    add_settings(command)
    command.set_defaults(command=_run, verb=name)
    return command


def _run(chosen: argparse.Namespace, _parts: Parts) -> int:
    from guanxi.cli import auditing

    with with_database(settings_of(chosen)) as settings:
        return auditing.VERBS[chosen.verb](chosen, settings)


def _check_proof(chosen: argparse.Namespace, _parts: Parts) -> int:
    from guanxi.cli import auditing

    return auditing.check_proof(chosen)
