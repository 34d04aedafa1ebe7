"""check-knowledge, criteria, facts: what the knowledge says, and whether it can be used."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from appropriateness import text_report
from appropriateness.commands.arguments import add_site, iso_date
from appropriateness.commands.exit_codes import ANSWERED, BAD_INPUT
from appropriateness.commands.protocols import add_folder
from appropriateness.errors import KnowledgeError, did_you_mean
from appropriateness.fhir.site_codes import read_codes
from appropriateness.knowledge.documents import load_documents
from appropriateness.knowledge.dose_loading import load_doses
from appropriateness.knowledge.lexicon import load_lexicon
from appropriateness.knowledge.loading import load
from appropriateness.knowledge.protocol_library import load_protocols
from appropriateness.knowledge.teaching import load_teaching
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
    codes = read_codes(options.data, knowledge, options.site)
    protocols = load_protocols(options.protocols, knowledge).protocols
    teaching = load_teaching(options.data, knowledge)
    untaught = checking.problems(teaching, load(options.data) if options.site else knowledge)
    if untaught:
        raise KnowledgeError(untaught)
    print(text_report.knowledge_summary(knowledge))
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
            print(json_lines.line(fact.model_dump(mode="json")))
    else:
        print(text_report.vocabulary(knowledge))
    return ANSWERED
