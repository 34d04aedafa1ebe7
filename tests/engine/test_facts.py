"""How an answer is read, what follows from it, and what cannot stand together."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.engine.case import Case, plain, read_case
from appropriateness.engine.rulebook import rulebook
from appropriateness.errors import CaseError
from appropriateness.quantities import Interval
from appropriateness.truth import Truth
from tests.conftest import KNOWLEDGE, answer

DEFINITIONS = rulebook(KNOWLEDGE).definitions


def known(facts: Any) -> Case:
    return read_case(facts, KNOWLEDGE)


def truth(definition: str, facts: dict[str, Any]) -> Truth:
    return DEFINITIONS[definition].check(rulebook(KNOWLEDGE).circuit.known(known(facts).known))


def refusal(facts: Any) -> str:
    with pytest.raises(CaseError) as caught:
        known(facts)
    return str(caught.value)


def test_adult_becomes_18_and_older_and_not_adult_below() -> None:
    assert known({"adult": True}).known["age_years"] == Interval.between(at_least=18)
    assert known({"adult": False}).known["age_years"] == Interval.between(at_least=0, below=18)
    assert known({"adult": True}).implied["age_years"] == ("adult",)


def test_an_exact_age_beside_adult_stays_exact() -> None:
    case = known({"adult": True, "age_years": 42})
    assert case.known["age_years"] == Interval.exactly(42)
    assert "age_years" not in case.implied


def test_adult_narrows_a_vague_age() -> None:
    assert known({"adult": True, "age_years": {"below": 40}}).known["age_years"] == Interval.between(18, 40)


def test_patched_becomes_one_patch_or_more_and_never_patched_none() -> None:
    assert known({"patched": True}).known["patch_count"] == Interval.between(at_least=1)
    assert known({"patched": False}).known["patch_count"] == Interval.exactly(0)
    assert truth("patched", {"patched": True}) is Truth.TRUE
    assert truth("patched", {"patched": False}) is Truth.FALSE
    assert truth("patched", {}) is Truth.UNKNOWN


@pytest.mark.parametrize("told", [{"hours_since_patch": 30}, {"patch_kind": "blood"}, {"patch_response": "none"}])
def test_whatever_is_told_of_a_patch_means_that_there_was_one(told: dict[str, Any]) -> None:
    case = known(told)
    assert case.known["patch_count"] == Interval.between(at_least=1)
    assert case.implied["patch_count"] == tuple(told)


def test_below_one_patch_is_no_patch() -> None:
    never = {"age_years": 40, "worse_lying": True, "patch_count": {"below": 1}}
    assert truth("patched", never) is Truth.FALSE
    redirect = answer(never).decision.redirect
    assert redirect is not None and redirect.redirect.id == "worse_lying_without_patch"


def test_some_procedure_of_unknown_kind_is_any_procedure_but_none() -> None:
    vague = {"spinal_procedure": "unknown_kind"}
    assert "none" not in known(vague).known["spinal_procedure"]
    assert "unknown_kind" not in known(vague).known["spinal_procedure"]
    assert truth("causal_procedure", vague) is Truth.TRUE
    assert truth("no_cause", vague) is Truth.UNKNOWN, "the headache may have come first"
    assert plain(KNOWLEDGE.facts["spinal_procedure"], known(vague).answers["spinal_procedure"]) == "unknown_kind"


def test_a_procedure_of_unknown_kind_may_be_a_pump_so_the_device_is_asked_for() -> None:
    facts = {
        "age_years": 42,
        "worse_upright": True,
        "spinal_procedure": "unknown_kind",
        "hours_procedure_to_onset": 200,
    }
    asked = {finding.rule.id for finding in answer(facts).safety if finding.asked}
    assert "stimulator_or_pump" in asked


def test_a_time_since_the_procedure_means_that_there_was_one() -> None:
    assert truth("causal_procedure", {"hours_since_procedure": 48}) is Truth.TRUE
    named = known({"hours_since_procedure": 48, "spinal_procedure": "lumbar_puncture"})
    assert named.known["spinal_procedure"] == frozenset({"lumbar_puncture"})


def test_one_of_several_words_is_true_only_where_all_of_them_are() -> None:
    after = {"patch_count": 1, "patch_response": {"one_of": ["partial", "none"]}}
    assert truth("patch_failed", after) is Truth.TRUE
    assert truth("patch_failed", {**after, "patch_response": {"one_of": ["partial", "complete"]}}) is Truth.UNKNOWN
    assert truth("patch_failed", {**after, "patch_response": {"one_of": ["worse", "complete"]}}) is Truth.FALSE


def test_an_imaging_study_may_show_several_things_and_each_is_true() -> None:
    both = {"brain_mri": ["signs_of_hypotension", "subdural"]}
    assert truth("brain_signs", both) is Truth.TRUE
    assert truth("subdural", both) is Truth.TRUE
    assert truth("brain_signs", {"brain_mri": "subdural"}) is Truth.UNKNOWN, "CT of the head was not mentioned"
    assert truth("brain_signs", {"brain_mri": "subdural", "ct_head": "normal"}) is Truth.FALSE


def test_normal_and_not_done_stand_alone() -> None:
    assert 'brain_mri cannot be "normal" and something else at once.' in refusal({"brain_mri": ["normal", "subdural"]})
    assert 'brain_mri cannot be "not_done" and' in refusal({"brain_mri": ["not_done", "subdural"]})
    assert 'anticoagulant cannot be "none" and' in refusal({"anticoagulant": ["none", "other"]})


def test_an_empty_list_is_no_answer() -> None:
    assert "leave the fact out where nothing is known" in refusal({"brain_mri": []})


def test_a_brain_mri_not_done_answers_the_contrast_question() -> None:
    case = known({"brain_mri": "not_done"})
    assert case.known["brain_mri_contrast"] == frozenset({"no"})
    assert case.implied["brain_mri_contrast"] == ("brain_mri",)


def test_enhancement_is_one_of_the_signs() -> None:
    assert truth("brain_signs", {"pachymeningeal_enhancement": True}) is Truth.TRUE


def test_a_coma_scale_below_15_is_altered_consciousness() -> None:
    assert truth("altered", {"gcs": 14}) is Truth.TRUE
    assert truth("altered", {"gcs": 15}) is Truth.UNKNOWN


def test_nothing_means_unknown() -> None:
    assert known({"age_years": None, "sex": None}).answers == {}


def test_what_follows_is_traced_to_the_answers_and_not_to_what_follows_in_between() -> None:
    case = known({"gestation_weeks": 30})
    assert case.known["sex"] == frozenset({"female"})
    assert case.implied["sex"] == ("gestation_weeks",)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"sex": "male", "gestation_weeks": 30}, "only a female patient can be pregnant"),
        ({"sex": "male", "postpartum_days": 3}, "only a female patient can be after delivery"),
        ({"better_lying": True, "worse_lying": True}, "lying down cannot both relieve the headache and make it worse"),
        ({"patched": False, "patch_response": "none"}, "a response to a patch means that one was given"),
        ({"spinal_procedure": "none", "hours_since_procedure": 48}, "a time since the procedure means that there was"),
        ({"adult": True, "age_years": 12}, "an adult is 18 or older"),
    ],
)  # fmt: skip
def test_a_contradiction_is_refused_with_both_facts_and_the_reason(facts: dict[str, Any], sentence: str) -> None:
    message = refusal(facts)
    assert sentence in message
    assert all(name in message for name in facts)
    assert message.endswith("Correct one of them.")


@pytest.mark.parametrize("facts", [None, 3, "lumbar_puncture", [], [{"age_years": 3}], True])
def test_a_case_is_a_set_of_facts(facts: Any) -> None:
    assert refusal(facts).startswith("A case is a set of facts with their values, not ")


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"spinal_procedure": ["none"]}, "takes one word, not a list"),
        ({"spinal_procedure": "lumbar"}, 'Did you mean "lumbar_drain"?'),
        ({"hours_since_proc": 48}, '"hours_since_proc" is not a fact. Did you mean "hours_since_procedure"?'),
        ({"seizure": "no"}, 'seizure is true or false, not the text "no".'),
        ({"brain_mri_contrast": True}, 'Write "yes" or "no" in quotes.'),
        ({"age_years": 200}, "age_years is 200, which cannot be: it runs from 0 to 120 years."),
        ({"patch_count": 1.5}, "patch_count is a whole number of patches, not 1.5."),
        ({"age_years": float("nan")}, "age_years is a number in years, not a number that"),
        ({"age_years": {"at_least": 40, "below": 40}}, "age_years: at_least 40 is not below 40."),
        ({"age_years": {"about": 40}}, "age_years takes a number in years, or at_least and below."),
        ({"age_years": True}, "age_years is a number in years, not true."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_with_what_the_fact_takes(facts: dict[str, Any], message: str) -> None:
    assert message in refusal(facts)


def test_an_unnamed_normal_study_raises_two_scenarios() -> None:
    facts = {
        "age_years": 42, "worse_upright": True, "spinal_procedure": "none", "hours_since_onset": 2600,
        "imaging_normal_unspecified": True,
    }  # fmt: skip
    matched = [state.scenario.id for state in answer(facts).decision.matched]
    assert matched == ["sih_initial", "chronic_negative_imaging"]


@pytest.mark.parametrize(("day", "holds"), [(42, Truth.TRUE), (43, Truth.FALSE)])
def test_childbed_lasts_42_days(day: int, holds: Truth) -> None:
    facts = {"postpartum_days": day, "pregnancy": "not_pregnant"}
    assert truth("pregnant_or_postpartum", facts) is holds


@pytest.mark.parametrize("example", KNOWLEDGE.examples, ids=lambda example: example.id)
def test_every_example_can_be_consulted(example: Any) -> None:
    assert answer(example.facts).decision.outcome != "needs_facts"
