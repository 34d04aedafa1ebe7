"""check-protocol: compare acquired or planned series with a protocol."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any

from appropriateness import protocol_report
from appropriateness.commands import protocols
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT, CANNOT_TELL, CHECK_FAILED
from appropriateness.dicom.bounded import Refused
from appropriateness.errors import did_you_mean
from appropriateness.knowledge.loading import load
from appropriateness.knowledge.protocol_library import ProtocolLibrary, load_protocols
from appropriateness.knowledge.protocols import Protocol
from appropriateness.protocol_check.acquired import AcquiredSeries
from appropriateness.protocol_check.planned import PlannedListError, read_planned
from appropriateness.protocol_check.report import Excepted, StudyCheck, check
from appropriateness.wire import json_lines, protocol_checks

EXITS = {"met": ANSWERED, "not_met": CHECK_FAILED, "cannot_tell": CANNOT_TELL}


class BadInputError(Exception):
    """Nothing can be checked; the message says why and what to do."""


def add(commands: Any) -> None:
    command = commands.add_parser(
        "check-protocol",
        help="compare acquired or planned series with a protocol",
        description="Headers only, nothing kept. Exit: 0 all required met, 1 not met, 4 cannot tell, 2 bad input.",
    )
    command.add_argument("protocol", metavar="PROTOCOL")
    command.add_argument("path", type=Path, metavar="PATH", help="DICOM file, folder or ZIP, or CSV of planned series")
    command.add_argument(
        "--except", dest="exceptions", nargs=3, action="append", default=[], metavar=("SEQUENCE", "REASON", "PERSON"),
        help="a sequence that need not be met, why, and who said so",
    )  # fmt: skip
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object")
    form.add_argument("--csv", action="store_true", help="one row a requirement")
    protocols.add_folder(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    library = load_protocols(options.protocols, load(options.data))
    try:
        report, refused = _checked(options, library)
    except BadInputError as fault:
        print(fault, file=sys.stderr)
        if options.json:
            print(json_lines.line(protocol_checks.error(options.protocol, str(fault))))
        return BAD_INPUT
    if options.json:
        listed = [(item.name, item.code, item.reason) for item in refused]
        print(json_lines.line(protocol_checks.document(report, listed)))
    elif options.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(protocol_report.rows(report))
    else:
        print(protocol_report.check(report, [(item.name, item.reason) for item in refused]))
    return EXITS[report.outcome]


def _checked(options: argparse.Namespace, library: ProtocolLibrary) -> tuple[StudyCheck, tuple[Refused, ...]]:
    protocol = library.protocols.get(options.protocol)
    if protocol is None:
        raise BadInputError(protocols.unknown(options.protocol, library.protocols))
    if not protocol.can_be_checked:
        raise BadInputError(f'"{protocol.id}" has no MR series to look for; it can be shown, not checked.')
    exceptions = _exceptions(options.exceptions, protocol)
    series, refused = _series(options.path)
    hidden = sum(item.may_hide_an_object for item in refused)
    return check(protocol, series, library.signatures, library.site, exceptions, hidden), refused


def _exceptions(given: list[list[str]], protocol: Protocol) -> dict[str, Excepted]:
    known = [sequence.id for sequence in protocol.sequences]
    for name, reason, person in given:
        if name not in known:
            raise BadInputError(f'"{name}" is not a sequence of {protocol.id}.{did_you_mean(name, known)}')
        if not reason.strip() or not person.strip():
            raise BadInputError(f"The exception of {name} needs a reason and a person.")
    return {name: Excepted(reason.strip(), person.strip()) for name, reason, person in given}


def _series(path: Path) -> tuple[tuple[AcquiredSeries, ...], tuple[Refused, ...]]:
    if path.suffix.lower() in (".csv", ".tsv") and path.is_file():
        try:
            return read_planned(path.read_bytes()), ()
        except (PlannedListError, OSError) as fault:
            raise BadInputError(f"{path.name}: {fault}") from None
    from appropriateness.dicom.bounded import sources_at  # the DICOM reader is slow to load and not always needed
    from appropriateness.dicom.series import read_study

    try:
        study = read_study(sources_at(path))
    except OSError as fault:
        raise BadInputError(f"{path} cannot be read: {fault}") from None
    if study.question:
        raise BadInputError(study.question)
    if not study.series:
        listed = "".join(f"\n  {item.name}: {item.reason}" for item in study.refused)
        raise BadInputError(f"Nothing at {path} can be checked: no DICOM image was read.{listed}")
    return study.series, study.refused
