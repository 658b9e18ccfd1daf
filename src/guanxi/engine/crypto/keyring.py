"""The keys of fields and of records: unwrapped when they are needed, made when they are missing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from psycopg import AsyncConnection

from guanxi.engine.crypto.keepers import Keeper
from guanxi.engine.crypto.primitives import Unreadable, derive, mark, new_key, seal, unseal
from guanxi.kernel.errors import Unavailable

SEALED: Final = "gx1."  # how every sealed value begins
BLIND: Final = ("", "")
MOST_KNOWN: Final = 10_000

CURRENT = b"""
SELECT DISTINCT ON (field) field, version, wrapped FROM engine.field_key WHERE object = $1 AND field = ANY($2::text[])
ORDER BY field, version DESC
"""
OF_RECORDS = b"""
SELECT r.record_id::text, r.object, r.field, r.wrapped, k.wrapped, k.version FROM engine.record_key r
JOIN engine.field_key k ON k.object = r.object AND k.field = r.field AND k.version = r.version
WHERE r.record_id = ANY($1::uuid[])
"""
KEEP_FIELD_KEY = b"""
INSERT INTO engine.field_key (object, field, version, wrapped) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""
KEEP_RECORD_KEYS = b"""
INSERT INTO engine.record_key (record_id, object, field, version, wrapped)
SELECT u.record_id, $2, u.field, u.version, u.wrapped
FROM unnest($1::uuid[], $3::text[], $4::integer[], $5::text[]) AS u(record_id, field, version, wrapped)
ORDER BY 1, 3
"""


def text_of(given: bytes) -> str:
    return urlsafe_b64encode(given).decode()


def about_of(object_name: str, record_id: str, field_name: str) -> bytes:
    """What a sealed value and the key of a record are bound to."""
    return f"{object_name}/{record_id}/{field_name}".encode()


def is_sealed(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(SEALED)


@dataclass(frozen=True, slots=True)
class FieldKey:
    """The newest key of a field."""

    version: int
    key: bytes


@dataclass(slots=True)
class RecordKeys:
    """The keys of some records' values by record and field, and those that are new and not yet kept."""

    object: str
    known: dict[tuple[str, str], bytes] = field(default_factory=dict[tuple[str, str], bytes])
    current: Mapping[str, FieldKey] = field(default_factory=dict[str, FieldKey])
    fresh: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def unseal(self, record_id: str, field_name: str, sealed: str) -> str | None:
        """The clear value; None where its key was destroyed. Raises Unavailable where it was tampered with."""
        key = self.known.get((record_id, field_name))
        if key is None:
            return None
        try:
            kept = urlsafe_b64decode(sealed.removeprefix(SEALED))
            return unseal(key, kept, about_of(self.object, record_id, field_name)).decode()
        except (Unreadable, ValueError):
            raise Unavailable("sealed_value_broken", object=self.object, field=field_name) from None

    def seal(self, record_id: str, field_name: str, clear: str) -> str:
        """The value sealed with the key of its record, which is made where there is none."""
        about, place = about_of(self.object, record_id, field_name), (record_id, field_name)
        if place not in self.known:
            self.known[place] = new_key()
            self.fresh[place] = text_of(seal(self.current[field_name].key, self.known[place], about))
        return SEALED + text_of(seal(self.known[place], clear.encode(), about))

    async def keep(self, connection: AsyncConnection, records: Collection[str]) -> None:
        """Writes the new keys of these records, in one statement."""
        due = [(place, wrapped) for place, wrapped in self.fresh.items() if place[0] in records]
        if due:
            fields = [place[1] for place, _ in due]
            versions = [self.current[name].version for name in fields]
            ids, wrapped = [place[0] for place, _ in due], [each for _, each in due]
            await connection.execute(KEEP_RECORD_KEYS, [ids, self.object, fields, versions, wrapped])
        for place, _ in due:
            del self.fresh[place]


class Keyring:
    """What a company has of keys. Unwrapped ones stay in memory, never anywhere else."""

    def __init__(self, keeper: Keeper, keepers: Iterable[Keeper] = ()) -> None:
        self.keeper = keeper
        self._keepers = {each.prefix: each for each in (*keepers, keeper)}
        self._unwrapped: dict[str, bytes] = {}
        self._blind: bytes | None = None

    async def wrap(self, key: bytes, object_name: str, field_name: str, version: int) -> str:
        return self.keeper.prefix + await self.keeper.wrap(key, _name(object_name, field_name, version))

    async def unwrap(self, wrapped: str, object_name: str, field_name: str, version: int) -> bytes:
        """The key of a field. Raises Unavailable where whoever wrapped it cannot be asked."""
        found = self._unwrapped.get(wrapped)
        if found is None:
            keeper = next((each for prefix, each in self._keepers.items() if wrapped.startswith(prefix)), None)
            if keeper is None:
                raise Unavailable("kms_missing")
            name = _name(object_name, field_name, version)
            found = await keeper.unwrap(wrapped.removeprefix(keeper.prefix), name)
            if len(self._unwrapped) > MOST_KNOWN:
                self._unwrapped.clear()
            self._unwrapped[wrapped] = found
        return found

    async def ensure(self, connection: AsyncConnection, object_name: str, field_name: str) -> None:
        """Makes the first key of a field and, for the first of all, the secret of blind marks."""
        for place in (BLIND, (object_name, field_name)):
            rows = await (
                await connection.execute(
                    b"SELECT 1 FROM engine.field_key WHERE object = $1 AND field = $2 LIMIT 1", place
                )
            ).fetchall()
            if not rows:
                await connection.execute(KEEP_FIELD_KEY, [*place, 1, await self.wrap(new_key(), *place, 1)])

    async def load_blind(self, connection: AsyncConnection) -> None:
        """Takes the secret of blind marks, where there is one."""
        if self._blind is None:
            rows = await (
                await connection.execute(
                    b"SELECT wrapped FROM engine.field_key WHERE object = '' AND field = '' AND version = 1"
                )
            ).fetchall()
            self._blind = await self.unwrap(rows[0][0], *BLIND, 1) if rows else None

    def blind(self, object_name: str, field_name: str, value: str) -> str:
        """The mark by which equal values of a field are found, whatever their case."""
        if self._blind is None:
            raise Unavailable("kms_failed")
        key = derive(self._blind, f"blind mark of {object_name}.{field_name}".encode())
        return text_of(mark(key, value.lower().encode()))

    async def current(self, connection: AsyncConnection, object_name: str, names: Sequence[str]) -> dict[str, FieldKey]:
        """The newest key of each of these fields."""
        rows = await (await connection.execute(CURRENT, [object_name, list(names)])).fetchall()
        return {
            name: FieldKey(version, await self.unwrap(wrapped, object_name, name, version))
            for name, version, wrapped in rows
        }

    async def of_records(self, connection: AsyncConnection, ids: Collection[str]) -> dict[str, RecordKeys]:
        """The keys of all sealed values of these records, by object; one statement."""
        found: dict[str, RecordKeys] = {}
        if not ids:
            return found
        rows = await (await connection.execute(OF_RECORDS, [sorted(ids)])).fetchall()
        for record_id, object_name, name, wrapped, above, version in rows:
            key = await self.unwrap(above, object_name, name, version)
            about = about_of(object_name, record_id, name)
            keys = found.setdefault(object_name, RecordKeys(object_name))
            try:
                keys.known[record_id, name] = unseal(key, urlsafe_b64decode(wrapped), about)
            except Unreadable:
                raise Unavailable("sealed_value_broken", object=object_name, field=name) from None
        return found

    async def for_writing(
        self, connection: AsyncConnection, object_name: str, names: Sequence[str], ids: Collection[str]
    ) -> RecordKeys:
        """The keys of these records, ready to seal more values of these fields."""
        keys = (await self.of_records(connection, ids)).get(object_name) or RecordKeys(object_name)
        keys.current = await self.current(connection, object_name, names)
        return keys


def _name(object_name: str, field_name: str, version: int) -> str:
    return f"field key {object_name}.{field_name}.{version}"
