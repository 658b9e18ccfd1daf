"""Guessing which column belongs to which field: by its header first, by its cells where the header says little."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from guanxi.engine.transfer.settings import ColumnMapping
from guanxi.engine.transfer.shapes import date_order, fits, has_decimal_comma, shape_of
from guanxi.engine.transfer.targets import Target, squeezed

LEAST = 0.55
NEAR = 84
SHAPED = {"email": 0.6, "url": 0.56}
MISFIT = 0.55


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, folded, and its sample cells."""

    index: int
    name: str
    cells: tuple[str, ...]
    shape: str | None


def guess(headers: Sequence[str], sample: Sequence[Sequence[str]], targets: Sequence[Target]) -> list[ColumnMapping]:
    """The likeliest mapping of each column that has one, in the order of the columns, each with its confidence."""
    columns = [_column(index, header, sample) for index, header in enumerate(headers)]
    scored = [
        (score, -column.index, -place)
        for column in columns
        for place, target in enumerate(targets)
        if (score := _score(column, target)) >= LEAST
    ]
    taken: dict[int, tuple[int, float]] = {}
    places: set[int] = set()
    for score, index, place in sorted(scored, reverse=True):
        if -index not in taken and -place not in places:
            taken[-index] = (-place, score)
            places.add(-place)
    return [_mapping(columns[index], targets[place], score) for index, (place, score) in sorted(taken.items())]


def _column(index: int, header: str, sample: Sequence[Sequence[str]]) -> Column:
    cells = tuple(row[index] for row in sample if index < len(row))
    return Column(index, squeezed(header), cells, shape_of(cells))


def _score(column: Column, target: Target) -> float:
    score = max(_by_header(column.name, target), _by_cells(column, target))
    if target.kind == "id" and column.shape != "id":
        return 0.0
    if score and not fits(column.shape, _value_kind(target), column.cells):
        score *= MISFIT
    return score


def _value_kind(target: Target) -> str:
    if target.part is None:
        return target.kind
    return "number" if target.part in ("latitude", "longitude") else "text"


def _by_header(name: str, target: Target) -> float:
    if not name:
        return 0.0
    exact = target.names.get(name)
    if exact is not None:
        return exact
    return max((_nearness(name, other) * sure for other, sure in target.names.items()), default=0.0)


def _nearness(name: str, other: str) -> float:
    """Misspelt or longer than the name by a word; short names must fit exactly."""
    if len(other) < 2 or len(name) < 2:
        return 0.0
    if name.isascii() != other.isascii():
        return 0.0
    if len(other) > 3 and (ratio := fuzz.ratio(name, other)) >= NEAR:
        return 0.9 * ratio / 100
    if other in name and (len(other) > 3 or not other.isascii()):
        return 0.5 + 0.4 * len(other) / len(name)
    return 0.0


def _by_cells(column: Column, target: Target) -> float:
    is_bare = target.part is None and column.shape == target.kind
    return SHAPED.get(target.kind, 0.0) if is_bare else 0.0


def _mapping(column: Column, target: Target, score: float) -> ColumnMapping:
    is_date = target.part is None and target.kind in ("date", "date_time")
    is_number = target.kind in ("number", "decimal", "percent", "money", "rating") and target.part is None
    return ColumnMapping(
        column=column.index,
        field=target.field,
        part=target.part,
        order=date_order(column.cells) if is_date else None,
        decimal_comma=is_number and has_decimal_comma(column.cells),
        confidence=round(min(score, 1.0), 2),
    )
