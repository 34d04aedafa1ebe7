"""The parts of a paper made from the consultation: the study, its rating, safety, what is open, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from appropriateness import wording
from appropriateness.documents.paper import Block, Listing, Paragraph
from appropriateness.documents.references import References
from appropriateness.documents.study import Study
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.ranking import Option
from appropriateness.knowledge.documents import Insert
from appropriateness.knowledge.scenarios import Statement
from appropriateness.provenance import Citation

TO_WRITE = "______________________________"
SYSTEMS = {"loinc": "LOINC", "radlex": "RadLex"}


def insert(name: Insert, consultation: Consultation, study: Study | None, references: References) -> list[Block]:
    """The blocks of that part; empty where there is nothing to say."""
    match name:
        case "study":
            return [Paragraph(line) for line in _study(consultation, study)]
        case "rating":
            return [Paragraph(line) for line in _rating(consultation, study, references)]
        case "safety":
            return _listed(_safety(study, references))
        case "assumptions":
            states = consultation.decision.matched
            return _listed(dict.fromkeys(f"Assumed: {a.sentence}" for state in states for a in state.assumptions))
        case "questions":
            return _listed(wording.question(question, consultation.knowledge) for question in consultation.questions)
        case "next_steps":
            return _listed(_next_steps(consultation, references))
        case "return_precautions":
            shown = consultation.decision.shown
            return _listed(_cited(item, references) for s in shown for item in s.scenario.return_precautions)


def _listed(items: Iterable[str]) -> list[Block]:
    found = tuple(dict.fromkeys(items))
    return [Listing(found)] if found else []


def _cited(statement: Statement, references: References) -> str:
    return f"{statement.say}{references.mark(statement.cite)}"


def _study(consultation: Consultation, study: Study | None) -> Iterator[str]:
    if study is None:
        yield "No study is ordered with this paper."
        return
    procedure = study.procedure
    needle = "needle in the spine" if procedure.needle else "no needle"
    level = wording.level_words(procedure.rrl.adult, consultation.knowledge)
    yield f"{procedure.label}. Contrast: {wording.CONTRASTS[procedure.contrast]}; {needle}. Radiation: {level}."
    if procedure.technique:
        yield f"Technique: {procedure.technique}"
    if procedure.codes:
        codes = (f"{SYSTEMS[c.system]} {c.code} ({c.status.replace('_', ', ')})" for c in procedure.codes)
        yield f"Codes: {', '.join(codes)}."


def _rating(consultation: Consultation, study: Study | None, references: References) -> Iterator[str]:
    if study is None:
        return
    label = study.procedure.label
    for raised in study.flags:
        yield f"{label} is called for by a red flag: {raised.flag.message}{references.mark(raised.flag.cite)}"
    for option in study.options:
        yield from _rated(option, consultation, references)
    if study.options or study.flags:
        return
    shown = consultation.decision.shown
    if any(state.scenario.acr_variant is None for state in shown):
        yield f"No ACR variant covers this scenario; {label} is not rated."
    else:
        yield f"{label} is not rated for this case: no table that applies holds it."
    for item in study.positions:
        gate = f" If: {item.condition}" if item.condition else ""
        position = item.position
        mark = references.mark(Citation(source=position.source, locator=position.locator))
        yield f"Another source, {wording.STANCES[position.stance]}: {position.say}{gate}{mark}"


def _rated(option: Option, consultation: Consultation, references: References) -> Iterator[str]:
    row, scenario = option.row, consultation.knowledge.scenarios[option.scenario]
    table = f"ACR 2024 variant {scenario.acr_variant} ({wording.decapitalised(scenario.short)})"
    possible = "" if scenario.id in {s.scenario.id for s in consultation.decision.matched} else ", if it applies,"
    if row.category == "contested":
        label = wording.decapitalised(row.procedure.label)
        yield f"Sources disagree on {label} in {table}{possible}; this is not settled."
        for reading in row.source.readings:
            source = consultation.knowledge.sources[reading.witness]
            number = f"panel rating {reading.rating}" if reading.rating is not None else "no panel rating given"
            category = wording.CATEGORIES[reading.reported_category].lower()
            mark = references.mark(Citation(source=reading.witness, locator=reading.locator))
            yield f"A reading ({wording.SOURCE_KINDS[source.kind]}): {category}, {number}.{mark}"
        yield "Confirm with the publisher or neuroradiology before ordering."
        return
    rating = f"panel rating {row.rating}" if row.rating is not None else f"panel rating {wording.NOT_STATED}"
    evidence = f", evidence {wording.EVIDENCE[row.evidence]}" if row.evidence else ""
    witnesses = [Citation(source=r.witness, locator=r.locator) for r in row.source.readings]
    marks = references.mark(row.source.cite, *witnesses)
    category = wording.CATEGORIES[row.category].lower()
    yield f"{row.procedure.label}: {category} ({rating}{evidence}) in {table}{possible}.{marks}"
    yield wording.why_words(row)
    if row.category == "usually_not_appropriate":
        yield f"The reason for ordering it nevertheless has to be written here: {TO_WRITE}"


def _safety(study: Study | None, references: References) -> Iterator[str]:
    for finding in study.findings if study else ():
        mark = references.mark(finding.rule.cite, *finding.rule.also)
        yield f"{wording.SEVERITIES[finding.severity]}: {finding.message}{mark}"


def _next_steps(consultation: Consultation, references: References) -> Iterator[str]:
    for state in consultation.decision.shown:
        for step in state.scenario.next_steps:
            yield f"If {step.result}: {_cited(step, references)}"
