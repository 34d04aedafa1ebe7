"""Ten consultations kept as JSON and read like prose: a change of an answer or of its wording shows as a difference.

Where the change is meant, write the files anew and read the difference before keeping it:

    REWRITE_GOLDEN=1 pytest tests/cli/test_golden.py

The digest of the knowledge stands as "<digest>", so that only what is said counts.
"""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from appropriateness.wire import consultations
from appropriateness.wording import OUTCOMES
from tests.conftest import answer

GOLDEN = Path(__file__).parent / "golden"
WIDTH, MOST_LINES = 118, 80
NOTHING_ALARMING = {
    "altered_consciousness": False, "seizure": False, "new_focal_deficit": False, "cranial_nerve_palsy": "none",
    "headache_onset": "gradual", "fever": False, "neck_stiffness": False, "sphincter_or_saddle": False,
    "limb_weakness_or_numbness": False, "new_back_or_leg_pain": False, "severe_hypertension": False,
}  # fmt: skip
ORTHOSTATIC = {"headache_present": True, "worse_upright": True, "better_lying": True}
PUNCTURE = {"spinal_procedure": "lumbar_puncture", "dural_puncture": "confirmed"}
CASES: dict[str, dict[str, Any]] = {
    "two_days_after_a_puncture_nothing_alarming": {
        "age_years": 34, "sex": "female", **ORTHOSTATIC, **PUNCTURE, "hours_since_procedure": 48,
        "hours_procedure_to_onset": 24, "patch_count": 0, **NOTHING_ALARMING,
    },
    "day_three_after_a_puncture": {
        "age_years": 29, "sex": "female", **ORTHOSTATIC, **PUNCTURE, "headache_course": "unchanged",
        "hours_since_procedure": {"at_least": 60, "below": 84}, "hours_procedure_to_onset": 12,
    },
    "four_days_after_a_puncture": {
        "age_years": 45, "sex": "female", **ORTHOSTATIC, **PUNCTURE, "headache_course": "unchanged",
        "hours_since_procedure": 96, "hours_procedure_to_onset": 0,
    },
    "pregnant_with_an_untouched_spine": {
        "age_years": 31, "sex": "female", "pregnancy": "pregnant", "gestation_weeks": 22, **ORTHOSTATIC,
        "hours_since_onset": 336, "spinal_procedure": "none", "patch_count": 0, "brain_mri": "not_done",
        "spine_mri": "not_done",
    },
    "four_months_imaged_normal_and_anticoagulated": {
        "age_years": 58, "sex": "male", **ORTHOSTATIC, "hours_since_onset": 2900, "spinal_procedure": "none",
        "patched": False, "brain_mri": "normal", "brain_mri_contrast": "yes", "spine_mri": "normal",
        "spine_mri_coverage": "complete", "anticoagulant": "direct_oral_anticoagulant", "hours_since_last_dose": 10,
        "platelets": 45,
    },
    "obtunded_with_brain_signs": {
        "age_years": 62, "patch_count": 0, "altered_consciousness": True, "brain_mri": "signs_of_hypotension",
        "brain_mri_contrast": "yes", "pachymeningeal_enhancement": True, "subdural_collection": True,
    },
    "brain_signs_measured_leak_not_located": {
        "age_years": 40, "sex": "male", **ORTHOSTATIC, "hours_since_onset": 1400, "spinal_procedure": "none",
        "patch_count": 0, "brain_mri": "signs_of_hypotension", "brain_mri_contrast": "yes",
        "pachymeningeal_enhancement": True, "venous_engorgement": True, "subdural_collection": False,
        "suprasellar_cistern_mm": 3.5, "prepontine_cistern_mm": 6, "mamillopontine_distance_mm": 5,
        "cranial_nerve_palsy": "sixth_or_eighth",
    },
    "stimulator_trial_and_a_patch_that_failed": {
        "age_years": 54, "sex": "female", **ORTHOSTATIC, "spinal_procedure": "pump_or_stimulator",
        "dural_puncture": "suspected", "patch_count": 1, "patch_response": "none", "mr_device": "unidentified",
    },
    "child_six_weeks_after_a_puncture": {
        "age_years": 12, "sex": "male", "headache_present": True, **PUNCTURE, "hours_since_procedure": 1008,
    },
    "hardly_anything_known": {"adult": True, "headache_present": True},
}  # fmt: skip


def _document(name: str) -> dict[str, Any]:
    document = consultations.document(answer(CASES[name]), name)
    document["knowledge"]["digest"] = "<digest>"
    return document


def _pretty(value: Any, indent: str = "") -> str:
    """JSON that can be read and compared: what fits on a line stays on it, everything else is opened."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, (dict, list)):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        return f"[\n{inner}" + f",\n{inner}".join(_pretty(item, inner) for item in value) + f"\n{indent}]"
    entries = (f"{json.dumps(key)}: {_pretty(item, inner)}" for key, item in value.items())
    return f"{{\n{inner}" + f",\n{inner}".join(entries) + f"\n{indent}}}"


@pytest.mark.parametrize("name", list(CASES))
def test_the_consultation_says_what_was_read_and_kept(name: str) -> None:
    path, now = GOLDEN / f"{name}.json", _pretty(_document(name)) + "\n"
    if os.environ.get("REWRITE_GOLDEN") == "1":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    assert json.loads(now) == _document(name)
    if now != kept:
        lines = list(difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=2))
        more = [f"... and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []
        pytest.fail(
            "\n".join([f"{path.name} differs; where that is meant, REWRITE_GOLDEN=1", *lines[:MOST_LINES], *more]),
            pytrace=False,
        )


def test_every_outcome_is_kept_once_or_more_and_no_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN.glob("*.json")]
    assert {document["outcome"] for document in kept} == set(OUTCOMES)
    assert {document["knowledge"]["digest"] for document in kept} == {"<digest>"}
