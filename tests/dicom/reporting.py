"""Dose reports made for tests, in the ways different devices write them. All content is invented."""

from __future__ import annotations

import io
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

from appropriateness.dicom import dose_reports
from appropriateness.dicom.dose_reports import NotRead
from appropriateness.dose.records import DoseRecord
from tests.dicom.making import content, dataset

XRAY_DOSE_SR = "1.2.840.10008.5.1.4.1.1.88.67"
ENHANCED_SR = "1.2.840.10008.5.1.4.1.1.88.22"
RADIOPHARMACEUTICAL_SR = "1.2.840.10008.5.1.4.1.1.88.68"
UCUM = "UCUM"


def code(value: str, scheme: str = "DCM", meaning: str = "as the device calls it") -> Dataset:
    return dataset(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def item(value_type: str, name: str, *children: Dataset, **values: Any) -> Dataset:
    made = dataset(RelationshipType="CONTAINS", ValueType=value_type, ConceptNameCodeSequence=[code(name)], **values)
    if children:
        made.ContentSequence = list(children)
    return made


def container(name: str, *children: Dataset) -> Dataset:
    return item("CONTAINER", name, *children, ContinuityOfContent="SEPARATE")


def number(name: str, value: object, unit: str, scheme: str = UCUM) -> Dataset:
    """A measured value; None is a value the device left empty."""
    if value is None:
        return item("NUM", name, MeasuredValueSequence=[])
    units = [dataset(CodeValue=unit, CodingSchemeDesignator=scheme, CodeMeaning=unit)] if unit else []
    return item(
        "NUM", name, MeasuredValueSequence=[dataset(NumericValue=str(value), MeasurementUnitsCodeSequence=units)]
    )


def coded(name: str, value: str, scheme: str = "DCM", meaning: str = "as the device calls it") -> Dataset:
    return item("CODE", name, ConceptCodeSequence=[code(value, scheme, meaning)])


def uid(name: str, value: str) -> Dataset:
    return item("UIDREF", name, UID=value)


def text(name: str, value: str) -> Dataset:
    return item("TEXT", name, TextValue=value)


def report(
    *children: Dataset, sop_class: str = XRAY_DOSE_SR, syntax: str = ExplicitVRLittleEndian, **head: Any
) -> bytes:
    """A structured report of an invented patient."""
    given = {
        "SOPClassUID": sop_class,
        "SOPInstanceUID": "1.2.3.9",
        "StudyInstanceUID": "1.2.3",
        "StudyDate": "20260302",
        "Modality": "SR",
        "Manufacturer": "Maker",
        "InstitutionName": "Example Hospital",
        "PatientID": "P-1",
        "PatientName": "Nobody^Nil",
        "PatientAge": "041Y",
        "StudyDescription": "Example study",
        **head,
    }
    return content(dataset(**given, ValueType="CONTAINER", ContentSequence=list(children)), sop_class, syntax)


def ct_event(
    event_uid: str,
    dlp: object = 100.0,
    region: str = "T-D4000",
    type_: str = "P5-08001",
    phantom: str = "113691",
    unit: str = "mGy.cm",
) -> Dataset:
    dose = [number("113838", dlp, unit), coded("113835", phantom)]
    return container(
        "113819",
        coded("123014", region, "SRT"),
        coded("113820", type_, "SRT" if type_.startswith("P") else "DCM"),
        uid("113769", event_uid),
        container("113829", *dose),
    )


def ct_total(dlp: object, events: int | None = None, unit: str = "mGy.cm") -> Dataset:
    counted = [number("113812", events, "{events}")] if events is not None else []
    return container("113811", *counted, number("113813", dlp, unit))


def ct_report(*events: Dataset, total: object = "sum", unit: str = "mGy.cm", **head: Any) -> bytes:
    """A CT report; `total` "sum" adds the events up, None leaves the accumulated values out."""
    if total == "sum":
        total = sum(
            float(e.ContentSequence[3].ContentSequence[0].MeasuredValueSequence[0].NumericValue) for e in events
        )
    parts = [] if total is None else [ct_total(total, len(events), unit)]
    return report(*parts, *events, **head)


def xray_event(
    event_uid: str, dap: object, unit: str = "Gy.m2", plane: str = "113622", region: str = "T-11503", scheme: str = UCUM
) -> Dataset:
    return container(
        "113706",
        coded("113764", plane),
        uid("113769", event_uid),
        coded("123014", region, "SRT"),
        number("122130", dap, unit, scheme),
        number("113738", 0.001, "Gy"),
    )


def xray_total(plane: str = "113622", **values: tuple[object, str]) -> Dataset:
    codes = {"dap": "113722", "fluoro_dap": "113726", "acquired_dap": "113727", "rp": "113725", "time": "113730"}
    numbers = [number(codes[name], value, unit) for name, (value, unit) in values.items()]
    return container("113702", coded("113764", plane), *numbers)


def administration(activity: object, msv: object = None, event_uid: str = "7.1") -> Dataset:
    stated = [number("113839", msv, "mSv")] if msv is not None else []
    return container(
        "113502",
        coded("349358000", "35321007", "SCT", "Fluorodeoxyglucose F^18^"),
        uid("113503", event_uid),
        number("113507", activity, "MBq"),
        *stated,
    )


def read(*reports: bytes) -> list[DoseRecord | NotRead]:
    return list(dose_reports.read_uploads([(f"report{n}.dcm", made) for n, made in enumerate(reports)]))


def records(*reports: bytes) -> list[DoseRecord]:
    found = read(*reports)
    assert all(isinstance(one, DoseRecord) for one in found), found
    return [one for one in found if isinstance(one, DoseRecord)]


def record(made: bytes) -> DoseRecord:
    (found,) = records(made)
    return found


def reason(made: bytes) -> str:
    (found,) = read(made)
    assert isinstance(found, NotRead), found
    return found.reason


def undefined_lengths(made: bytes) -> bytes:
    """The same report with every sequence of undefined length."""
    from pydicom import dcmread

    dataset_ = dcmread(io.BytesIO(made))

    def mark(part: Dataset) -> None:
        for element in part:
            if element.VR == "SQ":
                element.is_undefined_length = True
                for child in element.value:
                    child.is_undefined_length_sequence_item = True
                    mark(child)

    mark(dataset_)
    stream = io.BytesIO()
    dataset_.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def big_endian(made: bytes) -> bytes:
    """The same report in the retired transfer syntax that puts the larger byte first."""
    from pydicom import dcmread, dcmwrite
    from pydicom.uid import ExplicitVRBigEndian

    dataset_ = dcmread(io.BytesIO(made))
    _ = str(dataset_)  # converts every raw value, so that it can be written the other way round
    dataset_.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    stream = io.BytesIO()
    dcmwrite(stream, dataset_, implicit_vr=False, little_endian=False, force_encoding=True)
    return stream.getvalue()
