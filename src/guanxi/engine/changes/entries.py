"""Search entries: one for each record, with its title and what it is found by, written with the record."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from guanxi.engine.changes.shape import Shape, title_of
from guanxi.engine.query.seeded import CODE
from guanxi.engine.search.marks import belonging, marks
from guanxi.engine.search.tokens import tokens_of
from guanxi.kernel.fields.tags import words_of
from guanxi.kernel.specs import FieldSpec

BELONGS = ("owner", "team")
ENTRY_COLUMNS = "record_id uuid, title text, subtitle text, owner uuid, team uuid, tokens bigint[]"
# the entries are the statement's parameter $10, their object is $9
ADD_ENTRIES = f"""INSERT INTO engine.search_entry (record_id, object, title, subtitle, owner, team, tokens)
   SELECT record_id, $9::text, title, subtitle, owner, team, tokens FROM json_to_recordset($10::json) AS
   r({ENTRY_COLUMNS})"""
WRITE_ENTRIES = f"""{ADD_ENTRIES}
   ON CONFLICT (record_id) DO UPDATE SET title = excluded.title, subtitle = excluded.subtitle, owner = excluded.owner,
     team = excluded.team, tokens = excluded.tokens"""
CHANGE_ENTRIES = f"""UPDATE engine.search_entry e SET title = r.title, subtitle = r.subtitle, owner = r.owner,
   team = r.team, tokens = ARRAY(SELECT token FROM unnest(e.tokens) token WHERE token <> ALL (r.gone)) || r.tokens
   FROM json_to_recordset($10::json) AS r({ENTRY_COLUMNS}, gone bigint[]) WHERE e.record_id = r.record_id"""


def entry_of(shape: Shape, record_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The search entry of a record: its title and the tokens of its searchable fields."""
    return _facts(shape, record_id, values) | {"tokens": _tokens(shape, values, None)}


def entry_change(
    shape: Shape, record_id: str, before: Mapping[str, Any], after: Mapping[str, Any], changed: Collection[str]
) -> dict[str, Any]:
    """The entry of a record of which these fields change: the tokens that come and those that are `gone`."""
    names = shape.stored_names if shape.first_texts else changed  # what first records are called hangs on their code
    tokens = {"tokens": _tokens(shape, after, names), "gone": _tokens(shape, before, names)}
    return _facts(shape, record_id, after) | tokens


def _facts(shape: Shape, record_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    spec = shape.spec
    facts: dict[str, Any] = {"record_id": record_id, "title": title_of(spec, values)}
    subtitle = values.get(spec.subtitle) if spec.subtitle else None
    if isinstance(subtitle, str):
        facts["subtitle"] = subtitle
    if spec.is_owned:
        facts["owner"], facts["team"] = values.get("owner"), values.get("team")
    return facts


def _tokens(shape: Shape, values: Mapping[str, Any], names: Collection[str] | None) -> list[int]:
    """The tokens of these fields, or of all, and of whom the record belongs to."""
    found: list[int] = []
    for each, field_class in shape.searched:
        value = values.get(each.name)
        if value is not None and (names is None or each.name in names):
            for text in _texts(shape, each, values) or [value]:
                found += marks(field_class, tokens_of(each.kind, text, is_title=each.name == shape.spec.title))
    if shape.spec.is_owned:
        found += [belonging(values[name]) for name in BELONGS if values.get(name) and (names is None or name in names)]
    elif names is None:
        found.append(belonging(""))
    return found


def _texts(shape: Shape, each: FieldSpec, values: Mapping[str, Any]) -> Sequence[Any]:
    """What each reader reads in his own language: what a first record that nobody renamed is called, known tags."""
    if each.tag_words:
        known = {tag.key: words_of(tag) for tag in each.choices}
        return [word for key in values[each.name] for word in known.get(key, (key,))]
    found = shape.first_texts.get((each.name, str(values.get(CODE)))) if shape.first_texts else None
    return found if found and values[each.name] in found else ()


def touching_fields(shape: Shape) -> set[str]:
    """The fields of which a change changes the search entry."""
    return {*(each.name for each, _ in shape.searched), shape.spec.title, shape.spec.subtitle or "", *BELONGS}
