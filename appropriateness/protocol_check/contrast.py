"""Before or after contrast. Shown, never assumed: an agent that is absent or empty says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from appropriateness.protocol_check import geometry
from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.labels import Votes, tokens

PhaseFound = Literal["pre", "post", "intrathecal"]
_MARKS = frozenset({
    "post", "postcontrast", "contrast", "gad", "gado", "gd", "km", "ce", "+c", "c+", "+gd", "+gad", "+km", "postgad",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phase:
    """`found` is None where nothing shows it; `why` says what does."""

    found: PhaseFound | None
    why: str


def phases_of(series: Sequence[AcquiredSeries], votes: Sequence[Votes], ratio: float) -> list[Phase]:
    """The contrast phase of each series.

    A series without a word of its own counts as before contrast where a later one of the same geometry bears the
    same label with a mark of contrast added: the site marks what follows the injection, and this one is not marked.
    """
    found = [_stated(one, vote) for one, vote in zip(series, votes, strict=True)]
    marked = [
        (one, _unmarked(one))
        for one, phase in zip(series, found, strict=True)
        if phase.found == "post" and set(tokens(one.description)) & _MARKS
    ]
    return [
        phase if phase.found or phase is CLASH else _beside(one, marked, ratio)
        for one, phase in zip(series, found, strict=True)
    ]


NOTHING = Phase(None, "the header does not say whether contrast had been given")
CLASH = Phase(None, "label, agent and times contradict each other on contrast")


def _stated(series: AcquiredSeries, votes: Votes) -> Phase:
    """What the series itself says: usage, route, agent with ingredient, start of injection, label."""
    if series.stated_phase:
        stated: PhaseFound | None = {"pre": "pre", "none": "pre", "post": "post", "intrathecal": "intrathecal"}.get(  # type: ignore[assignment]
            series.stated_phase
        )
        return Phase(stated, "the planned list says so") if stated else NOTHING
    said: dict[PhaseFound, str] = {}
    if series.contrast_usage in ("pre", "post"):
        said["post" if series.contrast_usage == "post" else "pre"] = "the header states the phase"
    if series.agent and series.ingredient.upper() in ("", "GADOLINIUM"):
        if "THECAL" in series.route.upper():
            return Phase("intrathecal", "the header states an intrathecal agent")
        said["post"] = "the header names an agent"
    start, at = series.contrast_start_s, series.acquired_at_s
    if start is not None and at is not None:
        said["pre" if at < start else "post"] = "acquired before the injection" if at < start else "after the injection"
    if "not_contrast" not in votes.description:
        if "before_contrast" in votes.description:
            said.setdefault("pre", "the label says so")
        if "after_contrast" in votes.description:
            said.setdefault("post", "the label says so")
    if len(said) > 1:
        return CLASH
    return next((Phase(phase, why) for phase, why in said.items()), NOTHING)


def _unmarked(series: AcquiredSeries) -> tuple[str, ...]:
    """The label without the words that mark contrast."""
    return tuple(word for word in tokens(series.description) if word not in _MARKS)


def _beside(series: AcquiredSeries, marked: Sequence[tuple[AcquiredSeries, tuple[str, ...]]], ratio: float) -> Phase:
    own = tokens(series.description)
    if not own or series.acquired_at_s is None:
        return NOTHING
    for other, label in marked:
        later = other.acquired_at_s is not None and series.acquired_at_s < other.acquired_at_s
        if (
            later
            and own == label
            and series.study == other.study
            and geometry.alike(series, other, ratio).value == "true"
        ):
            return Phase("pre", f"series {other.key} repeats it later, and only that one is marked as after contrast")
    return NOTHING
