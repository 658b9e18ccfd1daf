"""The job that makes a person nobody: step after step, each in a transaction that also notes that it is done.

Whoever takes the job up again after a crash begins at the step that was not noted. Every step may be done twice. The
person's words are gathered before his records lose them; they are kept sealed until the last step, and then go.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from guanxi.engine.changes.shape import shape_of
from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import RecordKeys, is_sealed
from guanxi.engine.jobs import enqueue, job
from guanxi.engine.privacy.blotting import lost_fields, rewrite, values_of, without
from guanxi.engine.privacy.certificates import certify
from guanxi.engine.privacy.defaults import drop_defaults
from guanxi.engine.privacy.filing import BY_CONTENT, drop_files
from guanxi.engine.privacy.finding import RECORD, referring
from guanxi.engine.privacy.leaving import drop_exports, make_nameless, purge_unneeded
from guanxi.engine.privacy.marking import held_among, refuse_held
from guanxi.engine.privacy.packing import drop_packages_of
from guanxi.engine.privacy.persons import Person, Terms
from guanxi.engine.privacy.places import places
from guanxi.engine.privacy.runs import ChosenRow, Run, add_persons, advance, chosen_rows, due_run
from guanxi.engine.privacy.sweeping import BLOCKS, sweep_rows, sweep_table
from guanxi.engine.privacy.uploads import drop_upload
from guanxi.engine.sharing.rules import objects_with_rules
from guanxi.engine.sharing.triggers import renew
from guanxi.kernel.errors import Conflict, Invalid
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec

JOB: Final = "erase_subjects"
SOURCE: Final = "erasure"
Group = tuple[str, tuple[int, ...]]  # an object or a table, and the persons
Of = TypeVar("Of", str, Group)
DEEDS: Final = ("erase", "anonymise")
BATCH: Final = 200
LISTED: Final = ("email", "phone")
# who has a record that must be kept is left as he is, here and wherever he is named
LEAVE: Final = """
UPDATE engine.subject_finding SET is_chosen = false, is_sure = is_sure OR (place = 'record' AND key = ANY($2::text[]))
WHERE request = $1::uuid AND person = ANY($3::integer[])
"""
WITH_HELD: Final = """
SELECT DISTINCT f.person FROM engine.subject_finding f JOIN engine.subject_mark m ON m.record_id::text = f.key
WHERE f.request = $1::uuid AND f.place = 'record' AND f.is_subject AND f.is_sure AND m.kind = 'held'
 AND (m.until IS NULL OR m.until >= $2::date)
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the officer decided on, and of whom each is; `free` are persons of whom nothing must be kept.

    Who is not chosen anywhere is left alone, though he was entered with the others.
    """

    rows: Sequence[ChosenRow]
    free: frozenset[int]

    @property
    def subjects(self) -> Mapping[str, Sequence[str]]:
        """The records of the persons, by object."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if row.place == RECORD and row.is_subject:
                found.setdefault(row.object, []).append(row.key)
        return found

    def persons_of(self, object_name: str) -> Mapping[str, Sequence[int]]:
        """Whose records of this object are."""
        return {row.key: row.persons for row in self.rows if row.place == RECORD and row.object == object_name}

    def beside(self) -> Iterator[ChosenRow]:
        """The rows of other tables."""
        return (row for row in self.rows if row.place != RECORD)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a run stands, and what it may touch; `counts` are what was done so far."""

    work: Work
    run: Run
    chosen: Chosen
    terms: Terms
    counts: Counter[str]

    @property
    def free_terms(self) -> Terms:
        """What is looked for everywhere."""
        return self.terms.of(self.chosen.free)


async def start(work: Work, request: str, deed: str, *, leaves_held: bool = False) -> None:
    """Queues the erasure or anonymisation of what was chosen.

    Raises Conflict where a record must be kept, unless such are to be left as they are.
    """
    if deed not in DEEDS:
        raise Invalid("invalid")
    run = await due_run(work, request)
    if run.state not in ("found", "failed"):
        raise Conflict("subject_run_busy")
    rows = await chosen_rows(work, request)
    subjects = [row for row in rows if row.place == RECORD and row.is_subject]
    if leaves_held:
        held = await held_among(work, [row.key for row in subjects])
        bound = {number for row in subjects if row.key in held for number in row.persons}
        await work.execute(LEAVE, request, list(held), sorted(bound))
        rows = [row for row in rows if set(row.persons) - bound]
    else:
        await refuse_held(work, [row.key for row in subjects])
    if not rows:
        raise Conflict("nothing_chosen")
    await work.execute(
        "UPDATE engine.subject_run SET state = 'queued', deed = $2, phase = 'gather', position = 0, counts = '{}',"
        " by_user = $3::uuid, error = NULL WHERE request = $1::uuid",
        request,
        deed,
        str(work.principal.user_id),
    )
    await enqueue(work, JOB, {"request": request})


@job(JOB)
async def erase(company: Company, payload: dict[str, Any]) -> None:
    """Goes through the steps until the last one is noted."""
    request, is_going = str(payload["request"]), True
    while is_going:
        async with company.work(system(), source=SOURCE, change_set=new_id()) as work:
            is_going = await take_step(work, request)


async def take_step(work: Work, request: str) -> bool:
    """Does the next step; False where none is left."""
    run = await due_run(work, request)
    if run.state not in ("queued", "running"):
        return False
    step = Step(work, run, await _chosen(work, request), run.terms(work), Counter(run.counts))
    position = await STEPS[run.phase](step)
    names = list(STEPS)
    following = run.phase if position else names[min(names.index(run.phase) + 1, len(names) - 1)]
    if run.phase == names[-1]:
        return False
    await advance(work, run, following, position, step.counts)
    return True


async def _chosen(work: Work, request: str) -> Chosen:
    rows = await chosen_rows(work, request)
    bound = {number for (number,) in await work.fetch(WITH_HELD, request, work.moment_here.date())}
    return Chosen(rows, frozenset(number for row in rows for number in row.persons) - bound)


def _batch(all_ids: Mapping[Of, Sequence[str]], position: int) -> tuple[Of, Sequence[str]] | None:
    """The batch at this position: batches of one group after those of another."""
    batches = [
        (name, ids[at : at + BATCH])
        for name, ids in sorted(all_ids.items(), key=lambda pair: str(pair[0]))
        for at in range(0, len(ids), BATCH)
    ]
    return batches[position] if position < len(batches) else None


async def _gather(step: Step) -> int:
    """The persons' own words: what their records tell beyond what was entered."""
    work = step.work
    people: list[Person] = []
    for name, ids in step.chosen.subjects.items():
        shape, owners = shape_of(work.company, name), step.chosen.persons_of(name)
        keyring = work.company.keyring
        keys = (await keyring.of_records(work.connection, ids)).get(name) if shape.sealed else None
        for row in await values_of(work, shape, ids):
            told = {each.name: _clear(keys, row, each) for each in lost_fields(shape.spec) if row.get(each.name)}
            kinds = {field: shape.spec.fields[field].kind for field in told}
            person = _told(told, kinds, set(shape.spec.identifies))
            people += [replace(person, number=number) for number in owners[row["id"]]]
    await add_persons(work, step.run, people)
    return 0


def _clear(keys: RecordKeys | None, row: Mapping[str, Any], each: FieldSpec) -> Any:
    value = row[each.name]
    return keys.read(row["id"], each.first_name, value) if keys is not None and is_sealed(value) else value


def _told(values: Mapping[str, Any], kinds: Mapping[str, str], identifying: set[str]) -> Person:
    names = [value["full"] for name, value in values.items() if kinds[name] == "person_name"]
    listed = {kind: tuple(value for name, value in values.items() if kinds[name] == kind) for kind in LISTED}
    telling = ("identity_number", "url")
    others = [
        value
        for name, value in values.items()
        if isinstance(value, str) and (kinds[name] in telling or (kinds[name] == "text" and name in identifying))
    ]
    return Person(tuple(names), listed["email"], listed["phone"], tuple(others))


async def _persons(step: Step) -> int:
    batch = _batch(step.chosen.subjects, step.run.position)
    if batch is None:
        return 0
    name, ids = batch
    step.counts.update(await make_nameless(step.work, name, ids))
    return step.run.position + 1


async def _named(step: Step) -> Mapping[Group, Sequence[str]]:
    """The records that name persons, by object and by whom they name, but for colleagues, settings and what must be
    kept."""
    settings = {name for name, spec in step.work.company.registry.objects.items() if spec.is_setting}
    named: dict[tuple[str, str], set[int]] = {}
    for row in step.chosen.rows:
        if row.place == RECORD and not row.is_subject:
            named.setdefault((row.object, row.key), set()).update(row.persons)
    for name, ids in step.chosen.subjects.items():
        owners = step.chosen.persons_of(name)
        for holder, record_id, referred in await referring(step.work, step.work.company.registry[name], ids):
            named.setdefault((holder, record_id), set()).update(owners[referred])
    held = await held_among(step.work, [record_id for _, record_id in named])
    groups: dict[Group, list[str]] = {}
    for (name, record_id), persons in sorted(named.items()):
        if record_id not in held and name not in settings:
            groups.setdefault((name, tuple(sorted(persons))), []).append(record_id)
    return groups


async def _mentions(step: Step) -> int:
    """Records that name the persons, and all that lies beside them and was written of them."""
    batch = _batch(await _named(step), step.run.position)
    if batch is None:
        return 0
    (name, persons), ids = batch
    work, terms = step.work, step.terms.of(persons)
    step.counts["mentions"] += await rewrite(work, name, ids, without(work.company.registry[name], terms))
    step.counts["history"] += await sweep_rows(work, "change", "record_id", ids, terms)
    for table in ("comment", "file"):
        step.counts[table] += await sweep_rows(work, table, "record_id", ids, terms)
    return step.run.position + 1


async def _rows(step: Step) -> int:
    """Rows beside the records that were chosen by themselves; a file that names somebody inside goes whole."""
    groups: dict[Group, list[str]] = {}
    files: list[str] = []
    for row in step.chosen.beside():
        if row.how == BY_CONTENT:
            files.append(row.key)
        else:
            groups.setdefault((row.place, tuple(row.persons)), []).append(row.key)
    for (table, persons), keys in groups.items():
        step.counts[table] += await sweep_rows(step.work, table, "", keys, step.terms.of(persons))
    step.counts["contents"] += await drop_files(step.work, sorted(set(files)))
    step.counts["exports"] += await drop_exports(step.work)
    step.counts["defaults"] += await drop_defaults(step.work, step.free_terms)
    return 0


async def _uploads(step: Step) -> int:
    gone, is_there = await drop_upload(step.work, step.run.position - 1 if step.run.position else 0, step.free_terms)
    step.counts["uploads"] += gone
    return max(step.run.position, 1) + 1 - gone if is_there else 0


async def _sweep(step: Step) -> int:
    """The next part of the whole database, in search of what is surely the persons'."""
    every = await places(step.work)
    table, block = divmod(step.run.position, BLOCKS)
    if table >= len(every) or not step.free_terms.sure:
        return 0
    done, is_last = await sweep_table(step.work, every[table], block, step.free_terms)
    step.counts["elsewhere"] += done
    following = (table + 1) * BLOCKS if is_last else step.run.position + 1
    return following if following // BLOCKS < len(every) else 0


async def _purge(step: Step) -> int:
    if step.run.deed == "erase":
        for name, ids in step.chosen.subjects.items():
            step.counts["purged"] += await purge_unneeded(step.work, name, ids)
    return 0


async def _end(step: Step) -> int:
    persons = {name: len(set(ids)) for name, ids in step.chosen.subjects.items()}
    await certify(step.work, step.run, dict(step.counts), persons)
    await drop_packages_of(step.work, step.run.request)
    registry = step.work.company.registry
    for name in [each for each in await objects_with_rules(step.work) if each in registry]:
        await renew(step.work, registry[name])  # a rule's trigger function holds its criteria
    for place in await places(step.work):  # in the planner's statistics stand frequent values
        await step.work.execute(f"ANALYZE {place.name}")
    await step.work.execute("ANALYZE engine.search_entry")
    return 0


STEPS: Final[Mapping[str, Callable[[Step], Awaitable[int]]]] = {
    "gather": _gather,
    "persons": _persons,
    "mentions": _mentions,
    "rows": _rows,
    "uploads": _uploads,
    "sweep": _sweep,
    "purge": _purge,
    "end": _end,
}
