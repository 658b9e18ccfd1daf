"""A whole import at once: what the command line and the demo company do in the steps of the browser's wizard."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import orjson

from guanxi.engine.company import Company
from guanxi.engine.crypto.sealed_files import readable
from guanxi.engine.query.opening import encrypts
from guanxi.engine.store.contents import stored_path
from guanxi.engine.transfer.choosing import choose
from guanxi.engine.transfer.preview import preview_run
from guanxi.engine.transfer.rejected import rejected_csv
from guanxi.engine.transfer.running import run_import, start_run
from guanxi.engine.transfer.runs import RUNNING, Run, add_run, find_mapping, get_run, keep_choice
from guanxi.engine.transfer.settings import PARTS
from guanxi.engine.transfer.sources import sniff
from guanxi.engine.transfer.storage import receive_file
from guanxi.kernel.errors import Malformed, NotFound
from guanxi.kernel.principal import Principal

PAUSE = 2.0


async def upload(company: Company, principal: Principal, path: Path) -> Run:
    """Takes a local file of any size into the store."""
    vault = company.vault if encrypts(company) else None
    digest = await asyncio.to_thread(receive_file, company.files_dir, path, vault)
    stored = await asyncio.to_thread(readable, company.vault, stored_path(company.files_dir, digest))
    source = await asyncio.to_thread(sniff, stored, path.name)
    async with company.work(principal, source="import") as work:
        return await add_run(work, path.name, digest, source, principal.language or "en")


async def settle(
    company: Company, principal: Principal, run: Run, wanted: Mapping[str, Any], mapping: str | None = None
) -> Run:
    """Chooses object, mapping and keys; `mapping` is the name of a saved one or a file with its JSON.

    What is guessed or saved gives way to what is wanted, but for `upsert`, which stands for nothing said. `set` are
    pairs of a field (or `amount.currency`) and its value in every row, laid over other constants.
    Raises NotFound where there is no such mapping.
    """
    source = run.opened(company)
    saved = await _saved(company, principal, str(wanted["object"]), mapping) if mapping else {}
    if wanted.get("set"):
        wanted = {**wanted, "constants": _constants(company, {**saved, **wanted})}
    unsaid = {name for name, value in wanted.items() if name in saved and (not value or value == "upsert")}
    given = {**saved, **{name: value for name, value in wanted.items() if name not in unsaid}}
    if given.get("mode") != "create" and not given.get("keys"):
        guessed = choose(company, principal, source, {}, {**given, "mode": "create", "keys": None})
        given |= {"keys": guessed.get("keys") or [], "mode": given["mode"] if guessed.get("keys") else "create"}
    settings = choose(company, principal, source, {}, given)
    async with company.work(principal, source="import") as work:
        return await keep_choice(work, run, source, settings)


def _constants(company: Company, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    spec = company.registry.objects.get(str(wanted["object"]))
    found: list[dict[str, Any]] = []
    for path, value in wanted["set"]:
        name, _, part = path.partition(".")
        each = spec.fields.get(name) if spec is not None else None
        is_part = each is not None and part in PARTS.get(each.kind, ())
        found.append({"field": name if is_part else path, "part": part if is_part else None, "value": value})
    places = {(each["field"], each["part"]) for each in found}
    kept = cast(list[dict[str, Any]], wanted.get("constants") or [])
    return [each for each in kept if (each.get("field"), each.get("part")) not in places] + found


async def _saved(company: Company, principal: Principal, name: str, mapping: str) -> dict[str, Any]:
    file = Path(mapping)
    if file.suffix == ".json":
        return await asyncio.to_thread(_from_file, file)
    async with company.reading(principal) as work:
        saved = await find_mapping(work, mapping, name)
    if saved is None:
        raise NotFound("no_such_mapping", name=mapping)
    return saved


def _from_file(file: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(file.read_bytes())
    except OSError:
        raise NotFound("no_such_mapping", name=str(file)) from None
    except orjson.JSONDecodeError:
        raise Malformed("not_json") from None
    if not isinstance(found, dict):
        raise Malformed("not_an_object")
    return cast(dict[str, Any], found)


async def import_whole(
    company: Company, principal: Principal, run: Run, report: Callable[[str], None] = lambda line: None
) -> Run:
    """Runs an import that is settled, to its end, and says how far it is; a worker may take it over meanwhile."""
    async with company.work(principal, source="import") as work:
        run = await start_run(work, run)
    running = asyncio.ensure_future(run_import(company, {"run": str(run.id)}))
    while True:
        await asyncio.wait({running}, timeout=PAUSE)
        async with company.reading(principal) as work:
            run = await get_run(work, run.id)
        report(f"{run.done:,} of {run.total:,} rows")
        if running.done():
            await running
            if run.state not in RUNNING:
                return run
            await asyncio.sleep(PAUSE)


async def dry_counts(company: Company, principal: Principal, run: Run) -> Mapping[str, int]:
    """What an import that is settled would do, in rows."""
    async with company.reading(principal) as work:
        return (await preview_run(work, run, principal.language or "en"))["counts"]


async def write_rejected(company: Company, principal: Principal, run: Run, path: Path) -> None:
    """Writes the refused rows, each with its reason."""
    async with company.reading(principal) as work:
        parts = [part async for part in rejected_csv(work, run, principal.language or "en")]
    await asyncio.to_thread(path.write_bytes, b"".join(parts))
