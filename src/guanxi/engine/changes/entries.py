"""Search entries: one for each record, with its title and what it is found by, written with the record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guanxi.engine.changes.shape import Shape, title_of
from guanxi.engine.query.seeded import CODE
from guanxi.engine.search.marks import belonging, marks
from guanxi.engine.search.tokens import tokens_of
from guanxi.kernel.specs import FieldSpec

ENTRY_COLUMNS = "record_id uuid, object text, title text, subtitle text, owner uuid, team uuid, tokens bigint[]"
# the entries are the statement's parameter $10
ADD_ENTRIES = f"""INSERT INTO engine.search_entry (record_id, object, title, subtitle, owner, team, tokens)
   SELECT record_id, object, title, subtitle, owner, team, tokens FROM json_to_recordset($10::json) AS
   r({ENTRY_COLUMNS})"""
WRITE_ENTRIES = f"""{ADD_ENTRIES}
   ON CONFLICT (record_id) DO UPDATE SET title = excluded.title, subtitle = excluded.subtitle, owner = excluded.owner,
     team = excluded.team, tokens = excluded.tokens"""


def entry_of(shape: Shape, record_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The search entry of a record: its title and the tokens of its searchable fields."""
    spec = shape.spec
    tokens: list[int] = []
    for each, field_class in shape.searched:
        value = values.get(each.name)
        if value is not None:
            for text in _texts(shape, each, values) or [value]:
                tokens += marks(field_class, tokens_of(each.kind, text, is_title=each.name == spec.title))
    subtitle = values.get(spec.subtitle) if spec.subtitle else None
    entry: dict[str, Any] = {
        "record_id": record_id,
        "object": spec.name,
        "title": title_of(spec, values),
        "tokens": tokens,
    }
    if isinstance(subtitle, str):
        entry["subtitle"] = subtitle
    if spec.is_owned:
        owner, team = values.get("owner"), values.get("team")
        entry |= {"owner": owner, "team": team}
        tokens += [belonging(each) for each in (owner, team) if each]
    else:
        tokens.append(belonging(""))
    return entry


def _texts(shape: Shape, each: FieldSpec, values: Mapping[str, Any]) -> Sequence[str]:
    """What a first record that nobody renamed is called in all languages, since each reader reads his own."""
    found = shape.first_texts.get((each.name, str(values.get(CODE)))) if shape.first_texts else None
    return found if found and values[each.name] in found else ()


def touches_entry(shape: Shape, changed: Iterable[str]) -> bool:
    """True where a change of these fields changes the search entry."""
    spec = shape.spec
    watched = {each.name for each, _ in shape.searched}
    watched |= {spec.title, spec.subtitle or "", "owner", "team"}
    return any(name in watched for name in changed)
