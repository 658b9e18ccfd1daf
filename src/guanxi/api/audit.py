"""The audit log for whoever checks the company: entries, their proofs, and the state of the seal."""

import csv
import io
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import orjson
from starlette.responses import Response, StreamingResponse

from guanxi.api.door import Call, answer
from guanxi.api.reading import whole_number
from guanxi.engine.audit import Entry, log
from guanxi.engine.audit.listing import Row, Wanted, entries, seal_state
from guanxi.engine.audit.proving import facts_of, prove, prove_growth
from guanxi.engine.company import Company, Work
from guanxi.engine.query.aggregate import titles_of_many
from guanxi.kernel.errors import FieldError, Forbidden, Malformed
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.principal import STRANGER_ID, SYSTEM_ID
from guanxi.kernel.specs import ObjectSpec

READERS = frozenset({"administrator", "auditor"})
MOST = 200
CSV_PAGE = 1_000
MOST_EXPORTED = 1_000_000
HARMFUL = ("=", "+", "-", "@", "\t", "\r")
HEADERS = ("number", "at", "by", "action", "object", "record_id", "fields", "change_set", "note", "batch")
NAMELESS = {str(SYSTEM_ID): "audit.system", str(STRANGER_ID): "audit.stranger"}
# who and what gives rights is named to every reader of the log, also when it was deleted
NAMED = ("user", "role", "team")
NAMES = " UNION ALL ".join(f'SELECT id::text, name FROM record."{name}" WHERE id = ANY($1::uuid[])' for name in NAMED)
PEOPLE = """
SELECT id::text, name, login FROM record."user" WHERE {} ORDER BY name, id LIMIT 20"""


def require_reader(call: Call) -> None:
    """Raises Forbidden for anybody but auditors and administrators."""
    if not call.principal.is_system and not READERS & call.principal.roles:
        raise Forbidden("auditors_only")


def _id(call: Call, name: str) -> str | None:
    given = call.query(name)
    found = read_id(given) if given else None
    if given and found is None:
        raise Malformed("malformed", errors=[FieldError(name, "not_an_id")])
    return str(found) if found else None


def _moment(call: Call, name: str) -> datetime | None:
    given = call.query(name)
    try:
        found = datetime.fromisoformat(given) if given else None
        return found.astimezone(UTC) if found and found.tzinfo else found and found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Malformed("malformed", errors=[FieldError(name, "not_a_moment")]) from None


def _wanted(call: Call) -> Wanted:
    texts = {name: call.query(name)[:200] or None for name in ("action", "object", "field")}
    if texts["field"] and not texts["object"]:
        raise Malformed("malformed", errors=[FieldError("field", "field_needs_object")])
    return Wanted(
        by=_id(call, "by"),
        record=_id(call, "record"),
        since=_moment(call, "from"),
        until=_moment(call, "to"),
        **texts,
    )


async def list_entries(call: Call) -> Response:
    require_reader(call)
    async with call.reading() as work:
        found, cursor = await entries(work, _wanted(call), whole_number(call, "limit", 50, MOST), call.query("cursor"))
        names = {**await _titles(work, found), **await _names(work, found)}
    shown = [_shown(call.company, call.language, row, names) for row in found]
    return answer({"entries": shown, "next_cursor": cursor})


async def _names(work: Work, rows: Sequence[Row]) -> Mapping[str, str]:
    """The names of the people who did it and of the people, roles and teams that it was done to."""
    wanted = {row.by for row in rows} | {row.record_id for row in rows if row.object in NAMED and row.record_id}
    return dict(await work.fetch(NAMES, sorted(wanted)))


async def _titles(work: Work, rows: Sequence[Row]) -> Mapping[str, str]:
    """The titles of the records that the reader may see as such; an auditor sees none."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.record_id and row.object in work.company.registry.objects:
            wanted[row.object].add(row.record_id)
    return await titles_of_many(work, wanted)


def _nameless(company: Company, language: str, who: str) -> str | None:
    """What those are called who are no person of the company."""
    return company.translate(language, NAMELESS[who]) if who in NAMELESS else None


def _shown(company: Company, language: str, row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    spec = company.registry.objects.get(row.object or "")
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "by": {"id": row.by, "title": _nameless(company, language, row.by) or names.get(row.by)},
        "action": row.action,
        "action_label": action_label(company, language, row.action),
        "object": row.object,
        "object_label": _object_label(company, language, row.object),
        "record_id": row.record_id,
        "title": names.get(row.record_id or ""),
        "fields": [{"name": each, "label": _field_label(company, language, spec, each)} for each in row.fields or ()],
        "change_set": row.change_set,
        "note": _note(row.note),
        "batch": row.batch,
    }


def action_label(company: Company, language: str, action: str) -> str:
    key = f"audit.actions.{action}"
    return str(company.words.find(language, key) or action.replace("_", " "))


def _object_label(company: Company, language: str, name: str | None) -> str | None:
    if name is None:
        return None
    spec = company.registry.objects.get(name)
    if spec is not None:
        return company.words.label(language, f"{name}.label", spec.labels)
    return str(company.words.find(language, f"system.things.{name}") or name)


def _field_label(company: Company, language: str, spec: ObjectSpec | None, name: str) -> str:
    each = spec.fields.get(name) if spec else None
    if spec is None or each is None:
        return name
    shared = "system" if each.group == "ownership" else spec.name
    return company.words.label(language, f"{shared}.fields.{name}", each.labels)


def _note(text: str | None) -> dict[str, Any]:
    """The small facts of an entry; text that is no JSON is shown as it is."""
    try:
        found: Any = orjson.loads(text) if text else {}
    except ValueError:
        return {"note": text}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {"note": found}


async def read_checkpoint(call: Call) -> Response:
    require_reader(call)
    async with call.reading() as work:
        return answer(await seal_state(work))


async def read_words(call: Call) -> Response:
    """What can be looked for: actions, objects and their fields, in the caller's language."""
    require_reader(call)
    company, language = call.company, call.language
    actions = [{"name": each, "label": action_label(company, language, each)} for each in _actions(company)]
    things = [each for each in company.words.below("system.things") if each not in company.registry.objects]
    objects = [
        {
            "name": spec.name,
            "label": _object_label(company, language, spec.name),
            "fields": [{"name": each, "label": _field_label(company, language, spec, each)} for each in spec.fields],
        }
        for spec in company.registry.objects.values()
    ]
    objects += [{"name": each, "label": _object_label(company, language, each), "fields": []} for each in things]
    return answer({"actions": actions, "objects": objects})


def _actions(company: Company) -> list[str]:
    return company.words.below("audit.actions")


async def find_people(call: Call) -> Response:
    """People by the beginning of a word of their name or login, gone ones too; `id` asks for one."""
    require_reader(call)
    wanted, one = call.query("q")[:100], _id(call, "id")
    where = "id = $1::uuid" if one else "strpos(lower(name || ' ' || login), lower($1)) > 0"
    async with call.reading() as work:
        rows = await work.fetch(PEOPLE.format(where), one or wanted)
    found = [{"id": row[0], "title": row[1], "login": row[2]} for row in rows]
    nameless = [
        {"id": each, "title": _nameless(call.company, call.language, each), "login": None}
        for each in NAMELESS
        if one == each or not (one or wanted)
    ]
    return answer({"people": [*nameless, *found]})


def _seq(call: Call) -> int:
    given = call.path("seq")
    if not (given.isascii() and given.isdecimal()) or len(given) > 18:
        raise Malformed("bad_number", errors=[FieldError("seq", "bad_number", {"most": 10**18})], most=10**18)
    return int(given)


async def read_proof(call: Call) -> Response:
    require_reader(call)
    seq = _seq(call)
    async with call.reading() as work:
        proof = await prove(work.connection, seq)
    headers = {"Content-Disposition": f'attachment; filename="audit-{seq}.json"'} if call.query("download") else {}
    return answer({**proof, "facts": facts_of(proof["entry"])}, headers=headers)


async def read_growth(call: Call) -> Response:
    require_reader(call)
    old, new = (whole_number(call, name, 1, 10**15) for name in ("old", "new"))
    async with call.reading() as work:
        return answer(await prove_growth(work.connection, old, new))


async def export_entries(call: Call) -> Response:
    """The entries that were looked for as CSV, which itself is a deed that the log tells of."""
    require_reader(call)
    wanted = _wanted(call)
    async with call.work() as work:
        facts = {name: str(value) for name in Wanted.__dataclass_fields__ if (value := getattr(wanted, name))}
        await log(work.connection, Entry(str(call.principal.doer_id), "audit_exported", note=facts))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(_csv(call, wanted), media_type="text/csv; charset=utf-8", headers=headers)


async def _csv(call: Call, wanted: Wanted) -> AsyncGenerator[bytes]:
    yield b"\xef\xbb\xbf" + _lines([HEADERS])
    cursor: str | None = ""
    count = 0
    while cursor is not None and count < MOST_EXPORTED:
        async with call.reading() as work:
            found, cursor = await entries(work, wanted, CSV_PAGE, cursor)
            names = await _names(work, found)
        count += len(found)
        yield _lines([_cells(call, row, names) for row in found])


def _cells(call: Call, row: Row, names: Mapping[str, str]) -> Sequence[Any]:
    shown = _shown(call.company, call.language, row, names)
    fields = ", ".join(row.fields or ())
    by = shown["by"]["title"] or row.by
    cells = (row.at.isoformat(), by, shown["action_label"], shown["object_label"], row.record_id, fields)
    return (row.seq, *(_harmless(cell) for cell in (*cells, row.change_set, row.note)), row.batch)


def _harmless(cell: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell and cell.startswith(HARMFUL) else cell or ""


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


ROUTES = (
    ("GET", "/audit", list_entries),
    ("GET", "/audit/checkpoint", read_checkpoint),
    ("GET", "/audit/words", read_words),
    ("GET", "/audit/people", find_people),
    ("GET", "/audit/growth", read_growth),
    ("GET", "/audit/export.csv", export_entries),
    ("GET", "/audit/{seq}/proof", read_proof),
)
