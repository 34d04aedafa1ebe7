"""Dose reports: CT, fluoroscopy and radiography, mammography, and radiopharmaceutical; what is said, nothing added.

Recognised by content, whatever class of structured report carries it. Read by code value: names are free text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydicom.dataset import Dataset

from appropriateness.dicom.bounded import DEFAULT, Limits, Refused, Source, sources_at, sources_of
from appropriateness.dicom.content_tree import ContentItem, read_report
from appropriateness.dicom.dose_content import ct_record, nuclear_record, xray_record
from appropriateness.dicom.report_header import header_of
from appropriateness.dose.records import DoseRecord

CT_TOTAL, CT_ACQUISITION, CT_DLP_TOTAL = "113811", "113819", "113813"
XRAY_TOTAL, XRAY_EVENT = "113702", "113706"
ADMINISTRATION = "113502"
_OTHER_CLASSES = {
    "1.2.840.10008.5.1.4.1.1.88.73": "This is a Patient Radiation Dose report: it holds organ doses, which are never "
    "added up here; give the report of the device.",
    "1.2.840.10008.5.1.4.1.1.88.76": "This is an Enhanced X-Ray Radiation Dose report, whose newer layout is not read; "
    "give the X-Ray Radiation Dose report of the same study.",
}
NOT_A_REPORT = "It is a DICOM file, but no structured report: an image carries no dose report. Give the dose report."
NOT_A_DOSE_REPORT = (
    "This is a structured report, but no dose report: it holds no accumulated dose, no irradiation event and no "
    "administered activity."
)


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file of which nothing was taken, and why."""

    source: str
    reason: str


def read_at(path: Path, limits: Limits = DEFAULT) -> Iterator[DoseRecord | NotRead]:
    """Every dose report at a path: a file, a folder, an archive. Raises FileNotFoundError where there is nothing."""
    return _records(sources_at(path, limits))


def read_uploads(items: Iterable[tuple[str, bytes]], limits: Limits = DEFAULT) -> Iterator[DoseRecord | NotRead]:
    """Every dose report among uploaded files, given as (name, content)."""
    return _records(sources_of(items, limits))


def _records(sources: Iterable[Source | Refused]) -> Iterator[DoseRecord | NotRead]:
    for source in sources:
        if isinstance(source, Refused):
            yield NotRead(source.name, source.reason)
        else:
            yield from read(source)


def read(source: Source) -> Iterator[DoseRecord | NotRead]:
    """The records of one report: one for each kind of irradiation it holds."""
    found = read_report(source)
    if isinstance(found, Refused):
        yield NotRead(source.name, found.reason)
        return
    dataset, root = found
    records = list(_of_content(source.name, dataset, root))
    if records:
        yield from records
    else:
        yield NotRead(source.name, _why_none(dataset, root))


def _of_content(name: str, dataset: Dataset, root: ContentItem) -> Iterator[DoseRecord]:
    codes = {item.code for item in root.walk()}
    blank = header_of(name, dataset, root) if root.children else None
    if blank is None:
        return
    if codes & {CT_TOTAL, CT_ACQUISITION, CT_DLP_TOTAL}:
        yield ct_record(blank, root)
    if codes & {XRAY_TOTAL, XRAY_EVENT}:
        yield xray_record(blank, root)
    if ADMINISTRATION in codes:
        yield nuclear_record(replace(blank, kind="nuclear"), root)


def _why_none(dataset: Dataset, root: ContentItem) -> str:
    try:
        known = _OTHER_CLASSES.get(str(dataset.get("SOPClassUID", "")))
        report = bool(root.children) or str(dataset.get("Modality", "")) == "SR"
    except Exception:  # a malformed value raises whatever it provokes
        known, report = None, bool(root.children)
    return known or (NOT_A_DOSE_REPORT if report else NOT_A_REPORT)
