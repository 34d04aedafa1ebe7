"""The order in one line: what is asked, what is known, what nobody has asked; nothing else."""

from __future__ import annotations

import pytest

from appropriateness.documents.order_line import order_line
from tests.conftest import KNOWLEDGE, answer

FACTS = {"age_years": 42, "worse_upright": True, "spinal_procedure": "none", "hours_since_onset": 336}


@pytest.mark.parametrize("asked", [False, True])
def test_the_order_is_one_line_with_study_every_fact_and_the_red_flags_nobody_asked(asked: bool) -> None:
    flags = {name: KNOWLEDGE.facts[name].absent for name in answer(FACTS).decision.conditional_on} if asked else {}
    facts = {name: {"one_of": list(word)} if isinstance(word, tuple) else word for name, word in flags.items()}
    facts["cranial_nerve_palsy"] = "none"
    consultation = answer({**facts, **FACTS})
    line = order_line(KNOWLEDGE.procedures["mri_head_wo_w"], "sih_initial", consultation)
    assert line.startswith("MRI head without and with IV contrast. Indication: orthostatic headache")
    assert "Age: 42 years." in line and "Time since onset: 336 hours (14 days)." in line
    assert ("Not asked yet: " in line) is bool(consultation.decision.conditional_on) is not asked
    assert "\n" not in line and consultation.on.isoformat() in line
