"""The command line: consult, criteria, facts, check-knowledge."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from appropriateness import text_report, wire
from appropriateness.case_files import RawCase, read_cases
from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import CaseError, KnowledgeError, did_you_mean
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.loading import DATA, load

ANSWERED, BAD_INPUT, BAD_KNOWLEDGE = 0, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 answered, 2 some input was bad, 3 the knowledge cannot be used."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except KnowledgeError as fault:
        for problem in fault.problems:
            print(problem, file=sys.stderr)
        count = "1 problem" if len(fault.problems) == 1 else f"{len(fault.problems)} problems"
        print(f"{count} in {options.data}: the knowledge cannot be used.", file=sys.stderr)
        return BAD_KNOWLEDGE
    except BrokenPipeError:
        sys.stderr.close()
        return ANSWERED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="appropriateness",
        description="Which imaging study, if any, comes next for a suspected spinal CSF leak. Decision support for "
        "professionals; no diagnosis, not a medical device.",
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, metavar="FOLDER", help="knowledge folder (default: this checkout's data/)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    consult_command = commands.add_parser("consult", help="answer one or many cases")
    consult_command.add_argument(
        "cases", nargs="?", default="-", metavar="CASES", help="YAML, JSON or JSON lines; - reads standard input"
    )
    consult_command.add_argument(
        "--on", type=_date, default=None, metavar="DATE", help="date of the consultation, YYYY-MM-DD (default: today)"
    )
    consult_command.add_argument("--json", action="store_true", help="one JSON object a line")
    consult_command.set_defaults(run=_consult)

    check = commands.add_parser("check-knowledge", help="read and check the knowledge, naming every fault")
    check.add_argument("folder", nargs="?", type=Path, default=None, metavar="FOLDER")
    check.set_defaults(run=_check_knowledge)

    criteria = commands.add_parser("criteria", help="the criteria as sentences")
    criteria.add_argument("scenario", nargs="?", metavar="SCENARIO", help="one scenario; all where left out")
    criteria.set_defaults(run=_criteria)

    facts = commands.add_parser("facts", help="the vocabulary: every fact with its unit and allowed values")
    facts.add_argument("--json", action="store_true")
    facts.set_defaults(run=_facts)
    return parser


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date; write it as 2026-11-20') from None


def _consult(options: argparse.Namespace) -> int:
    knowledge = load(options.data)
    on: date = options.on or date.today()
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
                print(wire.line(wire.error(raw.identifier, answer)))
        elif options.json:
            print(wire.line(wire.document(answer, raw.identifier)))
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


def _check_knowledge(options: argparse.Namespace) -> int:
    options.data = options.folder or options.data
    knowledge = load(options.data)
    print(text_report.knowledge_summary(knowledge))
    return ANSWERED


def _criteria(options: argparse.Namespace) -> int:
    knowledge = load(options.data)
    if options.scenario is not None and options.scenario not in knowledge.scenarios:
        print(
            f'"{options.scenario}" is not a scenario.{did_you_mean(options.scenario, knowledge.scenarios)}',
            file=sys.stderr,
        )
        return BAD_INPUT
    wanted = [options.scenario] if options.scenario else list(knowledge.scenarios)
    print("\n\n".join(text_report.criteria(knowledge.scenarios[name], knowledge) for name in wanted))
    return ANSWERED


def _facts(options: argparse.Namespace) -> int:
    knowledge = load(options.data)
    if options.json:
        for fact in knowledge.facts.values():
            print(wire.line(fact.model_dump(mode="json")))
    else:
        print(text_report.vocabulary(knowledge))
    return ANSWERED


if __name__ == "__main__":
    raise SystemExit(main())
