"""Defaults of fields that an administrator shaped: one that names a person goes, from the history of its field too."""

from typing import Final

import orjson

from guanxi.engine.company import Work
from guanxi.engine.customs.definitions import count_up
from guanxi.engine.privacy.persons import Terms

DEFAULT: Final = "default"
WITH: Final = """
SELECT kind, object, name, facts ->> 'default' FROM engine.definition
WHERE facts ->> 'default' ~* $1 AND kind IN ('field', 'field_change') FOR UPDATE
"""
WITHOUT: Final = """
UPDATE engine.definition d SET facts = d.facts - 'default'
FROM json_to_recordset($1::json) AS g(kind text, object text, name text)
WHERE (d.kind, d.object, d.name) = (g.kind, g.object, g.name)
"""
# an undo would bring it back
FORGET: Final = """
UPDATE engine.change SET salt = NULL,
 old = CASE WHEN old ->> 'default' ~* $1 THEN (old::jsonb - 'default')::json ELSE old END,
 new = CASE WHEN new ->> 'default' ~* $1 THEN (new::jsonb - 'default')::json ELSE new END
WHERE object = 'field' AND (old ->> 'default' ~* $1 OR new ->> 'default' ~* $1)
"""


async def drop_defaults(work: Work, terms: Terms) -> int:
    """Takes away the defaults that are surely a person's; gives how many, of fields that were dropped too."""
    if not terms.sure:
        return 0
    rows = await work.fetch(WITH, terms.sure)
    if rows:
        keys = [dict(zip(("kind", "object", "name"), row[:3], strict=True)) for row in rows]
        await work.execute(WITHOUT, orjson.dumps(keys).decode())
        await count_up(work)
    await work.execute(FORGET, terms.sure)
    return len(rows)
