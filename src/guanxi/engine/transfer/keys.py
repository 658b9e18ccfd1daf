"""Which record a row is about: found by the chosen keys, one question for a whole batch."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, cast
from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.changes.shape import match_key
from guanxi.engine.company import Work
from guanxi.engine.history.externals import called
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.folding import fold
from guanxi.engine.search.grams import whole
from guanxi.engine.search.marks import class_of, marks
from guanxi.engine.store.columns import plain, quoted, table_of
from guanxi.engine.transfer.rows import Candidate
from guanxi.engine.transfer.settings import EXTERNAL, IDENTITY
from guanxi.kernel.errors import Forbidden
from guanxi.kernel.fields.kinds import BLIND_SUFFIX, read_value
from guanxi.kernel.fields.values import Norms, Refused
from guanxi.kernel.specs import FieldSpec

Key = tuple[str, ...]
TEXTS = ("text", "person_name", "url", "email")


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds the records that rows are about, by the fields `keys` together."""

    rights: Rights
    keys: tuple[str, ...]

    def key_of(self, candidate: Candidate, norms: Norms) -> Key | None:
        """The candidate's key in its comparable form; None where a part of it is empty or cannot be read."""
        found: list[str] = []
        for name in self.keys:
            part = self._part(candidate, name, norms)
            if not part:
                return None
            found.append(part)
        return tuple(found)

    def _part(self, candidate: Candidate, name: str, norms: Norms) -> str:
        if name == IDENTITY:
            return str(candidate.id or "")
        if name == EXTERNAL:
            return next(iter(candidate.external.values()), "")
        each = self.rights.spec.fields[name]
        try:
            value = read_value(candidate.values.get(name), each, norms)
        except Refused:
            return ""
        return str(value or "") if each.is_encrypted else comparable(each, value)

    async def find(self, work: Work, candidates: Mapping[Key, Candidate]) -> dict[Key, list[UUID]]:
        """The ids of the visible records that have each of these keys."""
        if not candidates:
            return {}
        if any(self._is_blind(name) for name in self.keys):
            marked = {mark: key for key in candidates for mark in self._marked(work, key)}
            found = await self._find(work, {mark: candidates[key] for mark, key in marked.items()})
            return {marked[mark]: ids for mark, ids in found.items()}
        return await self._find(work, candidates)

    def _is_blind(self, name: str) -> bool:
        return name in self.rights.spec.fields and self.rights.spec.fields[name].is_encrypted

    def _marked(self, work: Work, key: Key) -> Iterable[Key]:
        """The key with the blind marks of what is encrypted, of which there are two while a field's key is replaced."""
        spec, keyring = self.rights.spec, work.company.keyring
        return product(
            *(
                keyring.marks(spec.name, spec.fields[name].first_name, part) if self._is_blind(name) else [part]
                for name, part in zip(self.keys, key, strict=True)
            )
        )

    async def _find(self, work: Work, candidates: Mapping[Key, Candidate]) -> dict[Key, list[UUID]]:
        if self.keys[0] == EXTERNAL:
            return await self._by_external_id(work, candidates)
        if self.keys[0] == IDENTITY:
            return await self._select(work, candidates, "t.id", [key[0] for key in candidates], "uuid[]")
        require_sight(self.rights, self.keys)
        place = min(range(len(self.keys)), key=lambda index: _cost(self.rights.spec.fields[self.keys[index]]))
        return await self._by_field(work, candidates, place)

    async def _by_field(self, work: Work, candidates: Mapping[Key, Candidate], place: int) -> dict[Key, list[UUID]]:
        spec = self.rights.spec
        each = spec.fields[self.keys[place]]
        parts = list({key[place] for key in candidates})
        if each.is_encrypted:
            return await self._select(work, candidates, f"t.{quoted(each.name + BLIND_SUFFIX)}", parts, "text[]")
        if each.kind == "reference":
            return await self._select(work, candidates, f"t.{each.name}", parts, "uuid[]")
        if each.duplicate_key and not each.unique:
            values = {
                key: read_value(one.values[each.name], each, work.company.norms) for key, one in candidates.items()
            }
            found = [match_key(spec, each, value) for value in values.values()]
            source = f"engine.match_key m JOIN {table_of(spec)} t ON t.id = m.record_id"
            return await self._fetch(work, candidates, source, "m.key = ANY({values})", found, "bigint[]")
        if each.search and not each.unique and each.kind in TEXTS[:2]:
            tokens = marks(class_of(spec.name, each.first_name), map(whole, parts))
            source = f"engine.search_entry e JOIN {table_of(spec)} t ON t.id = e.record_id"
            return await self._fetch(work, candidates, source, "e.tokens && {values}", tokens, "bigint[]")
        return await self._select(work, candidates, f"lower({plain('t', spec, each)}::text)", parts, "text[]")

    async def _select(
        self, work: Work, candidates: Mapping[Key, Candidate], column: str, values: Sequence[str], type_name: str
    ) -> dict[Key, list[UUID]]:
        source = f"{table_of(self.rights.spec)} t"
        return await self._fetch(work, candidates, source, f"{column} = ANY({{values}})", values, type_name)

    async def _fetch(
        self,
        work: Work,
        candidates: Mapping[Key, Candidate],
        source: str,
        condition: str,
        values: Sequence[Any],
        type_name: str,
    ) -> dict[Key, list[UUID]]:
        statement = Statement(work)
        spec = self.rights.spec
        is_as_kept = {name: name == IDENTITY or self._is_blind(name) for name in self.keys}
        specs = [None if is_as_kept[name] else spec.fields[name] for name in self.keys]
        columns = [self._column(name) for name in self.keys]
        selected = ", ".join(f"{column}::text" for column in columns)
        where = condition.format(values=statement.add(list(values), type_name))
        rows = await work.fetch(
            f"SELECT t.id, {selected} FROM {source} WHERE {where} AND t.deleted_at IS NULL"
            f" AND {statement.in_scope('t', self.rights)}",
            *statement.parameters,
        )
        found: dict[Key, list[UUID]] = defaultdict(list)
        for record_id, *parts in rows:
            key = tuple(comparable(each, part) for each, part in zip(specs, parts, strict=True))
            if key in candidates:
                found[key].append(record_id)
        return found

    def _column(self, name: str) -> str:
        if name == IDENTITY:
            return "t.id"
        if self._is_blind(name):
            return f"t.{quoted(name + BLIND_SUFFIX)}"
        return plain("t", self.rights.spec, self.rights.spec.fields[name])

    async def _by_external_id(self, work: Work, candidates: Mapping[Key, Candidate]) -> dict[Key, list[UUID]]:
        system = next(iter(next(iter(candidates.values())).external))
        found = await called(work, self.rights, system, [key[0] for key in candidates])
        return {(value,): [record_id] for value, record_id in found.items()}


def require_sight(rights: Rights, keys: Iterable[str]) -> None:
    """Raises Forbidden where a key is a field that may not be seen, which matching would tell of."""
    for name in keys:
        if name not in (EXTERNAL, IDENTITY) and not rights.sees(name):
            raise Forbidden("no_field_right", field=name)


def comparable(each: FieldSpec | None, value: Any) -> str:
    """A key's value in the form in which equal ones are equal: folded for texts, canonical for the rest."""
    if value is None:
        return ""
    if each is None:
        return str(value)
    if isinstance(value, Mapping):
        return fold(str(cast(Mapping[str, Any], value).get("full", ""))).strip()
    return fold(str(value)).strip() if each.kind in TEXTS else str(value).lower()


def _cost(each: FieldSpec) -> int:
    """How dear a look-up by this field is; of several keys the cheapest is asked for, the others are compared."""
    if each.unique or each.is_encrypted:
        return 0
    if each.duplicate_key:
        return 1
    return 2 if each.search or each.kind == "reference" else 3
