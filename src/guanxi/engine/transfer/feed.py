"""The rows of a file in batches, from where an interrupted import stopped."""

from collections.abc import Iterator

from guanxi.engine.transfer import grouping
from guanxi.engine.transfer.grouping import Group, Row
from guanxi.engine.transfer.rows import Candidate, Columns, contradictions
from guanxi.engine.transfer.settings import ImportSettings
from guanxi.engine.transfer.sources import Source, rows
from guanxi.kernel.fields.values import Norms

BATCH = 1_000


class Feed:
    """Candidates in batches of about a thousand rows. `position` counts the rows that were given out, `skipped` are the
    repeated ones that the last batch has left out."""

    def __init__(
        self, source: Source, settings: ImportSettings, columns: Columns, lines: Columns | None, norms: Norms
    ) -> None:
        self.source = source
        self.settings = settings
        self.columns = columns
        self.lines = lines
        self.norms = norms
        self.position = 0
        self.skipped: list[Row] = []
        self._seen: set[int] = set()
        self._compared = sorted({each.column for each in settings.mapping})
        self._groups = self._all_groups()

    def skip(self, position: int) -> None:
        """Pass over the rows that an earlier run has done."""
        while self.position < position and (group := next(self._groups, None)):
            self._note_duplicates(group)
            self.position += len(group)

    def next_batch(self, most: int = BATCH) -> list[Candidate] | None:
        """The next candidates; None at the end of the file."""
        found: list[Candidate] = []
        self.skipped = []
        count = 0
        while count < most and (group := next(self._groups, None)):
            count += len(group)
            candidate = self._candidate(group)
            if candidate is not None:
                found.append(candidate)
        self.position += count
        return found if count else None

    @property
    def first_row(self) -> int:
        """The number, as a spreadsheet counts, of the first row behind the header."""
        return 1 if self.source.header_row is None else self.source.header_row + 2

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        return ((number, cells) for number, cells in enumerate(rows(self.source), self.first_row) if cells)

    def _all_groups(self) -> Iterator[Group]:
        if self.settings.lines is None:
            return ([row] for row in self._numbered())
        by = self.settings.lines.by
        if grouping.is_contiguous(self._numbered(), by):
            return grouping.contiguous_groups(self._numbered(), by)
        return grouping.scattered_groups(self._numbered(), by, self.source.rows)

    def _candidate(self, group: Group) -> Candidate | None:
        repeated = self._note_duplicates(group)
        if repeated and self.settings.duplicate_rows == "skip":
            self.skipped += [row for row in group if row[0] in repeated]
            group = [row for row in group if row[0] not in repeated]
            if not group:
                return None
        number, cells = group[0]
        found = self.columns.read(number, cells)
        if self.settings.lines is not None:
            self._add_lines(found, group)
        if repeated and self.settings.duplicate_rows == "refuse":
            _refuse_repeated(found, repeated)
        found.read_errors = len(found.errors)
        return found

    def _note_duplicates(self, group: Group) -> set[int]:
        """The rows of the group that stood in the file before, cell by cell in the columns that are imported."""
        if self.settings.duplicate_rows == "keep":
            return set()
        if self.settings.lines is not None:
            self._seen = set()  # equal rows have equal keys, so they are in one group
        repeated: set[int] = set()
        for number, cells in group:
            mark = hash(tuple(cells[column] for column in self._compared if column < len(cells)))
            if mark in self._seen:
                repeated.add(number)
            self._seen.add(mark)
        return repeated

    def _add_lines(self, found: Candidate, group: Group) -> None:
        assert self.settings.lines is not None
        if not any(grouping.key_of(self.settings.lines.by)(group[0])):
            found.refuse("", "key_empty")
        if self.settings.lines.differing == "refuse" and len(group) > 1:
            others = [Candidate(number, cells) for number, cells in group[1:]]
            for other, name in contradictions(self.columns, found, others, self.norms):
                other.refuse(name, "differs_from_first", row=found.row)
                found.errors += other.errors
        if self.lines is not None:
            found.lines = [self.lines.read(number, cells) for number, cells in group]


def _refuse_repeated(found: Candidate, repeated: set[int]) -> None:
    for line in found.lines or [found]:
        if line.row in repeated:
            line.refuse("", "repeated_row")
            line.read_errors = len(line.errors)
