"""Encrypted values on their way out: statements give them as marked pieces, which are opened in one pass over the text.

The piece names the record and the field, so that one pass opens lists, records, lines and histories alike, with one
question for all keys. The mark is made anew by each process: nobody can write a text that would be opened for him.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from os import urandom
from typing import Any, Final

import orjson

from guanxi.engine.access.masks import mask_sql, masked
from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Company, Work
from guanxi.engine.crypto.keyring import SEALED_PATTERN, RecordKeys, is_sealed
from guanxi.engine.store.columns import quoted
from guanxi.kernel.fields.numbers import read_json
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MARK: Final = f"sealed-{urlsafe_b64encode(urandom(15)).decode()}:"
PIECE: Final = re.compile(rb'"' + MARK.encode() + rb'([^"~]*)~([^"~]*)~([^"~]*)~([^"~]*)"')
Keys = Mapping[str, RecordKeys]


def piece_sql(alias: str, spec: ObjectSpec, each: FieldSpec, rights: Rights) -> str:
    """The SQL of an encrypted value as a piece to be opened; what is not yet sealed as it is, or its mask."""
    column = f"{alias}.{quoted(each.name)}"
    plain = mask_sql(alias, spec, each) if rights.masks(each.name) else column
    piece = f"'{MARK}' || {column} || '~{spec.name}~{each.name}~' || {alias}.id::text"
    return f"(CASE WHEN {column} ~ '{SEALED_PATTERN}' THEN {piece} ELSE {plain} END)"


def piece_of(spec: ObjectSpec, name: str, record_id: str, value: str) -> str:
    """The same for a value in hand, which is sealed."""
    return f"{MARK}{value}~{spec.name}~{name}~{record_id}"


async def opened_text(work: Work, text: bytes, *, unmasked: bool = False) -> bytes:
    """A JSON text with its pieces opened or masked, as the caller may see each field; null where the key is gone."""
    mark = MARK.encode()
    if mark not in text:
        return text
    ids = {found[4].decode() for found in PIECE.finditer(text)}
    keys = await work.company.keyring.of_records(work.connection, ids)

    def put(found: re.Match[bytes]) -> bytes:
        sealed, name, field, record_id = (part.decode() for part in found.groups())
        return orjson.dumps(_shown(work.rights(name), keys, (field, record_id, sealed), unmasked=unmasked))

    return PIECE.sub(put, text)


def _shown(rights: Rights, keys: Keys, value: tuple[str, str, str], *, unmasked: bool) -> str | None:
    field, record_id, sealed = value
    each = rights.spec.fields.get(field)
    ring = keys.get(rights.spec.name)
    clear = ring.read(record_id, each.first_name, sealed) if ring is not None and each is not None else None
    if each is None or clear is None or rights.sees(field):
        return clear
    return clear if unmasked else masked(each, clear) if rights.masks(field) else None


async def opened_record(work: Work, text: str) -> str:
    """The same for a text."""
    return (await opened_text(work, text.encode())).decode() if MARK in text else text


async def opened_records(work: Work, texts: dict[str, str]) -> dict[str, str]:
    """The same for the texts of several records, with one question for all keys."""
    if not any(MARK in text for text in texts.values()):
        return texts
    whole = await opened_text(work, "\n".join(texts.values()).encode())  # no JSON text has a line's end of its own
    return dict(zip(texts, whole.decode().split("\n"), strict=True))


async def opened(work: Work, found: Any) -> Any:
    """Facts that hold pieces, with these opened."""
    if not has_sealed(work):
        return found
    text = orjson.dumps(found, default=str)
    return read_json(await opened_text(work, text)) if MARK.encode() in text else found


def has_sealed(work: Work) -> bool:
    """Whether any field of the company is encrypted."""
    return encrypts(work.company)


def encrypts(company: Company) -> bool:
    """The same of a company."""
    found = company.plans.get("has_sealed")
    if found is None:
        every = (each for spec in company.registry.objects.values() for each in spec.fields.values())
        found = company.plans["has_sealed"] = any(each.is_encrypted for each in every)
    return found


def as_piece(spec: ObjectSpec, name: str, record_id: str, value: Any) -> Any:
    """A value of history: a piece where it is sealed."""
    return piece_of(spec, name, record_id, value) if is_sealed(value) and spec.fields[name].is_encrypted else value
