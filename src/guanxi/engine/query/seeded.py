"""First records that were written in the installer's language, told in the reader's as long as nobody renamed them."""

from typing import Any, Final

from guanxi.engine.company import Company
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import quoted
from guanxi.kernel.specs import FieldSpec

CODE: Final = "code"  # the field by which a first record is known


def told(company: Company, language: str, each: FieldSpec, code: str, value: Any) -> Any:
    """The value of a field in a language, where it is one of the first texts of the record with this code."""
    words, key = company.words, f"{each.seeded_as}.{code}.{each.name}"
    return words.text(language, key) if language and each.seeded_as and value in words.all_of(key) else value


def told_sql(statement: Statement, alias: str, each: FieldSpec) -> str:
    """The SQL of the same."""
    words, column = statement.work.company.words, f"{alias}.{quoted(each.name)}"
    language, path = statement.principal.language, str(each.seeded_as)
    if not language:
        return column
    keys = {code: f"{path}.{code}.{each.name}" for code in words.below(path)}
    rows = [(code, known, words.text(language, key)) for code, key in keys.items() for known in words.all_of(key)]
    codes, texts, shown = (statement.add([row[place] for row in rows], "text[]") for place in range(3))
    return (
        f"coalesce((SELECT first_text.shown FROM unnest({codes}, {texts}, {shown}) AS first_text(code, known, shown)"
        f" WHERE first_text.code = {alias}.{quoted(CODE)} AND first_text.known = {column}), {column})"
    )
