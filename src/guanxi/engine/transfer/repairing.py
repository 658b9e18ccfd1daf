"""Cells that stand for something near: what a dry run offers to replace in all rows at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from guanxi.engine.company import Company
from guanxi.engine.transfer.messages import error_facts, meant
from guanxi.engine.transfer.settings import ImportSettings
from guanxi.kernel.errors import FieldError
from guanxi.kernel.specs import ObjectSpec

MOST_REPAIRS = 50
Repair = tuple[int, str, str, str]  # column, field, the cell as it is, as it should be


@dataclass(slots=True)
class Repairs:
    """The repairs that the refused rows of a file suggest, with the number of rows that each would mend."""

    company: Company
    settings: ImportSettings
    language: str
    rows: Counter[Repair] = field(default_factory=Counter[Repair])
    known: dict[tuple[str, str], str | None] = field(default_factory=dict[tuple[str, str], str | None])

    def note(self, cells: Sequence[str], errors: Sequence[FieldError]) -> None:
        for error in errors:
            found = self._repair(cells, error)
            if found is not None:
                self.rows[found] += 1

    def facts(self) -> list[dict[str, Any]]:
        """The most frequent ones, as the interface answers them."""
        return [
            {"column": column, "field": name, "from": old, "to": new, "rows": count}
            for (column, name, old, new), count in self.rows.most_common(MOST_REPAIRS)
        ]

    def _repair(self, cells: Sequence[str], error: FieldError) -> Repair | None:
        """A repair replaces a whole cell: one that holds several values is left to a person."""
        value = error.values.get("value")
        columns = [each.column for each in self.settings.mapping if each.field == error.field and each.part is None]
        if not isinstance(value, str) or not columns or columns[0] >= len(cells):
            return None
        cell = cells[columns[0]].strip()
        if cell != value.strip():
            return None
        near = self._near(error, cell)
        return None if near is None or near == cell else (columns[0], error.field, cell, near)

    def _near(self, error: FieldError, cell: str) -> str | None:
        if (error.field, cell) not in self.known:
            self.known[error.field, cell] = meant(self.company, self.language, self._spec, error_facts([error])[0])
        return self.known[error.field, cell]

    @property
    def _spec(self) -> ObjectSpec:
        return self.company.registry[self.settings.object]
