"""A made-up object with a field of every kind that formulas may read, its table and one record."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from guanxi.engine.expressions import to_sql
from guanxi.engine.expressions.compiling import literal
from guanxi.engine.store.columns import path_sql
from guanxi.engine.store.schema import table_statement
from guanxi.kernel import fields
from guanxi.kernel.expressions import Node
from guanxi.kernel.objects import Object, build_registry

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 3, 14, 1, 59, 26, 535_000, tzinfo=ZoneInfo(ZONE))


class Parcel(Object, area="post", title="name", is_owned=False):
    """Something that is sent."""

    name = fields.Text()
    other = fields.Text()
    state = fields.Choice("packed", "sent", "lost")
    count = fields.Number()
    weight = fields.DecimalNumber()
    share = fields.Percent()
    price = fields.Money()
    score = fields.Rating()
    is_fragile = fields.Boolean()
    is_insured = fields.Boolean()
    due_on = fields.Date()
    sent_on = fields.Date()
    sent_at = fields.DateTime()
    seen_at = fields.DateTime()
    travel = fields.Duration()
    handling = fields.Duration()
    receiver = fields.PersonName()
    origin = fields.Address()
    sender = fields.Reference("parcel")
    words = fields.Tags()
    doubled = fields.Computed(weight * 2)
    load = fields.Computed(doubled * count)


REGISTRY = build_registry([Parcel])
SPEC = REGISTRY["parcel"]
VALUES: Mapping[str, Any] = {
    "name": "Vase 青花瓷 🏺",
    "state": "sent",
    "count": 3,
    "weight": "2.50",
    "share": "35",
    "price": {"amount": "1234.56", "currency": "CNY"},
    "score": 4,
    "is_fragile": True,
    "is_insured": False,
    "due_on": "2026-03-20",
    "sent_on": "2026-03-01",
    "sent_at": "2026-03-01T17:30:00+00:00",
    "seen_at": "2026-03-02T18:00:00.250000+00:00",
    "travel": 5_400,
    "receiver": {"family": "曾", "given": "小贤", "full": "曾小贤"},
    "origin": {"city": "杭州", "street": "文三路 1"},
    "sender": "01890000-0000-7000-8000-000000000001",
    "words": ["vase"],
}


def make_table(connection: psycopg.Connection[Any]) -> None:
    connection.execute("CREATE SCHEMA record")
    connection.execute(table_statement(SPEC).encode())
    for name in ("version", "created_at", "created_by", "updated_at", "updated_by"):
        connection.execute(f"ALTER TABLE record.parcel ALTER {name} DROP NOT NULL".encode())


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a record as the write path stores it."""
    price: Mapping[str, Any] = values.get("price") or {}
    amount = price.get("amount")
    parts = {"price": amount, "price_currency": price.get("currency"), "price_base": amount}
    return {"id": "01890000-0000-7000-8000-000000000000", **values, **parts}


def in_sql(connection: psycopg.Connection[Any], node: Node, values: Mapping[str, Any]) -> Any:
    """What PostgreSQL makes of an expression over a stored record."""
    sql = to_sql(node, lambda path: path_sql("t", SPEC, path), SPEC, zone_sql=literal(ZONE), moment=literal(NOW))
    with connection.transaction(force_rollback=True):
        connection.execute(
            b"INSERT INTO record.parcel SELECT * FROM json_populate_record(NULL::record.parcel, %s)",
            [json.dumps(columns_of(values))],
        )
        row = connection.execute(b"SELECT " + sql.replace("%", "%%").encode() + b" FROM record.parcel t", []).fetchone()
    assert row is not None
    return row[0]
