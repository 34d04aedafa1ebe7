"""A number somebody may know only roughly: an exact value or an interval, compared in three-valued truth."""

from __future__ import annotations

import math
from dataclasses import dataclass

from appropriateness.truth import Truth


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` (included) to `high` (excluded where `high_open`); an exact value has both equal.

    The unit is that of the fact that holds the interval. Ends may be infinite. Raises ValueError where empty.
    """

    low: float
    high: float
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low > self.high or (self.low == self.high and self.high_open):
            raise ValueError(f"an interval needs its lower end below its upper end, got {self.low} and {self.high}")

    @classmethod
    def exactly(cls, value: float) -> Interval:
        return cls(value, value)

    @classmethod
    def between(cls, at_least: float = -math.inf, below: float = math.inf) -> Interval:
        """From `at_least` (included) to `below` (excluded)."""
        return cls(at_least, below, high_open=True)

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def is_at_least(self, threshold: float) -> Truth:
        """True where every value reaches the threshold, false where none does, unknown otherwise."""
        if self.low >= threshold:
            return Truth.TRUE
        if self.high < threshold or (self.high_open and self.high == threshold):
            return Truth.FALSE
        return Truth.UNKNOWN

    def is_below(self, threshold: float) -> Truth:
        return self.is_at_least(threshold).negated()

    def is_exactly(self, value: float) -> Truth:
        if self.low == self.high == value:
            return Truth.TRUE
        if value < self.low or value > self.high or (self.high_open and value == self.high):
            return Truth.FALSE
        return Truth.UNKNOWN

    def intersection(self, other: Interval) -> Interval | None:
        """The values in both, or None where there is none."""
        low = max(self.low, other.low)
        if self.high == other.high:
            high, high_open = self.high, self.high_open or other.high_open
        elif self.high < other.high:
            high, high_open = self.high, self.high_open
        else:
            high, high_open = other.high, other.high_open
        if low > high or (low == high and high_open):
            return None
        return Interval(low, high, high_open)

    def contains(self, other: Interval) -> bool:
        return self.intersection(other) == other

    def minus(self, other: Interval) -> Interval:
        """Every difference of one value of each; an excluded end is kept, so the result may be a touch too wide."""
        return Interval(self.low - other.high, self.high - other.low)

    def widened(self, share: float, at_least: float) -> Interval:
        """Each finite end moved outwards by `share` of itself or by `at_least`, whichever is larger."""

        def margin(end: float) -> float:
            return 0.0 if math.isinf(end) else max(abs(end) * share, at_least)

        return Interval(self.low - margin(self.low), self.high + margin(self.high))
