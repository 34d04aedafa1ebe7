"""The dose knowledge, read once, and short ways to ask it."""

from __future__ import annotations

from typing import Any

from appropriateness.dose.estimates import Estimate, estimate
from appropriateness.dose.examinations import Examination
from appropriateness.dose.study_names import StudyNames
from appropriateness.knowledge.dose_loading import load_doses
from tests.conftest import KNOWLEDGE

DOSES = load_doses(KNOWLEDGE)
STUDIES = StudyNames(DOSES, KNOWLEDGE.procedures)


def examination(**given: Any) -> Examination:
    return Examination(**{"label": "CT", "origin": "dose_report", "age_years": 40, **given})


def estimated(**given: Any) -> Estimate:
    return estimate(examination(**given), DOSES, KNOWLEDGE.radiation)
