"""Persons are found in a large base by indexes alone: PRI-2."""

import time

import pytest

from guanxi.engine.company import Company
from guanxi.engine.privacy.finding import find
from guanxi.engine.privacy.persons import Person, Terms, read_persons
from guanxi.kernel.errors import Invalid
from guanxi.kernel.identifiers import new_id
from guanxi.kernel.principal import system
from tests.fixtures.company import Cast, make

pytestmark = pytest.mark.anyio
MANY = 100_000
ENTRIES = f"""
INSERT INTO engine.search_entry (record_id, object, title, tokens)
SELECT gen_random_uuid(), 'note', 'Note ' || n, ARRAY(SELECT (random() * 9e15)::bigint FROM generate_series(1, 12))
FROM generate_series(1, {MANY}) n
"""
CHANGES = f"""
INSERT INTO engine.change (change_set, object, record_id, kind, version, at)
SELECT gen_random_uuid(), 'note', gen_random_uuid(), 'create', 1, now() FROM generate_series(1, {MANY}) n
"""
SCANS = """
SELECT relname, seq_scan FROM pg_stat_xact_user_tables
WHERE relname IN ('search_entry', 'change', 'match_key') AND seq_scan > 0
"""


async def test_no_large_table_is_read_through(company: Company, cast: Cast) -> None:
    ours = str(await make(company, cast.admin, "contact", name="Ida Quist", email="ida@quist.example"))
    async with company.pool.connection() as connection:
        for statement in (ENTRIES, CHANGES, "ANALYZE engine.search_entry", "ANALYZE engine.change"):
            await connection.execute(statement.encode())
    request = str(new_id())
    async with company.work(system()) as work:
        started = time.perf_counter()
        await find(work, request, [Person(("Ida Quist",), ("ida@quist.example",), ("+86 138 0000 1111",))])
        took = time.perf_counter() - started
        assert await work.fetch(SCANS) == []
        rows = await work.fetch("SELECT key, is_chosen FROM engine.subject_finding WHERE request = $1::uuid", request)
    assert rows == [(ours, True)]
    assert took < 10


@pytest.mark.parametrize(
    ("text", "blotted"),
    [
        ("Call 138-0000 1111 now", "Call ▇▇▇ now"),
        ("+8613800001111", "▇▇▇"),
        ("913800001111", "913800001111"),
        ("IDA@Quist.example, xida@quist.example", "▇▇▇, xida@quist.example"),
        ("Quist, Ida; Idaho; ida quist", "Quist, Ida; Idaho; ▇▇▇"),
    ],
)
def test_a_person_is_blotted_out_however_written(text: str, blotted: str) -> None:
    terms = Terms((Person(("Ida Quist",), ("ida@quist.example",), ("+86 138 0000 1111",)),))
    assert terms.blot({"of": [text]}, with_names=True) == {"of": [blotted]}


@pytest.mark.parametrize("given", [None, [], [{}], ["Ida"], [{"names": ["x"]}], [{"names": ["Ida"]}] * 101])
def test_who_cannot_be_looked_for_is_refused(given: object) -> None:
    with pytest.raises(Invalid):
        read_persons(given)
