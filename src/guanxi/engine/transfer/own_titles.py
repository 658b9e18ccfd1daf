"""Records of a file that name each other: which of the named ones the file itself brings."""

from guanxi.engine.company import Company
from guanxi.engine.transfer.references import fold_name
from guanxi.engine.transfer.settings import ColumnMapping, ImportSettings
from guanxi.engine.transfer.sources import Source, rows
from guanxi.kernel.specs import ObjectSpec

NONE: frozenset[str] = frozenset()


def titles_in_file(company: Company, source: Source, settings: ImportSettings) -> frozenset[str]:
    """The folded names that some row refers to and some row has as its title. Only names are held in memory."""
    spec = company.registry[settings.object]
    naming = [each for each in settings.mapping if _refers_to_own(spec, each)]
    titled = [each for each in settings.mapping if each.field == spec.title and each.part in (None, "full")]
    if not naming or not titled or settings.mode == "update":
        return NONE
    wanted = {fold_name(_cell(cells, each)) for cells in rows(source) for each in naming}
    wanted.discard("")
    return frozenset(
        name for cells in rows(source) for each in titled if (name := fold_name(_cell(cells, each))) in wanted
    )


def _refers_to_own(spec: ObjectSpec, mapping: ColumnMapping) -> bool:
    each = spec.fields.get(mapping.field)
    return each is not None and each.kind == "reference" and each.target == spec.name and mapping.match is None


def _cell(cells: list[str], mapping: ColumnMapping) -> str:
    cell = cells[mapping.column].strip() if mapping.column < len(cells) else ""
    return mapping.repairs.get(cell, cell)
