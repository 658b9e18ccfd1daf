"""What `guanxi audit` does, loaded only when it is asked for."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

from psycopg import AsyncConnection

from guanxi.engine.audit.keys import verifier_of
from guanxi.engine.audit.leaves import connect
from guanxi.engine.audit.notes import Verifier
from guanxi.engine.audit.outside import Outside
from guanxi.engine.audit.proving import Proof, check, facts_of, prove, prove_growth
from guanxi.engine.audit.recomputing import Fault
from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.audit.verifying import Verdict, verify
from guanxi.engine.company.company import prepare_connection
from guanxi.kernel.errors import Invalid
from guanxi.settings import Settings

FAULTS = {
    "changed": "entry {seq} of batch {batch} is not what was sealed",
    "removed": "entry {seq} of batch {batch} is gone",
    "inserted": "entry {seq} was put in behind the seal: no batch holds it",
    "more_entries": "and {more} more entries of batch {batch}",
    "more_inserted": "and {more} more entries were put in",
    "wrong_root": "batch {batch} and all behind it: the leaves do not give the root that was signed",
    "not_signed": "batch {batch}: its checkpoint is not signed with the key of the log ({more})",
    "tile_missing": "batch {batch}: leaves of the tree are gone",
    "tile_changed": "tile {more} of the tree is not what its leaves give",
    "batches_broken": "batch {batch} does not follow the one before: batches are gone or out of order",
    "other_key": "the key in the database is another one: {more}",
    "outside_not_signed": "checkpoint {more} of the file outside is not signed with the key of the log",
    "outside_differs": "the file outside has another root for the first {more} entries",
    "cut_off": "the file outside has a checkpoint of {more} entries: the end of the log is gone",
    "more_outside": "and {more} more checkpoints of the file outside",
}


def _url(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url


REFUSALS = {
    "bad_proof": "the entry is not in the tree",
    "bad_sizes": "its sizes contradict each other",
    "bad_checkpoint": "its checkpoint cannot be read",
    "not_signed": "its checkpoint is not signed with this key",
    "bad_verifier_key": "the key cannot be read",
}


def seal(_chosen: argparse.Namespace, settings: Settings) -> int:
    """Seal what waits."""
    count = Sealer.of(_url(settings), settings.data, settings.master_key).seal()
    print(f"{count} entries were sealed.")
    return 0


def verify_all(chosen: argparse.Namespace, settings: Settings) -> int:
    """Verify the log; the status is 1 when something is wrong, or when there is nothing outside to compare it with."""
    started, outside = time.monotonic(), Outside(chosen.checkpoints or settings.data / "audit")
    verdict = verify(_url(settings), outside, chosen.key)
    seconds = time.monotonic() - started
    print(f"{verdict.entries} entries in {verdict.batches} batches, each recomputed from its row, in {seconds:.1f} s")
    print(f"{verdict.outside} checkpoints outside of the database, {verdict.unsealed} entries not sealed yet")
    print(f"key {verdict.key or 'none yet'}")
    for fault in verdict.faults:
        print(f"WRONG {_sentence(fault)}")
    lacks_outside = verdict.batches > 0 and verdict.outside == 0
    if lacks_outside:
        print(f"MISSING {_missing(outside)}")
    print(_conclusion(verdict, lacks_outside=lacks_outside))
    return 0 if verdict.is_sound and not lacks_outside else 1


def _missing(outside: Outside) -> str:
    what = (
        "is empty"
        if outside.file.exists()
        else "is missing"
        if outside.folder.is_dir()
        else "and its folder are missing"
    )
    return f"{outside.file} {what}: nothing outside of the database was compared; --checkpoints names another folder"


def _conclusion(verdict: Verdict, *, lacks_outside: bool) -> str:
    if not verdict.is_sound:
        return "THE LOG IS NOT SOUND."
    if lacks_outside:
        return "The log agrees with itself. Whoever owns the database could have written it anew: find the checkpoints."
    return "The log is sound."


def _sentence(fault: Fault) -> str:
    return FAULTS[fault.code].format(seq=fault.seq, batch=fault.batch, more=fault.more)


def prove_entry(chosen: argparse.Namespace, settings: Settings) -> int:
    """Print the proof of an entry."""
    return _print(settings, lambda connection: prove(connection, chosen.entry))


def prove_growth_of(chosen: argparse.Namespace, settings: Settings) -> int:
    """Print the proof that one checkpoint continues another."""
    return _print(settings, lambda connection: prove_growth(connection, chosen.old, chosen.new))


def _print(settings: Settings, find: Callable[[AsyncConnection], Coroutine[Any, Any, Proof]]) -> int:
    async def found() -> Proof:
        async with await AsyncConnection.connect(_url(settings)) as connection:
            await prepare_connection(connection)
            return await find(connection)

    print(json.dumps(asyncio.run(found()), indent=2, ensure_ascii=False))
    return 0


def print_key(_chosen: argparse.Namespace, settings: Settings) -> int:
    """Print the public key."""
    with connect(_url(settings)) as connection:
        verifier = verifier_of(connection)
    print(verifier.text if verifier else "The log has no key yet; it is made when it is sealed for the first time.")
    return 0 if verifier else 1


def check_proof(chosen: argparse.Namespace) -> int:
    """Say whether a proof holds."""
    try:
        proof = json.loads(chosen.file.read_text())
        found = check(proof, Verifier.read(chosen.key))
    except OSError as error:
        print(f"The proof cannot be read: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except (Invalid, ValueError, AttributeError) as error:
        why = REFUSALS.get(error.code, error.code) if isinstance(error, Invalid) else error
        print(f"The proof does not hold: {why}", file=sys.stderr)
        return 1
    for name, text in facts_of(proof["entry"]).items() if "entry" in proof else ():
        print(f"{name:<12}{text if text is not None else '-'}")
    print(f"The proof holds: {found.origin}, {found.size} entries.")
    return 0


VERBS = {
    "seal": seal,
    "verify": verify_all,
    "prove": prove_entry,
    "prove-growth": prove_growth_of,
    "key": print_key,
}
