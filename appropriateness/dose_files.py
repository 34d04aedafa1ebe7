"""Files of a dose history, whatever their kind: dose reports, CSV, FHIR, alone, in a folder or in an archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from appropriateness.dicom import dose_reports
from appropriateness.dicom.bounded import HeaderTooLongError, Refused, Source, sources_at, sources_of
from appropriateness.dicom.dose_reports import NotRead
from appropriateness.dose.examinations import Examination
from appropriateness.dose.records import DoseRecord
from appropriateness.dose.rows import read_csv
from appropriateness.dose.study_names import StudyNames
from appropriateness.fhir import dose_summary

CSV_BYTES = 8 * 1024 * 1024
"""Of a longer CSV file only this much is read; it holds more rows than any history."""
JSON_BYTES = 16 * 1024 * 1024
TEXT_ENDINGS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """Everything read, and one sentence for each file or row that was not, with its name."""

    records: tuple[DoseRecord, ...]
    rows: tuple[tuple[str | None, Examination], ...]
    problems: tuple[str, ...]


def read_paths(paths: Iterable[Path], today: date, studies: StudyNames) -> ReadFiles:
    """Everything at these paths. A path where there is nothing is one of the problems."""
    reading = _Reading(today, studies)
    for path in paths:
        try:
            for source in sources_at(path):
                reading.take(source)
        except FileNotFoundError:
            reading.problems.append(f"{path}: there is no such file or folder.")
    return reading.result()


def read_uploads(items: Iterable[tuple[str, bytes]], today: date, studies: StudyNames) -> ReadFiles:
    """Uploaded files, given as (name, content)."""
    reading = _Reading(today, studies)
    for source in sources_of(items):
        reading.take(source)
    return reading.result()


class _Reading:
    def __init__(self, today: date, studies: StudyNames) -> None:
        self.today, self.studies = today, studies
        self.records: list[DoseRecord] = []
        self.rows: list[tuple[str | None, Examination]] = []
        self.problems: list[str] = []
        self.seen: dict[str, str] = {}

    def result(self) -> ReadFiles:
        return ReadFiles(tuple(self.records), tuple(self.rows), tuple(self.problems))

    def take(self, source: Source | Refused) -> None:
        if isinstance(source, Refused):
            self.problems.append(f"{source.name}: {source.reason}")
            return
        start = source.stream.read(512)
        source.stream.seek(0)
        name = source.name.casefold()
        if start[128:132] == b"DICM":
            self.add(dose_reports.read(source))
        elif name.endswith(".json") or (start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")):
            self.json(source)
        elif name.endswith(TEXT_ENDINGS):
            self.csv(source)
        else:
            reason = "it is no DICOM file, CSV file or FHIR document, so nothing was taken from it."
            self.problems.append(f"{source.name}: {reason}")

    def add(self, items: Iterable[DoseRecord | NotRead]) -> None:
        for item in items:
            if isinstance(item, NotRead):
                self.problems.append(f"{item.source}: {item.reason}")
            else:
                self.records.append(item)

    def json(self, source: Source) -> None:
        content = self.content(source, JSON_BYTES)
        if len(content) > JSON_BYTES:
            self.problems.append(f"{source.name}: it is larger than {JSON_BYTES >> 20} MiB; give a part of it.")
        elif not self.repeated(source.name, content):
            self.add(dose_summary.read(content, source.name))

    def csv(self, source: Source) -> None:
        content = self.content(source, CSV_BYTES)
        if self.repeated(source.name, content):
            return
        found = read_csv(content[:CSV_BYTES], source.name, self.today, self.studies, cut=len(content) > CSV_BYTES)
        self.rows.extend(found.rows)
        self.problems.extend(str(problem) for problem in found.problems)

    def content(self, source: Source, most: int) -> bytes:
        try:
            return source.stream.read(most + 1)
        except HeaderTooLongError:
            return b""

    def repeated(self, name: str, content: bytes) -> bool:
        """Whether the very same file was read before; it then counts once, and that is said."""
        mark = hashlib.sha256(content).hexdigest()
        if mark in self.seen:
            self.problems.append(f"{name}: the same file as {self.seen[mark]}; it counts once.")
            return True
        self.seen[mark] = name
        return False
