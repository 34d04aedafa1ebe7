"""Typed rows and CSV: what a person knows of earlier examinations. A faulty row is named, the rest is kept."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from appropriateness.dose import cells
from appropriateness.dose.examinations import Examination
from appropriateness.dose.study_names import StudyNames
from appropriateness.errors import did_you_mean
from appropriateness.knowledge.doses import DoseKnowledge

COLUMNS = (
    "date", "study", "place", "result", "age_years", "region", "phantom_cm", "dlp_mgycm", "dap_gycm2",
    "effective_dose_msv", "activity_mbq", "patient",
)  # fmt: skip
_NUMBERS = ("dlp_mgycm", "dap_gycm2", "effective_dose_msv", "activity_mbq")
_ALSO = {
    "examination": "study", "exam": "study", "procedure": "study", "when": "date", "study_date": "date",
    "where": "place", "hospital": "place", "finding": "result", "findings": "result", "age": "age_years",
    "dlp": "dlp_mgycm", "dap": "dap_gycm2", "kap": "dap_gycm2", "msv": "effective_dose_msv",
    "effective_dose": "effective_dose_msv",
    "dose_msv": "effective_dose_msv", "activity": "activity_mbq", "phantom": "phantom_cm", "patient_id": "patient",
}  # fmt: skip
MAX_ROWS = 10_000
MAX_PROBLEMS = 100
MAX_CELL = 2000
LONGEST_TEXT = 200
LONGEST_HEAD = 8000
TEMPLATE = (
    "date,study,place,result,age_years,region,phantom_cm,dlp_mgycm,dap_gycm2,effective_dose_msv\r\n"
    "2026-03-02,mri_head_wo_w,Example Hospital,signs of low pressure,41,,,,,\r\n"
    "2026-03-09,CT abdomen,Example Hospital,normal,41,abdomen,32,502.4,,\r\n"
    "2026-03-20,dsm_complete_spine,Example Hospital,no leak found,41,,,,38.5,\r\n"
)
"""What is offered for download; its rows are invented."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One fault; `place` is the line of the file, and the row was left out unless `kept`."""

    place: str
    message: str
    kept: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Rows with the mark of their patient (None where no column names one), and what is wrong with the others."""

    rows: tuple[tuple[str | None, Examination], ...]
    problems: tuple[RowProblem, ...]


def read_csv(content: bytes, name: str, today: date, studies: StudyNames, cut: bool = False) -> ReadRows:
    """Rows of a CSV file. Comma, semicolon, tab and bar separate; a byte order mark is no matter.

    `cut`: `content` is only the beginning of the file; its last, broken line is then left out and that is said.
    """
    text = _decoded(content)
    if text is None:
        return ReadRows((), (RowProblem(name, "it is not text; give a CSV file in UTF-8."),))
    if not text.strip():
        return ReadRows((), (RowProblem(name, "the file is empty; the template shows what it should hold."),))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        lines = [(reader.line_num, row) for row in islice(reader, MAX_ROWS + 2)]
    except csv.Error as fault:
        return ReadRows((), (RowProblem(f"{name} line {reader.line_num}", f"it cannot be read as CSV ({fault})."),))
    heads, problems = _heads(lines[0][1], name)
    if "date" not in heads and "study" not in heads:
        known = ", ".join(COLUMNS[:-1])
        message = f"the first line must name the columns, at least date and study, of: {known}."
        return ReadRows((), (*problems, RowProblem(f"{name} line 1", message)))
    body = [(line, dict(zip(heads, row, strict=False))) for line, row in lines[1:] if any(cell.strip() for cell in row)]
    if cut:
        body = body[:-1]
        problems.append(RowProblem(f"{name} line {lines[-1][0]}", "the file is too long; the rest was not read."))
    if len(lines) > MAX_ROWS + 1:
        body = body[:MAX_ROWS]
        message = f"a history may have {MAX_ROWS:,} rows; this line and all after it were not read."
        problems.append(RowProblem(f"{name} line {lines[-1][0]}", message))
    found = read_rows(((f"{name} line {line}", row) for line, row in body), name, today, studies)
    return ReadRows(found.rows, (*problems, *found.problems))


def read_rows(rows: Iterable[tuple[str, Mapping[str, str]]], source: str, today: date, studies: StudyNames) -> ReadRows:
    """Rows given as cells by column, each with its place."""
    listed = list(rows)
    comma = cells.uses_decimal_comma([row.get(name, "") for _, row in listed for name in _NUMBERS])
    kept: list[tuple[str | None, Examination]] = []
    problems: list[RowProblem] = []
    for place, row in listed:
        try:
            examination, remarks = _examination(row, source, today, studies, comma)
        except ValueError as fault:
            problems.append(RowProblem(place, f"{fault}. The row was left out."))
            continue
        kept.append((_mark(row.get("patient", "")), examination))
        problems.extend(RowProblem(place, remark, kept=True) for remark in remarks)
    if len(problems) > MAX_PROBLEMS:
        more = len(problems) - MAX_PROBLEMS
        problems = [*problems[:MAX_PROBLEMS], RowProblem(source, f"{more:,} further problems are not listed.")]
    return ReadRows(tuple(kept), tuple(problems))


def _decoded(content: bytes) -> str | None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    if b"\0" in content[:4096] and encodings[0] != "utf-16":
        return None
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separator(text: str) -> str:
    first = next((line for line in text[:LONGEST_HEAD].splitlines() if line.strip()), "")
    return max(",;\t|", key=lambda mark: first.count(mark))


def _heads(row: Sequence[str], name: str) -> tuple[list[str], list[RowProblem]]:
    heads, problems = [], []
    for cell in row:
        word = "_".join(cell.strip().casefold().replace(".", "").split())
        word = _ALSO.get(word, word)
        if word in heads:
            problems.append(
                RowProblem(f"{name} line 1", f'the column "{word}" stands there twice; the last is used.', True)
            )
        if word and word not in COLUMNS:
            hint = did_you_mean(word, COLUMNS)
            message = f'the column "{cells.shown(cell)}" is not known and was left out.{hint}'
            problems.append(RowProblem(f"{name} line 1", message, True))
        heads.append(word)
    return heads, problems


def _examination(
    row: Mapping[str, str],
    source: str,
    today: date,
    studies: StudyNames,
    comma: bool,
) -> tuple[Examination, list[str]]:
    text = {name: _clean(row.get(name) or "") for name in COLUMNS}
    if len(max((row.get(name) or "" for name in COLUMNS), key=len)) > MAX_CELL:
        raise ValueError(f"a cell has more than {MAX_CELL:,} characters")
    if not text["study"]:
        raise ValueError("no study is named")
    remarks: list[str] = []
    on, when = cells.day(text["date"], today) if text["date"] else (None, "")
    study, doses = studies.find(text["study"]), studies.doses
    numbers = {name: cells.number(text[name], name, comma) if text[name] else None for name in _NUMBERS}
    if study is None and all(value is None for value in numbers.values()):
        hint = studies.hint(text["study"])
        remarks.append(f'"{cells.shown(text["study"])}" is no study whose dose is listed; its dose is unknown.{hint}')
    found = doses.examination[study.kind] if study else None
    return (
        Examination(
            label=(study.label if study else text["study"])[:LONGEST_TEXT],
            origin="typed",
            kind=found.id if found else None,
            modality=_modality(found.modality if found else None, numbers),  # type: ignore[arg-type]
            on=on,
            when=when,
            place=text["place"][:LONGEST_TEXT],
            result=text["result"][:LONGEST_TEXT],
            age_years=cells.whole(text["age_years"], "age_years", range(131)) if text["age_years"] else None,
            region=_region(text["region"], doses),
            phantom_cm=_phantom(text["phantom_cm"]),
            dlp_mgycm=numbers["dlp_mgycm"],
            dap_gycm2=numbers["dap_gycm2"],
            activity_mbq=numbers["activity_mbq"],
            effective_msv=numbers["effective_dose_msv"],
            effective_reference="the person who typed it" if numbers["effective_dose_msv"] is not None else "",
            times=study.times if study else 1,
            sources=(source,),
        ),
        remarks,
    )


def _modality(stated: str | None, numbers: Mapping[str, float | None]) -> str:
    if stated is not None:
        return stated
    if numbers["dlp_mgycm"] is not None:
        return "ct"
    return "fluoroscopy" if numbers["dap_gycm2"] is not None else "not_stated"


def _region(text: str, doses: DoseKnowledge) -> str | None:
    if not text:
        return None
    word = "_".join(text.casefold().replace(",", " ").replace(" and ", " ").split())
    by_label = {"_".join(r.label.replace(",", " ").replace(" and ", " ").split()): r.id for r in doses.regions}
    found = word if word in doses.region else by_label.get(word)
    if found is None:
        raise ValueError(f'"{cells.shown(text)}" is not a body region here.{did_you_mean(word, doses.region)}')
    return found


def _phantom(text: str) -> int | None:
    word = text.removesuffix("cm").strip()
    if not word:
        return None
    if word not in ("16", "32"):
        raise ValueError(f'phantom_cm is "{cells.shown(text)}"; it is 16 (head) or 32 (body)')
    return int(word)


def _mark(text: str) -> str | None:
    return hashlib.sha256(text.strip().casefold().encode()).hexdigest()[:16] if text.strip() else None


def _clean(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[:MAX_CELL]).split())


def rows_of(examinations: Iterable[Examination]) -> Iterator[tuple[str, str, str]]:
    """Date, place and study: the list a patient keeps."""
    for row in examinations:
        yield row.when or "date not stated", row.place or "place not stated", row.label
