"""What stands around a dose report: which study, when, where, how old the patient was. No name is kept."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from pydicom.dataset import Dataset

from appropriateness.dicom.content_tree import ContentItem
from appropriateness.dose.records import DoseRecord

_STARTS = ("113809", "111526", "123003")
"""Start of irradiation, of an event, of an administration."""
_AGE = re.compile(r"0*(\d{1,3})([DWMY])$")
LONGEST_TEXT = 120


def header_of(source: str, dataset: Dataset, root: ContentItem) -> DoseRecord:
    """A record without any dose. `patient` is a one-way mark that serves to tell two patients apart."""
    on = _date(dataset, root)
    device = " ".join(
        part for part in (_text(dataset, "Manufacturer"), _text(dataset, "ManufacturerModelName")) if part
    )
    return DoseRecord(
        kind="ct",
        source=source,
        sop_uid=_text(dataset, "SOPInstanceUID") or None,
        study_uid=_text(dataset, "StudyInstanceUID") or None,
        patient=_patient(dataset),
        on=on,
        written=_text(dataset, "ContentDate") + _text(dataset, "ContentTime"),
        age_years=_age(dataset, on),
        label=_text(dataset, "StudyDescription") or _text(dataset, "PerformedProcedureStepDescription"),
        place=_text(dataset, "InstitutionName"),
        device=device,
    )


def _text(dataset: Dataset, keyword: str) -> str:
    try:
        value = dataset.get(keyword, "")
        return " ".join(str(value or "").replace("\0", " ").split())[:LONGEST_TEXT]
    except Exception:  # a malformed value raises whatever it provokes
        return ""


def _patient(dataset: Dataset) -> str | None:
    identifier = _text(dataset, "PatientID").casefold()
    if not identifier:
        name = _text(dataset, "PatientName").casefold()
        identifier = f"{name}|{_text(dataset, 'PatientBirthDate')}" if name else ""
    return hashlib.sha256(identifier.encode()).hexdigest()[:16] if identifier else None


def day(text: str) -> date | None:
    """A DICOM date or the date of a date and time; the older form with dots is read too."""
    digits = text.replace(".", "", 2)[:8] if text[4:5] == "." else text[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _date(dataset: Dataset, root: ContentItem) -> date | None:
    for keyword in ("StudyDate", "SeriesDate", "ContentDate"):
        found = day(_text(dataset, keyword))
        if found is not None:
            return found
    starts = [day(item.text) for code in _STARTS for item in root.all(code)]
    return min((start for start in starts if start is not None), default=None)


def _age(dataset: Dataset, on: date | None) -> int | None:
    """Completed years at the study; None where neither an age nor a date of birth is given."""
    written = _AGE.match(_text(dataset, "PatientAge"))
    if written:
        count, unit = int(written[1]), written[2]
        return count // {"Y": 1, "M": 12, "W": 52, "D": 365}[unit]
    born = day(_text(dataset, "PatientBirthDate"))
    if born is None or on is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
