"""Chance with a fixed seed: the same story every time."""

import math
from bisect import bisect
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Dice:
    """Draws from one seeded stream; two with one seed draw alike."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a story, not a secret
        self._used: set[str] = set()

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.random.random() * len(options))]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        sums = list(accumulate(weights))
        return options[min(bisect(sums, self.random.random() * sums[-1]), len(options) - 1)]

    def some(self, options: Sequence[T], most: int) -> list[T]:
        return self.random.sample(list(options), self.between(0, min(most, len(options))))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def between(self, low: int, high: int) -> int:
        return low + int(self.random.random() * (high - low + 1))

    def skewed(self, median: float, spread: float) -> float:
        """A log-normal number, most near the median and a few far above."""
        return median * math.exp(self.random.gauss(0, spread))

    def digits(self, pattern: str) -> str:
        """The pattern with a digit for each #."""
        return "".join(str(self.between(0, 9)) if sign == "#" else sign for sign in pattern)

    def fresh(self, pattern: str, tries: int = 40) -> str | None:
        """Digits for a pattern that were not given before, or None where the pattern is used up."""
        for _ in range(tries):
            found = self.digits(pattern)
            if found not in self._used:
                self._used.add(found)
                return found
        return None

    def identity(self, at: datetime) -> UUID:
        """A UUIDv7 of that moment, so that ids go up with time as they do in use."""
        stamp = int(at.timestamp() * 1000)
        return UUID(
            int=stamp << 80 | 0x7 << 76 | self.random.getrandbits(12) << 64 | 0x2 << 62 | self.random.getrandbits(62)
        )
