"""What an acquired series is. Physics decides, the label must not contradict it, and what is open stays open.

Every conclusion rests on something the header says, never on something it leaves out: a value that is missing can
only widen the set of what the series may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from appropriateness.knowledge.protocol_files import Signatures, Thresholds
from appropriateness.knowledge.protocols import SeriesClass
from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.labels import Votes
from appropriateness.truth import Truth

Classes = frozenset[SeriesClass]
EVERY: Classes = frozenset(get_args(SeriesClass))
GRADIENT: Classes = frozenset({
    "t2star_gre", "swi", "t1_3d_gre", "heavy_t2_bssfp", "mr_venography", "angiography", "field_map", "echo_planar",
    "other",
})  # fmt: skip
SPIN: Classes = frozenset({
    "t2_tse_2d", "t2_tse_3d", "t2_flair", "stir", "t1_tse_3d", "t1_se_2d", "proton_density", "mr_myelography", "dwi",
    "other",
})  # fmt: skip

AGREES: dict[SeriesClass, frozenset[str]] = {
    "t2_tse_2d": frozenset({"t2", "pd"}),
    "t2_tse_3d": frozenset({"t2"}),
    "t2_flair": frozenset({"t2_flair", "t2"}),
    "stir": frozenset({"stir", "t2"}),
    "t2star_gre": frozenset({"t2star", "t2"}),
    "swi": frozenset({"swi", "venography"}),
    "t1_3d_gre": frozenset({"t1"}),
    "t1_tse_3d": frozenset({"t1"}),
    "t1_se_2d": frozenset({"t1"}),
    "heavy_t2_bssfp": frozenset({"balanced", "t2"}),
    "mr_myelography": frozenset({"myelography", "t2"}),
    "mr_venography": frozenset({"venography", "angiography", "t1"}),
    "proton_density": frozenset({"pd", "t2"}),
    "dwi": frozenset({"diffusion", "echo_planar"}),
    "echo_planar": frozenset({"echo_planar", "diffusion", "t2star"}),
}
"""The weightings a label may vote for without contradicting a class."""

DECISIVE = frozenset({"diffusion", "echo_planar", "field_map", "angiography", "venography"})
"""Words that contradict every class that does not agree with them, whatever else the label says."""


@dataclass(frozen=True, slots=True)
class Classification:
    """What a series may be: one class where that is settled, several where it is not, and why."""

    classes: Classes
    why: str
    fat_suppressed: Truth

    @property
    def settled(self) -> SeriesClass | None:
        return next(iter(self.classes)) if len(self.classes) == 1 else None


def classify(series: AcquiredSeries, votes: Votes, signatures: Signatures) -> Classification:
    """Decide what a series is from its header and label."""
    classes, why = _planned(series, votes) if series.planned else _acquired(series, votes, signatures.thresholds)
    return Classification(classes, why, _fat_suppressed(series, votes, classes))


def _acquired(series: AcquiredSeries, votes: Votes, limits: Thresholds) -> tuple[Classes, str]:
    physics = _physics(series, votes, limits)
    found = _narrowed(physics, series, votes, limits)
    said = votes.weighting
    settled = next(iter(found)) if len(found) == 1 else None
    if settled is None:
        agreed = not said or any(said & AGREES.get(name, frozenset()) for name in found)
        return found if agreed else found | {"other"}, "The header leaves open what it is."
    if settled == "other" or not said:
        return found, ""
    agrees = AGREES.get(settled, frozenset())
    if (said & agrees) and not (said & DECISIVE) - agrees:
        return found, ""
    return found | {"other"}, f"Label and physics contradict each other: the label says {_listed(said)}."


def _listed(said: Iterable[str]) -> str:
    return ", ".join(word.replace("_", " ") for word in sorted(said))


def _family(series: AcquiredSeries, votes: Votes) -> str:
    """spin, gradient, echo_planar; `either` where the header says only that it is one of them, or says nothing."""
    scanning = series.scanning
    if "EP" in scanning or "echo_planar" in votes.names:
        return "echo_planar"
    if ("SE" in scanning) != ("GR" in scanning):
        return "spin" if "SE" in scanning else "gradient"
    if "RM" in scanning:  # GE writes "research mode" for several sequences; its own names tell them apart
        named = votes.names | votes.words
        if named & {"tse_3d", "tse"}:
            return "spin"
        if named & {"t1", "balanced", "gradient"}:
            return "gradient"
    return "either"


def _physics(series: AcquiredSeries, votes: Votes, limits: Thresholds) -> Classes:
    if series.diffusion or votes.contrast_type == "diffusion":
        return frozenset({"dwi"})
    match _family(series, votes):
        case "echo_planar":
            return frozenset({"dwi"}) if "diffusion" in votes.words else frozenset({"echo_planar", "dwi"})
        case "spin":
            return _spin(series, limits)
        case "gradient":
            return _gradient(series, votes, limits)
    if series.scanning == {"IR"}:  # Philips writes the inversion alone
        return _inverted_spin(series, limits)
    return EVERY


def _inverted(series: AcquiredSeries) -> bool:
    return "IR" in series.scanning or bool(series.inversion_ms)


def _spin(series: AcquiredSeries, limits: Thresholds) -> Classes:
    if _inverted(series):
        return _inverted_spin(series, limits)
    flat, deep = _spin_2d(series, limits), _spin_3d(series, limits)
    return {"2D": flat, "3D": deep}.get(series.acquisition, flat | deep)


def _inverted_spin(series: AcquiredSeries, limits: Thresholds) -> Classes:
    inversion, echo = series.inversion_ms, series.echo_ms
    if not inversion:
        return frozenset({"stir", "t2_flair", "t1_se_2d", "t1_tse_3d", "other"})
    if inversion < limits.stir_inversion_ms_below.value:
        return frozenset({"stir"})
    if inversion < limits.flair_inversion_ms_at_least.value:
        return frozenset({"t1_tse_3d" if series.acquisition == "3D" else "t1_se_2d"})
    if echo is None:
        return frozenset({"t2_flair", "other"})
    return frozenset({"t2_flair" if echo >= limits.flair_echo_ms_at_least.value else "other"})


def _spin_2d(series: AcquiredSeries, limits: Thresholds) -> Classes:
    repetition, echo = series.repetition_ms, series.echo_ms
    if repetition is None or echo is None:
        return SPIN
    if repetition > limits.t2_repetition_ms_above.value:
        if echo > limits.t2_echo_ms_above.value:
            return frozenset({"t2_tse_2d"})
        if echo < limits.pd_echo_ms_below.value:
            return frozenset({"proton_density"})
    elif repetition < limits.t1_repetition_ms_below.value and echo < limits.t1_echo_ms_below.value:
        return frozenset({"t1_se_2d"})
    return frozenset({"t2_tse_2d", "proton_density", "t1_se_2d", "other"})


def _spin_3d(series: AcquiredSeries, limits: Thresholds) -> Classes:
    """The echo time stored of a 3D TSE with varying flip angles differs between makers: it never counts against T2."""
    repetition, echo = series.repetition_ms, series.echo_ms
    if echo is not None and echo > limits.t2_echo_ms_above.value:
        return frozenset({"t2_tse_3d"})
    short = repetition is not None and repetition < limits.t1_tse_3d_repetition_ms_below.value
    if short and echo is not None and echo < limits.t1_echo_ms_below.value:
        return frozenset({"t1_tse_3d"})
    return frozenset({"t2_tse_3d", "t1_tse_3d", "proton_density", "other"})


def _gradient(series: AcquiredSeries, votes: Votes, limits: Thresholds) -> Classes:
    echo, inversion = series.echo_ms, series.inversion_ms
    if _balanced(series, votes, limits):  # before the echo time is looked at: CISS has a short one and is no T1
        return frozenset({"heavy_t2_bssfp"})
    if echo is None:
        return GRADIENT
    if echo > limits.t2star_echo_ms_above.value:
        return frozenset({"t2star_gre", "swi", "echo_planar", "other"})
    if echo >= limits.t1_gradient_echo_ms_below.value:
        return GRADIENT
    if series.acquisition == "2D":
        return frozenset({"mr_venography", "angiography", "field_map", "other"})
    prepared = inversion and limits.stir_inversion_ms_below.value <= inversion
    if prepared and inversion and inversion < limits.flair_inversion_ms_at_least.value and series.acquisition == "3D":
        return frozenset({"t1_3d_gre"})
    return GRADIENT - {"t2star_gre", "swi", "echo_planar"}


def _balanced(series: AcquiredSeries, votes: Votes, limits: Thresholds) -> bool:
    flip, repetition = series.flip_degrees, series.repetition_ms
    if series.acquisition != "3D" or flip is None or flip < limits.balanced_flip_at_least.value:
        return False
    steady = "SS" in series.variant and "SP" not in series.variant
    short = repetition is not None and repetition < limits.balanced_repetition_ms_below.value
    return (steady and short) or "balanced" in votes.names | votes.words


def _narrowed(physics: Classes, series: AcquiredSeries, votes: Votes, limits: Thresholds) -> Classes:
    """What physics leaves open or cannot prove alone, settled by a word that agrees with it."""
    said, names = votes.weighting, votes.names
    corroborated = said | names | (votes.words & {"tse", "tse_3d", "gradient"})
    if "venography" in said and "swi" not in said and "mr_venography" in physics:
        return frozenset({"mr_venography"})
    if ("angiography" in said or series.angiography) and "angiography" in physics:
        return frozenset({"angiography", "mr_venography"})
    if "myelography" in said and physics & SPIN:
        long = series.echo_ms is not None and series.echo_ms > limits.myelography_echo_ms_above.value
        return frozenset({"mr_myelography"}) if long else physics | {"mr_myelography", "other"}
    if physics <= {"t2_tse_2d", "t2_tse_3d"}:
        return physics if corroborated & {"t2", "tse", "tse_3d"} else physics | {"dwi", "other"}
    if physics <= {"t1_tse_3d", "t1_se_2d"}:
        return physics if corroborated & {"t1", "tse", "tse_3d"} else physics | {"other"}
    if len(physics) == 1:
        return physics
    if {"t2star_gre", "swi"} <= physics and "heavy_t2_bssfp" not in physics and not said & DECISIVE - {"venography"}:
        if "swi" in said | names:
            return frozenset({"swi"}) if series.acquisition == "3D" else physics
        if corroborated & {"t2star", "gradient"}:
            return frozenset({"t2star_gre"})
    deep = series.acquisition == "3D" and "t2star_gre" not in physics
    if "t1_3d_gre" in physics and "t2_flair" not in physics and deep and "t1" in said and not said & DECISIVE:
        return frozenset({"t1_3d_gre"})
    return physics


def _planned(series: AcquiredSeries, votes: Votes) -> tuple[Classes, str]:
    """A planned series has a label only."""
    said = votes.weighting
    found = {name for name, agrees in AGREES.items() if said & agrees and not (said & DECISIVE) - agrees}
    exact: set[SeriesClass] = {name for name in found if said & {_NAMED_BY[name]}} if found else set()
    by_depth: Classes = frozenset(
        name
        for name in exact or found
        if not (series.acquisition == "2D" and name in _DEEP) and not (series.acquisition == "3D" and name in _FLAT)
    )
    if not by_depth:
        return EVERY, "The label does not say what it is."
    if by_depth == {"t1_3d_gre", "t1_tse_3d"}:  # either answers wherever one of them does
        return frozenset({"t1_3d_gre"}), ""
    return by_depth, "" if len(by_depth) == 1 else "The label leaves open what it is."


_DEEP = frozenset({"t2_tse_3d", "t1_3d_gre", "t1_tse_3d", "heavy_t2_bssfp"})
_FLAT = frozenset({"t2_tse_2d", "t1_se_2d"})
_NAMED_BY: dict[SeriesClass, str] = {
    "t2_tse_2d": "t2", "t2_tse_3d": "t2", "t2_flair": "t2_flair", "stir": "stir", "t2star_gre": "t2star",
    "swi": "swi", "t1_3d_gre": "t1", "t1_tse_3d": "t1", "t1_se_2d": "t1", "heavy_t2_bssfp": "balanced",
    "mr_myelography": "myelography", "mr_venography": "venography", "proton_density": "pd", "dwi": "diffusion",
    "echo_planar": "echo_planar",
}  # fmt: skip


def _fat_suppressed(series: AcquiredSeries, votes: Votes, classes: Classes) -> Truth:
    """Known only from a positive statement; of a Dixon acquisition only the water image is fat-suppressed."""
    kinds = set(series.image_type[2:])
    if kinds & {"W", "WATER"}:
        return Truth.TRUE
    if kinds & {"F", "FAT", "IN", "IP", "IN_PHASE", "OPP", "OP", "OUT_PHASE", "OPP_PHASE", "IN_PHASE_IMAGE"}:
        return Truth.FALSE
    stated = series.spectral_suppression.upper()
    said = classes == {"stir"} or "FS" in series.options or "FAT" in stated or "fat_suppressed" in votes.words
    if stated == "NONE":
        return Truth.UNKNOWN if said else Truth.FALSE
    return Truth.TRUE if said else Truth.UNKNOWN
