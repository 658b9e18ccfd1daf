"""How often one may ask: buckets of tokens that refill, one for each address and one for each person or program.

Each process counts for itself, with its share of the limits; a bucket is three numbers. Sources: RFC 6585 (429), the
IETF draft of the RateLimit header fields.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from guanxi.kernel.errors import TooMany

MOST_BUCKETS: Final = 20_000  # about 4 MB; the fullest go first, since they know nothing worth keeping
HEAVY: Final = {
    ("POST", "/exports"): 20.0,
    ("GET", "/audit/export.csv"): 20.0,
    ("POST", "/imports"): 10.0,
    ("POST", "/imports/{id}/preview"): 10.0,
    ("POST", "/imports/{id}/run"): 20.0,
    ("POST", "/records/{object}/aggregate"): 3.0,
    ("POST", "/records/{object}/purge"): 10.0,
    ("GET", "/search"): 3.0,
}
FREE: Final = frozenset({"/health", "/metrics"})


@dataclass(frozen=True, slots=True)
class Pace:
    """Requests a minute for who asks in a browser, for a program, and for an address; nought is without limit.

    A bucket holds a minute's worth, so that a burst is welcome and only what goes on is slowed.
    """

    person: int = 3_000
    program: int = 6_000
    address: int = 12_000


UNLIMITED: Final = Pace(0, 0, 0)


@dataclass(slots=True)
class Bucket:
    """What is left of a minute's worth, and when that was."""

    left: float
    at: float


@dataclass(slots=True)
class Paces:
    """The buckets of one process."""

    pace: Pace = field(default_factory=Pace)
    clock: Callable[[], float] = time.monotonic
    buckets: dict[str, Bucket] = field(default_factory=dict[str, Bucket])

    def take(self, key: str, most: int, weight: float) -> float:
        """What is left after this request. Raises TooMany with the seconds after which it would be taken."""
        if most <= 0:
            return 1.0
        now, speed = self.clock(), most / 60.0
        bucket = self.buckets.get(key)
        if bucket is None:
            bucket = self._new(key, most, now)
        bucket.left = min(float(most), bucket.left + (now - bucket.at) * speed)
        bucket.at = now
        if bucket.left < weight:
            wait = max(1, int((weight - bucket.left) / speed) + 1)
            raise TooMany("too_many_requests", extra={"retry_after": wait}, seconds=wait)
        bucket.left -= weight
        return bucket.left

    def _new(self, key: str, most: int, now: float) -> Bucket:
        if len(self.buckets) >= MOST_BUCKETS:  # the older half has had the longest time to fill again
            for old in list(self.buckets)[: MOST_BUCKETS // 2]:
                del self.buckets[old]
        found = self.buckets[key] = Bucket(float(most), now)
        return found


def weight_of(method: str, route: str, *, is_program: bool) -> float:
    """What a request counts; a person's searches and figures are no more than any look."""
    weight = HEAVY.get((method, route), 1.0)
    return weight if is_program or weight >= 10.0 else 1.0


def told(most: int, left: float) -> dict[str, str]:
    """The headers that say how much is left of a minute's worth."""
    return {"RateLimit-Policy": f'"minute";q={most};w=60', "RateLimit": f'"minute";r={int(left)};t=60'}
