"""Whether a record that is read may also be edited, where that differs from one record to the next."""

from guanxi.engine.access.rights import Rights
from guanxi.engine.query.statement import Statement

CAN_EDIT = "can_edit"


def can_edit_sql(statement: Statement, alias: str, rights: Rights) -> str:
    """The end of a select list that tells of each record whether it lies within what the caller may edit.

    Empty for who may edit nothing or everything that he reads: the object's rights say so once for all records.
    """
    if (
        not (rights.may("edit") or rights.may("delete"))
        or rights.scope("edit") == "all"
        or _edits_what_it_reads(statement, rights)
    ):
        return ""
    return f", ({statement.in_scope(alias, rights, 'edit')}) IS TRUE AS {CAN_EDIT}"


def _edits_what_it_reads(statement: Statement, rights: Rights) -> bool:
    who = statement.principal
    return rights.scope("read") == rights.scope("edit") and who.read_keys == who.edit_keys
