"""Where the images of a group lie: spacing along their normal, gaps, and the box around them."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from itertools import pairwise

from appropriateness.protocol_check.acquired import Box, Vector
from appropriateness.protocol_check.geometry import box_around

Normal = Vector | None
_SAME_PLACE_MM = 0.01


def normal_of(orientation: Sequence[float] | None) -> Normal:
    """The unit vector across the images: row direction x column direction; None where it cannot be told."""
    if orientation is None:
        return None
    a, b, c, d, e, f = orientation
    x, y, z = b * f - c * e, c * d - a * f, a * e - b * d
    length = math.sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if 0.5 < length < 2 else None


def rounded(normal: Normal) -> Normal:
    """Orientations that differ by less than a degree or so are one; opposite normals are one plane."""
    if normal is None:
        return None
    largest = max(normal, key=abs)
    sign = -1 if largest < 0 else 1
    x, y, z = (round(sign * part, 1) + 0.0 for part in normal)
    return (x, y, z)


class Places:
    """Positions of images, kept as plain numbers: memory stays flat however many files there are."""

    def __init__(self) -> None:
        self.count = 0
        self._positions = array("d")
        self._corner: tuple[float, float] | None = None
        self._low: list[float] | None = None
        self._high: list[float] | None = None

    def size(self, rows: float | None, columns: float | None, row_mm: float | None, column_mm: float | None) -> None:
        """How far an image reaches from its first pixel, along its columns and along its rows."""
        if rows and columns and row_mm and column_mm:
            self._corner = ((rows - 1) * row_mm, (columns - 1) * column_mm)

    def add(self, position: Sequence[float] | None, orientation: Sequence[float] | None) -> None:
        self.count += 1
        if position is None:
            return
        self._positions.extend(position)
        if self._corner is None or orientation is None:
            return
        down, across = self._corner
        for r in (0.0, across):
            for c in (0.0, down):
                self._reach([position[i] + orientation[i] * r + orientation[3 + i] * c for i in range(3)])

    def _reach(self, point: list[float]) -> None:
        if self._low is None or self._high is None:
            self._low, self._high = list(point), list(point)
            return
        for axis, at in enumerate(point):
            self._low[axis], self._high[axis] = min(self._low[axis], at), max(self._high[axis], at)

    def spacing(self, normal: Normal) -> tuple[float | None, bool]:
        """Median distance between neighbouring slices, and whether slices are missing or uneven."""
        if normal is None or len(self._positions) < 6:
            return None, False
        x, y, z = normal
        points = self._positions
        along = sorted(points[i] * x + points[i + 1] * y + points[i + 2] * z for i in range(0, len(points), 3))
        steps = [b - a for a, b in pairwise(along) if b - a > _SAME_PLACE_MM]
        if not steps:
            return None, False
        steps.sort()
        median = steps[len(steps) // 2]
        return round(median, 4), steps[-1] - steps[0] > max(0.1, 0.1 * median)

    def box(self, thickness_mm: float | None, normal: Normal) -> Box | None:
        """The box around all images, half a slice added on either side; None where positions are not stated."""
        if self._low is None or self._high is None or normal is None:
            return None
        half = [(thickness_mm or 0) / 2 * abs(part) for part in normal]
        low = [at - more for at, more in zip(self._low, half, strict=True)]
        high = [at + more for at, more in zip(self._high, half, strict=True)]
        return box_around([(low[0], low[1], low[2]), (high[0], high[1], high[2])])
