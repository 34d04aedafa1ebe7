"""dose: what a history adds up to, and what a proposed study would add. It changes no option."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from appropriateness import text_report
from appropriateness.commands.arguments import iso_date
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT
from appropriateness.dose import dose_text
from appropriateness.dose.estimates import estimate
from appropriateness.dose.history import PatientShare, by_patient, history
from appropriateness.dose.pathways import proposed
from appropriateness.dose.study_names import StudyNames
from appropriateness.dose.sums import totals
from appropriateness.errors import did_you_mean
from appropriateness.knowledge.dose_loading import load_doses
from appropriateness.knowledge.doses import DoseKnowledge
from appropriateness.knowledge.loading import load
from appropriateness.wire import doses as wire
from appropriateness.wire import json_lines


def add(commands: Any) -> None:
    command = commands.add_parser("dose", help="what earlier examinations add up to; changes no option")
    command.add_argument(
        "history",
        nargs="*",
        type=Path,
        metavar="HISTORY",
        help="dose reports (DICOM), CSV, FHIR; files, folders or ZIP archives",
    )
    command.add_argument("--propose", metavar="PROCEDURE", help="a study to come, by its id")
    command.add_argument("--age-years", type=int, default=None, metavar="YEARS", help="age at the proposed study")
    command.add_argument("--patient", type=int, default=None, metavar="N", help="of several patients, the one to show")
    command.add_argument("--same-patient", action="store_true", help="several names or numbers are one patient")
    command.add_argument("--on", type=iso_date, default=None, metavar="DATE", help="the date of today, YYYY-MM-DD")
    command.add_argument("--template", action="store_true", help="print a CSV to fill in")
    command.add_argument("--json", action="store_true", help="one JSON object")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from appropriateness.dose.rows import TEMPLATE
    from appropriateness.dose_files import read_paths  # loads the DICOM library, which no other command needs

    if options.template:
        print(TEMPLATE.replace("\r\n", "\n"), end="")
        return ANSWERED
    knowledge = load(options.data)
    doses = load_doses(knowledge, options.data)
    fault = _fault(options, doses)
    if fault:
        print(fault, file=sys.stderr)
        return BAD_INPUT
    today: date = options.on or date.today()
    files = read_paths(options.history, today, StudyNames(doses, knowledge.procedures))
    for problem in files.problems:
        print(text_report.printable(problem), file=sys.stderr)
    shares = by_patient(files.records, files.rows)
    if len(shares) > 1 and not options.same_patient and options.patient is None:
        print(_asked(shares), file=sys.stderr)
        return BAD_INPUT
    if options.patient is not None and not 1 <= options.patient <= len(shares):
        print(f"There is no patient {options.patient}; the input holds {len(shares)}.", file=sys.stderr)
        return BAD_INPUT
    chosen = [shares[options.patient - 1]] if options.patient is not None else list(shares)
    rows = history(
        [record for share in chosen for record in share.records], [row for share in chosen for row in share.rows]
    )
    found = tuple(estimate(row, doses, knowledge.radiation) for row in rows)
    coming = None
    if options.propose:
        coming = estimate(proposed(options.propose, doses, options.age_years), doses, knowledge.radiation)
    view = wire.DoseView(
        found, totals(found), coming, totals([*found, coming]) if coming is not None else (), files.problems
    )
    if options.json:
        print(json_lines.line(wire.document(view, doses)))
    else:
        written = dose_text.text(view.history, view.totals, coming, view.totals_after, doses)
        print("\n".join(text_report.printable(line) for line in written.splitlines()))
    return BAD_INPUT if files.problems else ANSWERED


def _fault(options: argparse.Namespace, doses: DoseKnowledge) -> str:
    if not options.history and not options.propose:
        return "Give files of a history, a study with --propose, or --template for a CSV to fill in."
    known = [*doses.procedure, *doses.examination]
    if options.propose and options.propose not in known:
        return f'"{options.propose}" is neither a procedure nor an examination.{did_you_mean(options.propose, known)}'
    return ""


def _asked(shares: tuple[PatientShare, ...]) -> str:
    lines = [f"  patient {number}: {share.words}" for number, share in enumerate(shares, start=1)]
    head = f"The input is about {len(shares)} patients, or about one under several numbers. Nothing was added up."
    return "\n".join([head, *lines, "Choose one with --patient N, or say that they are one with --same-patient."])
