"""What a found record belongs to, such as a person's company: the first record that its key facts refer to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.selection import shown_title_sql
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.specs import FieldSpec


async def belongs_of(work: Work, hits: Sequence[tuple[str, UUID]]) -> Mapping[UUID, str]:
    """The titles of what these hits, as object and id, belong to, where the searcher may read it; one statement."""
    ids: dict[str, list[str]] = defaultdict(list)
    for object_name, record_id in hits:
        ids[object_name].append(str(record_id))
    statement = Statement(work)
    parts = [_titles_sql(statement, work.rights(name), wanted) for name, wanted in ids.items()]
    text = " UNION ALL ".join(part for part in parts if part)
    rows = await work.fetch(text, *statement.parameters) if text else ()
    return {UUID(str(row[0])): str(row[1]) for row in rows if row[1]}


def key_reference(rights: Rights) -> FieldSpec | None:
    """The first reference among the key facts that the caller sees, but for whom the record belongs to."""
    spec = rights.spec
    for name in spec.key_facts:
        each = spec.fields[name]
        if each.kind == "reference" and each.target and name != "owner" and rights.sees(name):
            return each
    return None


def _titles_sql(statement: Statement, rights: Rights, ids: Sequence[str]) -> str:
    each = key_reference(rights)
    if each is None:
        return ""
    target = statement.registry[each.target or ""]
    theirs = statement.rights(target)
    title = shown_title_sql("x", theirs, statement) if theirs.may("read") else None
    if title is None:
        return ""
    wanted = statement.add(list(ids), "uuid[]")
    return (
        f"SELECT t.id::text, {title} FROM {table_of(rights.spec)} t"
        f" JOIN {table_of(target)} x ON x.id = t.{quoted(each.name)}"
        f" WHERE t.id = ANY({wanted}) AND x.deleted_at IS NULL AND {statement.in_scope('x', theirs)}"
    )
