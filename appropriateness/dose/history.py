"""From dose reports and typed rows to one history: patients kept apart, one row an examination, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from appropriateness.dose.examinations import Examination
from appropriateness.dose.merging import merged
from appropriateness.dose.records import DoseRecord, RecordKind
from appropriateness.knowledge.doses import ExaminationModality

_MODALITIES: dict[RecordKind, ExaminationModality] = {
    "ct": "ct", "xray": "fluoroscopy", "mammography": "radiography", "nuclear": "nuclear",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatientShare:
    """What belongs to one patient. `mark` tells patients apart and means nothing outside; None: nobody is named."""

    mark: str | None
    records: tuple[DoseRecord, ...]
    rows: tuple[Examination, ...]

    @property
    def words(self) -> str:
        """Which part of the input this is, without anything that names the patient."""
        count = len(self.records) + len(self.rows)
        dates = sorted(str(on) for on in [r.on for r in self.records] + [row.on for row in self.rows] if on)
        span = f", {dates[0]} to {dates[-1]}" if len(dates) > 1 else f", {dates[0]}" if dates else ""
        sources = {record.source for record in self.records} | {s for row in self.rows for s in row.sources}
        first = min(sources, default="typed rows")
        more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
        return f"{count} {'entry' if count == 1 else 'entries'}{span}, from {first}{more}"


def by_patient(
    records: Iterable[DoseRecord], rows: Iterable[tuple[str | None, Examination]]
) -> tuple[PatientShare, ...]:
    """The input by patient, in a fixed order. What names nobody joins the only patient there is, else stands alone."""
    records, rows = list(records), list(rows)
    marks = sorted({mark for mark in [r.patient for r in records] + [m for m, _ in rows] if mark is not None})
    nobody = marks[0] if len(marks) == 1 else None

    def share(mark: str | None) -> PatientShare:
        own = tuple(record for record in records if (record.patient or nobody) == mark)
        typed = tuple(row for given, row in rows if (given or nobody) == mark)
        return PatientShare(mark, own, typed)

    shares = [share(mark) for mark in [*marks, None]]
    return tuple(item for item in shares if item.records or item.rows)


def history(records: Iterable[DoseRecord], rows: Iterable[Examination]) -> tuple[Examination, ...]:
    """One row an examination, by date. A report and a typed row of one examination are one row.

    Two typed rows that read the same stay two: sessions are often alike.
    """
    measured = [of_record(record) for record in merged(records)]
    typed = sorted(rows, key=lambda row: row.order)
    alone: list[Examination] = []
    for row in typed:
        partner = _partner(row, measured, typed)
        if partner is None:
            alone.append(row)
        else:
            measured[partner] = _joined(measured[partner], row)
    return tuple(sorted([*measured, *alone], key=lambda row: row.order))


def of_record(record: DoseRecord) -> Examination:
    """A dose report as a row."""
    return Examination(
        label=record.label,
        origin="fhir" if record.source.startswith("FHIR") else "dose_report",
        modality=_MODALITIES[record.kind],
        on=record.on,
        when=record.on.isoformat() if record.on else "",
        place=record.place,
        age_years=record.age_years,
        dlp_mgycm=record.dlp_mgycm,
        dap_gycm2=record.dap_gycm2,
        fluoroscopy_s=record.fluoroscopy_s,
        activity_mbq=record.activity_mbq,
        agent=record.agent,
        effective_msv=record.effective_msv,
        effective_reference=record.effective_reference,
        planes=record.planes,
        events=record.events,
        outside=record.outside,
        sources=(record.source,),
        notices=record.notices,
    )


def _partner(row: Examination, measured: Sequence[Examination], typed: Sequence[Examination]) -> int | None:
    """The one report this typed row is about: same day, same kind of machine, and no other could be meant."""
    if row.on is None or len(row.when) < len("2026-11-20"):
        return None
    reports = [
        i for i, report in enumerate(measured) if report.on == row.on and _alike(report, row) and _agree(report, row)
    ]
    rivals = [other for other in typed if other.on == row.on and other.modality == row.modality]
    return reports[0] if len(reports) == 1 and len(rivals) == 1 else None


def _alike(report: Examination, row: Examination) -> bool:
    return row.modality != "not_stated" and report.modality == row.modality


def _agree(report: Examination, row: Examination) -> bool:
    """Quantities typed in must be those of the report, within a hundredth."""
    pairs = ((report.dlp_mgycm, row.dlp_mgycm), (report.dap_gycm2, row.dap_gycm2))
    return all(b is None or (a is not None and abs(a - b) <= 0.01 * max(a, b)) for a, b in pairs)


def _joined(report: Examination, row: Examination) -> Examination:
    """The report's quantities under the typed name, place and result."""
    note = "A dose report and a typed row of the same day are one examination; the report's numbers are used."
    return replace(
        report,
        label=row.label or report.label,
        kind=row.kind,
        place=row.place or report.place,
        result=row.result,
        region=row.region,
        phantom_cm=row.phantom_cm,
        age_years=report.age_years if report.age_years is not None else row.age_years,
        effective_msv=report.effective_msv if report.effective_msv is not None else row.effective_msv,
        effective_reference=report.effective_reference or row.effective_reference,
        sources=(*report.sources, *row.sources),
        notices=(*report.notices, *row.notices, note),
    )
