"""What is shown of a value to who may not read it: enough to tell one from another, too little to use.

Each mask has a form for a value in hand and one in SQL, which agree on every value.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from guanxi.engine.access.rights import Rights
from guanxi.engine.store.columns import plain, quoted
from guanxi.kernel.specs import FieldSpec, ObjectSpec

MASK: Final = "***"
HIDDEN_PART: Final = "**"  # every mask has it
WORDS: Final = re.compile("([^ ])[^ ]*")
CHINA: Final = "+86"
EXTENSION: Final = ";ext="
CARD: Final = "**** **** **** "
LONG_NUMBER, SHORT_NUMBER = 11, 8  # from so many characters on some are shown


def _text(value: str) -> str:
    return value[0] + MASK if len(value) > 1 else MASK


def _text_sql(value: str) -> str:
    return f"CASE WHEN char_length({value}) > 1 THEN left({value}, 1) || '{MASK}' ELSE '{MASK}' END"


def _phone(value: str) -> str:
    number = value.partition(EXTENSION)[0].removeprefix(CHINA)
    if len(number) >= LONG_NUMBER:
        return f"{number[:3]}****{number[-4:]}"
    return f"{number[:2]}****{number[-2:]}" if len(number) >= SHORT_NUMBER else MASK


def _phone_sql(value: str) -> str:
    base = f"split_part({value}, '{EXTENSION}', 1)"
    number = f"(CASE WHEN left({base}, 3) = '{CHINA}' THEN substr({base}, 4) ELSE {base} END)"
    size = f"char_length({number})"
    return (
        f"CASE WHEN {size} >= {LONG_NUMBER} THEN left({number}, 3) || '****' || right({number}, 4)"
        f" WHEN {size} >= {SHORT_NUMBER} THEN left({number}, 2) || '****' || right({number}, 2) ELSE '{MASK}' END"
    )


def _email(value: str) -> str:
    local, at, domain = value.rpartition("@")
    return (local[0] if len(local) > 1 else "") + MASK + at + domain if at else MASK


def _email_sql(value: str) -> str:
    domain = f"substring({value} from '@[^@]*$')"
    local = f"char_length({value}) - char_length({domain})"
    first = f"CASE WHEN {local} > 1 THEN left({value}, 1) ELSE '' END"
    return f"coalesce({first} || '{MASK}' || {domain}, '{MASK}')"


def _person(value: str) -> str:
    if " " in value:
        return WORDS.sub(r"\1***", value)
    return value[0] + HIDDEN_PART if len(value) > 1 else MASK


def _person_sql(value: str) -> str:
    words = f"regexp_replace({value}, '{WORDS.pattern}', '\\1{MASK}', 'g')"
    one = f"CASE WHEN char_length({value}) > 1 THEN left({value}, 1) || '{HIDDEN_PART}' ELSE '{MASK}' END"
    return f"CASE WHEN position(' ' in {value}) > 0 THEN {words} ELSE {one} END"


def _card(value: str) -> str:
    return CARD + value[-4:] if len(value) >= SHORT_NUMBER else MASK


def _card_sql(value: str) -> str:
    return f"CASE WHEN char_length({value}) >= {SHORT_NUMBER} THEN '{CARD}' || right({value}, 4) ELSE '{MASK}' END"


def _identity(value: str) -> str:
    return value[:3] + "*" * (len(value) - 7) + value[-4:] if len(value) >= LONG_NUMBER else MASK


def _identity_sql(value: str) -> str:
    shown = f"left({value}, 3) || repeat('*', char_length({value}) - 7) || right({value}, 4)"
    return f"CASE WHEN char_length({value}) >= {LONG_NUMBER} THEN {shown} ELSE '{MASK}' END"


ByHand = Callable[[str], str]
MASKS: Final[Mapping[str, tuple[ByHand, ByHand]]] = {
    "text": (_text, _text_sql),
    "phone": (_phone, _phone_sql),
    "email": (_email, _email_sql),
    "person_name": (_person, _person_sql),
    "identity_number": (_identity, _identity_sql),
    "card": (_card, _card_sql),
}
PLACE: Final = ("province", "city")


def _mask_of(each: FieldSpec) -> tuple[ByHand, ByHand] | None:
    is_card = each.kind == "identity_number" and each.numbering == "card"
    return MASKS.get("card" if is_card else each.kind)


def masked(each: FieldSpec, value: Any) -> str | None:
    """The mask of a canonical value, or of its text; None of an empty one."""
    if value is None:
        return None
    if each.kind == "address":
        return _place(cast(Mapping[str, Any], value))
    mask = _mask_of(each)
    return mask[0](_written(value)) if mask is not None else MASK


def _place(parts: Mapping[str, Any]) -> str:
    return " ".join([*(str(parts[part]) for part in PLACE if parts.get(part)), MASK])


def _written(value: Any) -> str:
    """The text of a value, of a person's name the full one."""
    if isinstance(value, Mapping):
        return str(cast(Mapping[str, Any], value).get("full") or "")
    return str(value)


def mask_sql(alias: str, spec: ObjectSpec, each: FieldSpec) -> str:
    """The SQL of a field's mask."""
    if each.kind == "lines":
        return "NULL"
    column = plain(alias, spec, each) if each.kind == "formula" else f"{alias}.{quoted(each.name)}"
    shown, mask = f"'{MASK}'", _mask_of(each)
    if each.kind == "address":
        parts = ", ".join(f"nullif({column}->>'{part}', '')" for part in PLACE)
        shown = f"concat_ws(' ', {parts}, '{MASK}')"
    elif mask is not None:
        value = f"({column}->>'full')" if each.kind == "person_name" else column
        shown = f"coalesce({mask[1](value)}, '{MASK}')"
    return f"(CASE WHEN {column} IS NOT NULL THEN {shown} END)"


def shown_as(rights: Rights, name: str, value: Any) -> Any:
    """A value as these rights show it: itself, its mask, or None."""
    if rights.sees(name):
        return value
    each = rights.spec.fields.get(name)
    return masked(each, value) if each is not None and rights.masks(name) else None


def is_mask(each: FieldSpec, value: Any, before: Any) -> bool:
    """Whether what is written is only what was shown of the value as it is."""
    return isinstance(value, str) and HIDDEN_PART in value and value == masked(each, before)
