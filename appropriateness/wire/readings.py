"""The JSON form of a reading: what was proposed with which words, what was left out and why, and the answer to it."""

from __future__ import annotations

from appropriateness.engine.consultation import Consultation
from appropriateness.errors import CaseError
from appropriateness.indication.reading import Reading
from appropriateness.knowledge.lexicon import Refusal
from appropriateness.wire import consultations
from appropriateness.wire.json_lines import Json

SCHEMA = "reading/1"


def document(reading: Reading, answer: Consultation | CaseError, identifier: object = None) -> Json:
    """A reading with the consultation of its facts, as if all of them had been accepted.

    Where the facts contradict each other `consultation` is null and `error` says why.
    """
    written: Json = {
        "schema": SCHEMA,
        "id": identifier,
        "facts": [
            {
                "fact": item.fact,
                "value": item.value,
                "span": list(item.span),
                "words": item.words,
                "polarity": item.polarity,
            }
            for item in reading.facts
        ],
        "ignored": [
            {"span": list(item.span), "words": item.words, "why": item.why, "because": item.because}
            for item in reading.ignored
        ],
        "refusal": _refusal(reading.refusal),
    }
    if isinstance(answer, CaseError):
        fault = consultations.error(identifier, answer)
        return {**written, "consultation": None, "error": fault["error"], "problems": fault["problems"]}
    return {**written, "consultation": _consultation(reading, answer, identifier)}


def _refusal(refusal: Refusal | None) -> Json | None:
    if refusal is None:
        return None
    return {"id": refusal.id, "title": refusal.title, "say": refusal.say, "instead": refusal.instead, "to": refusal.to}


def _consultation(reading: Reading, answer: Consultation, identifier: object) -> Json:
    """The consultation; where the text is refused and the facts decide nothing, the refusal is the answer."""
    found = consultations.document(answer, identifier)
    refusal = reading.refusal
    if refusal is None or not reading.refuses(answer.decision.outcome):
        return found
    redirect = {
        "id": f"text_{refusal.id}", "title": refusal.title, "say": refusal.say, "instead": refusal.instead,
        "to": refusal.to,
    }  # fmt: skip
    return {**found, "outcome": "out_of_scope", "headline": refusal.say, "options": [], "redirect": redirect}
