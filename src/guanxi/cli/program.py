"""What the command line needs of the assembled program, which is made only when a command asks for it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from guanxi.settings import Settings

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """A file to import: into which object, as whom, and how its columns and rows are matched."""

    file: Path
    object_name: str
    user: str | None = None
    mapping: str | None = None
    mode: Literal["create", "update", "upsert"] = "upsert"
    keys: tuple[str, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    empty_cells: Literal["keep", "clear"] | None = None
    dry_run: bool = False
    rejected: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did, in rows."""

    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class Rotation:
    """Which key is to be replaced: that of `field` (OBJECT.FIELD), else the master key."""

    field: str | None
    renews: bool = True


@dataclass(frozen=True, slots=True)
class TokenOrder:
    """A key for a program that acts as this user; without scopes it may everything that he may."""

    user: str
    name: str = "command line"
    scopes: list[str] = field(default_factory=list[str])
    days: int = 365
    networks: list[str] = field(default_factory=list[str])


class Prepared(Protocol):
    """A database ready for use; the password is known only when this start has made the administrator."""

    @property
    def login(self) -> str: ...
    @property
    def password(self) -> str | None: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


class Finding(Protocol):
    """One thing that was looked at; its state is good, look or wrong."""

    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def text(self) -> str: ...


class Program(Protocol):
    """The assembled program's own commands."""

    def prepare(self, settings: Settings, report: Report) -> Awaitable[Prepared]: ...
    def run_worker(self, settings: Settings) -> Awaitable[None]: ...
    def create_token(self, settings: Settings, order: TokenOrder) -> Awaitable[str]: ...
    def let_in(self, settings: Settings, login: str, *, lifts_networks: bool) -> Awaitable[str]: ...
    def rotate(self, settings: Settings, rotation: Rotation) -> Awaitable[str]: ...
    def check(self, settings: Settings) -> Awaitable[Sequence[Finding]]: ...
    def import_file(self, settings: Settings, order: ImportOrder, report: Report) -> Awaitable[ImportSummary]: ...


Parts = Callable[[], Program]
