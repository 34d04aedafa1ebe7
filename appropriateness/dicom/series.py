"""From DICOM files to acquired series: headers only, grouped while they are read, nothing of the patient kept.

A group is what one series shows with one echo, image type and orientation. Of each file only positions are kept; a
file that says exactly what the first of its group says is not decoded again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from appropriateness.dicom import frames, geometry, values
from appropriateness.dicom.bounded import Refused, Source
from appropriateness.dicom.header import read_header, tags_of
from appropriateness.dicom.values import number, positive, raw, seconds, text, words
from appropriateness.protocol_check.acquired import AcquiredSeries

_IDENTITY = ("PatientID", "IssuerOfPatientID", "PatientName", "PatientBirthDate", "StudyInstanceUID", "StudyDate")
_PLACE = (
    "ImagePositionPatient",
    "AcquisitionTime",
    "SharedFunctionalGroupsSequence",
    "PerFrameFunctionalGroupsSequence",
)
_SAME = (
    "SOPClassUID", "Modality", "SeriesInstanceUID", "SeriesNumber", "SeriesDescription", "ProtocolName",
    "StudyDescription", "SequenceName", "PulseSequenceName", "Manufacturer", "ImageType", "ScanningSequence",
    "SequenceVariant", "ScanOptions", "MRAcquisitionType", "RepetitionTime", "EchoTime", "InversionTime", "FlipAngle",
    "AcquisitionContrast", "EchoPulseSequence", "EchoPlanarPulseSequence", "SteadyStatePulseSequence", "Spoiling",
    "AngioFlag", "DiffusionBValue", "BodyPartExamined", "SliceThickness", "SpacingBetweenSlices", "PixelSpacing",
    "AcquisitionMatrix", "Rows", "Columns", "FrameOfReferenceUID", "ContrastBolusAgent", "ContrastBolusRoute",
    "ContrastBolusIngredient", "ContrastBolusStartTime", "ImageOrientationPatient",
)  # fmt: skip
_GE_NAMES = (0x0019109C, 0x0019109E)
_TAGS = tags_of((*_IDENTITY, *_SAME, *_PLACE, "SpecificCharacterSet"))
_TAGS += list(_GE_NAMES)
_EXACT = tags_of([name for name in _SAME if name not in ("ImageOrientationPatient", "SliceThickness")])
_EXACT += list(_GE_NAMES)
_PATIENT = tags_of(_IDENTITY[:4])
_NEEDED = tags_of(("SeriesInstanceUID", "SOPClassUID"))
_DATE, _TIME, _ORIENTATION, _POSITION = tags_of(
    ("StudyDate", "AcquisitionTime", "ImageOrientationPatient", "ImagePositionPatient")
)
_NO_AGENT = frozenset(
    {"", "NO", "N", "NONE", "NO CONTRAST", "NON", "0", "OHNE", "W/O", "WITHOUT", "NIL", "N/A", "NA", "NEIN"}
)


@dataclass(frozen=True, slots=True)
class StudyRead:
    """What was read: the series, the refusals by name, and how many patients and days the files speak of."""

    series: tuple[AcquiredSeries, ...]
    refused: tuple[Refused, ...]
    files: int
    patients: int
    days: int

    @property
    def question(self) -> str:
        """What has to be answered before anything can be checked; empty where nothing has."""
        if self.patients > 1:
            return (
                f"The files belong to {self.patients} patients. Which one is meant? Give the files of one patient only."
            )
        if self.days > 1:
            return "The files were acquired days apart. Which examination is meant? Give the files of one examination."
        return ""


def read_study(items: Iterable[Source | Refused]) -> StudyRead:
    """Read every header, group by group. Never raises for what a file holds."""
    reader = _Reader()
    for item in items:
        reader.take(item)
    return reader.study()


@dataclass(slots=True)
class _Group:
    """One series, or the part of it with one fingerprint."""

    attributes: dict[str, Any]
    number: str
    spacing_mm: float | None
    normal: geometry.Normal
    places: geometry.Places = field(default_factory=geometry.Places)
    started_s: float | None = None


class _Reader:
    def __init__(self) -> None:
        self.refused: list[Refused] = []
        self.groups: dict[object, _Group] = {}
        self.patients: set[int] = set()
        self.days: set[int] = set()
        self.frames: dict[str, int] = {}
        self.studies: dict[str, int] = {}
        self.files = 0

    def take(self, item: Source | Refused) -> None:
        self.files += 1
        header = item if isinstance(item, Refused) else read_header(item, _TAGS)
        if isinstance(header, Refused):
            self.refused.append(header)
            return
        if not all(_bytes(header, tag).strip(b" \0") for tag in _NEEDED):
            reason = "Incomplete: it does not say which series it belongs to."
            self.refused.append(Refused(item.name, "incomplete", reason))
            return
        self._patient(header)
        if frames.is_multiframe(header):
            self._multiframe(header)
        else:
            self._image(header)

    def _patient(self, header: Dataset) -> None:
        """Counts patients and days; the values themselves are forgotten at once."""
        identifier, issuer, name, birth = (_bytes(header, tag).strip(b" \0") for tag in _PATIENT)
        if identifier:
            self.patients.add(hash((identifier, issuer)))
        elif name:
            self.patients.add(hash((name.upper(), birth)))
        try:
            self.days.add(datetime.strptime(text(_bytes(header, _DATE)), "%Y%m%d").toordinal())
        except ValueError:
            return

    def _image(self, header: Dataset) -> None:
        orientation = values.stored_numbers(_bytes(header, _ORIENTATION), 6)
        normal = geometry.normal_of(orientation)
        key = (tuple(_bytes(header, tag) for tag in _EXACT), _thickness_key(header), geometry.rounded(normal))
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = self._group(header, _classic(header), normal)
        group.places.add(values.stored_numbers(_bytes(header, _POSITION), 3), orientation)
        self._started(group, header)

    def _multiframe(self, header: Dataset) -> None:
        shared = {**_common(header), **frames.shared_attributes(header)}
        series = text(raw(header, "SeriesInstanceUID"))
        for frame in frames.frames_of(header):
            normal = geometry.normal_of(frame.orientation)
            key = (series, frame.echo_ms, frame.kind, geometry.rounded(normal))
            group = self.groups.get(key)
            if group is None:
                own = {**shared, "echo_ms": frame.echo_ms, "image_type": frame.kind or shared["image_type"]}
                group = self.groups[key] = self._group(header, own, normal, frames.stated_spacing(header))
            group.places.add(frame.position, frame.orientation)
            self._started(group, header)

    def _started(self, group: _Group, header: Dataset) -> None:
        at = seconds(_bytes(header, _TIME))
        if at is not None and (group.started_s is None or at < group.started_s):
            group.started_s = at

    def _group(
        self, header: Dataset, attributes: dict[str, Any], normal: geometry.Normal, spacing: float | None = None
    ) -> _Group:
        frame = text(raw(header, "FrameOfReferenceUID"))
        attributes["frame"] = self.frames.setdefault(frame, len(self.frames)) if frame else None
        study = text(raw(header, "StudyInstanceUID"))
        attributes["study"] = self.studies.setdefault(study, len(self.studies))
        number_ = number(raw(header, "SeriesNumber"))
        shown = f"{number_:g}" if number_ is not None else "without number"
        group = _Group(attributes, shown, spacing or positive(raw(header, "SpacingBetweenSlices")), normal)
        rows, columns = number(raw(header, "Rows")), number(raw(header, "Columns"))
        group.places.size(rows, columns, attributes["row_mm"], attributes["column_mm"])
        return group

    def study(self) -> StudyRead:
        shown: dict[str, int] = {}
        series = []
        for group in self.groups.values():
            shown[group.number] = shown.get(group.number, 0) + 1
            part = shown[group.number]
            series.append(_finished(group, group.number if part == 1 else f"{group.number} part {part}"))
        spread = max(self.days) - min(self.days) if self.days else 0
        days = spread + 1 if spread > 1 else 1  # a study may run past midnight
        return StudyRead(tuple(series), tuple(self.refused), self.files, len(self.patients), days)


def _finished(group: _Group, key: str) -> AcquiredSeries:
    spacing, irregular = group.places.spacing(group.normal)
    return AcquiredSeries(
        key=key,
        **group.attributes,
        normal=group.normal,
        spacing_mm=spacing or group.spacing_mm,
        box=group.places.box(group.attributes["thickness_mm"], group.normal),
        images=group.places.count,
        irregular=irregular,
        acquired_at_s=group.started_s,
    )


def _common(header: Dataset) -> dict[str, Any]:
    """Attributes that classic and multi-frame objects state alike."""
    agent = text(raw(header, "ContrastBolusAgent")).upper()
    names = [text(raw(header, "SequenceName")), text(raw(header, "PulseSequenceName"))]
    names += [text(values.private(header, tag)) for tag in _GE_NAMES]
    return {
        "description": text(raw(header, "SeriesDescription")),
        "protocol_name": text(raw(header, "ProtocolName")),
        "study_description": text(raw(header, "StudyDescription")),
        "sequence_names": tuple(name for name in names if name),
        "manufacturer": text(raw(header, "Manufacturer")),
        "modality": text(raw(header, "Modality")).upper(),
        "image_type": words(raw(header, "ImageType")),
        "acquisition": text(raw(header, "MRAcquisitionType")).upper(),
        "acquisition_contrast": text(raw(header, "AcquisitionContrast")),
        "angiography": text(raw(header, "AngioFlag")).upper() == "Y",
        "diffusion": positive(raw(header, "DiffusionBValue")) is not None,
        "body_part": text(raw(header, "BodyPartExamined")),
        "agent": agent not in _NO_AGENT,
        "route": text(raw(header, "ContrastBolusRoute")),
        "ingredient": text(raw(header, "ContrastBolusIngredient")),
        "contrast_start_s": seconds(raw(header, "ContrastBolusStartTime")),
    }


def _classic(header: Dataset) -> dict[str, Any]:
    spacing = values.numbers(raw(header, "PixelSpacing"), 2)
    row, column = (spacing[0], spacing[1]) if spacing and min(spacing) > 0 else (None, None)
    return {
        **_common(header),
        "scanning": frozenset(words(raw(header, "ScanningSequence"))),
        "variant": frozenset(words(raw(header, "SequenceVariant"))),
        "options": frozenset(words(raw(header, "ScanOptions"))),
        "repetition_ms": positive(raw(header, "RepetitionTime")),
        "echo_ms": positive(raw(header, "EchoTime")),
        "inversion_ms": positive(raw(header, "InversionTime")),
        "flip_degrees": positive(raw(header, "FlipAngle")),
        "thickness_mm": positive(raw(header, "SliceThickness")),
        "row_mm": row,
        "column_mm": column,
        "acquired_mm": _acquired_edge(header, row, column),
    }


def _acquired_edge(header: Dataset, row: float | None, column: float | None) -> float | None:
    """The larger edge as acquired: field of view by the encoding steps; None where it cannot be told."""
    matrix = values.numbers(raw(header, "AcquisitionMatrix"), 4)
    rows, columns = number(raw(header, "Rows")), number(raw(header, "Columns"))
    if matrix is None or row is None or column is None or not rows or not columns:
        return None
    steps = [step for step in matrix if step > 0]
    fields = sorted((rows * row, columns * column))
    if len(steps) != 2:
        return None
    return max(fields[0] / min(steps), fields[1] / max(steps))


def _thickness_key(header: Dataset) -> float | None:
    """Some makers write the same thickness with different last digits from image to image."""
    thickness = positive(raw(header, "SliceThickness"))
    return None if thickness is None else round(thickness, 2)


def _bytes(header: Dataset, tag: Any) -> bytes:
    """The value as it stands in the file; empty where there is none."""
    try:
        element = header.get_item(tag)
    except KeyError:
        return b""
    if isinstance(element, RawDataElement):
        return element.value if isinstance(element.value, bytes) else b""
    return b"" if element is None else text(element.value).encode()
