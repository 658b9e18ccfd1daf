"""What goes with a person beside his records: values in the log, comments, files, keys, kept imports and exports."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from guanxi.engine.changes.children import living_with
from guanxi.engine.changes.contents import HELD
from guanxi.engine.changes.forgetting import BLANK_BESIDE, CONTENTS, KEYS, forget
from guanxi.engine.changes.purge import REMOVE
from guanxi.engine.changes.referring import refers
from guanxi.engine.company import Company, Work
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.privacy.blotting import lost_fields, nameless, rewrite
from guanxi.engine.privacy.marking import held_among
from guanxi.engine.store.columns import quoted, table_of
from guanxi.engine.store.contents import stored_path
from guanxi.engine.transfer.exporting import remove_files
from guanxi.kernel.principal import system
from guanxi.kernel.specs import ObjectSpec

JOB: Final = "destroy_contents"
# without the salt nobody can try values against the commitments of the audit log
CLEAR: Final = """
UPDATE engine.change SET salt = NULL,
 old = (SELECT json_object_agg(e.key, e.value) FROM json_each(old) e WHERE e.key <> ALL($3::text[])),
 new = (SELECT json_object_agg(e.key, e.value) FROM json_each(new) e WHERE e.key <> ALL($3::text[]))
WHERE object = $1 AND record_id = ANY($2::uuid[])
"""
BESIDE: Final = ("comment", "external_id", "import_pending", *KEYS)
# the file of an import that wrote such a record holds it too; whoever needs it has it at home
IMPORTS: Final = """
WITH kept AS (SELECT r.id, r.digest FROM engine.import_run r WHERE r.digest <> '' AND r.change_set IN
   (SELECT c.change_set FROM engine.change c WHERE c.record_id = ANY($1::uuid[]))),
 emptied AS (UPDATE engine.import_run r SET digest = '' FROM kept WHERE r.id = kept.id),
 unshown AS (DELETE FROM engine.import_preview p USING kept WHERE p.run = kept.id)
SELECT digest FROM kept
"""
# those that are being written too: they may have read what goes, and their writer leaves nothing when it finds none
EXPORTS: Final = "DELETE FROM engine.export_run RETURNING id::text"


async def clear_history(work: Work, object_name: str, ids: Sequence[str]) -> None:
    """Takes what told who somebody is out of the log of his records' changes; figures, dates and stages stay."""
    lost = [name for each in lost_fields(work.company.registry[object_name]) for name in (each.name, each.first_name)]
    await work.execute(CLEAR, object_name, list(ids), sorted(set(lost)))


async def companions(work: Work, spec: ObjectSpec, ids: Sequence[str]) -> list[tuple[ObjectSpec, list[str]]]:
    """The records that live with these, such as what somebody agreed to."""
    found: list[tuple[ObjectSpec, list[str]]] = []
    for child, via in living_with(work, spec):
        text = f"SELECT id::text FROM {table_of(child)} WHERE {quoted(via)} = ANY($1::uuid[]) ORDER BY id"
        beside = [row[0] for row in await work.fetch(text, list(ids))]
        found += [(child, beside)] if beside else []
    return found


async def empty_beside(work: Work, ids: Sequence[str]) -> int:
    """Takes away what lies beside these records, and the keys of their encrypted values; gives how many files went."""
    digests = {digest for (digest,) in await work.fetch(CONTENTS, list(ids), list(ids)) if digest}
    files = len(digests)
    await work.execute(BLANK_BESIDE, list(ids))
    for table in BESIDE:
        await work.execute(f"DELETE FROM engine.{table} WHERE record_id = ANY($1::uuid[])", list(ids))
    digests |= {digest for (digest,) in await work.fetch(IMPORTS, list(ids))}
    if digests:
        await enqueue(work, JOB, {"digests": sorted(digests), "exports": []})
    return files


async def make_nameless(work: Work, object_name: str, ids: Sequence[str]) -> dict[str, int]:
    """Takes from records of persons, and from what lives with them, all that tells who they are; counts what went."""
    spec = work.company.registry[object_name]
    await clear_history(work, object_name, ids)
    done = {"records": await rewrite(work, object_name, ids, nameless(work, spec)), "companions": 0}
    done["files"] = await empty_beside(work, ids)
    for child, beside in await companions(work, spec, ids):
        await clear_history(work, child.name, beside)
        done["companions"] += await rewrite(work, child.name, beside, nameless(work, child))
        done["files"] += await empty_beside(work, beside)
    return done


async def drop_exports(work: Work) -> int:
    """Takes away what exports have left, which is kept for a day at most."""
    names = [export_id for (export_id,) in await work.fetch(EXPORTS)]
    if names:
        await enqueue(work, JOB, {"digests": [], "exports": names})
    return len(names)


@job(JOB)
async def destroy_contents(company: Company, payload: dict[str, Any]) -> None:
    """Removes contents that no other record has, at once."""
    digests: list[str] = payload["digests"]
    async with company.reading(system()) as work:
        held = {digest for (digest,) in await work.fetch(HELD, digests)}
    gone: list[Path] = [stored_path(company.files_dir, digest) for digest in digests if digest not in held]
    for path in gone:
        path.unlink(missing_ok=True)
    for export_id in payload["exports"]:
        remove_files(company.files_dir, export_id)


async def purge_unneeded(work: Work, object_name: str, ids: Sequence[str]) -> int:
    """Deletes for good those of these records to which nothing refers that stays; the others stay without a name."""
    spec, needed = work.company.registry[object_name], set(await held_among(work, ids))
    own = {child.name for child, _ in living_with(work, spec)}
    for holder, each in work.company.registry.inward.get(object_name, ()):
        if holder.name not in own:
            text = (
                f"SELECT m.id::text FROM unnest($1::uuid[]) m(id)"
                f" WHERE EXISTS (SELECT 1 FROM {table_of(holder)} r WHERE {refers(each)})"
            )
            needed |= {row[0] for row in await work.fetch(text, list(ids))}
    free = [each for each in ids if each not in needed]
    for child, found in await companions(work, spec, free):
        await _remove(work, child, found)
    await _remove(work, spec, free)
    return len(free)


async def _remove(work: Work, spec: ObjectSpec, ids: Sequence[str]) -> None:
    if not ids:
        return
    facts = (str(work.change_set), work.moment, str(work.principal.user_id), work.source, work.reason)
    contents = await forget(work, spec.name, ids)
    if contents:
        await enqueue(work, JOB, {"digests": sorted(contents), "exports": []})
    for table in ("search_entry", "match_key"):
        await work.execute(f"DELETE FROM engine.{table} WHERE record_id = ANY($1::uuid[])", list(ids))
    await work.execute(REMOVE.format(table=table_of(spec)), *facts, spec.name, list(ids))
