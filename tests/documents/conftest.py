"""Papers made from cases of every outcome, read as text."""

from __future__ import annotations

from typing import Any

from appropriateness.documents import building, plain_text, study
from appropriateness.documents.paper import Paper
from appropriateness.knowledge.documents import load_documents
from appropriateness.knowledge.loading import DATA
from tests.conftest import KNOWLEDGE, answer

DOCUMENTS = load_documents(DATA, KNOWLEDGE)
EXAMPLES = {example.id: example.facts for example in KNOWLEDGE.examples}
RATED = EXAMPLES["two_weeks_no_procedure"]
CONTESTED = EXAMPLES["puncture_four_days_ago"]
PUNCTURE_DAY_TWO = EXAMPLES["puncture_two_days_ago"]
ONE_OF_EACH_OUTCOME: dict[str, dict[str, Any]] = {
    "escalate": EXAMPLES["thunderclap_ct_normal"],
    "out_of_scope": {"age_years": 12, "headache_present": True},
    "several_possible": {**CONTESTED, "hours_since_procedure": {"at_least": 60, "below": 84}, "hours_since_onset": 60},
    "not_covered": EXAMPLES["stimulator_patch_failed"],
    "contested": CONTESTED,
    "no_imaging_rated_appropriate": PUNCTURE_DAY_TWO,
    "rated": RATED,
    "needs_facts": {"headache_present": True},
}
NONE_PRESENT = {
    "altered_consciousness": False, "seizure": False, "new_focal_deficit": False, "cranial_nerve_palsy": "none",
    "headache_onset": "gradual", "fever": False, "neck_stiffness": False, "sphincter_or_saddle": False,
    "limb_weakness_or_numbness": False, "new_back_or_leg_pain": False, "severe_hypertension": False,
}  # fmt: skip


def made(kind: str, facts: dict[str, Any], procedure: str | None = "first", notes: str = "") -> Paper:
    """The paper of that kind; "first" takes the study the page would offer first."""
    consultation = answer(facts)
    chosen = study.first_choice(consultation) if procedure == "first" else procedure
    return building.build(DOCUMENTS.papers[kind], DOCUMENTS, consultation, chosen, notes)


def text_of(kind: str, facts: dict[str, Any], procedure: str | None = "first", notes: str = "") -> str:
    """The paper as unwrapped text."""
    return plain_text.write(made(kind, facts, procedure, notes), width=None)
