"""Where a person is: his records, what refers to them, and every other place that names him.

Records are found by match keys, blind marks, the recycle bin's index and the search entries; the log of changes is
read by the records that were found. Small tables beside the records are read through once. What names two persons is
found for each of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from guanxi.engine.changes.shape import match_key, shape_of
from guanxi.engine.company import Work
from guanxi.engine.finding import search
from guanxi.engine.privacy.persons import Person, Terms
from guanxi.engine.privacy.places import Place, places
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.fields.kinds import BLIND_SUFFIX, read_value
from guanxi.kernel.fields.values import Refused
from guanxi.kernel.principal import system
from guanxi.kernel.specs import FieldSpec, ObjectSpec

RECORD: Final = "record"
MOST_HITS: Final = 200
MOST_ROWS: Final = 500
WAYS: Final = {"email": "emails", "phone": "phones", "person_name": "names"}
# the log of changes and the search entries are no places of their own: they follow the records
BEYOND: Final = frozenset(("change", "change_set", "search_entry"))
KEEP = """
INSERT INTO engine.subject_finding (request, place, object, key, person, how, is_subject, is_sure, is_chosen)
SELECT $1::uuid, place, object, key, person, how, is_subject, is_sure, is_sure
FROM unnest($2::text[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::boolean[], $8::boolean[])
 AS f(place, object, key, person, how, is_subject, is_sure)
"""
Key = tuple[str, str, str, int]  # place, object, key and the person


@dataclass(slots=True)
class Found:
    """What was found so far; a sure finding is never made unsure by a later one."""

    rows: dict[Key, tuple[str, bool, bool]] = field(default_factory=dict[Key, tuple[str, bool, bool]])

    def add(self, key: Key, how: str, *, is_subject: bool, is_sure: bool) -> None:
        before = self.rows.get(key)
        if before is None or (is_sure and not before[2]):
            self.rows[key] = (how, is_subject, is_sure)

    def surely(self, object_name: str) -> dict[str, set[int]]:
        """The records of this object that are surely a person's, each with the persons."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for (place, name, key, person), (_, _, is_sure) in self.rows.items():
            if (place, name) == (RECORD, object_name) and is_sure:
                found[key].add(person)
        return found


def subjects_of(work: Work) -> list[ObjectSpec]:
    """The objects whose records are persons outside the company."""
    return [spec for spec in work.company.registry.objects.values() if spec.is_subject]


async def find(work: Work, request: str, persons: Sequence[Person]) -> None:
    """Looks everywhere and keeps what is found; addresses and numbers are believed, names wait for a decision."""
    looking, found = replace(work, principal=system(work.principal.language)), Found()
    for spec in subjects_of(work):
        await _by_keys(looking, spec, persons, found)
        await _by_values(looking, spec, persons, found)
    await _by_box(looking, persons, found)
    await _elsewhere(looking, Terms(persons), found)
    await _referring(looking, found)
    await work.execute("DELETE FROM engine.subject_finding WHERE request = $1::uuid", request)
    columns = [list(column) for column in zip(*((*key, *row) for key, row in found.rows.items()), strict=True)]
    await work.execute(KEEP, request, *(columns or [[] for _ in range(7)]))


def _values(work: Work, each: FieldSpec, person: Person) -> list[Any]:
    """The person's values as this field would keep them."""
    found: list[Any] = []
    for given in getattr(person, WAYS[each.kind]):
        try:
            found.append(read_value(given, each, work.company.norms))
        except Refused:
            continue
    return found


async def _by_keys(work: Work, spec: ObjectSpec, persons: Sequence[Person], found: Found) -> None:
    keyed = [each for each in shape_of(work.company, spec.name).keys if each.kind in ("email", "phone")]
    keys: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for person in persons:
        for each in keyed:
            for value in _values(work, each, person):
                keys[match_key(spec, each, value)].append((person.number, each.kind))
    text = "SELECT key, record_id::text FROM engine.match_key WHERE key = ANY($1::bigint[])"
    for key, record_id in await work.fetch(text, list(keys)) if keys else ():
        for person, how in keys[key]:
            found.add((RECORD, spec.name, record_id, person), how, is_subject=True, is_sure=True)


async def _by_values(work: Work, spec: ObjectSpec, persons: Sequence[Person], found: Found) -> None:
    """What lies in the bin, by its values, and what is encrypted, by its marks."""
    for each in (each for each in spec.fields.values() if each.kind in WAYS):
        column = f"(t.{quoted(each.name)} ->> 'full')" if each.kind == "person_name" else f"t.{quoted(each.name)}"
        column, where = f"lower({column})", f"t.deleted_at IS NOT NULL AND lower({column}) = ANY($1::text[])"
        if each.is_encrypted:
            column, where = f"t.{quoted(each.name + BLIND_SUFFIX)}", f"t.{quoted(each.name + BLIND_SUFFIX)} = ANY($1)"
        wanted: defaultdict[str, set[int]] = defaultdict(set)
        for person in persons:
            for value in _values(work, each, person):
                for sought in _sought(work, spec, each, value):
                    wanted[sought].add(person.number)
        text = f"SELECT t.id::text, {column} FROM {table_of(spec)} t WHERE {where} LIMIT {MOST_ROWS}"
        for record_id, value in await work.fetch(text, list(wanted)) if wanted else ():
            for person in sorted(wanted.get(value, ())):
                is_sure = each.kind != "person_name"
                found.add((RECORD, spec.name, record_id, person), each.kind, is_subject=True, is_sure=is_sure)


def _sought(work: Work, spec: ObjectSpec, each: FieldSpec, value: Any) -> list[str]:
    if each.is_encrypted:
        return work.company.keyring.marks(spec.name, each.first_name, value)
    return [str(value["full"] if each.kind == "person_name" else value).lower()]


async def _by_box(work: Work, persons: Sequence[Person], found: Found) -> None:
    """What the search box finds, in titles, addresses and free text."""
    registry = work.company.registry
    for person in persons:
        asked = [(text, how) for how, name in WAYS.items() for text in getattr(person, name)]
        for text, how in asked:
            for hit in await search(work, text, [], MOST_HITS):
                is_subject = registry[hit["object"]].is_subject
                is_sure = how != "person_name" and not is_subject
                key = (RECORD, hit["object"], hit["id"], person.number)
                found.add(key, how, is_subject=is_subject, is_sure=is_sure)


async def _elsewhere(work: Work, terms: Terms, found: Found) -> None:
    """Rows beside the records that name somebody."""
    for place in await places(work):
        if place.schema != "record" and place.table not in BEYOND and terms.all:
            for key, named, surely in await _rows(work, place, terms):
                for person in named:
                    found.add((place.table, "", key, person), "text", is_subject=False, is_sure=person in surely)


async def _rows(work: Work, place: Place, terms: Terms) -> Iterable[tuple[str, Sequence[int], Sequence[int]]]:
    """The rows of a table that name persons, each with those whom it names, and with those whom it surely names."""
    each = [(person.number, terms.of([person.number])) for person in terms.persons]
    named = f"ARRAY(SELECT p.n FROM unnest($2::integer[], $3::text[]) p(n, t) WHERE {place.mentions('p.t')})"
    surely = f"ARRAY(SELECT p.n FROM unnest($4::integer[], $5::text[]) p(n, t) WHERE {place.mentions('p.t')})"
    where = f"{place.mentions('$1')} LIMIT {MOST_ROWS}"
    text = f"SELECT {place.key_sql}, {named}, {surely} FROM {place.name} t WHERE {where}"
    everybody = [(number, own.all) for number, own in each if own.all]
    sure = [(number, own.sure) for number, own in each if own.sure]
    given = [[part[at] for part in parts] for parts in (everybody, sure) for at in (0, 1)]
    return [(row[0], row[1], row[2]) for row in await work.fetch(text, terms.all, *given)]


async def _referring(work: Work, found: Found) -> None:
    """The records that refer to a person who is surely meant; they name him and stay."""
    for spec in subjects_of(work):
        owners = found.surely(spec.name)
        for holder_name, record_id, referred in await referring(work, spec, list(owners)):
            for person in sorted(owners[referred]):
                found.add((RECORD, holder_name, record_id, person), "refers", is_subject=False, is_sure=True)


async def referring(work: Work, spec: ObjectSpec, ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """The records, live or in the bin, that refer to these, each with its object and the one that it refers to."""
    found: list[tuple[str, str, str]] = []
    for holder, each in work.company.registry.inward.get(spec.name, ()) if ids else ():
        if not holder.is_subject and holder.parent is None:
            column = f"t.{quoted(each.name)}"
            joined = f"{column} @> ARRAY[r.id]" if each.kind == "multi_reference" else f"{column} = r.id"
            text = f"SELECT t.id::text, r.id::text FROM unnest($1::uuid[]) r(id) JOIN {table_of(holder)} t ON {joined}"
            found += [(holder.name, *row) for row in await work.fetch(text, list(ids))]
    return found
