"""From truth to outcome: the first that applies, one claim for each step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from appropriateness.knowledge.scenarios import Reading
from appropriateness.wire import consultations
from tests.cases.test_cases import spoken_of
from tests.conftest import KNOWLEDGE, answer

SIH: dict[str, Any] = {"age_years": 42, "worse_upright": True, "spinal_procedure": "none"}
PUNCTURE: dict[str, Any] = {"age_years": 34, "worse_upright": True, "spinal_procedure": "lumbar_puncture"}
TWO_DAYS = {**PUNCTURE, "hours_since_procedure": 48}
SIX_DAYS = {**PUNCTURE, "hours_since_procedure": 144, "hours_procedure_to_onset": 24}
DAY_3 = {**PUNCTURE, "hours_since_procedure": {"at_least": 60, "below": 84}}


def shown(facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [(state.scenario.id, state.state) for state in answer(facts).decision.shown]


def test_an_emergency_comes_before_a_redirect_which_is_still_named() -> None:
    decision = answer({"age_years": 12, "seizure": True}).decision
    assert decision.outcome == "escalate"
    assert decision.redirect is not None and decision.redirect.redirect.id == "child"


def test_a_table_may_follow_below_the_banner() -> None:
    obtunded = {"age_years": 62, "altered_consciousness": True, "brain_mri": "signs_of_hypotension"}
    assert answer(obtunded).decision.outcome == "escalate"
    assert shown(obtunded) == [("obtunded_brain_signs", "matched")]


@pytest.mark.parametrize("facts", [TWO_DAYS, SIX_DAYS])
def test_a_table_that_rates_no_imaging_never_follows_a_banner(facts: dict[str, Any]) -> None:
    decision = answer({**facts, "seizure": True}).decision
    assert decision.outcome == "escalate"
    assert decision.shown == ()
    assert [state.scenario.id for state in decision.scenarios if state.suspended] != []


def test_a_redirect_comes_before_a_scenario_that_would_match() -> None:
    redirected = answer({**SIH, "csf_shunt": True})
    assert [state.scenario.id for state in redirected.decision.matched] == ["sih_initial"]
    assert redirected.decision.outcome == "out_of_scope"
    assert redirected.options == ()


@pytest.mark.parametrize(
    ("facts", "redirect", "outcome"),
    [
        ({**SIH, "myelography": "negative"}, "after_myelography", "not_covered"),
        ({**SIH, "myelography": "leak_located"}, "leak_already_located", "out_of_scope"),
        (
            {**PUNCTURE, "hours_since_procedure": 120, "headache_course": "improving"},
            "improving_after_procedure",
            "out_of_scope",
        ),
    ],
)
def test_a_redirect_inside_the_topic_is_uncovered_and_not_covered_only_where_a_source_speaks_for_a_study(
    facts: dict[str, Any], redirect: str, outcome: str
) -> None:
    decision = answer(facts).decision
    assert decision.redirect is not None and decision.redirect.redirect.id == redirect
    assert decision.outcome == outcome
    assert decision.uncovered


def test_a_redirect_elsewhere_is_not_called_uncovered() -> None:
    assert not answer({**SIH, "csf_shunt": True}).decision.uncovered


def test_redirects_that_are_not_covered_are_those_with_positions_of_other_sources() -> None:
    for redirect in KNOWLEDGE.redirects:
        assert (redirect.outcome == "not_covered") is bool(redirect.positions), redirect.id


def test_two_scenarios_that_match_stand_side_by_side() -> None:
    late = {**PUNCTURE, "hours_since_procedure": 400, "hours_procedure_to_onset": 168}
    assert answer(late).decision.outcome == "several_possible"
    assert shown(late) == [("sih_initial", "matched"), ("iatrogenic_over_72h", "matched")]


def test_possible_scenarios_never_change_the_one_that_matches() -> None:
    decision = answer(TWO_DAYS).decision
    assert [state.scenario.id for state in decision.shown] == ["pdph_within_72h"]
    assert len([state for state in decision.scenarios if state.state == "possible"]) > 2
    assert decision.outcome == "no_imaging_rated_appropriate"


def test_a_scenario_without_a_variant_is_not_covered_and_rates_nothing() -> None:
    leak = answer({"age_years": 42, "brain_mri": "signs_of_hypotension"})
    assert leak.decision.outcome == "not_covered"
    assert leak.options == ()
    assert leak.unrated != ()


def test_a_contested_row_decides_where_no_other_row_is_appropriate() -> None:
    assert answer(SIX_DAYS).decision.outcome == "contested"


def test_a_contested_row_does_not_decide_beside_one_that_is_appropriate() -> None:
    scenario = KNOWLEDGE.scenarios["iatrogenic_over_72h"]
    row = next(row for row in scenario.ratings if row.procedure == "mri_head_wo_w")
    other = replace(row, readings=(Reading(witness="acr_2024", rating=8, locator="made up"),))
    rows = tuple(other if item is row else item for item in scenario.ratings)
    spoilt = {**KNOWLEDGE.scenarios, scenario.id: replace(scenario, ratings=rows)}
    assert answer(SIX_DAYS, replace(KNOWLEDGE, scenarios=spoilt)).decision.outcome == "rated"


def test_a_table_with_every_row_usually_not_appropriate_rates_no_imaging() -> None:
    two_days = answer(TWO_DAYS)
    assert two_days.decision.outcome == "no_imaging_rated_appropriate"
    assert {option.group for option in two_days.options} == {"usually_not_appropriate"}


def test_a_table_with_an_appropriate_row_is_rated() -> None:
    assert answer(SIH).decision.outcome == "rated"


def test_exactly_two_that_are_possible_are_both_shown_and_marked_so() -> None:
    assert answer(DAY_3).decision.outcome == "several_possible"
    assert shown(DAY_3) == [("pdph_within_72h", "possible"), ("iatrogenic_over_72h", "possible")]


@pytest.mark.parametrize("facts", [{}, {"worse_upright": True, "spinal_procedure": "none"}, {"age_years": 42}])
def test_one_or_more_than_two_that_are_possible_need_facts_and_rate_nothing(facts: dict[str, Any]) -> None:
    asked = answer(facts)
    raised = [state for state in asked.decision.scenarios if state.raised]
    assert len(raised) != 2
    assert asked.decision.outcome == "needs_facts"
    assert (asked.options, asked.unrated) == ((), ())
    assert asked.questions


def test_where_nothing_is_possible_any_more_no_scenario_fits() -> None:
    nothing = {
        "age_years": 42, "headache_present": True, "worse_upright": False, "better_lying": False, "patch_count": 0,
        "orthostatic_at_onset": True, "spinal_procedure": "none", "altered_consciousness": False, "leak_proven": False,
        "brain_mri": "not_done", "spine_mri": "not_done", "ct_head": "not_done", "imaging_normal_unspecified": False,
    }  # fmt: skip
    decision = answer(nothing).decision
    assert {state.state for state in decision.scenarios} == {"excluded"}
    assert (decision.outcome, decision.redirect) == ("out_of_scope", None)


def test_an_urgent_flag_stands_above_the_outcome_and_does_not_change_it() -> None:
    decision = answer({**SIX_DAYS, "cranial_nerve_palsy": "sixth_or_eighth"}).decision
    assert [item.flag.level for item in decision.flags] == ["urgent"]
    assert decision.outcome == "contested"


def test_that_no_needle_reached_the_spine_is_never_assumed_in_silence() -> None:
    """It switches an emergency off: weak legs after a needle. A later needle, a myelogram, a repair were not asked."""
    weak_legs = {"age_years": 42, "limb_weakness_or_numbness": True, "spinal_procedure": "none", "patch_count": 0}
    consultation = answer(weak_legs)
    raised = {item.flag.id for item in consultation.decision.flags}
    spoken = spoken_of(consultations.document(consultation))
    rests_on = {"hours_since_last_needle", "myelography", "leak_repair"}
    assert "limb_weakness_after_needle" in raised or rests_on <= spoken, "neither raised nor asked nor printed"


def test_a_child_is_excluded_even_when_everything_else_is_unknown() -> None:
    decision = answer({"age_years": 12}).decision
    assert decision.outcome == "out_of_scope"
    assert {state.state for state in decision.scenarios} == {"excluded"}


def test_an_interval_that_reaches_below_18_neither_matches_nor_redirects() -> None:
    decision = answer({**SIH, "age_years": {"at_least": 17, "below": 20}}).decision
    assert decision.redirect is None
    assert decision.matched == ()
