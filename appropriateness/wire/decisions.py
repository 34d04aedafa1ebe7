"""The decision of a consultation by ids alone: what a record keeps where a whole document would cost too much.

It follows from facts, knowledge and date like the document itself, so that it can be replayed to the same bytes.
"""

from __future__ import annotations

from appropriateness.engine.consultation import Consultation
from appropriateness.wire.json_lines import Json

SCHEMA = "decision/1"


def document(consultation: Consultation) -> Json:
    """Outcome, flags, scenarios, options with their ratings, safety: ids, no sentences."""
    decision = consultation.decision
    return {
        "schema": SCHEMA,
        "on": consultation.on.isoformat(),
        "knowledge": {
            "edition": consultation.knowledge.edition.edition,
            "digest": consultation.knowledge.digest,
        },
        "outcome": decision.outcome,
        "conditional_on": list(decision.conditional_on),
        "escalations": [{"id": item.flag.id, "level": item.flag.level} for item in decision.flags],
        "redirect": None if decision.redirect is None else decision.redirect.redirect.id,
        "scenarios": [
            {"id": state.scenario.id, "state": state.state, "assumed": list(state.assumed)}
            for state in decision.scenarios
            if state.state != "excluded"
        ],
        "options": [
            {
                "scenario": option.scenario,
                "procedure": option.row.procedure.id,
                "group": option.group,
                "rank": option.rank,
                "category": option.row.category,
                "rating": option.row.rating,
            }
            for option in consultation.options
        ]
        + [
            {
                "scenario": option.scenario,
                "procedure": option.procedure.id,
                "group": option.group,
                "rank": None,
                "category": "not_rated",
                "rating": None,
            }
            for option in consultation.unrated
        ],
        "safety": [{"id": finding.rule.id, "severity": finding.severity} for finding in consultation.safety],
    }
