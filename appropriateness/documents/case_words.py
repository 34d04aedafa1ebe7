"""The facts of a case as a paper states them. What nobody stated is marked, never filled in."""

from __future__ import annotations

from appropriateness import wording
from appropriateness.documents.paper import Fields
from appropriateness.engine.compiling import truth_of
from appropriateness.engine.consultation import Consultation
from appropriateness.engine.evaluation import TRUE
from appropriateness.knowledge.documents import FactLine
from appropriateness.knowledge.facts import BooleanFact
from appropriateness.knowledge.procedures import Procedure


def fields(lines: tuple[FactLine, ...], consultation: Consultation, procedure: Procedure | None) -> Fields:
    """One field a line, of those that concern the study; each says what is known and names what is not stated."""
    shown = [line for line in lines if _concerns(line, consultation, procedure)]
    return Fields(tuple((line.label, _value(line, consultation)) for line in shown))


def _concerns(line: FactLine, consultation: Consultation, procedure: Procedure | None) -> bool:
    if line.applies_to is not None and (procedure is None or not line.applies_to.admits(procedure)):
        return False
    if line.unless is None:
        return True
    return truth_of(line.unless, consultation.known, consultation.knowledge) is not TRUE


def _value(line: FactLine, consultation: Consultation) -> str:
    known, facts = consultation.known, consultation.knowledge.facts
    said = [_said(name, name == line.facts[0], consultation) for name in (*line.facts, *line.also) if name in known]
    missing = [wording.decapitalised(facts[name].label) for name in line.facts if name not in known]
    if not said:
        return wording.NOT_STATED
    parts = " ".join(dict.fromkeys(said))
    return f"{parts} {wording.NOT_STATED.capitalize()}: {', '.join(missing)}." if missing else parts


def _said(name: str, labelled: bool, consultation: Consultation) -> str:
    """A fact as a sentence; the label of the line stands for the label of its first fact."""
    fact, value = consultation.knowledge.facts[name], consultation.known[name]
    if isinstance(fact, BooleanFact):
        return fact.claim if value else fact.denial
    words = wording.value_words(name, value, consultation.knowledge)
    return f"{words}." if labelled else f"{fact.label}: {words}."
