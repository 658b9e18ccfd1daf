"""Empty tables to fill: the headers that an import recognises, lists to choose from, and what can stand where."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import xlsxwriter

from guanxi.engine.company import Company
from guanxi.engine.transfer.messages import choice_labels
from guanxi.engine.transfer.targets import Target, targets_of
from guanxi.kernel.principal import Principal
from guanxi.kernel.specs import ObjectSpec

ROWS_WITH_LISTS = 5_000
LONGEST_LIST = 255  # what Excel takes for a list of choices inside a cell's rule
NEVER = ("json", "location")


def template(company: Company, principal: Principal, name: str, language: str) -> bytes:
    """An Excel file with a sheet of headers and a sheet of notes. Raises Forbidden without the right to import."""
    rights = company.rights(principal, name)
    rights.require("import")
    fields = [
        each
        for each in targets_of(company, replace(principal, language=language), name)
        if each.part is None and "." not in each.field and each.kind not in NEVER and each.field in rights.spec.fields
    ]
    written = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    _write_headers(book, company, rights.spec, fields, language)
    _write_notes(book, company, rights.spec, fields, language)
    book.close()
    return written.getvalue()


def _write_headers(book: Any, company: Company, spec: ObjectSpec, fields: Sequence[Target], language: str) -> None:
    sheet = book.add_worksheet(company.translate(language, "transfer.template.sheet"))
    plain, required = book.add_format({"bold": True, "bottom": 1}), book.add_format({"bold": True, "bottom": 1})
    required.set_font_color("#B42318")
    sheet.freeze_panes(1, 0)
    for column, each in enumerate(fields):
        sheet.set_column(column, column, max(12, len(each.label) * 2))
        sheet.write_string(
            0, column, each.label + (" *" if each.required else ""), required if each.required else plain
        )
        labels = choice_labels(company, language, spec, spec.fields[each.field]) if each.kind == "picklist" else []
        if labels and len(",".join(labels)) <= LONGEST_LIST and not any("," in label for label in labels):
            sheet.data_validation(1, column, ROWS_WITH_LISTS, column, {"validate": "list", "source": labels})


def _write_notes(book: Any, company: Company, spec: ObjectSpec, fields: Sequence[Target], language: str) -> None:
    sheet = book.add_worksheet(company.translate(language, "transfer.template.notes"))
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, 0, 28)
    sheet.set_column(2, 2, 80)
    for column, word in enumerate(("field", "required", "values")):
        sheet.write_string(0, column, company.translate(language, f"transfer.template.{word}"), bold)
    for row, each in enumerate(fields, 1):
        sheet.write_string(row, 0, each.label)
        sheet.write_string(row, 1, company.translate(language, "transfer.yes") if each.required else "")
        sheet.write_string(row, 2, _note(company, spec, each, language))


def _note(company: Company, spec: ObjectSpec, each: Target, language: str) -> str:
    field = spec.fields[each.field]
    hint = company.words.find(language, f"{spec.name}.hints.{each.field}") or field.hints.get(language)
    key = "reference" if each.target else "known_tags" if field.tag_words else each.kind
    values: dict[str, str] = {}
    if each.target:
        target = company.registry[each.target]
        values["object"] = company.words.label(language, f"{target.name}.label", target.labels)
    if field.choices:
        values["choices"] = ", ".join(choice_labels(company, language, spec, field))
    path = f"transfer.template.hint.{key}"
    text = company.translate(language, path, **values) if company.words.find(language, path) else ""
    return " · ".join(part for part in (text, str(hint or "")) if part)
