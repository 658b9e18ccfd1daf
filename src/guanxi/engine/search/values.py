"""The text of a canonical value: what is folded, searched and shown as a match."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any, Final, cast

from guanxi.kernel.fields.composites import ADDRESS_PARTS

LONG: Final = frozenset(("long_text", "rich_text", "json"))
CODES: Final = frozenset(("identity_number", "auto_number", "number", "decimal"))
TAG: Final = re.compile(r"<[^>]{0,2000}>")


def text_of(kind: str, value: Any) -> str:
    """The text of a canonical value, parts in the order in which they are read."""
    if isinstance(value, str):
        return unescape(TAG.sub(" ", value)) if kind == "rich_text" else value
    if isinstance(value, dict | Mapping):
        return _joined(kind, cast(Mapping[str, Any], value))
    if isinstance(value, Sequence):
        return " ".join(text_of("text", each) for each in cast(Sequence[Any], value))
    return "" if value is None else str(value)


def _joined(kind: str, parts: Mapping[str, Any]) -> str:
    if kind == "person_name":
        full = parts.get("full") or f"{parts.get('given') or ''} {parts.get('family') or ''}"
        return str(full).strip()
    order = ADDRESS_PARTS if kind == "address" else tuple(parts)
    return " ".join(text_of("text", parts[part]) for part in order if parts.get(part))
