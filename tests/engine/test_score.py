"""The Bern score: counted only where every item is known, never a gate after a puncture."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.engine.score import ScoreResult
from appropriateness.wording import score_words
from tests.conftest import KNOWLEDGE, answer

EVERY_SIGN: dict[str, Any] = {
    "brain_mri": "signs_of_hypotension", "brain_mri_contrast": "yes", "spinal_procedure": "none",
    "pachymeningeal_enhancement": True, "venous_engorgement": True, "suprasellar_cistern_mm": 3,
    "subdural_collection": True, "prepontine_cistern_mm": 3, "mamillopontine_distance_mm": 4,
}  # fmt: skip
NO_SIGN = {
    **EVERY_SIGN, "brain_mri": "other_finding", "pachymeningeal_enhancement": False, "venous_engorgement": False,
    "suprasellar_cistern_mm": 8, "subdural_collection": False, "prepontine_cistern_mm": 9,
    "mamillopontine_distance_mm": 9,
}  # fmt: skip
ITEMS = {
    "pachymeningeal_enhancement": 2, "venous_engorgement": 2, "suprasellar_cistern_mm": 2, "subdural_collection": 1,
    "prepontine_cistern_mm": 1, "mamillopontine_distance_mm": 1,
}  # fmt: skip
PUNCTURE = {"spinal_procedure": "lumbar_puncture", "hours_since_procedure": 400, "hours_procedure_to_onset": 24}


def bern(facts: dict[str, Any]) -> ScoreResult:
    (result,) = answer(facts).scores
    return result


def test_every_sign_makes_nine_points_and_a_high_probability() -> None:
    result = bern(EVERY_SIGN)
    assert (result.total, result.missing, result.withheld) == (9, (), False)
    assert result.band is not None and result.band.label == "high"
    assert score_words(result).startswith("Bern score on brain MRI (0 to 9): 9 (high). High probability")


def test_no_sign_makes_nought_and_does_not_rule_out_a_leak() -> None:
    result = bern(NO_SIGN)
    assert result.total == 0
    assert result.band is not None and "does not rule out a leak" in result.band.say


@pytest.mark.parametrize(("item", "points"), ITEMS.items())
def test_each_sign_alone_has_its_points(item: str, points: int) -> None:
    assert bern({**NO_SIGN, item: EVERY_SIGN[item]}).total == points


@pytest.mark.parametrize(
    ("item", "edge", "above"),
    [
        ("suprasellar_cistern_mm", 4.0, 4.1),
        ("prepontine_cistern_mm", 5.0, 5.1),
        ("mamillopontine_distance_mm", 6.5, 6.6),
    ],
)
def test_the_edge_of_a_measurement_still_counts(item: str, edge: float, above: float) -> None:
    assert bern({**NO_SIGN, item: edge}).total == ITEMS[item]
    assert bern({**NO_SIGN, item: above}).total == 0


@pytest.mark.parametrize(
    ("total", "signs", "label"),
    [(2, ["venous_engorgement"], "low"), (3, ["venous_engorgement", "subdural_collection"], "intermediate"),
     (4, ["venous_engorgement", "suprasellar_cistern_mm"], "intermediate"),
     (5, ["venous_engorgement", "suprasellar_cistern_mm", "subdural_collection"], "high")],
)  # fmt: skip
def test_the_bands_meet_without_gap(total: int, signs: list[str], label: str) -> None:
    result = bern({**NO_SIGN, **{sign: EVERY_SIGN[sign] for sign in signs}})
    assert result.total == total
    assert result.band is not None and result.band.label == label


def test_every_possible_total_has_exactly_one_band() -> None:
    (score,) = KNOWLEDGE.scores
    assert sum(item.points for item in score.items) == 9
    for total in range(10):
        assert len([band for band in score.bands if band.low <= total <= band.high]) == 1


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_nobody_measured_is_never_counted_as_absent(item: str) -> None:
    facts = {name: value for name, value in NO_SIGN.items() if name != item}
    result = bern(facts)
    assert result.total is None and result.band is None
    assert result.missing == (item,)
    assert "Not computable".lower() in score_words(result).lower()


@pytest.mark.parametrize("item", [name for name in ITEMS if name.endswith("_mm")])
def test_a_measurement_that_straddles_its_threshold_is_still_missing(item: str) -> None:
    result = bern({**NO_SIGN, item: {"at_least": 3, "below": 9}})
    assert result.total is None
    assert result.missing == (item,)


def test_without_contrast_there_is_no_score() -> None:
    unenhanced = {**NO_SIGN, "brain_mri_contrast": "no"}
    result = bern(unenhanced)
    assert result.without_contrast
    assert result.total is None


def test_whether_contrast_was_given_is_asked_before_anything_is_counted() -> None:
    unknown = {name: value for name, value in NO_SIGN.items() if name != "brain_mri_contrast"}
    result = bern(unknown)
    assert result.total is None
    assert "brain_mri_contrast" in result.missing


def test_after_a_puncture_the_score_is_withheld_though_every_item_is_known() -> None:
    result = bern({**EVERY_SIGN, **PUNCTURE})
    assert result.withheld
    assert (result.total, result.band) == (None, None)
    assert "not a gate after a puncture" in score_words(result)


def test_a_puncture_after_the_headache_began_does_not_withhold_it() -> None:
    diagnostic = {**PUNCTURE, "hours_procedure_to_onset": -300}
    assert bern({**EVERY_SIGN, **diagnostic}).total == 9


def test_a_normal_brain_mri_answers_enhancement_and_veins() -> None:
    measured = {name: NO_SIGN[name] for name in ITEMS if name.endswith("_mm")}
    normal = {
        "brain_mri": "normal",
        "brain_mri_contrast": "yes",
        "subdural_collection": False,
        "spinal_procedure": "none",
    }
    assert bern({**normal, **measured}).total == 0


def test_where_no_sign_was_looked_for_there_is_no_score_at_all() -> None:
    assert answer({"age_years": 42, "worse_upright": True}).scores == ()


def test_the_score_changes_no_option_and_no_outcome() -> None:
    case = {"age_years": 42, "worse_upright": True, "spinal_procedure": "none", "brain_mri": "other_finding"}
    low, high = {**NO_SIGN, **case}, {**NO_SIGN, **case, "suprasellar_cistern_mm": 1, "prepontine_cistern_mm": 1}
    assert answer(low).decision.outcome == answer(high).decision.outcome == "rated"
    assert [o.row.procedure.id for o in answer(low).options] == [o.row.procedure.id for o in answer(high).options]
