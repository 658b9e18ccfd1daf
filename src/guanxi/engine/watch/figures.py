"""Figures of one process in the text form of OpenMetrics."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


@dataclass(slots=True)
class Figures:
    """How many requests were answered in which way, how long they took, and what the database said last."""

    answered: Counter[tuple[str, str, int]] = field(default_factory=Counter[tuple[str, str, int]])
    within: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0
    database: Mapping[str, float] = field(default_factory=dict[str, float])
    database_until: float = 0.0

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        self.answered[method, route, status] += 1
        self.seconds += seconds
        self.within[next((at for at, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))] += 1

    def lines(self) -> list[str]:
        found = ["# TYPE guanxi_requests counter"]
        for (method, route, status), count in sorted(self.answered.items()):
            found.append(f'guanxi_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}')
        found.append("# TYPE guanxi_request_seconds histogram")
        total = 0
        for bound, count in zip([*map(str, BOUNDS), "+Inf"], self.within, strict=True):
            total += count
            found.append(f'guanxi_request_seconds_bucket{{le="{bound}"}} {total}')
        return [*found, f"guanxi_request_seconds_sum {self.seconds:.6f}", f"guanxi_request_seconds_count {total}"]


def gauges(values: Mapping[str, float]) -> list[str]:
    """Values that go up and down, by their names."""
    return [line for name, value in values.items() for line in (f"# TYPE {name} gauge", f"{name} {value}")]
