"""A version that makes other tokens writes all search entries anew, before anybody works with it."""

import pytest

from guanxi.engine.changes import Change, write
from guanxi.engine.changes.reindexing import renew_entries
from guanxi.engine.company import Company
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
ENTRIES = """
SELECT (to_jsonb(e) || jsonb_build_object('tokens', ARRAY(SELECT unnest(tokens) ORDER BY 1)))::text
FROM engine.search_entry e ORDER BY record_id
"""


async def entries(company: Company, cast: Cast) -> list[str]:
    async with company.reading(cast.admin) as work:
        return [row[0] for row in await work.fetch(ENTRIES)]


async def renew(company: Company) -> list[str]:
    """What is reported while the entries are renewed."""
    said: list[str] = []
    async with company.pool.connection() as connection:
        await renew_entries(connection, company.registry, company.words, said.append)
    return said


async def test_entries_of_an_older_form_become_those_that_a_write_makes(company: Company, cast: Cast) -> None:
    lina = cast.lina.user_id
    changed = await make(company, cast.zhoumin, "contact", name="Anna Becker", email="anna@example.com")
    await make(company, cast.lina, "contact", name="张伟", email="wei@example.com", mobile="13812345678")
    await make(company, cast.zhoumin, "account", name="Becker & Söhne GmbH", industry="manufacturing")
    gone = await make(company, cast.lina, "lead", name="李娜")
    async with company.work(cast.admin) as work:
        await write(work, "lead", [Change("delete", gone)])
        await write(work, "contact", [Change("update", changed, {"name": "李雷", "email": None, "owner": str(lina)})])
    written = await entries(company, cast)
    async with company.work(cast.admin) as work:
        await work.execute("UPDATE engine.search_entry SET tokens = '{1}', title = NULL")
        await work.execute("UPDATE engine.setting SET value = '1' WHERE name = 'search'")
    assert await renew(company) == ["Writing the search index anew"]
    assert await entries(company, cast) == written


async def test_entries_of_this_form_are_left_alone(company: Company, cast: Cast) -> None:
    await make(company, cast.lina, "contact", name="张伟")
    async with company.work(cast.admin) as work:
        await work.execute("UPDATE engine.search_entry SET title = 'kept'")
    assert await renew(company) == []
    assert all('"title": "kept"' in each for each in await entries(company, cast))
