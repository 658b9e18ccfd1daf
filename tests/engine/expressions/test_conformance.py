"""REC-3, REC-5: formulas and rules mean the same in Python and in SQL, as the table of cases says."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from guanxi.engine.expressions import check, evaluate, read, write
from tests.databases import Databases
from tests.engine.expressions.cases import CASES
from tests.engine.expressions.parcels import NOW, SPEC, VALUES, in_sql, make_table

TABLE = pytest.mark.parametrize(("text", "changes", "expected"), CASES)


@pytest.fixture(scope="module")
def connection(databases: Databases) -> Generator[psycopg.Connection[Any]]:
    with databases.empty() as url, psycopg.connect(url, autocommit=True) as found:
        make_table(found)
        yield found


@TABLE
def test_python_gives_the_value(text: str, changes: dict[str, Any], expected: Any) -> None:
    found = evaluate(read(text), {**VALUES, **changes}, NOW, SPEC)
    assert (found, type(found)) == (expected, type(expected))


@TABLE
def test_sql_gives_the_value(
    connection: psycopg.Connection[Any], text: str, changes: dict[str, Any], expected: Any
) -> None:
    found = in_sql(connection, read(text), {**VALUES, **changes})
    assert (found, type(found)) == (expected, type(expected))


@TABLE
def test_the_case_passes_the_check_and_keeps_its_meaning_when_written(
    text: str, changes: dict[str, Any], expected: Any
) -> None:
    node = read(write(read(text)))
    assert check(node, SPEC) in {"decimal", "text", "boolean", "date", "date_time", "duration"}
    assert evaluate(node, {**VALUES, **changes}, NOW, SPEC) == expected
