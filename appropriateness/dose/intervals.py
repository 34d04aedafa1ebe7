"""Effective dose as an interval in mSv: adding, and writing with at most two significant figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SMALLEST_WRITTEN = 0.1
"""Below this many mSv a number says more than anybody knows; it is written as "<0.1"."""


@dataclass(frozen=True, slots=True)
class DoseInterval:
    """From `low` to `high` in mSv, both 0 or more; `central` is None where no single value is defensible."""

    low: float
    high: float
    central: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= (self.low if self.central is None else self.central) <= self.high < float("inf"):
            raise ValueError(f"a dose interval runs upwards from 0, got {self.low}, {self.central}, {self.high}")

    @property
    def nothing(self) -> bool:
        """Exactly no dose: no ionising radiation, or a zero that a device wrote."""
        return self.high == 0

    def times(self, count: int) -> DoseInterval:
        central = None if self.central is None else self.central * count
        return DoseInterval(self.low * count, self.high * count, central)


NO_DOSE = DoseInterval(0, 0, 0)


def total(intervals: Iterable[DoseInterval]) -> DoseInterval:
    """Lows add and highs add, because errors are shared between examinations; a central value only if all have one."""
    low = high = 0.0
    central: float | None = 0.0
    for item in sorted(intervals, key=lambda item: (item.low, item.high, item.central or 0)):
        low, high = low + item.low, high + item.high
        central = None if central is None or item.central is None else central + item.central
    return DoseInterval(low, high, central)


def figure(msv: float) -> str:
    """A dose with at most two significant figures: 0, <0.1, 0.12, 6.5, 11, 120."""
    if msv == 0:
        return "0"
    if msv < SMALLEST_WRITTEN:
        return "<0.1"
    return f"{float(f'{msv:.2g}'):g}" if msv < 1e5 else f"{float(f'{msv:.2g}'):.0f}"


def words(interval: DoseInterval) -> str:
    """ "11 (6.5-15) mSv", "10-30 mSv", "0 mSv"."""
    low, high = figure(interval.low), figure(interval.high)
    span = low if low == high else f"{low}-{high}"
    if interval.central is None or low == high:
        return f"{span} mSv"
    return f"{figure(interval.central)} ({span}) mSv"
