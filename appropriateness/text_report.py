"""A consultation, the criteria and the vocabulary as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from appropriateness import headline, site_words, wording
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.ranking import Option
from appropriateness.engine.rulebook import rulebook
from appropriateness.engine.site_policy import bearing_on, differences
from appropriateness.knowledge.base import KnowledgeBase
from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, Fact, QuantityFact
from appropriateness.knowledge.scenarios import Scenario

WIDTH = 100


def printable(value: object) -> str:
    """Somebody else's text on one line: what could steer a terminal or break the line is written as its code."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in str(value))


def consultation(answer: Consultation, identifier: object = None) -> str:
    """The whole answer: what decides first, then options in their groups, then what surrounds them."""
    return "\n".join(_lines(answer, identifier))


def _lines(answer: Consultation, identifier: object) -> Iterator[str]:
    decision, knowledge = answer.decision, answer.knowledge
    if identifier is not None:
        yield f"== {printable(identifier)}"
    for item in decision.flags:
        yield _wrapped(f"{item.flag.level.upper()}: {item.flag.message} {item.flag.action}")
    yield _wrapped(headline.answer_sentence(answer))
    for label, line in headline.how_soon(answer):
        yield _wrapped(f"{label}: {line}" if label else line, "  ")
    if decision.unasked:
        labels = [wording.alarm(knowledge.facts[fact]) for fact in decision.unasked]
        yield _wrapped(f"These: {', '.join(labels)}.", "  ")
    for state in decision.shown:
        variant = f"ACR 2024 variant {state.scenario.acr_variant}" if state.scenario.acr_variant else "no ACR variant"
        yield ""
        yield f"{state.scenario.title} ({state.state}; {variant})"
        for truth, _, sentence in state.compiled.rule.reasons(answer.known):
            yield _wrapped(f"[{wording.TRUTHS[truth.value]}] {sentence}", "  ")
        for assumption in state.assumptions:
            yield _wrapped(f"Assumed: {assumption.sentence}", "  ")
        yield from _options(answer, state.scenario.id)
    for name, grounds in answer.case.implied.items():
        sentence = wording.fact_sentence(name, answer.known[name], knowledge)
        yield _wrapped(f"Follows from {', '.join(grounds)}: {sentence}")
    for question in answer.questions:
        yield _wrapped(f"? {wording.question(question, knowledge)}")
    for finding in answer.safety:
        yield _wrapped(f"{wording.SEVERITIES[finding.severity]}: {finding.message}")
    for opened in answer.positions:
        position = opened.position
        study = knowledge.procedures[position.procedure].short if position.procedure else "imaging"
        gate = f" (if: {opened.condition})" if opened.condition else ""
        yield _wrapped(f"- {position.source}, {study}, {wording.STANCES[position.stance]}: {position.say}{gate}")
    for local in bearing_on(answer):
        about = f", {knowledge.procedures[local.procedure].short}" if local.procedure else ""
        yield _wrapped(f"Local policy{about}: {site_words.here(local, knowledge)}")
        yield _wrapped(f"Sources: {site_words.sources_say(local, knowledge)}", "  ")
    yield f"Knowledge {knowledge.edition.edition}, {knowledge.digest[:19]}. {site_words.standing(knowledge)}"


def _options(answer: Consultation, scenario: str) -> Iterator[str]:
    group = None
    for option in answer.options_of(scenario):
        if option.group != group:
            group = option.group
            yield f"  {wording.GROUPS[group]}"
        yield _wrapped(_option(option, answer.knowledge), "    ")
    for unrated in answer.unrated:
        if unrated.scenario == scenario:
            yield _wrapped(
                f"{unrated.procedure.label}: not rated by the ACR; {wording.STANCES[unrated.stance]}", "    "
            )


def _option(option: Option, knowledge: KnowledgeBase) -> str:
    row = option.row
    rank = f"{wording.rank_words(option)}. " if option.rank else ""
    rating = f", rating {row.rating}" if row.rating is not None else ""
    level = wording.level_words(row.procedure.rrl.adult, knowledge)
    line = f"{rank}{row.procedure.label}: {wording.CATEGORIES[row.category]}{rating}; {level}"
    if row.category == "contested":
        readings = [
            f"{knowledge.sources[r.witness].title}: {wording.CATEGORIES[r.reported_category].lower()}"
            + (f" ({r.rating})" if r.rating is not None else "")
            for r in row.source.readings
        ]
        line += f". Readings: {'; '.join(readings)}"
    by = site_words.settled(row, knowledge)
    line += f". {by}" if by is not None else ""
    stops = [finding.message for finding in option.findings if finding.severity == "stop"]
    line = line.removesuffix(".")
    return f"{line}. {' '.join(stops)}" if stops and option.group != "usually_not_appropriate" else line


def criteria(scenario: Scenario, knowledge: KnowledgeBase) -> str:
    """The criteria of one scenario as sentences made from the rules themselves."""
    compiled = next(item for item in rulebook(knowledge).scenarios if item.scenario is scenario)
    lines = [scenario.id, f"  {scenario.title}"]
    lines += [_wrapped(f"requires: {criterion.claim}", "  ") for criterion in compiled.rule.require]
    for criterion in compiled.rule.unless:
        see = f" See {criterion.see}." if criterion.see else ""
        lines.append(_wrapped(f"unless:   {criterion.claim}{see}", "  "))
    return "\n".join(lines)


def vocabulary(knowledge: KnowledgeBase) -> str:
    """Every fact with what it takes."""
    return "\n".join(f"{fact.id:30} {_takes(fact)}" for fact in knowledge.facts.values())


def _takes(fact: Fact) -> str:
    match fact:
        case BooleanFact():
            return "true, false"
        case ChoiceFact():
            return ", ".join(fact.values)
        case ChoicesFact():
            return f"one or several of {', '.join(fact.values)}"
        case QuantityFact():
            return f"{fact.at_least:g} to {fact.at_most:g} {fact.unit}, or {{at_least, below}}"


def knowledge_summary(knowledge: KnowledgeBase) -> str:
    """What was read, in one paragraph."""
    ratings = sum(len(scenario.ratings) for scenario in knowledge.scenarios.values())
    counts = {
        "scenarios": knowledge.scenarios,
        "facts": knowledge.facts,
        "flags": knowledge.flags,
        "redirects": knowledge.redirects,
        "safety rules": knowledge.safety,
        "sources": knowledge.sources,
        "disagreements": knowledge.disagreements,
    }
    listed = ", ".join([f"{ratings} ratings", *(f"{len(items)} {name}" for name, items in counts.items())])
    edition = knowledge.edition
    lines = [f"Knowledge {edition.edition} is consistent: {listed}.", knowledge.digest, site_words.standing(knowledge)]
    return "\n".join([*lines, *_site(knowledge)])


def _site(knowledge: KnowledgeBase) -> Iterator[str]:
    """Every override of the site, with what the sources say of the same."""
    site = knowledge.site
    if site is None:
        return
    found = differences(knowledge)
    yield ""
    yield f"Local policy of {site.name}: {len(found)} differences from the sources."
    for item in found:
        about = " / ".join(name for name in (item.scenario, item.procedure) if name)
        yield _wrapped(f"{item.place} {item.kind}{f' {about}' if about else ''}: {site_words.here(item, knowledge)}")
        yield _wrapped(f"Sources: {site_words.sources_say(item, knowledge)}", "    ")
        yield _wrapped(site_words.in_force(item, knowledge), "    ")
    if site.table:
        yield f"Licensed table: {len(site.table)} rows read."
    if site.first_expiry is not None:
        yield f"In force until {site.first_expiry.isoformat()}; after that day the policy is refused until renewed."


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ")
