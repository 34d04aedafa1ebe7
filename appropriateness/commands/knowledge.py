"""check-knowledge, criteria, facts: what the knowledge says, and whether it can be used."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from appropriateness import text_report
from appropriateness.commands.arguments import add_site, iso_date
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT
from appropriateness.commands.protocols import add_folder
from appropriateness.errors import KnowledgeError, KnowledgeProblem, did_you_mean
from appropriateness.fhir.coded import Codes, Ordered
from appropriateness.fhir.site_codes import FILE, read_codes
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.documents import load_documents
from appropriateness.knowledge.dose_loading import load_doses
from appropriateness.knowledge.lexicon import load_lexicon
from appropriateness.knowledge.loading import load
from appropriateness.knowledge.protocol_library import load_protocols
from appropriateness.knowledge.teaching import load_teaching
from appropriateness.shape import written
from appropriateness.teaching import checking
from appropriateness.wire import json_lines


def add(commands: Any) -> None:
    check = commands.add_parser("check-knowledge", help="read and check the knowledge, naming every fault")
    check.add_argument("folder", nargs="?", type=Path, default=None, metavar="FOLDER")
    check.add_argument(
        "--on", type=iso_date, default=None, metavar="DATE", help="day on which local policy has to be in force"
    )
    add_site(check)
    add_folder(check)
    check.set_defaults(run=_check_knowledge)

    criteria = commands.add_parser("criteria", help="the criteria as sentences")
    criteria.add_argument("scenario", nargs="?", metavar="SCENARIO", help="one scenario; all where left out")
    criteria.set_defaults(run=_criteria)

    facts = commands.add_parser("facts", help="the vocabulary: every fact with its unit and allowed values")
    facts.add_argument("--json", action="store_true")
    facts.set_defaults(run=_facts)


def _check_knowledge(options: argparse.Namespace) -> int:
    options.data = options.folder or options.data
    knowledge = load(options.data, options.site, options.on or date.today())
    documents = load_documents(options.data, knowledge)
    lexicon = load_lexicon(options.data, knowledge)
    doses = load_doses(knowledge, options.data)
    codes, called = _site_files(options, knowledge)
    protocols = load_protocols(options.protocols, knowledge).protocols
    teaching = load_teaching(options.data, knowledge)
    untaught = checking.problems(teaching, load(options.data) if options.site else knowledge)
    if untaught:
        raise KnowledgeError(untaught)
    print(text_report.knowledge_summary(knowledge))
    print("\n".join(called), end="\n" if called else "")
    print(f"Protocols: {len(protocols)}, with {sum(len(item.sequences) for item in protocols.values())} sequences.")
    counts = {
        "papers": len(documents.papers),
        "vignettes": len(teaching.vignettes),
        "order codes": len(codes.orders),
        "reasons": len(codes.reasons),
        "lexicon entries": len(lexicon.entries),
        "examinations with doses": len(doses.examinations),
    }
    print(f"Read apart: {', '.join(f'{count} {name}' for name, count in counts.items())}.")
    return ANSWERED


def _site_files(options: argparse.Namespace, knowledge: KnowledgeBase) -> tuple[Codes, list[str]]:
    """The codes in force, and what a site's codes and service settings change. Raises KnowledgeError."""
    problems: list[KnowledgeProblem] = []
    codes, called = read_codes(options.data, knowledge), list[str]()
    try:
        own = codes
        codes = read_codes(options.data, knowledge, options.site)
        called += _changed_codes(own, codes)
    except KnowledgeError as fault:
        problems += fault.problems
    try:
        called += _service_settings(options.site)
    except KnowledgeError as fault:
        problems += fault.problems
    if problems:
        raise KnowledgeError(problems)
    return codes, called


def _changed_codes(own: Codes, codes: Codes) -> Iterator[str]:
    """Every code a site adds, and, one by one, every code of the knowledge that means something else here."""
    added = [key for key in codes.orders if key not in own.orders] + [
        k for k in codes.performed if k not in own.performed
    ]
    if added:
        yield f"{FILE}: {len(added)} codes of the site beside those of the knowledge."
    for system, code in own.orders:
        here, there = codes.orders[system, code], own.orders[system, code]
        if here != there:
            yield f"{FILE}: {system} {code} means {_ordered(here)} here; the knowledge says {_ordered(there)}."
    for system, code in own.performed:
        now, before = codes.performed[system, code], own.performed[system, code]
        if now != before:
            yield f"{FILE}: {system} {code} means {now} done here; the knowledge says {before}."


def _ordered(ordered: Ordered) -> str:
    return " and ".join(ordered.procedures) or ordered.region or "nothing"


def _service_settings(site: Path | None) -> Iterator[str]:
    """What service.yaml sets. Its reader comes with the service extra, so it is loaded only where there is a file."""
    if site is None or not (site / "service.yaml").exists():
        return
    from appropriateness.cds_hooks.settings import read_settings

    found = read_settings(site)
    file = found.file
    yield f"service.yaml: {len(found.issuers)} issuers whose tokens are taken: {', '.join(found.issuers) or 'none'}."
    said = {
        "called as": file.public_url,
        "web pages of": ", ".join(file.origins),
        "order page": file.page.url if file.page else None,
        "time zone": file.time_zone,
    }
    yield from (f"service.yaml: {name} {value}." for name, value in said.items() if value)


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
            print(json_lines.line(written(fact)))
    else:
        print(text_report.vocabulary(knowledge))
    return ANSWERED
