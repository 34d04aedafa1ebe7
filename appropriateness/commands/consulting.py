"""consult: answer one or many cases."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from appropriateness import text_report
from appropriateness.case_files import RawCase, read_cases
from appropriateness.commands.arguments import add_site, iso_date
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT
from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import CaseError
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.kept import load_kept
from appropriateness.wire import consultations, json_lines


def add(commands: Any) -> None:
    command = commands.add_parser("consult", help="answer one or many cases")
    command.add_argument(
        "cases", nargs="?", default="-", metavar="CASES", help="YAML, JSON or JSON lines; - reads standard input"
    )
    command.add_argument("--text", metavar="TEXT", help="an indication as it is typed, in place of CASES")
    command.add_argument(
        "--on",
        type=iso_date,
        default=None,
        metavar="DATE",
        help="date of the consultation, YYYY-MM-DD (default: today)",
    )
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    add_site(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.text is not None:
        from appropriateness.commands import reading  # the reader is loaded only where a text is to be read

        return reading.answer_all(iter([reading.Typed(None, options.text)]), options)
    on: date = options.on or date.today()
    knowledge = load_kept(options.data, options.site, on)
    try:
        text = sys.stdin.buffer.read() if options.cases == "-" else Path(options.cases).read_bytes()
    except OSError as fault:
        print(
            f"{options.cases} cannot be read: {fault.strerror}. Give a file of cases, or - for standard input.",
            file=sys.stderr,
        )
        return BAD_INPUT
    bad = 0
    for raw, answer in _answers(read_cases(text.decode("utf-8", errors="replace")), knowledge, on):
        if isinstance(answer, CaseError):
            bad += 1
            name = raw.identifier if raw.identifier is not None else raw.place
            print(text_report.printable(f"{name}: {answer}"), file=sys.stderr)
            if options.json:
                print(json_lines.line(consultations.error(raw.identifier, answer)))
        elif options.json:
            print(consultations.line(answer, raw.identifier))
        else:
            print(text_report.consultation(answer, raw.identifier))
    return BAD_INPUT if bad else ANSWERED


def _answers(
    cases: Iterator[RawCase], knowledge: KnowledgeBase, on: date
) -> Iterator[tuple[RawCase, Consultation | CaseError]]:
    for raw in cases:
        if raw.fault is not None:
            yield raw, raw.fault
            continue
        try:
            yield raw, consult(read_case(raw.facts, knowledge), knowledge, on)
        except CaseError as fault:
            yield raw, fault
