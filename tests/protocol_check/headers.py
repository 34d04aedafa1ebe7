"""Whole series as DICOM files, written the way each maker writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import generate_uid

from tests.conftest import yaml_file
from tests.dicom.making import ENHANCED_MR_IMAGE, MR_IMAGE, content, dataset

ORIENTATIONS = {
    "axial": [1, 0, 0, 0, 1, 0],
    "sagittal": [0, 1, 0, 0, 0, -1],
    "coronal": [1, 0, 0, 0, 0, -1],
}
ACROSS = {"axial": 2, "sagittal": 0, "coronal": 1}
USUAL: dict[str, Any] = {
    "SOPClassUID": MR_IMAGE, "Modality": "MR", "PatientID": "P1", "StudyInstanceUID": "1.2.3", "StudyDate": "20261101",
    "FrameOfReferenceUID": "1.2.3.9", "ImageType": ["ORIGINAL", "PRIMARY", "M", "ND"], "BodyPartExamined": "BRAIN",
}  # fmt: skip


def images(
    plane: str = "axial",
    count: int = 3,
    centre: tuple[float, float, float] = (0, 0, 0),
    pixels: int = 240,
    **given: Any,
) -> list[Dataset]:
    """A classic series: `count` images around `centre`; spacing is SpacingBetweenSlices, else SliceThickness."""
    attributes = {**USUAL, "SeriesInstanceUID": generate_uid(), "PixelSpacing": [1.0, 1.0], **given}
    spacing = float(attributes.get("SpacingBetweenSlices") or attributes.get("SliceThickness") or 1)
    across = ACROSS[plane]
    row, column = ORIENTATIONS[plane][:3], ORIENTATIONS[plane][3:]
    edge = [float(part) for part in attributes["PixelSpacing"]]
    made = []
    for index in range(count):
        position = [
            centre[axis] - (row[axis] * edge[1] + column[axis] * edge[0]) * (pixels - 1) / 2 for axis in range(3)
        ]
        position[across] += (index - (count - 1) / 2) * spacing
        made.append(
            dataset(
                SOPInstanceUID=generate_uid(),
                **{name: value for name, value in attributes.items() if value is not None},
                ImageOrientationPatient=ORIENTATIONS[plane],
                ImagePositionPatient=position,
                Rows=pixels,
                Columns=pixels,
                InstanceNumber=index + 1,
            )
        )
    return made


def enhanced(plane: str = "sagittal", count: int = 5, shared: Mapping[str, Any] | None = None, **given: Any) -> Dataset:
    """One enhanced multi-frame object; `shared` holds its functional groups as keyword: attributes."""
    spacing = 1.0
    attributes = {**USUAL, "SeriesInstanceUID": generate_uid(), **given, "SOPClassUID": ENHANCED_MR_IMAGE}
    groups = {name: Sequence([dataset(**inside)]) for name, inside in (shared or {}).items()}
    frames = []
    for index in range(count):
        position = [-119.5, -119.5, -119.5]
        position[ACROSS[plane]] = index * spacing
        frames.append(dataset(
            PlanePositionSequence=Sequence([dataset(ImagePositionPatient=position)]),
            PlaneOrientationSequence=Sequence([dataset(ImageOrientationPatient=ORIENTATIONS[plane])]),
        ))  # fmt: skip
    return dataset(
        SOPInstanceUID=generate_uid(),
        **{name: value for name, value in attributes.items() if value is not None},
        Rows=240,
        Columns=240,
        NumberOfFrames=count,
        SharedFunctionalGroupsSequence=Sequence([dataset(**groups)]),
        PerFrameFunctionalGroupsSequence=Sequence(frames),
    )


def as_files(datasets: Iterable[Dataset]) -> list[tuple[str, bytes]]:
    return [(f"{number:04}.dcm", content(made, made.SOPClassUID)) for number, made in enumerate(datasets)]


def write(datasets: Iterable[Dataset], folder: Path) -> Path:
    """The files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, file in as_files(datasets):
        (folder / name).write_bytes(file)
    return folder


STUDIES: dict[str, dict[str, dict[str, Any]]] = yaml_file(Path(__file__).with_name("studies.yaml"))
LEVELS = {"cervical": 300.0, "thoracic": 80.0, "lumbosacral": -140.0}


def study(name: str, **everywhere: Any) -> dict[str, list[Dataset]]:
    """A complete study by requirement; `everywhere` replaces attributes of every series."""
    stations = LEVELS if name.endswith("spine") else {"": 0.0}
    found: dict[str, list[Dataset]] = {}
    for requirement, attributes in STUDIES[name].items():
        found[requirement] = []
        for number, (level, height) in enumerate(stations.items()):
            own = {
                "SeriesNumber": attributes["SeriesNumber"] + number,
                "SeriesDescription": f"{attributes['SeriesDescription']} {level}".strip(),
            }
            found[requirement] += images(**{**attributes, **own, "centre": (0.0, 0.0, height), **everywhere})
    return found


def joined(study_: Mapping[str, list[Dataset]]) -> list[Dataset]:
    return [one for series in study_.values() for one in series]
