"""What is kept as it was sent must be something that the database can keep."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from guanxi.api.door import Call
from guanxi.kernel.errors import FieldError, Invalid

NOTHING = "\x00"  # the one character that PostgreSQL keeps in no text


async def kept_facts(call: Call) -> Mapping[str, Any]:
    """The body as a JSON object. Raises Invalid, naming the parts in which a character cannot be kept."""
    facts = await call.facts()
    wrong = [name for name, value in facts.items() if any(NOTHING in text for text in _texts({name: value}))]
    if wrong:
        names = (name.replace(NOTHING, "")[:100] for name in wrong)
        raise Invalid("invalid", errors=[FieldError(name, "control_character") for name in names])
    return facts


def _texts(value: Any) -> Iterator[str]:
    """All texts and names of a JSON value, however deep it is."""
    waiting: list[Any] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, Mapping):
            parts = cast("Mapping[Any, Any]", found)
            waiting += [*parts.keys(), *parts.values()]
        elif isinstance(found, list):
            waiting += cast("list[Any]", found)
