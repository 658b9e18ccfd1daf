"""What a dry run foresees of references among the rows of a file, which the run fills in when all rows are written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from guanxi.engine.changes.trees import leads_back
from guanxi.engine.transfer.importer import Result
from guanxi.engine.transfer.references import fold_name
from guanxi.kernel.errors import FieldError
from guanxi.kernel.specs import ObjectSpec


@dataclass(slots=True)
class Foreseen:
    """The records that rows bring, by their folded titles (None for several), and the references that wait for them."""

    spec: ObjectSpec
    brought: dict[str, int | None] = field(default_factory=dict[str, int | None])
    waiting: list[tuple[Result, str]] = field(default_factory=list[tuple[Result, str]])

    def note(self, results: Sequence[Result]) -> None:
        for each in results:
            if each.kind == "refuse":
                continue
            own = self._title(each)
            if own and (each.kind == "create" or each.id is not None):
                self.brought[own] = None if own in self.brought else each.candidate.row
            self.waiting += [(each, own)] if each.candidate.pending else []

    def refusals(self) -> Iterator[Result]:
        """The rows that would come in without a reference, each with the reason."""
        above: dict[str, dict[str, str]] = {}
        for each, own in self.waiting:
            for name, text in each.candidate.pending.items():
                above.setdefault(name, {})[own] = fold_name(text)
        for each, own in self.waiting:
            for name, text in each.candidate.pending.items():
                error = self._error(name, text, own, above[name])
                if error is not None:
                    yield replace(each, kind="refuse", errors=(replace(error, row=each.candidate.row),))

    def _error(self, name: str, text: str, own: str, above: Mapping[str, str]) -> FieldError | None:
        folded = fold_name(text)
        if self.brought.get(folded) is None:
            return FieldError(name, "imported_without", {"value": text[:100], "object": self.spec.name})
        if folded == own:
            return FieldError(name, "refers_to_itself")
        if self.spec.fields[name].is_tree and leads_back(own, above):
            return FieldError(name, "makes_a_circle", {"title": text[:100]})
        return None

    def _title(self, result: Result) -> str:
        value = result.fields.get(self.spec.title, (None, None))[1] or result.candidate.values.get(self.spec.title)
        if isinstance(value, Mapping):
            value = cast(Mapping[str, Any], value).get("full")
        return fold_name(str(value or ""))
