"""Questions to directories over HTTP: few, short, and only to places that may be reached."""

from collections.abc import Mapping
from typing import Any, Final, cast

from guanxi.engine.company import Company
from guanxi.engine.outgoing import client
from guanxi.engine.outgoing.client import Limits
from guanxi.kernel.fields.numbers import read_json

LIMITS: Final = Limits(seconds=10, most_bytes=1_000_000)


async def ask(company: Company, method: str, address: str, **given: Any) -> tuple[int, Mapping[str, Any]]:
    """The status and the JSON object that comes, empty where none does.

    Raises Forbidden for an address that may not be reached, and Unavailable where nobody answers.
    """
    headers = {"Accept": "application/json", **given.pop("headers", {})}
    async with client(company, limits=LIMITS) as web:
        answer = await web.request(method, address, headers=headers, **given)
    return answer.status_code, _object(answer.content)


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = read_json(body)
    except (ValueError, RecursionError):
        return {}
    return cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
