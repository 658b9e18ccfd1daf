"""What goes into the write path and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from guanxi.kernel.errors import FieldError

Kind = Literal["create", "update", "delete", "restore"]


@dataclass(frozen=True, slots=True)
class Change:
    """One wished change of one record; `version` is the one that the caller read, checked when given.

    `touch` makes a new version also where no field changes: what lives with the record has changed. `counts` are the
    columns by which money that is put back counts as it did.
    """

    kind: Kind
    id: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    version: int | None = None
    touch: bool = False
    counts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record that equals another in a key; `id` and `title` are None where the caller may not see it, whom he may
    then ask for it `owner` has, by id and name."""

    object: str
    id: str | None
    title: str | None
    fields: tuple[str, ...]
    owner: tuple[str, str] | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """As an answer tells it."""
        ask = {"id": self.owner[0], "title": self.owner[1]} if self.owner else None
        return {"object": self.object, "id": self.id, "title": self.title, "fields": list(self.fields), "ask": ask}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change: create, update, unchanged, delete, restore or refuse.

    `text` is the record where it was asked for, `keys` are its match keys where duplicates were looked for.
    """

    kind: str
    id: UUID | None
    version: int = 0
    errors: tuple[FieldError, ...] = ()
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict[str, tuple[Any, Any]])
    duplicates: tuple[Duplicate, ...] = ()
    text: str | None = None
    keys: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """`partial`: a fault refuses its row, not the batch. `dry_run`: everything but the writing.

    `returns`: the outcome has the record as JSON text where the writing statement can tell it and the writer may read
    it.
    """

    partial: bool = False
    dry_run: bool = False
    returns: bool = False
    duplicates: Literal["refuse", "allow"] = "refuse"


@dataclass(slots=True)
class Draft:
    """A change on its way: the record before and after, and what is wrong with it."""

    row: int
    kind: str
    id: UUID
    given: Mapping[str, Any]
    version: int | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] = field(default_factory=dict[str, Any])
    lines: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    errors: list[FieldError] = field(default_factory=list[FieldError])
    duplicates: list[Duplicate] = field(default_factory=list[Duplicate])
    is_touched: bool = False
    counts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    key: str = ""
    text: str | None = None
    keys: Mapping[int, str] | None = None
    sealed_before: dict[str, Any] = field(default_factory=dict[str, Any])  # encrypted values as they are kept
    marks: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # all under which they may stand
    blinds: dict[str, str | None] = field(default_factory=dict[str, "str | None"])  # columns by which they are found
    _changed: dict[str, tuple[Any, Any]] | None = None

    def __post_init__(self) -> None:
        self.key = str(self.id)

    def refuse(self, field_name: str, code: str, **values: Any) -> None:
        self.errors.append(FieldError(field_name, code, values, self.row))

    @property
    def moves(self) -> bool:
        """True where the record gets a new version."""
        return self.kind != "update" or bool(self.changed) or self.is_touched

    @property
    def is_sound(self) -> bool:
        return not self.errors and not self.duplicates

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """The fields that change, old and new; worked out once, so later changes of `after` go through `put`."""
        if self._changed is None:
            before = self.before
            if before is None:
                self._changed = {name: (None, value) for name, value in self.after.items() if value is not None}
            else:
                self._changed = {
                    name: (before.get(name), value) for name, value in self.after.items() if before.get(name) != value
                }
        return self._changed

    def put(self, name: str, value: Any) -> None:
        """Sets a field where the changes may have been looked at already."""
        self.after[name] = value
        self._changed = None
