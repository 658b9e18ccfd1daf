"""The words that records have as tags, so that nobody writes a second one for the same."""

from typing import Any, Final

from guanxi.engine.company import Work
from guanxi.engine.query.statement import Statement
from guanxi.engine.search.readings import spoken
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import NotFound

NEWEST: Final = 10_000
MOST: Final = 200


async def tags_in_use(work: Work, object_name: str, field_name: str) -> list[dict[str, Any]]:
    """The tags of the newest records in the caller's scope, the most used first: `{word, count, sounds}`.

    Raises Forbidden without the right to read, NotFound where there is no such field of tags for the caller.
    """
    rights = work.rights(object_name)
    rights.require("read")
    each = rights.spec.fields.get(field_name)
    if each is None or each.kind != "tags" or not rights.sees(field_name):
        raise NotFound("no_such_field", field=field_name[:100])
    statement = Statement(work)
    column = f"t.{quoted(field_name)}"
    rows = await work.fetch(
        f"SELECT w.word, count(*) FROM (SELECT {column} AS words FROM {table_of(rights.spec)} t"
        f" WHERE t.deleted_at IS NULL AND {column} <> '{{}}' AND {statement.in_scope('t', rights)}"
        f" ORDER BY t.id DESC LIMIT {NEWEST}) r, unnest(r.words) AS w(word)"
        f" GROUP BY w.word ORDER BY count(*) DESC, w.word LIMIT {MOST}",
        *statement.parameters,
    )
    return [{"word": word, "count": count, "sounds": spoken(word)} for word, count in rows]
