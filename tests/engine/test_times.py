"""Times that follow from other times, and times that cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.engine.case import Case, read_case
from appropriateness.errors import CaseError
from appropriateness.quantities import Interval
from tests.conftest import KNOWLEDGE, answer

PUNCTURE: dict[str, Any] = {"age_years": 34, "worse_upright": True, "spinal_procedure": "lumbar_puncture"}
GAP, ONSET, NEEDLE = "hours_procedure_to_onset", "hours_since_onset", "hours_since_last_needle"


def known(facts: dict[str, Any]) -> Case:
    return read_case(facts, KNOWLEDGE)


def states(facts: dict[str, Any]) -> dict[str, str]:
    return {state.scenario.id: state.state for state in answer(facts).decision.scenarios}


def refusal(facts: dict[str, Any]) -> CaseError:
    with pytest.raises(CaseError) as caught:
        known(facts)
    return caught.value


def test_a_headache_older_than_the_puncture_is_not_caused_by_it() -> None:
    facts = {**PUNCTURE, "hours_since_procedure": 48, ONSET: 336}
    assert states(facts)["pdph_within_72h"] == "excluded"
    assert states(facts)["sih_initial"] == "matched"
    assert known(facts).implied[GAP] == ("hours_since_procedure", ONSET)


def test_two_rounded_times_close_together_do_not_say_which_came_first() -> None:
    facts = {**PUNCTURE, "hours_since_procedure": 48, ONSET: 50}
    assert known(facts).known[GAP] == Interval(-14, 10)
    assert states(facts)["pdph_within_72h"] == "matched"
    assert states(facts)["sih_initial"] == "possible"


@pytest.mark.parametrize("facts", [{"hours_since_procedure": 48}, {"hours_since_procedure": 48, ONSET: 50}])
def test_the_assumption_that_the_headache_came_second_names_the_time_it_rests_on(facts: dict[str, Any]) -> None:
    decision = answer({**PUNCTURE, **facts}).decision
    (matched,) = decision.matched
    assert "The headache did not begin before the procedure." in [a.sentence for a in matched.assumptions]
    assert GAP in matched.assumed


def test_a_derived_time_is_widened_by_a_fifth_of_the_larger_time() -> None:
    assert known({**PUNCTURE, "hours_since_procedure": 1000, ONSET: 400}).known[GAP] == Interval(400, 800)


def test_the_headache_began_no_later_than_now() -> None:
    assert known({**PUNCTURE, "hours_since_procedure": 48}).known[GAP] == Interval(float("-inf"), 48)
    assert known({**PUNCTURE, "hours_since_procedure": 48, ONSET: 2}).known[GAP] == Interval(34, 48)


def test_time_since_onset_follows_from_the_procedure_and_the_gap() -> None:
    case = known({**PUNCTURE, "hours_since_procedure": 100, GAP: 24})
    assert case.known[ONSET] == Interval(56, 96)
    assert case.implied[ONSET] == ("hours_since_procedure", GAP)


def test_the_procedure_lies_at_least_as_far_back_as_the_headache_began_after_it() -> None:
    facts = {**PUNCTURE, GAP: 168}
    assert known(facts).known["hours_since_procedure"] == Interval.between(at_least=134.4)
    assert known(facts).implied["hours_since_procedure"] == (GAP,)
    assert states(facts)["sih_initial"] == states(facts)["iatrogenic_over_72h"] == "matched"


def test_the_time_since_the_procedure_follows_from_the_gap_and_the_onset() -> None:
    facts = {**PUNCTURE, GAP: 24, ONSET: 240}
    assert known(facts).known["hours_since_procedure"] == Interval(216, 312)
    assert states(facts)["iatrogenic_over_72h"] == "matched"


def test_a_headache_that_came_first_says_nothing_of_when_the_procedure_was() -> None:
    assert "hours_since_procedure" not in known({**PUNCTURE, GAP: -20}).known


def test_a_procedure_that_would_lie_ahead_is_refused_with_both_times_named() -> None:
    assert refusal({**PUNCTURE, GAP: -400, ONSET: 48}).problems[0].facts == (ONSET, GAP)


def test_a_time_since_onset_is_never_negative() -> None:
    assert known({**PUNCTURE, "hours_since_procedure": 10, GAP: 8}).known[ONSET] == Interval(0, 14)


def test_without_a_headache_nothing_is_derived_about_its_onset() -> None:
    quiet = {"spinal_procedure": "lumbar_puncture", "hours_since_procedure": 48, "headache_present": False}
    assert GAP not in known(quiet).known and ONSET not in known(quiet).known


def test_the_last_needle_was_no_longer_ago_than_the_procedure_or_the_patch() -> None:
    assert known({**PUNCTURE, "hours_since_procedure": 48}).known[NEEDLE] == Interval(0, 48)
    both = {**PUNCTURE, "hours_since_procedure": 400, "hours_since_patch": 30}
    assert known(both).known[NEEDLE] == Interval(0, 30)
    vague = {**PUNCTURE, "hours_since_procedure": {"at_least": 60, "below": 84}}
    assert known(vague).known[NEEDLE] == Interval(0, 84, high_open=True)


def test_fluid_within_a_month_of_the_needle_is_no_sign_of_a_leak() -> None:
    fluid = {**PUNCTURE, "hours_since_procedure": 200, GAP: 24, "spine_mri": "epidural_collection"}
    assert states(fluid)["leak_seen_not_located"] == "possible"
    late = {**PUNCTURE, "hours_since_procedure": 2000, GAP: 24, NEEDLE: 2000, "spine_mri": "epidural_collection"}
    assert states(late)["leak_seen_not_located"] == "matched"


def test_an_onset_after_now_is_refused_with_both_facts_named() -> None:
    fault = refusal({**PUNCTURE, "hours_since_procedure": 48, GAP: 96})
    assert fault.problems[0].facts == ("hours_since_procedure", GAP)
    assert "cannot have begun later than now" in str(fault)


def test_an_onset_just_after_now_is_rounding() -> None:
    assert known({**PUNCTURE, "hours_since_procedure": 48, GAP: 52}).answers[GAP] == Interval.exactly(52)


@pytest.mark.parametrize("since", ["hours_since_procedure", "hours_since_patch"])
def test_a_last_needle_before_an_earlier_one_is_refused(since: str) -> None:
    fault = refusal({since: 48, NEEDLE: 200})
    assert fault.problems[0].facts == (NEEDLE, since)


def test_three_times_that_do_not_add_up_are_refused() -> None:
    fault = refusal({**PUNCTURE, "hours_since_procedure": 240, GAP: 24, ONSET: 2160})
    assert set(fault.problems[0].facts) == {"hours_since_procedure", GAP, ONSET}


def test_a_vague_time_is_refused_where_none_of_its_values_adds_up() -> None:
    """A distant upper end is no licence: no onset of 2,160 hours or more goes with a puncture 240 hours ago."""
    open_end = {**PUNCTURE, "hours_since_procedure": 240, GAP: 24, ONSET: {"at_least": 2160}}
    closed_end = {**open_end, ONSET: {"at_least": 2160, "below": 100_000}}
    assert refusal(open_end)
    assert refusal(closed_end)


def test_a_vaguer_answer_never_undoes_what_two_exact_times_settle() -> None:
    settled = {**PUNCTURE, "hours_since_procedure": 48, ONSET: 2160}
    assert states(settled)["pdph_within_72h"] == "excluded"
    assert states({**settled, GAP: {"below": 100}})["pdph_within_72h"] == "excluded"


def test_an_interval_across_72_hours_leaves_both_tables_open() -> None:
    day_3 = {**PUNCTURE, "hours_since_procedure": {"at_least": 60, "below": 84}}
    assert states(day_3)["pdph_within_72h"] == states(day_3)["iatrogenic_over_72h"] == "possible"


@pytest.mark.parametrize(("hours", "scenario"), [(71.9, "pdph_within_72h"), (72, "iatrogenic_over_72h")])
def test_the_edge_itself_reads_as_after(hours: float, scenario: str) -> None:
    decision = answer({**PUNCTURE, "hours_since_procedure": hours, GAP: 24}).decision
    assert [state.scenario.id for state in decision.matched] == [scenario]
