"""Options in their groups and order, and what stands between a study and this patient."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appropriateness.engine.ranking import Option, table
from appropriateness.wire import consultations
from appropriateness.wording import rank_words
from tests.conftest import KNOWLEDGE, answer

SIH: dict[str, Any] = {"age_years": 42, "sex": "male", "worse_upright": True, "spinal_procedure": "none"}
CHRONIC = {**SIH, "hours_since_onset": 2600, "brain_mri": "normal", "spine_mri": "normal"}
SIX_DAYS = {
    "age_years": 34, "worse_upright": True, "spinal_procedure": "lumbar_puncture", "hours_since_procedure": 144,
    "hours_procedure_to_onset": 24,
}  # fmt: skip
MRI_OF_SIH = ["mri_head_wo_w", "mri_complete_spine_wo", "mri_complete_spine_wo_w", "mri_head_wo"]


def options(facts: dict[str, Any]) -> dict[str, Option]:
    return {option.row.procedure.id: option for option in answer(facts).options}


def in_group(facts: dict[str, Any], group: str) -> list[str]:
    return [name for name, option in options(facts).items() if option.group == group]


def severities(facts: dict[str, Any], procedure: str) -> dict[str, str]:
    return {finding.rule.id: finding.severity for finding in options(facts)[procedure].findings}


def test_within_a_group_the_rating_decides_then_the_name() -> None:
    assert in_group(SIH, "can_be_ordered") == [*MRI_OF_SIH, "ct_myelography"]
    assert [rank_words(options(SIH)[name]) for name in [*MRI_OF_SIH, "ct_myelography"]] == ["1", "2", "3=", "3=", "5"]


def test_of_two_equally_rated_the_lower_radiation_level_comes_first_and_they_share_the_rank() -> None:
    myelograms = in_group(CHRONIC, "can_be_ordered")[:2]
    assert myelograms == ["dsm_complete_spine", "ct_myelography_dynamic"]
    assert [rank_words(options(CHRONIC)[name]) for name in myelograms] == ["1=", "1="]


def test_dose_orders_equals_and_moves_no_category() -> None:
    dsm, ct = KNOWLEDGE.procedures["dsm_complete_spine"], KNOWLEDGE.procedures["ct_myelography_dynamic"]
    heavier = replace(dsm, rrl=replace(dsm.rrl, adult=5))
    lighter = replace(ct, rrl=replace(ct.rrl, adult=4))
    knowledge = replace(KNOWLEDGE, procedures={**KNOWLEDGE.procedures, dsm.id: heavier, ct.id: lighter})
    before, after = (table(base, "chronic_negative_imaging") for base in (KNOWLEDGE, knowledge))
    assert [row.procedure.id for row in before[:2]] == [dsm.id, ct.id]
    assert [row.procedure.id for row in after[:2]] == [ct.id, dsm.id]
    rated = [{row.procedure.id: (row.category, row.rating) for row in rows} for rows in (before, after)]
    assert rated[0] == rated[1]


def test_a_study_without_a_needle_precedes_an_equal_one_with_a_needle() -> None:
    ct = KNOWLEDGE.procedures["ct_myelography_dynamic"]
    same_level = replace(ct, rrl=replace(ct.rrl, adult=4), needle=False)
    knowledge = replace(KNOWLEDGE, procedures={**KNOWLEDGE.procedures, ct.id: same_level})
    order = [row.procedure.id for row in table(knowledge, "chronic_negative_imaging")]
    assert order.index("ct_myelography_dynamic") < order.index("dsm_complete_spine")


def test_an_unsafe_device_keeps_the_rating_of_every_mri_and_names_what_remains() -> None:
    found = options({**SIH, "mr_device": "unsafe"})
    assert [name for name, option in found.items() if option.group == "resolve_first"] == MRI_OF_SIH
    for name in MRI_OF_SIH:
        assert found[name].row.category == "usually_appropriate"
        assert found[name].remaining == ("ct_myelography",)
        assert found[name].alternatives == (), "CT myelography is rated lower"
        assert found[name].findings[0].severity == "stop"
    assert found["ct_myelography"].group == "can_be_ordered"


def test_a_stop_does_not_lift_a_study_out_of_usually_not_appropriate() -> None:
    found = options({**SIH, "mr_device": "unsafe"})
    assert found["mri_head_w"].group == "usually_not_appropriate"
    assert found["mri_head_w"].findings[0].severity == "stop"


def test_intrathecal_gadolinium_waits_even_where_it_may_be_appropriate() -> None:
    option = options(CHRONIC)["mr_myelography"]
    assert (option.row.category, option.group) == ("may_be_appropriate", "resolve_first")
    assert "dsm_complete_spine" in option.alternatives


@pytest.mark.parametrize("drug", [v for v in KNOWLEDGE.facts["anticoagulant"].values if v != "none"])  # type: ignore[union-attr]
def test_every_drug_against_clotting_stops_the_needle_and_no_mri(drug: str) -> None:
    assert in_group({**CHRONIC, "anticoagulant": drug}, "can_be_ordered") == []
    assert in_group({**SIH, "anticoagulant": drug}, "can_be_ordered") == MRI_OF_SIH


def test_an_inr_of_exactly_1_4_is_let_through_and_more_is_not() -> None:
    assert "needle_inr" not in severities({**CHRONIC, "inr": 1.4}, "dsm_complete_spine")
    assert severities({**CHRONIC, "inr": 1.5}, "dsm_complete_spine")["needle_inr"] == "stop"
    assert severities({**CHRONIC, "inr": {"at_least": 1.2, "below": 1.6}}, "dsm_complete_spine")["needle_inr"] == "ask"


def test_a_rough_answer_that_leaves_a_stop_undecided_asks_and_an_unasked_one_stays_silent() -> None:
    rough = {**CHRONIC, "platelets": {"at_least": 40, "below": 60}}
    assert severities(rough, "dsm_complete_spine")["needle_platelets"] == "ask"
    unasked = {name: value for name, value in CHRONIC.items() if name != "platelets"}
    assert "needle_platelets" not in severities(unasked, "dsm_complete_spine")


def test_the_contested_row_stands_apart_without_rank_and_with_both_readings() -> None:
    document = consultations.document(answer(SIX_DAYS))
    (row,) = [option for option in document["options"] if option["group"] == "sources_disagree"]
    assert (row["procedure"], row["category"], row["rank"], row["rating"]) == (
        "dsm_complete_spine",
        "contested",
        None,
        None,
    )
    readings = [(r["category"], r["rating"], r["evidence"], r["witnesses"]) for r in row["readings"]]
    assert readings == [
        ("usually_appropriate", None, None, ["gighz_pdph_over_72h"]),
        ("usually_not_appropriate", 1, "expert_consensus", ["appendix_transcript"]),
        ("usually_not_appropriate", 1, None, ["droracle_518700"]),
    ]


def test_a_contested_row_stays_contested_whatever_stops_the_needle() -> None:
    assert in_group({**SIX_DAYS, "anticoagulant": "vitamin_k_antagonist"}, "sources_disagree") == ["dsm_complete_spine"]


def test_a_study_already_done_is_marked_and_keeps_its_place() -> None:
    done = options({**SIH, "brain_mri": "other_finding", "brain_mri_contrast": "yes"})
    assert done["mri_head_wo_w"].already_done and done["mri_head_wo_w"].group == "can_be_ordered"
    assert not done["mri_head_wo"].already_done
    assert not any(option.already_done for option in options(SIH).values())


def test_a_spine_mri_counts_as_done_only_where_it_was_complete_and_readable() -> None:
    for coverage, result, done in [
        ("complete", "normal", True),
        ("partial", "normal", False),
        ("complete", "nondiagnostic", False),
    ]:
        facts = {**SIH, "spine_mri": result, "spine_mri_coverage": coverage}
        assert options(facts)["mri_complete_spine_wo"].already_done is done


def test_what_no_rating_covers_is_listed_as_not_rated_and_never_ranked() -> None:
    document = consultations.document(answer({"age_years": 42, "brain_mri": "signs_of_hypotension"}))
    assert document["options"]
    for option in document["options"]:
        assert (option["category"], option["rank"], option["rating"], option["readings"]) == (
            "not_rated",
            None,
            None,
            [],
        )
        assert option["group"] in ("not_rated", "resolve_first")


def test_every_row_usually_not_appropriate_can_be_opened_with_its_reason() -> None:
    options = consultations.document(answer(SIH))["options"]
    rows = [option for option in options if option["group"] == "usually_not_appropriate"]
    assert len(rows) == 13
    assert all(row["why"] and row["readings"] for row in rows)


PREGNANT = {**SIH, "sex": "female", "pregnancy": "pregnant"}


def test_in_pregnancy_gadolinium_and_needles_stop_and_plain_mri_goes_on() -> None:
    assert in_group(PREGNANT, "can_be_ordered") == ["mri_complete_spine_wo", "mri_head_wo"]
    assert severities(PREGNANT, "mri_head_wo_w")["gadolinium_pregnant"] == "stop"
    assert severities(PREGNANT, "ct_myelography")["needle_pregnant"] == "stop"


def test_a_possible_pregnancy_asks_before_gadolinium_and_stops_the_needle() -> None:
    possible = {**PREGNANT, "pregnancy": "possible"}
    assert severities(possible, "mri_head_wo_w")["gadolinium_possible_pregnancy"] == "ask"
    assert options(possible)["mri_head_wo_w"].group == "can_be_ordered"
    assert options(possible)["ct_myelography"].group == "resolve_first"


def test_an_unknown_pregnancy_is_asked_for_and_stops_nothing() -> None:
    unknown = {key: value for key, value in SIH.items() if key != "sex"}
    assert severities(unknown, "mri_head_wo_w")["gadolinium_possible_pregnancy"] == "ask"
    assert severities(unknown, "ct_myelography")["ionising_pregnant"] == "ask"
    assert options(unknown)["mri_head_wo_w"].group == "can_be_ordered"


@pytest.mark.parametrize("facts", [SIH, {**SIH, "sex": "female", "pregnancy": "not_pregnant"}])
def test_a_man_or_a_woman_who_is_not_pregnant_is_not_asked(facts: dict[str, Any]) -> None:
    asked = {fact for finding in answer(facts).safety if finding.asked for fact in finding.facts}
    assert "pregnancy" not in asked
    assert not {name for name in severities(facts, "ct_myelography") if "pregnan" in name}


def test_safety_is_asked_early_while_the_scenario_is_still_open() -> None:
    asked = {fact for finding in answer({}).safety if finding.asked for fact in finding.facts}
    assert {"mr_device", "anticoagulant", "pregnancy"} <= asked
