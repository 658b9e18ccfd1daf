"""What a good refusal looks like, and a look at what the database holds."""

import re
from typing import Any

import httpx

from tests.contract.worlds import World

INSIDES = re.compile(r"Traceback|psycopg|orjson|JSONB|WHERE t\.|File \"|errors\.[a-z]|problems\.[0-9]")
HAN = re.compile(r"[\u4e00-\u9fff]")
COUNTS = """
SELECT (SELECT count(*) FROM engine.change), (SELECT count(*) FROM engine.change_set),
 (SELECT count(*) FROM engine.search_entry), (SELECT count(*) FROM record.account), (SELECT count(*) FROM record.order)
"""


def refused(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The problem that a refusal carries, which says what is wrong and nothing of our insides."""
    assert answer.status_code in (statuses or (400, 422)), answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    texts = [problem["title"], problem["detail"], *(each["message"] for each in problem["errors"])]
    assert all(text and not INSIDES.search(text) for text in texts), texts
    return problem


def first_code(answer: httpx.Response) -> str:
    """The code of what is wrong, the field's where one is named."""
    problem = refused(answer)
    return next((each["code"] for each in problem["errors"]), problem["code"])


async def written(world: World) -> tuple[int, ...]:
    """How much the database holds, to see that nothing was half-written."""
    async with world.company.pool.connection() as connection:
        row = await (await connection.execute(COUNTS.encode())).fetchone()
    assert row is not None
    return tuple(row)
