"""The certificate of what was done: counts by place, by whom and when, and nothing of the persons themselves."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import orjson

from guanxi.engine.audit import Entry, log
from guanxi.engine.changes import update
from guanxi.engine.company import Company, Work
from guanxi.engine.privacy.documents import Document, moment_text
from guanxi.engine.privacy.runs import Run, corrections_of

REQUESTS: Final = "subject_request"
FINAL: Final = ("erase", "anonymise")
HELD: Final = """
SELECT f.object, count(DISTINCT f.key) FROM engine.subject_finding f JOIN engine.subject_mark m
 ON m.record_id::text = f.key WHERE f.request = $1::uuid AND f.place = 'record' AND f.is_subject AND f.is_sure
 AND m.kind = 'held'
 AND (m.until IS NULL OR m.until >= $2::date) GROUP BY 1
"""
LEFT: Final = """
SELECT count(*) FROM (SELECT 1 FROM engine.subject_finding WHERE request = $1::uuid GROUP BY place, object, key
 HAVING NOT bool_or(is_chosen)) f
"""
FACTS: Final = """
SELECT r.number, u.name, s.found_at, s.started_at, now() FROM engine.subject_run s
JOIN record.subject_request r ON r.id = s.request LEFT JOIN record."user" u ON u.id = s.by_user
WHERE s.request = $1::uuid
"""
DONE: Final = """
UPDATE engine.subject_run SET state = 'done', phase = 'end', persons = NULL, ended_at = now(), certificate = $2::jsonb,
 counts = $3::jsonb WHERE request = $1::uuid
"""


def canonical(certificate: Mapping[str, Any]) -> bytes:
    """The bytes of which the log keeps the SHA-256: JSON with sorted names, without spaces."""
    return orjson.dumps(dict(certificate), option=orjson.OPT_SORT_KEYS)


async def certify(work: Work, run: Run, counts: Mapping[str, int], persons: Mapping[str, int]) -> None:
    """Ends a run: keeps the certificate, its hash in the audit log, and forgets who the persons were.

    `persons` is how many of their records it was done with, by object.
    """
    number, by, found_at, started_at, ended_at = (await work.fetch(FACTS, run.request))[0]
    certificate: dict[str, Any] = {
        "request": number,
        "deed": run.deed,
        "by": by,
        "found_at": found_at.isoformat(),
        "started_at": started_at.isoformat() if started_at else None,
        "ended_at": ended_at.isoformat(),
        "persons": dict(persons),
        "done": {name: count for name, count in sorted(counts.items()) if count},
        "held": dict(await work.fetch(HELD, run.request, work.moment_here.date())),
        "left": (await work.fetch(LEFT, run.request))[0][0],
        "corrected": await corrections_of(work, run.request, with_titles=False),
    }
    digest = hashlib.sha256(canonical(certificate)).hexdigest()
    kept = orjson.dumps(certificate).decode()
    await work.execute(DONE, run.request, kept, orjson.dumps(dict(counts)).decode())
    await work.execute("DELETE FROM engine.subject_finding WHERE request = $1::uuid", run.request)
    note = {"request": number, "deed": run.deed, "certificate_sha256": digest}
    action = "subject_erased" if run.deed in FINAL else "subject_answered"
    await log(work.connection, Entry(run.by_user, action, REQUESTS, run.request, note=note))
    await update(work, REQUESTS, UUID(run.request), {"state": "done"})


def certificate_html(company: Company, language: str, certificate: Mapping[str, Any]) -> str:
    """The certificate as a page to print."""
    page = Document(company, language, f"certificate.{certificate['deed']}")
    say, zone = page.say, company.norms.time_zone
    page.facts(
        [
            (say("certificate.request"), certificate["request"]),
            (say("certificate.deed"), say(f"certificate.deeds.{certificate['deed']}")),
            (say("certificate.by"), certificate["by"] or "Guanxi"),
            (say("certificate.found_at"), moment_text(certificate["found_at"], zone)),
            (say("certificate.ended_at"), moment_text(certificate["ended_at"], zone)),
        ]
    )
    names = company.words
    for part in ("persons", "held"):
        rows = [(names.text(language, f"{name}.plural"), count) for name, count in certificate.get(part, {}).items()]
        page.section(say(f"certificate.{part}"), rows)
    page.section(say("certificate.done"), [(_place(page, name), count) for name, count in certificate["done"].items()])
    corrected = [
        (f"{names.text(language, each['object'] + '.label')}, {moment_text(each['at'], zone)}", _fields(page, each))
        for each in certificate.get("corrected", ())
    ]
    page.section(say("certificate.corrected"), corrected)
    if certificate.get("left"):
        page.text(say("certificate.left", count=certificate["left"]))
    page.text(say("certificate.proof"))
    page.code(hashlib.sha256(canonical(certificate)).hexdigest())
    return page.html()


def _place(page: Document, name: str) -> str:
    key = f"privacy.places.{name}"
    return page.say(f"places.{name}") if page.company.words.find(page.language, key) else name


def _fields(page: Document, correction: Mapping[str, Any]) -> str:
    spec, label = page.company.registry[correction["object"]], page.company.words.label
    return ", ".join(
        label(page.language, f"{spec.name}.fields.{name}", spec.fields[name].labels) if name in spec.fields else name
        for name in correction["fields"]
    )
