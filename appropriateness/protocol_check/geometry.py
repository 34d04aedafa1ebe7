"""Plane, voxel and extent of a series, and whether stations join up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from appropriateness.protocol_check.acquired import AcquiredSeries, Box, Vector
from appropriateness.truth import Truth

Plane = Literal["sagittal", "coronal", "axial"]
PLANES: tuple[Plane, ...] = ("sagittal", "coronal", "axial")


def plane(normal: Vector | None) -> Plane | None:
    """The plane whose normal is nearest; None where the orientation is not stated."""
    if normal is None:
        return None
    sizes = [abs(part) for part in normal]
    return PLANES[sizes.index(max(sizes))]


def oblique(normal: Vector | None, below: float) -> bool:
    """Whether no component of the normal reaches `below`."""
    return normal is not None and max(abs(part) for part in normal) < below


def edges(series: AcquiredSeries) -> tuple[float, float, float] | None:
    """Row, column and slice spacing in millimetres; None unless all three are known."""
    found = (series.row_mm, series.column_mm, series.spacing_mm)
    return None if None in found else found  # type: ignore[return-value]


def isotropic(series: AcquiredSeries, ratio: float) -> Truth:
    """3D and all edges alike within `ratio`; a name that says "iso" proves nothing."""
    if series.acquisition == "2D":
        return Truth.FALSE
    known = edges(series)
    if known is None or min(known) <= 0:
        return Truth.UNKNOWN
    if max(known) / min(known) > ratio:
        return Truth.FALSE
    return Truth.TRUE if series.acquisition == "3D" else Truth.UNKNOWN


def largest_edge(series: AcquiredSeries) -> float | None:
    """The longest edge of a voxel, its nominal thickness counted as one; None unless all are known."""
    known = edges(series)
    return None if known is None or series.thickness_mm is None else max(*known, series.thickness_mm)


def alike(one: AcquiredSeries, other: AcquiredSeries, ratio: float) -> Truth:
    """Whether two series have the same plane and voxel edges within `ratio`."""
    first, second = edges(one), edges(other)
    planes = plane(one.normal), plane(other.normal)
    if first is None or second is None or None in planes:
        return Truth.UNKNOWN
    near = all(max(a, b) <= ratio * min(a, b) for a, b in zip(first, second, strict=True))
    return Truth.TRUE if near and planes[0] == planes[1] else Truth.FALSE


def same_place(one: AcquiredSeries, other: AcquiredSeries) -> bool:
    """Whether both stand in one frame of reference and each holds the other's centre."""
    if one.frame is None or one.frame != other.frame or one.box is None or other.box is None:
        return False
    return one.box.holds(other.box.centre) and other.box.holds(one.box.centre)


def joined(stations: Sequence[AcquiredSeries], gap_mm: float) -> tuple[Truth, str]:
    """Whether stations join head to foot without a gap, and what was found."""
    if len(stations) < 2:
        return Truth.TRUE, "one series"
    if len({station.study for station in stations}) > 1 or None in {station.frame for station in stations}:
        return Truth.UNKNOWN, "the stations do not state one common frame of reference"
    if len({station.frame for station in stations}) > 1:
        return Truth.UNKNOWN, "the stations have different frames of reference"
    boxes = [station.box for station in stations if station.box is not None]
    if len(boxes) < len(stations):
        return Truth.UNKNOWN, "positions are not stated for every station"
    spans = sorted((box.low[2], box.high[2]) for box in boxes)
    reached = spans[0][1]
    for low, high in spans[1:]:
        if low - reached > gap_mm:
            return Truth.FALSE, f"{low - reached:.0f} mm between two stations are not imaged"
        reached = max(reached, high)
    return Truth.TRUE, f"{reached - spans[0][0]:.0f} mm head to foot without a gap"


def box_around(points: Iterable[Vector]) -> Box:
    """The smallest box around the points."""
    axes = list(zip(*points, strict=True))
    low, high = tuple(map(min, axes)), tuple(map(max, axes))
    return Box((low[0], low[1], low[2]), (high[0], high[1], high[2]))
