"""The list of examinations that a patient keeps: date, place, study. No dose stands on it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from appropriateness.documents.paper import Paper, Paragraph, Table
from appropriateness.dose.examinations import Examination

HEADS = ("Date", "Place", "Examination")
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def rows(examinations: Iterable[Examination]) -> tuple[tuple[str, str, str], ...]:
    """One row an examination, in the order of the history."""
    return tuple((row.when or "not stated", row.place or "not stated", row.label) for row in examinations)


def as_csv(examinations: Iterable[Examination]) -> str:
    """The list as CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEADS)
    for row in rows(examinations):
        writer.writerow([f"'{cell}" if cell.startswith(_RUN_BY_SPREADSHEETS) else cell for cell in row])
    return stream.getvalue()


def paper(examinations: Iterable[Examination]) -> Paper:
    """The list as a paper to print."""
    return Paper(
        title="My imaging examinations",
        blocks=(
            Paragraph(
                "Bring this list when an examination is planned: earlier pictures and reports may answer the "
                "question, or show what has changed."
            ),
            Table(HEADS, rows(examinations)),
        ),
        foot="Made from what was entered; examinations that nobody entered are missing.",
    )
