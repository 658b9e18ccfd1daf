"""What becomes of an import between its upload and its start: reading anew, guessing, settings of a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, cast

from guanxi.engine.company import Company
from guanxi.engine.transfer.gathering import gathered, numbering_columns
from guanxi.engine.transfer.guessing import guess
from guanxi.engine.transfer.keys import require_sight
from guanxi.engine.transfer.settings import PARTS, ColumnMapping, read_settings, target_field
from guanxi.engine.transfer.shapes import date_order, has_decimal_comma
from guanxi.engine.transfer.sources import Reading, Source, rows, sniff
from guanxi.engine.transfer.targets import Target, targets_of
from guanxi.kernel.errors import FieldError, Malformed
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import ObjectSpec

READING = ("sheet", "encoding", "delimiter", "header_row")
CHOICES = (
    *("object", "mode", "keys", "mapping", "constants", "on_duplicate", "duplicate_rows", "create_references"),
    *("empty_cells", "lines"),
)
ROWS_JUDGED = 2_000
WRITTEN_DIFFERENTLY = {"date", "date_time", "number", "decimal", "percent", "money"}
Facts = Mapping[str, Any]


def read_anew(path: Path, source: Source, given: Facts) -> Source:
    """The source as a person wants it read, where he says something new of that."""
    changed = {name: given[name] for name in READING if name in given and given[name] != getattr(source, name)}
    if not changed:
        return source
    for name in ("sheet", "encoding", "delimiter"):
        if not isinstance(changed.get(name, ""), str):
            raise Malformed("malformed", errors=[FieldError(name, "not_text")])
    header = given.get("header_row", source.header_row)
    if header is not None and not (isinstance(header, int) and 0 <= header < 1_000):
        raise Malformed("malformed", errors=[FieldError("header_row", "not_whole")])
    is_other_table = "sheet" in changed
    kept = {name: given.get(name, getattr(source, name)) for name in ("sheet", "encoding", "delimiter")}
    if "encoding" in changed and "delimiter" not in changed:
        kept["delimiter"] = None
    if not is_other_table:
        kept |= {"header_row": header, "has_header": header is not None}
    return sniff(path, source.name, Reading(**kept))


def choose(company: Company, principal: Principal, source: Source, before: Facts, given: Facts) -> dict[str, Any]:
    """The settings after a person's choice; for an object chosen anew, or a file read anew, the mapping is guessed.

    Raises Invalid for settings that do not fit, Forbidden where the principal may not import into the object.
    """
    settings = {name: before[name] for name in CHOICES if name in before}
    settings |= {name: given[name] for name in CHOICES if name in given}
    name = settings.get("object")
    if name is None:
        return settings
    if not isinstance(name, str) or name not in company.registry:
        read_settings(settings, company.registry, len(source.headers))
    rights = company.rights(principal, str(name))
    rights.require("import")
    is_new = name != before.get("object") or any(part in given for part in READING)
    if is_new and "mapping" not in given:
        chosen = {part: given[part] for part in CHOICES if given.get(part) is not None}
        settings = {"object": name} | guessed(company, principal, source, str(name)) | chosen
    settings["mapping"] = completed(company, source, str(name), settings.get("mapping") or [])
    if settings["mapping"]:
        settings |= _lines(company, str(name), settings)
        found = read_settings(settings, company.registry, len(source.headers))
        require_sight(rights, found.matched)
        return found.facts()
    return settings


def guessed(company: Company, principal: Principal, source: Source, name: str) -> dict[str, Any]:
    """The guessed mapping and the keys that it offers."""
    targets = targets_of(company, principal, name)
    spec = company.registry[name]
    mapping, by = gathered(company, spec, source, guess(source.headers, source.sample, targets), targets)
    lines = {"lines": {"by": by}} if by else {}
    return {"mapping": [asdict(each) for each in mapping], "keys": _keys(spec, mapping)} | lines


def _keys(spec: ObjectSpec, mapping: Iterable[ColumnMapping]) -> list[str]:
    found = [
        each.field for each in mapping if each.part is None and (field := spec.fields.get(each.field)) and field.unique
    ]
    return found[:1]


def _lines(company: Company, name: str, settings: Facts) -> dict[str, Any]:
    """Where lines are mapped and nothing says which rows belong together, the record's own number does."""
    mapping = [_as_mapping(each) for each in _objects(settings["mapping"])]
    if settings.get("lines") or not any("." in each.field for each in mapping):
        return {}
    columns = numbering_columns(company.registry[name], mapping)
    return {"lines": {"by": columns}} if columns is not None else {}


def _objects(given: Any) -> list[Facts]:
    """The objects in a list; what is none of them is refused where the settings are read."""
    return [cast(Facts, each) for each in cast(Sequence[Any], given) if isinstance(each, Mapping)]


def _as_mapping(facts: Facts) -> ColumnMapping:
    column = facts.get("column")
    return ColumnMapping(column if isinstance(column, int) else 0, str(facts.get("field")))


def completed(company: Company, source: Source, name: str, mapping: Any) -> list[Any]:
    """The mapping with what its cells tell of the writing of dates and numbers, where nobody has said it."""
    if not isinstance(mapping, list):
        raise Malformed("malformed", errors=[FieldError("mapping", "not_a_list")])
    due = [each for each in _objects(cast(Any, mapping)) if not ("order" in each and "decimal_comma" in each)]
    kinds = [_kind(company, name, each) for each in due]
    if not set(kinds) & WRITTEN_DIFFERENTLY:
        return cast(list[Any], mapping)
    judged = list(islice((row for row in rows(source) if row), ROWS_JUDGED))
    found = {
        id(each): {**_writing(kind, _cells(judged, each.get("column"))), **each}
        for each, kind in zip(due, kinds, strict=True)
        if kind in WRITTEN_DIFFERENTLY
    }
    return [found.get(id(each), each) for each in cast(list[Any], mapping)]


def _kind(company: Company, name: str, mapping: Facts) -> str:
    if mapping.get("part") not in (None, "amount"):
        return "text"
    field = target_field(company.registry[name], company.registry, mapping.get("field"))
    return field.kind if field is not None else "text"


def _cells(judged: Sequence[Sequence[str]], column: Any) -> list[str]:
    return [row[column] for row in judged if isinstance(column, int) and 0 <= column < len(row)]


def _writing(kind: str, cells: Sequence[str]) -> dict[str, Any]:
    if kind in ("date", "date_time"):
        return {"order": date_order(cells)}
    return {"decimal_comma": has_decimal_comma(cells)}


def mappable(company: Company, principal: Principal, name: str) -> list[dict[str, Any]]:
    """What columns can be mapped to, as the interface answers it."""
    return [_target_facts(each) for each in targets_of(company, principal, name)]


def _target_facts(target: Target) -> dict[str, Any]:
    facts: dict[str, Any] = {"field": target.field, "part": target.part, "label": target.label, "kind": target.kind}
    parts = [part for part in PARTS.get(target.kind, ()) if target.part is None]
    return facts | {"required": target.required, "target": target.target, "parts": parts}
