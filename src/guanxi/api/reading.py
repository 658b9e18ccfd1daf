"""Reading the parameters of a request."""

from typing import Any, cast
from urllib.parse import unquote
from uuid import UUID

from guanxi.api.door import Call
from guanxi.engine.query import Query
from guanxi.kernel.errors import FieldError, Invalid, Malformed, NotFound
from guanxi.kernel.fields.numbers import read_json
from guanxi.kernel.filters import read_filter
from guanxi.kernel.identifiers import read_id


def refuse_lines(call: Call) -> str:
    """The object of the path; owned lines are reached through their parent only."""
    name = call.path("object")
    spec = call.company.registry.objects.get(name)
    if spec is not None and spec.parent is not None:
        raise Malformed("lines_live_with_parent", object=name)
    call.company.rights(call.principal, name)
    return name


def names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def whole_number(call: Call, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most`. Raises Malformed for anything else."""
    given = call.query(name) or str(default)
    digits = given.lstrip("0")
    is_number = given.isascii() and given.isdigit() and 1 <= len(digits) <= len(str(most))
    if not is_number or int(digits) > most:
        raise Malformed("bad_number", errors=[FieldError(name, "bad_number", {"most": most})], most=most)
    return int(digits)


def yes_or_no(call: Call, name: str) -> bool:
    """Whether a parameter is true; false where it is not there. Raises Malformed for anything else."""
    given = call.query(name)
    if given not in ("", "true", "false"):
        raise Malformed("malformed", errors=[FieldError(name, "not_true_or_false")])
    return given == "true"


def id_of(call: Call, name: str = "id") -> UUID:
    """The id in the path. Raises NotFound where it is none."""
    found = read_id(call.path(name))
    if found is None:
        raise NotFound("no_such_record", id=call.path(name)[:100])
    return found


def file_name_of(call: Call) -> str:
    """The name of the file that is sent, without folders and invisible signs. Raises Invalid where there is none."""
    given = unquote(call.request.headers.get("x-file-name", "")).replace("\\", "/").split("/")[-1].strip()
    cleaned = "".join(letter for letter in given if letter.isprintable())[:200]
    if cleaned in ("", ".", ".."):
        raise Invalid("invalid", errors=[FieldError("X-File-Name", "required", {"field": "X-File-Name"})])
    return cleaned


def ids_of(given: Any) -> list[UUID]:
    """The ids of a request's body. Raises Malformed where they are none."""
    found = [read_id(each) for each in cast(list[Any], given)] if isinstance(given, list) else []
    if not found or None in found or len(found) > 10_000:
        raise Malformed("bad_ids", errors=[FieldError("ids", "bad_ids", {"most": 10_000})], most=10_000)
    return [each for each in dict.fromkeys(found) if each is not None]


def filter_of(text: str) -> Any:
    """A filter written as JSON in the address. Raises Malformed."""
    try:
        given: Any = read_json(text.encode()) if text else {}
    except ValueError:
        raise Malformed("bad_filter", errors=[FieldError("filter", "not_json")]) from None
    return read_filter(given)


def list_query(call: Call) -> Query:
    """The query that the parameters of a list's address describe."""
    return Query(
        fields=names(call.query("fields")) or None,
        filter=filter_of(call.query("filter")),
        sort=names(call.query("sort")),
        limit=whole_number(call, "limit", 50, 500),
        cursor=call.query("cursor") or None,
        expand=names(call.query("expand")),
        count=call.query("count") or "none",
        deleted=call.query("deleted") == "true",
        q=call.query("q")[:200].replace("\x00", ""),
    )
