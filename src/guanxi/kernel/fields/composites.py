"""Reading values with parts: addresses, names of persons, places, identity numbers and free JSON."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

import orjson
from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from guanxi.kernel.access import fault_in_grants
from guanxi.kernel.errors import Malformed
from guanxi.kernel.fields.numbers import has_written_number, read_json
from guanxi.kernel.fields.values import Norms, Refused, decimal_of, text
from guanxi.kernel.filters import read_filter
from guanxi.kernel.specs import FieldSpec

ADDRESS_PARTS = ("country", "province", "city", "district", "street", "postcode")
GRANTS = "grants"
CRITERIA = "criteria"
IDENTITY_CHECKS = {"uscc": uscc, "resident": ric, "card": luhn}
HAN = re.compile(r"^[\u3400-\u9fff·]+$")
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "司徒",
        "夏侯",
        "端木",
        "百里",
        "南宫",
        "歐陽",
        "司馬",
        "諸葛",
        "東方",
    ]
)


def _parts(value: Mapping[Any, Any], allowed: tuple[str, ...], spec: FieldSpec, norms: Norms) -> dict[str, str]:
    unknown = sorted(str(key) for key in value if key not in allowed)
    if unknown:
        raise Refused("unknown_part", part=unknown[0][:50], parts=", ".join(allowed))
    read = ((part, text(value[part], spec, norms)) for part in allowed if value.get(part) is not None)
    return {part: found for part, found in read if found}


def address(value: Any, spec: FieldSpec, norms: Norms) -> dict[str, str] | None:
    """A postal address by its parts; a plain line becomes the street."""
    if isinstance(value, Mapping):
        return _parts(cast(Mapping[Any, Any], value), ADDRESS_PARTS, spec, norms) or None
    line = text(value, spec, norms)
    return {"street": line} if line else None


def person_name(value: Any, spec: FieldSpec, norms: Norms) -> dict[str, str] | None:
    """A person's name: family and given name and the full form in the order of its script."""
    if isinstance(value, Mapping):
        parts = _parts(cast(Mapping[Any, Any], value), ("family", "given", "full"), spec, norms)
        if "family" in parts or "given" in parts:
            parts["full"] = _joined(parts.get("family", ""), parts.get("given", ""))
        elif "full" in parts:
            return split_name(parts["full"])
        return parts or None
    full = text(value, spec, norms)
    return split_name(full) if full else None


def _joined(family: str, given: str) -> str:
    both = family + given
    return both if HAN.match(both) else f"{given} {family}".strip()


def split_name(full: str) -> dict[str, str]:
    """Family and given name of a full name: by surname for Chinese, by the last word for others."""
    if HAN.match(full) and "·" not in full and len(full) > 1:
        cut = 2 if full[:2] in COMPOUND_SURNAMES and len(full) > 2 else 1
        return {"family": full[:cut], "given": full[cut:], "full": full}
    if "," in full:
        family, _, given = (part.strip() for part in full.partition(","))
        return {"family": family, "given": given, "full": _joined(family, given)}
    given, _, family = full.rpartition(" ")
    return {"family": family, "given": given, "full": full} if given else {"family": full, "full": full}


def identity_number(value: Any, spec: FieldSpec, norms: Norms) -> str | None:
    """A number with check digits: unified social credit code, resident identity number or bank card."""
    written = text(value, spec, norms)
    if written is None:
        return None
    check = IDENTITY_CHECKS[spec.numbering or "uscc"]
    try:
        return str(check.validate(re.sub(r"[\s-]", "", written).upper()))
    except ValidationError:
        raise Refused("not_an_identity_number", type=spec.numbering or "uscc") from None


def place(value: Any, spec: FieldSpec, norms: Norms) -> dict[str, str]:
    """A place on earth in WGS 84: latitude and longitude in degrees."""
    if isinstance(value, str) and "," in value:
        latitude, _, longitude = value.partition(",")
    elif isinstance(value, Mapping):
        given = cast(Mapping[str, Any], value)
        latitude, longitude = given.get("latitude"), given.get("longitude")
    else:
        raise Refused("not_a_place")
    north, east = decimal_of(latitude), decimal_of(longitude)
    if abs(north) > Decimal(90) or abs(east) > Decimal(180):
        raise Refused("not_a_place")
    return {"latitude": format(north, "f"), "longitude": format(east, "f")}


def free_json(value: Any, spec: FieldSpec, norms: Norms) -> Any:
    try:
        found = read_json(value.encode()) if isinstance(value, str) else value
        if has_written_number(found):
            raise Refused("number_as_text")
        size = len(json.dumps(found, allow_nan=False))
        orjson.dumps([[[found]]])  # nothing is taken that could not be written again: too deep, half a letter
    except (ValueError, TypeError, RecursionError):
        raise Refused("not_json") from None
    if size > 100_000:
        raise Refused("too_long", limit=100_000, length=size)
    if "\\u0000" in json.dumps(found):
        raise Refused("control_character")
    if spec.numbering == GRANTS and (fault := fault_in_grants(found)):
        raise Refused("wrong_grant", part=fault[0][:200], allowed=fault[1])
    if spec.numbering == CRITERIA:
        _check_filter(found)
    return found


def _check_filter(found: Any) -> None:
    """Raises Refused where this is no filter; whether it fits an object is not known here."""
    try:
        read_filter(found)
    except Malformed as error:
        raise Refused(error.errors[0].code, **error.errors[0].values) from None
