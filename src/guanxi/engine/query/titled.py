"""A list in the order of what a reference's records are called: along their titles, and for each what refers to it.

The plain way looks up a title for every record before it can sort them. This one stops as soon as a page is full.
"""

from collections.abc import Mapping
from dataclasses import replace

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.ordering import Order, order_by
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import SORT_SUFFIX, quoted, table_of


def titled_sql(statement: Statement, rights: Rights, order: Order, where: str, limit: int) -> str:
    """The ids among which are the first records of the order.

    Those with a title, those whose title is not shown and those that refer to nothing follow one another, or the other
    way round; of each as many as a page has are found, where those before it do not fill the page.
    """
    each, keys = order.reference, order.keys[2:]
    assert each is not None
    target = statement.registry[each.target or ""]
    titles, reference = f"{table_of(target)} o", f"t.{quoted(each.name)}"
    title = f"o.{quoted(target.title + SORT_SUFFIX)}"
    shown = f"o.deleted_at IS NULL AND {statement.in_scope('o', statement.rights(target))}"
    descending = order.keys[0].descending
    sign, direction = ("<=", " DESC NULLS LAST") if descending else (">=", " NULLS FIRST")
    same = f"{reference} DESC" if descending else reference  # all empty; the index is in this order
    begins = "" if order.start is None else f" AND {title} {sign} {statement.add(order.start)}"
    columns = ", ".join(f"{key.sql} AS k{number}" for number, key in enumerate(keys))
    rest, above = order_by(keys), order_by([replace(key, sql=f"r.k{number}") for number, key in enumerate(keys)])
    chosen = f"SELECT t.id, {columns} FROM {table_of(rights.spec)} t WHERE {where}"
    referring = f"CROSS JOIN LATERAL ({chosen} AND {reference} = o.id ORDER BY {rest} LIMIT {limit}) r"
    parts = {
        "titled": f"SELECT r.id FROM (SELECT o.id, {title} AS title FROM {titles} WHERE GATE AND {shown}{begins}) o"
        f" {referring} ORDER BY o.title{direction}, {above} LIMIT {limit}",
        "hidden": f"SELECT r.id FROM (SELECT o.id FROM {titles} WHERE GATE AND ({shown}) IS NOT TRUE) o"
        f" {referring} ORDER BY {above} LIMIT {limit}",
        "empty": f"SELECT id FROM ({chosen} AND GATE AND {reference} IS NULL ORDER BY {same}, {rest} LIMIT {limit}) r",
    }
    return _one_after_another(parts if descending else dict(reversed(parts.items())), limit)


def _one_after_another(parts: Mapping[str, str], limit: int) -> str:
    """The parts in their order, each only where those before it have found too little."""
    names = list(parts)
    gates = [" + ".join(f"(SELECT count(*) FROM {name})" for name in names[:place]) for place in range(len(names))]
    texts = [
        f"{name} AS MATERIALIZED ({text.replace('GATE', f'({gate}) < {limit}' if gate else 'true')})"
        for (name, text), gate in zip(parts.items(), gates, strict=True)
    ]
    return f"WITH {', '.join(texts)} " + " UNION ALL ".join(f"SELECT id FROM {name}" for name in names)
