"""read: an indication as it is typed, as proposed facts with their words, and the answer to them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from appropriateness import text_report, wording
from appropriateness.commands.arguments import add_site, iso_date
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT
from appropriateness.engine.case import read_case, read_value
from appropriateness.engine.consultation import Consultation, consult
from appropriateness.errors import CaseError
from appropriateness.indication.reading import Reading, read
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.lexicon import load_lexicon
from appropriateness.knowledge.loading import load
from appropriateness.wire import json_lines, readings

LONGEST_LINE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Typed:
    """One text with the caller's name for it, or what keeps it from being read."""

    identifier: object
    text: str
    fault: str | None = None


def add(commands: Any) -> None:
    command = commands.add_parser("read", help="read an indication as it is typed")
    command.add_argument(
        "text", metavar="TEXT|FILE|-", help="the text itself, a file with one text or JSON lines {id, text}, or -"
    )
    command.add_argument(
        "--on", type=iso_date, default=None, metavar="DATE", help="date of the order, YYYY-MM-DD (default: today)"
    )
    command.add_argument("--json", action="store_true", help="one JSON object a line")
    add_site(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    try:
        given = _given(options.text)
    except OSError as fault:
        print(f"{text_report.printable(options.text)} cannot be read: {fault.strerror}.", file=sys.stderr)
        return BAD_INPUT
    return answer_all(typed_texts(given), options)


def answer_all(texts: Iterator[Typed], options: argparse.Namespace) -> int:
    """Answer each text on its own; a fault of one leaves the others answered."""
    on: date = options.on or date.today()
    knowledge = load(options.data, options.site, on)
    lexicon = load_lexicon(options.data, knowledge)
    bad = 0
    for typed in texts:
        if typed.fault is not None:
            bad += 1
            print(text_report.printable(typed.fault), file=sys.stderr)
            if options.json:
                print(json_lines.line({"id": typed.identifier, "error": typed.fault}))
            continue
        reading = read(typed.text, lexicon, knowledge, on)
        answer = _answer(reading, knowledge, on)
        if options.json:
            print(json_lines.line(readings.document(reading, answer, typed.identifier)))
        else:
            print("\n".join(_report(reading, answer, typed.identifier, knowledge)))
        if isinstance(answer, CaseError):
            bad += 1
            print(text_report.printable(answer), file=sys.stderr)
    return BAD_INPUT if bad else ANSWERED


def _answer(reading: Reading, knowledge: KnowledgeBase, on: date) -> Consultation | CaseError:
    try:
        return consult(read_case(reading.values, knowledge), knowledge, on)
    except CaseError as fault:
        return fault


def _given(argument: str) -> str:
    """The text itself unless it names a file; - is standard input."""
    if argument == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace")
    try:
        named = Path(argument).is_file()
    except (OSError, ValueError):
        named = False
    return Path(argument).read_bytes().decode("utf-8", errors="replace") if named else argument


def typed_texts(given: str) -> Iterator[Typed]:
    """One text, or a text a line where the lines are JSON objects."""
    given = given.removeprefix("\ufeff")
    if not given.lstrip().startswith("{"):
        yield Typed(None, given)
        return
    for number, line in enumerate(given.split("\n"), start=1):
        if line.strip():
            yield _line(number, line)


def _line(number: int, line: str) -> Typed:
    place = f"line {number}"
    if len(line) > LONGEST_LINE:
        return Typed(None, "", f"{place} has {len(line)} characters; a line may have {LONGEST_LINE}.")
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as fault:
        return Typed(None, "", f"{place} is not JSON: {fault}. Write one object a line with id and text.")
    if not isinstance(item, dict):
        return Typed(None, "", f'{place}: write an object such as {{"id": "a", "text": "..."}}.')
    name = item.get("id")
    identifier = name[:200] if isinstance(name, str) else name if type(name) is int else None
    if not isinstance(item.get("text"), str):
        return Typed(identifier, "", f'{place}: "text" is missing or is no text.')
    return Typed(identifier, item["text"])


def _report(
    reading: Reading, answer: Consultation | CaseError, identifier: object, knowledge: KnowledgeBase
) -> Iterator[str]:
    if identifier is not None:
        yield f"== {text_report.printable(identifier)}"
    for item in reading.facts:
        sentence = wording.fact_sentence(item.fact, read_value(knowledge.facts[item.fact], item.value), knowledge)
        yield f'Read: {sentence} "{text_report.printable(item.words)}"'
    for left in reading.ignored:
        yield f'Left out: "{text_report.printable(left.words)}" {left.because}'
    if isinstance(answer, CaseError):
        return
    if reading.refusal is not None and reading.refuses(answer.decision.outcome):
        yield f"{reading.refusal.title}. {reading.refusal.say} {reading.refusal.instead}"
        return
    yield text_report.consultation(answer)
