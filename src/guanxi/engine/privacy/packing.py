"""All that is kept of a person as an archive: a page to read, JSON for programs, and his files.

The archive lies sealed under the master key beside the files, for seven days; each download is told in the log.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import orjson

from guanxi.engine.audit import Entry, log
from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.primitives import seal, unseal
from guanxi.engine.privacy.certificates import REQUESTS
from guanxi.engine.privacy.documents import Document, moment_text
from guanxi.engine.privacy.finding import RECORD, referring
from guanxi.engine.privacy.runs import chosen_rows, due_run
from guanxi.engine.query import get_texts
from guanxi.engine.store.contents import stored_path
from guanxi.kernel.errors import Conflict, NotFound
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec

KEPT: Final = timedelta(days=7)
MOST_FILES: Final = 200 * 1024 * 1024
BESIDE: Final = {
    "comments": "SELECT record_id::text, at, body FROM engine.comment WHERE record_id = ANY($1::uuid[]) ORDER BY id",
    "changes": "SELECT record_id::text, at, kind, old, new FROM engine.change WHERE record_id = ANY($1::uuid[])"
    " ORDER BY seq",
    "files": "SELECT record_id::text, at, name, size, digest FROM engine.file WHERE record_id = ANY($1::uuid[])"
    " AND deleted_at IS NULL ORDER BY id",
}
COLUMNS: Final = {
    "comments": ("record", "at", "text"),
    "changes": ("record", "at", "kind", "old", "new"),
    "files": ("record", "at", "name", "size", "digest"),
}


def path_of(files_dir: Path, package: str) -> Path:
    return files_dir / "packages" / f"{package}.sealed"


async def pack(work: Work, request: str, language: str) -> list[str]:
    """Makes an archive of what was chosen, one for each person, since none may read of another; gives their ids.

    Raises Conflict where nothing was chosen.
    """
    run = await due_run(work, request)
    looking = replace(work, principal=system(language))
    by_person = await _records(looking, request)
    if not by_person:
        raise Conflict("nothing_chosen")
    terms = run.terms(work)
    packages: list[str] = []
    for person, by_object in sorted(by_person.items()):
        own = terms.of([person])
        others = terms.of({each.number for each in terms.persons} - {person}).without(own)
        told = others.blot(await _told(looking, by_object), with_names=True)
        packages.append(await _keep(work, request, person, _archive(work.company, language, told)))
    return packages


async def _told(work: Work, by_object: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The records with all that lies beside them, as JSON has it."""
    told: dict[str, Any] = {"records": {name: await _values(work, name, ids) for name, ids in by_object.items()}}
    ids = [each for found in by_object.values() for each in found]
    for part, statement in BESIDE.items():
        told[part] = [dict(zip(COLUMNS[part], row, strict=True)) for row in await work.fetch(statement, ids)]
    return orjson.loads(orjson.dumps(told, default=str))


async def _records(work: Work, request: str) -> dict[int, dict[str, list[str]]]:
    """What was chosen of each person and what refers to it, by object."""
    found: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    owners: defaultdict[str, dict[str, Sequence[int]]] = defaultdict(dict)
    for row in (each for each in await chosen_rows(work, request) if each.place == RECORD):
        for person in row.persons:
            found[person][row.object].add(row.key)
        if row.is_subject:
            owners[row.object][row.key] = row.persons
    for name, of in owners.items():
        for holder, record_id, referred in await referring(work, work.company.registry[name], list(of)):
            for person in of[referred]:
                found[person][holder].add(record_id)
    return {person: {name: sorted(ids) for name, ids in parts.items()} for person, parts in found.items()}


async def _values(work: Work, name: str, ids: Sequence[str]) -> list[Mapping[str, Any]]:
    spec = work.company.registry[name]
    expand = tuple(each.name for each in spec.fields.values() if each.kind in ("reference", "multi_reference"))
    texts = await get_texts(work, name, [UUID(each) for each in ids], None, expand)
    return [orjson.loads(each) for each in texts.values()]


def _archive(company: Company, language: str, told: Mapping[str, Any]) -> bytes:
    made, size = io.BytesIO(), 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", orjson.dumps(told, default=str, option=orjson.OPT_INDENT_2))
        archive.writestr("report.html", report_html(company, language, told))
        for number, each in enumerate(told["files"]):
            path = stored_path(company.files_dir, each["digest"])
            size += each["size"]
            if path.exists() and size <= MOST_FILES:
                archive.write(path, f"files/{number + 1:03} {Path(each['name']).name}")
    return made.getvalue()


def report_html(company: Company, language: str, told: Mapping[str, Any]) -> str:
    """What a person reads: each record with its values by their names in his language."""
    page, say = Document(company, language, "report"), company.words.label
    for name, rows in told["records"].items():
        spec = company.registry[name]
        page.heading(say(language, f"{name}.plural", spec.plural_labels))
        for row in rows:
            page.facts(_values_shown(page, name, row))
    for part in ("comments", "files"):
        zone = company.norms.time_zone
        lines = [(moment_text(each["at"], zone), each.get("text") or each.get("name")) for each in told[part]]
        page.section(page.say(f"report.{part}"), lines)
    return page.html()


def _values_shown(page: Document, name: str, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    company, language = page.company, page.language
    return [
        (
            company.words.label(language, f"{name}.fields.{each.name}", each.labels),
            _in_words(company, language, name, each, row[each.name]),
        )
        for each in company.registry[name].fields.values()
        if row.get(each.name) not in (None, "", [])
    ]


def _in_words(company: Company, language: str, name: str, each: FieldSpec, value: Any) -> str:
    choice = next((one for one in each.choices if one.key == value), None)
    return _shown(value) if choice is None else company.words.choice(language, name, each, choice)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        facts = cast("dict[str, Any]", value)
        return str(facts.get("full") or facts.get("title") or " ".join(str(each) for each in facts.values() if each))
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in cast("list[Any]", value))
    return str(value)


async def _keep(work: Work, request: str, person: int, archive: bytes) -> str:
    package = str(new_id())
    path = path_of(work.company.files_dir, package)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(seal(work.company.vault.master_key, archive, package.encode()))
    await work.execute(
        "INSERT INTO engine.subject_package (id, request, by_user, expires_at, name, size, person)"
        " VALUES ($1::uuid, $2::uuid, $3::uuid, now() + $4::interval, $5, $6, $7)",
        package,
        request,
        str(work.principal.user_id),
        KEPT,
        f"{package[:8]}.zip",
        len(archive),
        person,
    )
    await log(work.connection, Entry(str(work.principal.user_id), "subject_packed", REQUESTS, request))
    return package


async def read_package(work: Work, package: str) -> bytes:
    """The archive in clear; the log tells who had it. Raises NotFound where its days are over."""
    rows = await work.fetch(
        "SELECT request::text FROM engine.subject_package WHERE id = $1::uuid AND expires_at > now()", package
    )
    path = path_of(work.company.files_dir, package)
    if not rows or not path.exists():
        raise NotFound("no_such_file")
    await log(work.connection, Entry(str(work.principal.doer_id), "subject_package_read", REQUESTS, rows[0][0]))
    return unseal(work.company.vault.master_key, path.read_bytes(), package.encode())


async def packages_of(work: Work, request: str) -> list[dict[str, Any]]:
    rows = await work.fetch(
        "SELECT id::text, made_at, expires_at, size, person FROM engine.subject_package WHERE request = $1::uuid"
        " AND expires_at > now() ORDER BY made_at DESC, person",
        request,
    )
    names = ("id", "made_at", "expires_at", "size", "person")
    return [dict(zip(names, (row[0], row[1].isoformat(), row[2].isoformat(), *row[3:]), strict=True)) for row in rows]


async def drop_packages(company: Company) -> int:
    """Removes the archives whose days are over; gives how many."""
    async with company.work(system(), source="nightly") as work:
        rows = await work.fetch("DELETE FROM engine.subject_package WHERE expires_at <= now() RETURNING id::text")
    for (package,) in rows:
        path_of(company.files_dir, package).unlink(missing_ok=True)
    return len(rows)


async def drop_packages_of(work: Work, request: str) -> None:
    """Removes the archives of a request before their days are over."""
    rows = await work.fetch("DELETE FROM engine.subject_package WHERE request = $1::uuid RETURNING id::text", request)
    for (package,) in rows:
        path_of(work.company.files_dir, package).unlink(missing_ok=True)
