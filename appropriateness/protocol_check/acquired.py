"""An acquired (or planned) series as plain data: what its header says, nothing that names a patient."""

from __future__ import annotations

from dataclasses import dataclass

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest box around all images of a series, in patient coordinates, millimetres."""

    low: Vector
    high: Vector

    @property
    def centre(self) -> Vector:
        low, high = self.low, self.high
        return ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)

    def holds(self, point: Vector) -> bool:
        return all(low <= at <= high for low, at, high in zip(self.low, point, self.high, strict=True))


@dataclass(frozen=True, slots=True)
class AcquiredSeries:
    """One series, or the part of it with one echo, image type and orientation. Empty and None mean: not stated.

    Lengths are millimetres, times of the sequence milliseconds, times of day seconds after midnight. `spacing_mm` is
    the distance between slice centres, from positions where there are any. `study` and `frame` are numbers given
    while reading, so that no identifier is carried along.
    """

    key: str
    description: str = ""
    protocol_name: str = ""
    study_description: str = ""
    sequence_names: tuple[str, ...] = ()
    manufacturer: str = ""
    modality: str = "MR"
    image_type: tuple[str, ...] = ()
    scanning: frozenset[str] = frozenset()
    variant: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
    acquisition: str = ""
    repetition_ms: float | None = None
    echo_ms: float | None = None
    inversion_ms: float | None = None
    flip_degrees: float | None = None
    acquisition_contrast: str = ""
    spectral_suppression: str = ""
    angiography: bool = False
    diffusion: bool = False
    body_part: str = ""
    thickness_mm: float | None = None
    spacing_mm: float | None = None
    row_mm: float | None = None
    column_mm: float | None = None
    acquired_mm: float | None = None
    normal: Vector | None = None
    box: Box | None = None
    frame: int | None = None
    study: int = 0
    images: int = 1
    irregular: bool = False
    agent: bool = False
    route: str = ""
    ingredient: str = ""
    contrast_usage: str = ""
    contrast_start_s: float | None = None
    acquired_at_s: float | None = None
    planned: bool = False
    stated_phase: str = ""

    @property
    def name(self) -> str:
        """How a report names the series: its number and its label."""
        return f"{self.key} {self.description or self.protocol_name}".strip()
