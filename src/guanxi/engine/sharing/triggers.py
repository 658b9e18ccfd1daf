"""The database itself keeps the keys of records true: whatever writes a record, a trigger has asked the rules.

A rule becomes part of the trigger's function in the transaction that writes the rule, which waits for the writers of
that table: those that come later ask the new rule, and what those before wrote is there for the sweep to see.
"""

from collections.abc import Sequence
from typing import Final

import psycopg

from guanxi.engine.company import Company, Work
from guanxi.engine.sharing.rules import Rule, columns_asked, keys_sql, objects_with_rules, rules_of
from guanxi.engine.store.columns import quoted, table_of
from guanxi.kernel.errors import Unavailable
from guanxi.kernel.principal import system
from guanxi.kernel.specs import ObjectSpec

TRIGGER: Final = "shares_follow_rules"


def _function_of(spec: ObjectSpec) -> str:
    return f"engine.{quoted(f'shares_of_{spec.table}')}"


def function_body(work: Work, spec: ObjectSpec, rules: Sequence[Rule]) -> str:
    """The body of the trigger's function."""
    return f"BEGIN NEW.shares := {keys_sql(work, spec, rules, 'NEW')}; RETURN NEW; END"


async def renew(work: Work, spec: ObjectSpec) -> bool:
    """Makes the writes of an object follow its rules as they are now; False where they do already.

    Raises Unavailable where the table is too busy to be had.
    """
    rules = await rules_of(work, spec.name)
    if not rules:
        return False
    body = function_body(work, spec, rules)
    if await _body_there(work, spec) == body:
        return False
    name, live = _function_of(spec), [rule for rule in rules if not rule.is_off]
    columns = ", ".join(quoted(each) for each in columns_asked(spec, live)) or "created_at"
    text = "'" + body.replace("'", "''") + "'"
    try:
        await work.execute("SET LOCAL lock_timeout = '4s'")
        await work.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {text}",
        )
        await work.execute(
            f"CREATE OR REPLACE TRIGGER {TRIGGER} BEFORE INSERT OR UPDATE OF {columns} ON {table_of(spec)}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
        await work.execute("RESET lock_timeout")
    except psycopg.errors.LockNotAvailable:
        raise Unavailable("schema_busy") from None
    return True


async def _body_there(work: Work, spec: ObjectSpec) -> str | None:
    rows = await work.fetch(
        "SELECT p.prosrc FROM pg_proc p WHERE p.oid = to_regproc($1) AND EXISTS (SELECT 1 FROM pg_trigger t"
        " WHERE t.tgfoid = p.oid AND t.tgrelid = $2::regclass)",
        _function_of(spec),
        table_of(spec),
    )
    return rows[0][0] if rows else None


async def renew_all(company: Company) -> None:
    """The same for every object with rules, when a process begins: fields may be called otherwise since."""
    async with company.work(system()) as work:
        for name in await objects_with_rules(work):
            if name in company.registry:
                await renew(work, company.registry[name])
