"""Both evaluators agree on expressions that nobody thought of, and text stands for the same expression."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.engine.expressions import check, evaluate, read, write
from guanxi.kernel.expressions import Node
from tests.databases import Databases
from tests.engine.expressions.parcels import NOW, SPEC, in_sql, make_table
from tests.engine.expressions.trees import RECORDS, TYPES, nodes

DEPTH = 3
EXAMPLES = settings(max_examples=60, report_multiple_bugs=False)


@pytest.fixture(scope="module")
def connection(databases: Databases) -> Generator[psycopg.Connection[Any]]:
    with databases.empty() as url, psycopg.connect(url, autocommit=True) as found:
        make_table(found)
        yield found


@pytest.mark.parametrize("kind", TYPES)
@EXAMPLES
@given(chosen=st.data(), record=RECORDS)
def test_python_and_sql_agree(
    connection: psycopg.Connection[Any], kind: str, chosen: st.DataObject, record: dict[str, Any]
) -> None:
    node: Node = chosen.draw(nodes(kind, DEPTH))
    given_kind = {"number": "decimal"}.get(kind, kind)
    assert check(node, SPEC) == given_kind
    assert in_sql(connection, node, record) == evaluate(node, record, NOW, SPEC)


@pytest.mark.parametrize("kind", TYPES)
@EXAMPLES
@given(chosen=st.data(), record=RECORDS)
def test_what_is_read_again_means_the_same(kind: str, chosen: st.DataObject, record: dict[str, Any]) -> None:
    node: Node = chosen.draw(nodes(kind, DEPTH))
    text = write(node)
    again = read(text)
    assert write(again) == text
    assert evaluate(again, record, NOW, SPEC) == evaluate(node, record, NOW, SPEC)
