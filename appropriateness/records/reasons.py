"""Why a person departs from an answer: codes of HL7's non-adherence reasons, never free text."""

from __future__ import annotations

from collections.abc import Mapping

OVERRIDE_REASONS: Mapping[str, str] = {
    "action-completed": "Already done",
    "indication-order-exists": "Another indication or order covers this",
    "need-more-info": "More information is needed first",
    "expert-contradicts": "A specialist advises otherwise",
    "policy-contradicts": "Local policy says otherwise",
    "risk-benefit-ratio": "Benefit and risk differ for this patient",
}
