"""Enhanced multi-frame objects: what classic headers say at the top stands in functional groups here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydicom.dataset import Dataset

from appropriateness.dicom import values
from appropriateness.dicom.values import item, items, items_of, number, positive, private, raw, text, words

MOST_FRAMES = 20_000
_SIEMENS_GROUP, _SIEMENS_SCANNING, _SIEMENS_VARIANT, _SIEMENS_OPTIONS = 0x002110FE, 0x0021105A, 0x0021105B, 0x0021105C


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame adds to its object; a part that only the shared groups state is taken from there."""

    echo_ms: float | None
    kind: tuple[str, ...]
    orientation: tuple[float, ...] | None
    position: tuple[float, ...] | None


def is_multiframe(header: Dataset) -> bool:
    return "SharedFunctionalGroupsSequence" in header or "PerFrameFunctionalGroupsSequence" in header


def shared_attributes(header: Dataset) -> dict[str, Any]:
    """The attributes of the sequence, under the names of `AcquiredSeries`."""
    shared = item(header, "SharedFunctionalGroupsSequence")
    first = next(iter(items(header, "PerFrameFunctionalGroupsSequence")), Dataset())
    timing = _group(shared, first, "MRTimingAndRelatedParametersSequence")
    modifier = _group(shared, first, "MRModifierSequence")
    measures = _group(shared, first, "PixelMeasuresSequence")
    usage = _group(shared, first, "ContrastBolusUsageSequence")
    spacing = values.numbers(raw(measures, "PixelSpacing"), 2)
    inversions = raw(modifier, "InversionTimes")
    private_scanning, private_variant, private_options = _siemens(shared, first)
    scanning = _scanning(header, modifier) | private_scanning
    return {
        "scanning": frozenset(scanning),
        "variant": frozenset(_variant(header) | private_variant),
        "options": frozenset(private_options),
        "repetition_ms": positive(raw(timing, "RepetitionTime")),
        "flip_degrees": positive(raw(timing, "FlipAngle")),
        "inversion_ms": positive(inversions),
        "spectral_suppression": text(raw(modifier, "SpectrallySelectedSuppression")),
        "thickness_mm": positive(raw(measures, "SliceThickness")),
        "row_mm": spacing[0] if spacing and spacing[0] > 0 else None,
        "column_mm": spacing[1] if spacing and spacing[1] > 0 else None,
        "contrast_usage": _usage(header, usage),
    }


def stated_spacing(header: Dataset) -> float | None:
    shared = item(header, "SharedFunctionalGroupsSequence")
    first = next(iter(items(header, "PerFrameFunctionalGroupsSequence")), Dataset())
    return positive(raw(_group(shared, first, "PixelMeasuresSequence"), "SpacingBetweenSlices"))


def frames_of(header: Dataset) -> Iterator[Frame]:
    """Every frame with its echo, kind, orientation and position."""
    shared = item(header, "SharedFunctionalGroupsSequence")
    for own in items(header, "PerFrameFunctionalGroupsSequence", MOST_FRAMES) or [Dataset()]:
        echo = number(raw(_group(own, shared, "MREchoSequence"), "EffectiveEchoTime"))
        kind = words(raw(_group(own, shared, "MRImageFrameTypeSequence"), "FrameType"))
        orientation = raw(_group(own, shared, "PlaneOrientationSequence"), "ImageOrientationPatient")
        position = raw(_group(own, shared, "PlanePositionSequence"), "ImagePositionPatient")
        yield Frame(echo, kind, values.numbers(orientation, 6), values.numbers(position, 3))


def _group(first: Dataset, second: Dataset, keyword: str) -> Dataset:
    return item(first if keyword in first else second, keyword)


def _scanning(header: Dataset, modifier: Dataset) -> set[str]:
    found = set(words(raw(header, "ScanningSequence")))
    echo = text(raw(header, "EchoPulseSequence")).upper()
    found |= {"SPIN": {"SE"}, "GRADIENT": {"GR"}, "BOTH": {"SE", "GR"}}.get(echo, set())
    if text(raw(header, "EchoPlanarPulseSequence")).upper() == "YES":
        found.add("EP")
    if text(raw(modifier, "InversionRecovery")).upper() == "YES":
        found.add("IR")
    return found


def _variant(header: Dataset) -> set[str]:
    found = set(words(raw(header, "SequenceVariant")))
    steady = text(raw(header, "SteadyStatePulseSequence")).upper()
    if steady in ("FREE_PRECESSION", "TRANSVERSE", "TIME_REVERSED", "LONGITUDINAL"):
        found.add("SS")
    spoiling = text(raw(header, "Spoiling")).upper()
    if spoiling not in ("", "NONE"):
        found.add("SP")
    return found


def _siemens(shared: Dataset, first: Dataset) -> tuple[set[str], set[str], set[str]]:
    """Siemens XA leaves the standard attributes empty and keeps them in a private group."""
    for groups in (shared, first):
        for inside in items_of(private(groups, _SIEMENS_GROUP)):
            found = [set(words(_unpacked(private(inside, tag)))) for tag in _SIEMENS_TAGS]
            if any(found):
                return found[0], found[1], found[2]
    return set(), set(), set()


_SIEMENS_TAGS = (_SIEMENS_SCANNING, _SIEMENS_VARIANT, _SIEMENS_OPTIONS)


def _unpacked(value: object) -> object:
    """A private value whose type is not known comes as bytes."""
    return text(value) if isinstance(value, bytes) else value


def _usage(header: Dataset, usage: Dataset) -> str:
    """pre, post, or empty: the phase counts only as stated; an agent said to be not administered is not one."""
    phase = text(raw(usage, "ContrastBolusAgentPhase")).upper()
    administered = text(raw(usage, "ContrastBolusAgentAdministered")).upper()
    if phase == "PRE_CONTRAST":
        return "pre"
    if phase in ("POST_CONTRAST", "IMMEDIATE", "DYNAMIC", "STEADY_STATE", "DELAYED") and administered != "NO":
        return "post"
    return ""
