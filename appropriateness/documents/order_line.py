"""The text of an order in one line, to be pasted into the field a record system offers. Facts of the case, no names."""

from __future__ import annotations

from appropriateness import wording
from appropriateness.engine.consultation import Consultation
from appropriateness.knowledge.procedures import Procedure


def order_line(procedure: Procedure, scenario: str, consultation: Consultation) -> str:
    """The study, what it is for, every fact as it was answered, and what nobody has asked yet."""
    knowledge = consultation.knowledge
    indication = wording.decapitalised(knowledge.scenarios[scenario].title)
    facts = [wording.fact_sentence(name, value, knowledge) for name, value in consultation.case.answers.items()]
    unasked = [
        wording.decapitalised(wording.alarm(knowledge.facts[name])) for name in consultation.decision.conditional_on
    ]
    parts = [
        f"{procedure.label}.",
        f"Indication: {indication}.",
        *facts,
        *([f"Not asked yet: {wording.joined(unasked)}."] if unasked else []),
        f"As of {consultation.on.isoformat()}.",
    ]
    return " ".join(" ".join(parts).split())
