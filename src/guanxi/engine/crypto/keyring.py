"""The keys of fields and of records: unwrapped when they are needed, made when they are missing."""

import logging
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from psycopg import AsyncConnection

from guanxi.engine.crypto.keepers import Keeper
from guanxi.engine.crypto.primitives import Unreadable, derive, mark, new_key, seal, unseal
from guanxi.kernel.errors import FieldError, Invalid, Unavailable

SEALED: Final = "gx1."  # how every sealed value begins
# a nonce and a tag at least, in base64; the database understands it too
SEALED_PATTERN: Final = r"^gx1\.[A-Za-z0-9_-]{38,}={0,2}$"
_LOOKS_SEALED: Final = re.compile(SEALED_PATTERN)
BLIND: Final = ("", "")
MOST_KNOWN: Final = 10_000
WRITING: Final = 72_04  # of the locks by which whoever changes the keys of an object lets those end who write with them

OF_FIELDS = b"""
SELECT field, version, wrapped, own_marks, state FROM engine.field_key WHERE object = $1 AND field = ANY($2::text[])
ORDER BY field, version DESC
"""
MARKING = b"""
SELECT object, field, version, wrapped, own_marks FROM engine.field_key ORDER BY object, field, version DESC
"""
# a record that has just got a new key has its former one for those who are still reading
OF_RECORDS = b"""
SELECT r.record_id::text, r.object, r.field, r.wrapped, k.wrapped, k.version, r.age FROM (
 SELECT record_id, object, field, version, wrapped, 0 AS age FROM engine.record_key WHERE record_id = ANY($1::uuid[])
 UNION ALL
 SELECT record_id, object, field, version, wrapped, 1 FROM engine.former_key WHERE record_id = ANY($1::uuid[])) r
JOIN engine.field_key k ON k.object = r.object AND k.field = r.field AND k.version = r.version
ORDER BY r.age, r.version DESC
"""
KEEP_FIELD_KEY = b"""
INSERT INTO engine.field_key (object, field, version, wrapped, own_marks) VALUES ($1, $2, $3, $4, true)
ON CONFLICT DO NOTHING
"""
KEEP_RECORD_KEYS = b"""
INSERT INTO engine.record_key (record_id, object, field, version, wrapped)
SELECT u.record_id, $2, u.field, u.version, u.wrapped
FROM unnest($1::uuid[], $3::text[], $4::integer[], $5::text[]) AS u(record_id, field, version, wrapped)
ORDER BY 1, 3
"""

log = logging.getLogger("guanxi.crypto")


def text_of(given: bytes) -> str:
    return urlsafe_b64encode(given).decode()


def about_of(object_name: str, record_id: str, field_name: str) -> bytes:
    """What a sealed value and the key of a record are bound to."""
    return f"{object_name}/{record_id}/{field_name}".encode()


def is_sealed(value: Any) -> bool:
    """Whether a value looks sealed. Somebody may have written such a text: only its record's key tells for sure."""
    return isinstance(value, str) and _LOOKS_SEALED.fullmatch(value) is not None


def blind_mark(key: bytes, value: str) -> str:
    """The mark by which equal values are found, whatever their case."""
    return text_of(mark(key, value.lower().encode()))


def marks_key(secret: bytes, object_name: str, field_name: str) -> bytes:
    """The key of a field's marks, out of the key of the field or, as in former versions, out of one secret for all."""
    return derive(secret, f"blind mark of {object_name}.{field_name}".encode())


@dataclass(frozen=True, slots=True)
class FieldKey:
    """The key of a field that wraps new keys of records; `marks` makes its marks, `older_marks` may have made others.

    While a field becomes plain again, `is_opening`: what is written stays clear.
    """

    version: int
    key: bytes
    marks: bytes = b""
    older_marks: tuple[bytes, ...] = ()
    is_opening: bool = False

    def mark(self, value: str) -> str:
        """The mark that a new value gets."""
        return blind_mark(self.marks, value)

    def all_marks(self, value: str) -> list[str]:
        """Every mark under which the value may stand."""
        return [blind_mark(each, value) for each in (self.marks, *self.older_marks)]


@dataclass(slots=True)
class RecordKeys:
    """The keys of some records' values by record and field, and those that are new and not yet kept.

    `former` are keys that a rotation has just replaced.
    """

    object: str
    known: dict[tuple[str, str], bytes] = field(default_factory=dict[tuple[str, str], bytes])
    former: dict[tuple[str, str], list[bytes]] = field(default_factory=dict[tuple[str, str], list[bytes]])
    current: Mapping[str, FieldKey] = field(default_factory=dict[str, FieldKey])
    fresh: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def unseal(self, record_id: str, field_name: str, sealed: str) -> str | None:
        """The clear value; None where its key was destroyed. Raises Unavailable where it was tampered with."""
        place = (record_id, field_name)
        if place not in self.known and place not in self.former:
            return None
        newest = [self.known[place]] if place in self.known else []
        about, kept = about_of(self.object, record_id, field_name), _decoded(sealed)
        for key in (*newest, *self.former.get(place, ())):
            with suppress(Unreadable):
                return unseal(key, kept, about).decode()
        raise Unavailable("sealed_value_broken", object=self.object, field=field_name)

    def holds(self, record_id: str, field_name: str, text: str | None) -> bool:
        """Whether a text was sealed with a key of its record."""
        if not is_sealed(text):
            return False
        with suppress(Unavailable):
            return self.unseal(record_id, field_name, text or "") is not None
        return False

    def read(self, record_id: str, field_name: str, text: str) -> str | None:
        """What a text of an encrypted field says: itself where it is not sealed; None where nobody can open it."""
        if not is_sealed(text):
            return text
        try:
            return self.unseal(record_id, field_name, text)
        except Unavailable:
            log.error("a sealed value does not open: %s.%s of %s", self.object, field_name, record_id)
            return None

    def rewritten(self, record_id: str, field_name: str, text: str) -> str | None:
        """The same for whoever writes the value anew: what only looks sealed is clear; None where its key is gone."""
        place = (record_id, field_name)
        has_key = place in self.known or place in self.former
        if is_sealed(text) and not has_key:
            return None
        return self.unseal(record_id, field_name, text) if self.holds(record_id, field_name, text) else text

    def seal(self, record_id: str, field_name: str, clear: str) -> str:
        """The value sealed with the key of its record, which is made where there is none; clear where the field is
        becoming plain, which it cannot stay where it only looks sealed: then Invalid is raised.
        """
        if self.current[field_name].is_opening:
            if is_sealed(clear):
                raise Invalid("invalid", errors=[FieldError(field_name, "looks_sealed")])
            return clear
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


def _decoded(sealed: str) -> bytes:
    """The bytes of a sealed value; none where it is not one."""
    try:
        return urlsafe_b64decode(sealed.removeprefix(SEALED))
    except ValueError:
        return b""


class Keyring:
    """What a company has of keys. Unwrapped ones stay in memory, never anywhere else."""

    def __init__(self, keeper: Keeper, keepers: Iterable[Keeper] = ()) -> None:
        self.keeper = keeper
        self._keepers = {each.prefix: each for each in (*keepers, keeper)}
        self._unwrapped: dict[str, bytes] = {}
        self._marks: dict[tuple[str, str], tuple[bytes, ...]] = {}

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
        """Makes the first key of a field."""
        rows = await (
            await connection.execute(
                b"SELECT 1 FROM engine.field_key WHERE object = $1 AND field = $2 LIMIT 1", [object_name, field_name]
            )
        ).fetchall()
        if not rows:
            wrapped = await self.wrap(new_key(), object_name, field_name, 1)
            await connection.execute(KEEP_FIELD_KEY, [object_name, field_name, 1, wrapped])

    async def load_marks(self, connection: AsyncConnection) -> None:
        """Takes the keys of all fields' marks, the newest first; those of a key that is on its way too."""
        rows = await (await connection.execute(MARKING)).fetchall()
        found: dict[tuple[str, str], list[bytes]] = {}
        shared = next((row[3] for row in rows if row[:2] == BLIND), None)
        for object_name, name, version, wrapped, has_own in rows:
            if (object_name, name) != BLIND:
                own = (wrapped, object_name, name, version)
                secret = await self._secret(own if has_own else None, shared)
                found.setdefault((object_name, name), []).append(marks_key(secret, object_name, name))
        self._marks = {place: tuple(keys) for place, keys in found.items()}

    async def _secret(self, own: tuple[str, str, str, int] | None, shared: str | None) -> bytes:
        """What the key of marks comes from: the key of the field, or the secret that all had in former versions."""
        if own is not None:
            return await self.unwrap(*own)
        if shared is None:
            raise Unavailable("kms_failed")
        return await self.unwrap(shared, *BLIND, 1)

    def marks(self, object_name: str, field_name: str, value: str) -> list[str]:
        """The marks under which a value of a field may stand: more than one while its key is replaced."""
        keys = self._marks.get((object_name, field_name))
        if keys is None:
            raise Unavailable("kms_failed")
        return [blind_mark(key, value) for key in keys]

    async def current(self, connection: AsyncConnection, object_name: str, names: Sequence[str]) -> dict[str, FieldKey]:
        """The key of each of these fields by which is written; one that is on its way is not yet."""
        rows = await (await connection.execute(OF_FIELDS, [object_name, list(names)])).fetchall()
        shared = await self._shared(connection) if any(not row[3] for row in rows) else None
        used: dict[str, tuple[int, bytes, bool]] = {}
        marking: dict[str, list[bytes]] = {}
        for name, version, wrapped, has_own, state in rows:
            own = (wrapped, object_name, name, version)
            key = marks_key(await self._secret(own if has_own else None, shared), object_name, name)
            if state == "coming" or name in used:
                marking.setdefault(name, []).append(key)
            else:
                used[name] = (version, await self.unwrap(*own), state == "opening")
                marking.setdefault(name, []).insert(0, key)
        return {
            name: FieldKey(version, key, marking[name][0], tuple(marking[name][1:]), is_opening)
            for name, (version, key, is_opening) in used.items()
        }

    async def _shared(self, connection: AsyncConnection) -> str | None:
        rows = await (
            await connection.execute(b"SELECT wrapped FROM engine.field_key WHERE (object, field) = ('', '')")
        ).fetchall()
        return rows[0][0] if rows else None

    async def of_records(self, connection: AsyncConnection, ids: Collection[str]) -> dict[str, RecordKeys]:
        """The keys of all sealed values of these records, by object; one statement."""
        found: dict[str, RecordKeys] = {}
        if not ids:
            return found
        rows = await (await connection.execute(OF_RECORDS, [sorted(ids)])).fetchall()
        for record_id, object_name, name, wrapped, above, version, age in rows:
            key = await self.unwrap(above, object_name, name, version)
            about = about_of(object_name, record_id, name)
            keys = found.setdefault(object_name, RecordKeys(object_name))
            try:
                own = unseal(key, urlsafe_b64decode(wrapped), about)
            except Unreadable:
                raise Unavailable("sealed_value_broken", object=object_name, field=name) from None
            if age == 0:
                keys.known[record_id, name] = own
            else:
                keys.former.setdefault((record_id, name), []).append(own)
        return found

    async def for_writing(
        self, connection: AsyncConnection, object_name: str, names: Sequence[str], ids: Collection[str]
    ) -> RecordKeys:
        """The keys of these records, ready to seal more values of these fields.

        Until the transaction ends nobody makes another key of the object's fields the one that is written with.
        """
        await connection.execute(
            b"SELECT pg_advisory_xact_lock_shared($1::integer, hashtext($2))", [WRITING, object_name]
        )
        keys = (await self.of_records(connection, ids)).get(object_name) or RecordKeys(object_name)
        keys.current = await self.current(connection, object_name, names)
        return keys


def _name(object_name: str, field_name: str, version: int) -> str:
    return f"field key {object_name}.{field_name}.{version}"
