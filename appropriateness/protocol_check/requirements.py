"""Does one series answer one requirement: each aspect with what is asked, what was found, and how true it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appropriateness.knowledge.protocol_files import Tolerances
from appropriateness.knowledge.protocols import Plane, PulseSequence
from appropriateness.protocol_check import geometry
from appropriateness.protocol_check.classification import Classes
from appropriateness.protocol_check.labels import words_in
from appropriateness.protocol_check.region import LEVELS
from appropriateness.protocol_check.study import Series
from appropriateness.truth import Truth, all_of

NOT_STATED = "not stated"
CLASS_NAMES = {
    "t2_tse_2d": "2D T2 TSE", "t2_tse_3d": "3D T2 TSE", "t2_flair": "T2 FLAIR", "stir": "STIR",
    "t2star_gre": "T2* gradient echo", "swi": "SWI", "t1_3d_gre": "3D T1 gradient echo", "t1_tse_3d": "3D T1 TSE",
    "t1_se_2d": "2D T1 spin echo", "heavy_t2_bssfp": "balanced 3D (CISS, FIESTA class)",
    "mr_myelography": "MR myelography", "mr_venography": "MR venography", "dwi": "diffusion",
    "echo_planar": "echo planar", "proton_density": "proton density", "angiography": "MR angiography",
    "field_map": "field map", "other": "another kind",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One aspect: what is required, with its tolerance, and what the series shows."""

    aspect: str
    required: str
    found: str
    truth: Truth


def truth_of(checks: tuple[Check, ...]) -> Truth:
    return all_of(check.truth for check in checks)


def class_words(classes: Classes) -> str:
    """What a series may be, in words."""
    if len(classes) > 4:
        return "open"
    return " or ".join(CLASS_NAMES[name] for name in sorted(classes))


def checks_of(sequence: PulseSequence, series: Series, part: str, limits: Tolerances) -> tuple[Check, ...]:
    """Every aspect of the requirement on this series; `part` is the region it is asked of ("head", "thoracic" ...)."""
    return tuple(_aspects(sequence, series, part, limits))


def _aspects(sequence: PulseSequence, series: Series, part: str, limits: Tolerances) -> Iterator[Check]:
    yield _kind(sequence, series)
    yield _region(series, part)
    planned = series.acquired.planned
    if not planned:
        yield _original(sequence, series)
    if sequence.acquisition in ("3D",):
        found = series.acquired.acquisition
        yield Check("acquisition", "3D", found or NOT_STATED, _is(found == "3D", bool(found)))
    if sequence.planes:
        yield _plane(sequence.planes, series, limits)
    if sequence.max_slice_thickness_mm is not None:
        yield _bound("slice thickness", sequence.max_slice_thickness_mm, series.acquired.thickness_mm, limits)
    if sequence.isotropic and not planned:
        ratio = limits.isotropic_ratio.value
        asked = f"3D, voxel edges alike within {(ratio - 1) * 100:.0f}%"
        yield Check("isotropic", asked, _voxel(series), geometry.isotropic(series.acquired, ratio))
    if sequence.max_voxel_mm is not None and not planned:
        yield _bound("voxel edge", sequence.max_voxel_mm, geometry.largest_edge(series.acquired), limits)
    if sequence.fat_suppression == "required":
        truth = series.kind.fat_suppressed
        words = {Truth.TRUE: "fat-suppressed", Truth.FALSE: "not fat-suppressed", Truth.UNKNOWN: NOT_STATED}
        yield Check("fat suppression", "fat-suppressed", words[truth], truth)
    if sequence.phase_decides:
        yield _phase(sequence, series)
    if sequence.named:
        truth = Truth.TRUE if words_in(series.acquired, sequence.named) else Truth.UNKNOWN
        yield Check("target", sequence.named[0], sequence.named[0] if truth is Truth.TRUE else NOT_STATED, truth)


def _is(claim: bool, known: bool) -> Truth:
    return Truth.UNKNOWN if not known else Truth.TRUE if claim else Truth.FALSE


def _kind(sequence: PulseSequence, series: Series) -> Check:
    accepted = frozenset(sequence.classes)
    found = series.kind.classes
    truth = Truth.TRUE if found <= accepted else Truth.UNKNOWN if found & accepted else Truth.FALSE
    words = class_words(found)
    if truth is Truth.UNKNOWN and series.kind.why:
        words = f"{words}: {series.kind.why[0].lower()}{series.kind.why[1:]}"
    return Check("kind", class_words(accepted), words, truth)


def _region(series: Series, part: str) -> Check:
    parts, why = series.region.parts, series.region.why
    if not parts and series.acquired.planned and part == "head":
        return Check("region", part, "taken from the protocol; the list does not say", Truth.TRUE)
    if not parts:
        return Check("region", part, f"{NOT_STATED}: {why[0].lower()}{why[1:]}", Truth.UNKNOWN)
    if parts == {"spine"} and part in LEVELS:
        return Check("region", part, "spine, level not stated", Truth.UNKNOWN)
    shown = parts | {"spine"} if parts & LEVELS else parts
    return Check("region", part, ", ".join(sorted(parts)).replace("_", " "), _is(part in shown, True))


def _original(sequence: PulseSequence, series: Series) -> Check:
    kinds = series.acquired.image_type
    asked = "original or reformatted" if sequence.derived_accepted else "original, primary"
    if series.left_out:
        accepted = sequence.derived_accepted and series.reformat
        return Check("image type", asked, series.left_out.rstrip("."), _is(accepted, True))
    primary = kinds[1:2] == ("PRIMARY",)
    return Check("image type", asked, " ".join(kinds[:2]).lower() or NOT_STATED, _is(primary, primary))


def _plane(planes: tuple[Plane, ...], series: Series, limits: Tolerances) -> Check:
    """An isotropic 3D acquisition can be cut in any plane."""
    asked = " or ".join(planes)
    found = geometry.plane(series.acquired.normal)
    if found in planes:
        return Check("plane", asked, found or NOT_STATED, Truth.TRUE)
    isotropic = geometry.isotropic(series.acquired, limits.isotropic_ratio.value)
    if isotropic is Truth.TRUE and not series.left_out:
        return Check("plane", asked, f"{found or NOT_STATED}; isotropic, can be cut in any plane", Truth.TRUE)
    if found is None or isotropic is Truth.UNKNOWN:
        return Check("plane", asked, found or NOT_STATED, Truth.UNKNOWN)
    return Check("plane", asked, found, Truth.FALSE)


def _bound(aspect: str, bound: float, found: float | None, limits: Tolerances) -> Check:
    tolerance = limits.slice_thickness_mm.value
    asked = f"at most {bound:g} mm (tolerance {tolerance:g} mm)"
    if found is None:
        return Check(aspect, asked, NOT_STATED, Truth.UNKNOWN)
    return Check(aspect, asked, f"{found:.4g} mm", _is(found <= bound + tolerance, True))


def _voxel(series: Series) -> str:
    known = geometry.edges(series.acquired)
    if known is None:
        return f"voxel {NOT_STATED}"
    return (
        f"{series.acquired.acquisition or 'dimension not stated'}, "
        + " x ".join(f"{edge:.3g}" for edge in known)
        + " mm"
    )


def _phase(sequence: PulseSequence, series: Series) -> Check:
    words = {"pre": "before contrast", "post": "after contrast", "intrathecal": "after intrathecal contrast"}
    phase = series.phase
    found = f"{words[phase.found]} ({phase.why})" if phase.found else f"{NOT_STATED}: {phase.why}"
    truth = _is(phase.found == sequence.phase, phase.found is not None)
    return Check("contrast", words[sequence.phase], found, truth)
