"""Reading values: from what a person, a file or a program gave, to the one canonical form of each kind.

The canonical form is plain JSON: text, true and false, integers, exact decimals and dates as text, lists and objects.
It is
what the API answers, what history keeps and what the database's `json_populate_recordset` takes.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from guanxi.kernel.fields.currencies import DECIMALS
from guanxi.kernel.identifiers import read_id
from guanxi.kernel.specs import FieldSpec


class Refused(Exception):
    """A value that its field does not take: the code of the message and the values that it names."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Norms:
    """What a company presumes where a value leaves it open."""

    country: str = "CN"
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"


LONGEST = {"text": 500, "long_text": 100_000, "rich_text": 200_000}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
THOUSANDS = re.compile(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
CANONICAL_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
PLAIN_URL = re.compile(r"^https?://[^\s/$.?#][^\s]*$", re.IGNORECASE)
CHINESE_DATE = re.compile(r"^(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?$")
MOST_DIGITS = 30  # before the point, and behind it
LONGEST_NUMBER = 100
EXACT = Context(prec=2 * MOST_DIGITS + 10, rounding=ROUND_HALF_UP)


def text(value: Any, spec: FieldSpec, norms: Norms) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Refused("not_text")
    written = str(value)
    if CONTROL.search(written):
        raise Refused("control_character")
    cleaned = unicodedata.normalize("NFC", written).strip()
    limit = spec.max_length or LONGEST.get(spec.kind, 500)
    if len(cleaned) > limit:
        raise Refused("too_long", limit=limit, length=len(cleaned))
    return cleaned or None


def decimal_of(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Refused("not_a_number")
    written = unicodedata.normalize("NFKC", _short(value)).strip().replace(" ", "")
    if THOUSANDS.match(written):
        written = written.replace(",", "")
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise Refused("not_a_number") from None
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS or int(number.as_tuple().exponent) < -MOST_DIGITS:
        raise Refused("not_a_number")
    return number if number else number.copy_abs()


def _short(value: Any) -> str:
    """The text of a number, which is never long: neither digits nor blanks without end are worth reading."""
    if (isinstance(value, str) and len(value) > LONGEST_NUMBER) or (
        isinstance(value, int) and value.bit_length() > 200
    ):
        raise Refused("not_a_number")
    return str(value)


def rounded(number: Decimal, decimals: int) -> Decimal:
    """The number with so many decimals, a half away from nought; nought has no sign."""
    found = number.quantize(Decimal(1).scaleb(-decimals), context=EXACT)
    return found if found else found.copy_abs()


def within(number: Decimal, spec: FieldSpec) -> Decimal:
    if spec.at_least is not None and number < spec.at_least:
        raise Refused("too_small", at_least=str(spec.at_least))
    if spec.at_most is not None and number > spec.at_most:
        raise Refused("too_large_number", at_most=str(spec.at_most))
    return number


def whole(value: Any, spec: FieldSpec, norms: Norms) -> int:
    number = within(decimal_of(value), spec)
    if number != number.to_integral_value() or abs(number) >= 2**63:
        raise Refused("not_whole")
    return int(number)


def exact(value: Any, spec: FieldSpec, norms: Norms) -> str:
    number = within(decimal_of(value), spec)
    if spec.decimals is not None:
        number = rounded(number, spec.decimals)
    return format(number, "f")


def percent(value: Any, spec: FieldSpec, norms: Norms) -> str:
    """A percentage as its number: 35 % is "35"."""
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        value = value.strip()[:-1]
    return exact(value, spec, norms)


def money(value: Any, spec: FieldSpec, norms: Norms) -> dict[str, str]:
    """An amount with its currency, rounded to what the currency has."""
    amount, currency = value, None
    if isinstance(value, Mapping):
        parts = cast(Mapping[str, Any], value)
        amount, currency = parts.get("amount"), parts.get("currency")
    if isinstance(amount, str):
        amount, currency = _currency_in(_short(amount), currency)
    currency = str(currency or norms.currency).upper()
    if currency not in DECIMALS:
        raise Refused("unknown_currency", currency=currency[:10])
    number = rounded(within(decimal_of(amount), spec), DECIMALS[currency])
    return {"amount": format(number, "f"), "currency": currency}


SIGNS = {
    "¥": None,
    "￥": None,
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "NT$": "TWD",
    "HK$": "HKD",
    "US$": "USD",
    "元": "CNY",
}


def _currency_in(written: str, currency: Any) -> tuple[str, Any]:
    stripped = written.strip()
    for sign in sorted(SIGNS, key=len, reverse=True):
        if stripped.startswith(sign) or stripped.endswith(sign):
            return stripped.removeprefix(sign).removesuffix(sign).strip(), currency or SIGNS[sign]
    code = re.match(r"^([A-Za-z]{3})\s*(.+)$|^(.+?)\s*([A-Za-z]{3})$", stripped)
    if code and currency is None:
        return (code[2] or code[3]), (code[1] or code[4])
    return stripped, currency


TRUE_WORDS = {"true", "yes", "y", "1", "on", "是", "对", "真", "有", "√", "✓"}
FALSE_WORDS = {"false", "no", "n", "0", "off", "否", "错", "假", "无", "×", ""}


def boolean(value: Any, spec: FieldSpec, norms: Norms) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise Refused("not_yes_or_no")


def day(value: Any, spec: FieldSpec, norms: Norms) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise Refused("not_a_date")
    written = unicodedata.normalize("NFKC", value).strip()
    match = CHINESE_DATE.match(written) or re.match(r"^(\d{4})(\d{2})(\d{2})$", written)
    try:
        found = date(*(int(part) for part in match.groups())) if match else datetime.fromisoformat(written).date()
    except ValueError:
        raise Refused("not_a_date") from None
    return found.isoformat()


def instant(value: Any, spec: FieldSpec, norms: Norms) -> str:
    """A moment in UTC; one written without a zone is in the company's."""
    moment = value if isinstance(value, datetime) else _moment(value, norms)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(norms.time_zone))
    try:
        return moment.astimezone(UTC).isoformat()
    except OverflowError:
        raise Refused("not_a_time") from None


def _moment(value: Any, norms: Norms) -> datetime:
    if isinstance(value, date):
        return datetime.combine(value, time())
    if not isinstance(value, str):
        raise Refused("not_a_time")
    written = re.sub(r"^(\d{4})[年/.](\d{1,2})[月/.](\d{1,2})日?", _padded, value.strip())
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise Refused("not_a_time") from None


def _padded(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


CLOCK = re.compile(r"^(?:(\d{1,9})d)?\s*(?:(\d{1,9})h)?\s*(?:(\d{1,9})m)?\s*(?:(\d{1,9})s)?$")
CLOCK_PART = re.compile(r"^\d{1,9}$")


def seconds(value: Any, spec: FieldSpec, norms: Norms) -> int:
    """A duration in seconds; also written as 1h30m or 01:30:00."""
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, str):
        clock = CLOCK.match(value.strip())
        if clock and any(clock.groups()):
            days, hours, minutes, rest = (int(part or 0) for part in clock.groups())
            return days * 86_400 + hours * 3_600 + minutes * 60 + rest
        parts = value.strip().split(":")
        if len(parts) in (2, 3) and all(CLOCK_PART.match(part) for part in parts):
            numbers = [int(part) for part in (*parts, "0")[:3]]
            return numbers[0] * 3_600 + numbers[1] * 60 + numbers[2]
    return whole(value, spec, norms)


def choice(value: Any, spec: FieldSpec, norms: Norms) -> str | None:
    key = str(value).strip()
    if not key:
        return None
    for each in spec.choices:
        if each.key == key:
            return key
    lowered = key.lower()
    for each in spec.choices:
        if lowered == each.key.lower() or lowered in {label.lower() for label in each.labels.values()}:
            return each.key
    raise Refused("unknown_choice", value=key[:100], choices=", ".join(each.key for each in spec.choices[:12]))


def choices(value: Any, spec: FieldSpec, norms: Norms) -> list[str]:
    found = (choice(part, spec, norms) for part in parts_of(value))
    return list(dict.fromkeys(key for key in found if key))


def parts_of(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,;，；、|\n]", value) if part.strip()]
    if isinstance(value, list | tuple):
        return list(cast(list[Any], value))
    raise Refused("not_a_list")


@lru_cache(maxsize=4096)
def _email(written: str) -> str | None:
    try:
        return validate_email(written, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None


PLAIN_EMAIL = re.compile(
    r"^[a-z0-9][a-z0-9._%+-]{0,62}[a-z0-9]@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$"
)


def email(value: Any, spec: FieldSpec, norms: Norms) -> str | None:
    written = text(value, spec, norms)
    if written is None:
        return None
    lowered = written.lower()
    if PLAIN_EMAIL.match(lowered) and ".." not in lowered:
        return lowered
    normal = _email(written)
    if normal is None:
        raise Refused("not_an_email")
    return normal


CHINESE_MOBILE = re.compile(r"^(?:\+?86)?(1[3-9]\d{9})$")
PHONE_NOISE = str.maketrans("", "", " -()（）.\u00a0\u2011\u2010–—")


def phone(value: Any, spec: FieldSpec, norms: Norms) -> str | None:
    """A telephone number in E.164, its extension behind `;ext=`."""
    written = text(value, spec, norms)
    if written is None:
        return None
    squeezed = unicodedata.normalize("NFKC", written).translate(PHONE_NOISE)
    mobile = CHINESE_MOBILE.match(squeezed)
    if mobile and norms.country == "CN":
        return "+86" + mobile[1]
    return _parsed_phone(unicodedata.normalize("NFKC", written), norms.country)


@lru_cache(maxsize=65_536)
def _parsed_phone(written: str, country: str) -> str:
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        raise Refused("not_a_phone", country=country) from None
    if not phonenumbers.is_possible_number(number):
        raise Refused("not_a_phone", country=country)
    plain = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={number.extension}" if number.extension else plain


def url(value: Any, spec: FieldSpec, norms: Norms) -> str | None:
    written = text(value, spec, norms)
    if written is None:
        return None
    whole_url = written if "://" in written else f"https://{written}"
    if not PLAIN_URL.match(whole_url) or "." not in whole_url:
        raise Refused("not_a_url")
    return whole_url


def reference(value: Any, spec: FieldSpec, norms: Norms) -> str:
    """The id of another record; that it exists is checked where the records are."""
    if isinstance(value, str) and CANONICAL_ID(value):
        return value
    if isinstance(value, Mapping):
        value = cast(Mapping[str, Any], value).get("id")
    found = read_id(value)
    if found is None:
        raise Refused("not_an_id")
    return str(found)


def references(value: Any, spec: FieldSpec, norms: Norms) -> list[str]:
    return list(dict.fromkeys(reference(part, spec, norms) for part in parts_of(value)))
