"""An honest request to a route, and what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.matrix.needs import Holds, Need


@dataclass(frozen=True)
class Route:
    """An honest request; `at` is its address where the path does not say it.

    `tells` where the answer names the record to whom it is told, which are those who read its title, or whom `told`
    names; `moves` is the right by which one of the records named is changed; `counts` where the answer counts them.
    """

    method: str
    path: str
    need: Need
    at: str = ""
    json: Any = None
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    tells: bool = False
    told: Holds | None = None
    moves: str = ""
    counts: bool = False
    odd: tuple[int, ...] = ()  # what else than 2xx is answered to who is let through
    refused: tuple[int, ...] = ()  # by what else than 401, 403 and 404 it is refused
    only_owned: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"
