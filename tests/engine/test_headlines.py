"""The answer in a sentence: emergencies first, a condition where one holds, a dispute in full."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.headline import headline, outcome_sentence, urgency
from tests.conftest import KNOWLEDGE, answer

SIH: dict[str, Any] = {"age_years": 42, "worse_upright": True, "spinal_procedure": "none"}
PUNCTURE: dict[str, Any] = {"age_years": 34, "worse_upright": True, "spinal_procedure": "lumbar_puncture"}
TWO_DAYS = {**PUNCTURE, "hours_since_procedure": 48}
SIX_DAYS = {**PUNCTURE, "hours_since_procedure": 144, "hours_procedure_to_onset": 24}
NO_FLAG = {
    "altered_consciousness": False, "seizure": False, "new_focal_deficit": False, "cranial_nerve_palsy": "none",
    "headache_onset": "gradual", "fever": False, "neck_stiffness": False, "sphincter_or_saddle": False,
    "limb_weakness_or_numbness": False, "new_back_or_leg_pain": False, "severe_hypertension": False,
}  # fmt: skip
CONTESTED = (
    "The ACR table we hold rates no imaging appropriate; one published article reports digital subtraction myelography "
    "as usually appropriate. Confirm with the publisher or neuroradiology before ordering."
)
CONDITION = "If none of these is present: "


def said(facts: dict[str, Any]) -> str:
    return headline(answer(facts))


def test_the_contested_headline_names_the_table_the_dissent_and_the_next_step() -> None:
    assert said({**SIX_DAYS, **NO_FLAG}) == CONTESTED


def test_while_an_emergency_flag_is_unasked_the_headline_is_conditional() -> None:
    assert said(SIX_DAYS) == CONDITION + CONTESTED[0].lower() + CONTESTED[1:]
    assert said(TWO_DAYS) == CONDITION + "no imaging is rated appropriate now."
    assert said({"age_years": 12}).startswith(CONDITION)


SETTLED_BY_ONE = sorted(set(NO_FLAG) - {"fever", "neck_stiffness", "new_back_or_leg_pain"})


@pytest.mark.parametrize("unasked", SETTLED_BY_ONE)
def test_one_unasked_emergency_flag_is_enough_to_keep_the_condition(unasked: str) -> None:
    asked = {**NO_FLAG, **TWO_DAYS, "sex": "female", "postpartum_days": 3}
    del asked[unasked]
    consultation = answer(asked)
    assert headline(consultation).startswith(CONDITION)
    assert consultation.decision.conditional_on == (unasked,)
    assert consultation.questions[0].red_flags == (unasked,)


def test_fever_is_asked_only_where_a_stiff_neck_or_back_pain_could_go_with_it() -> None:
    unasked = {**NO_FLAG, **TWO_DAYS}
    del unasked["fever"]
    assert answer(unasked).decision.conditional_on == ()
    del unasked["neck_stiffness"]
    assert answer(unasked).decision.conditional_on == ("fever", "neck_stiffness")


def test_once_all_are_denied_the_answer_stands_alone() -> None:
    assert said({**TWO_DAYS, **NO_FLAG}) == "No imaging is rated appropriate now."


def test_an_emergency_stands_alone_and_first() -> None:
    text = said({**TWO_DAYS, "seizure": True})
    assert text.startswith("Emergency first. A seizure")
    assert "imaging is rated" not in text and CONDITION not in text


def test_two_emergencies_are_both_said() -> None:
    text = said({**TWO_DAYS, "seizure": True, "sphincter_or_saddle": True})
    assert "A seizure" in text and "Loss of bladder" in text


def test_an_urgent_flag_precedes_the_outcome_with_what_to_do() -> None:
    text = said({**SIX_DAYS, **NO_FLAG, "cranial_nerve_palsy": "sixth_or_eighth"})
    assert text.startswith("Urgent: a cranial nerve palsy. Urgent brain MRI")
    assert text.endswith(f"Apart from that: {CONTESTED[0].lower()}{CONTESTED[1:]}"), "it does not contradict the flag"


def test_day_three_gives_both_tables_one_headline() -> None:
    day_3 = {**PUNCTURE, **NO_FLAG, "hours_since_procedure": {"at_least": 60, "below": 84}}
    assert said(day_3) == (
        "Two scenarios are possible: “Iatrogenic leak, within 72 hours” and “Iatrogenic leak, over 72 hours”. "
        + CONTESTED
    )


def test_two_that_match_are_said_to_fit() -> None:
    late = {**PUNCTURE, **NO_FLAG, "hours_since_procedure": 400, "hours_procedure_to_onset": 168}
    assert said(late).startswith(
        "Two scenarios fit: “Suspected spontaneous leak” and “Iatrogenic leak, over 72 hours”."
    )


def test_head_and_spine_are_shown_as_one_pair() -> None:
    assert said({**SIH, **NO_FLAG}) == (
        "MRI head without and with IV contrast and MRI complete spine without IV contrast: usually appropriate; "
        "they complement each other."
    )


def test_a_study_already_done_does_not_lead_nor_a_lesser_one_in_its_place() -> None:
    brain = {**SIH, **NO_FLAG, "brain_mri": "normal", "brain_mri_contrast": "yes", "spine_mri": "not_done"}
    assert said(brain) == "MRI complete spine without IV contrast: usually appropriate."
    both = {**brain, "brain_mri": "other_finding", "spine_mri": "other_finding", "spine_mri_coverage": "complete"}
    assert said(both) == (
        "What is rated first here has been done: MRI head without and with IV contrast and MRI complete spine without "
        "IV contrast. What it showed decides the next step."
    )
    plain = {**brain, "brain_mri_contrast": "no"}
    assert said(plain).startswith("MRI head without and with IV contrast and MRI complete spine"), "rated higher"


def test_an_alarm_that_waits_for_whom_it_concerns_comes_before_the_answer() -> None:
    pressed = {**TWO_DAYS, **NO_FLAG, "severe_hypertension": True}
    assert said(pressed) == (
        "The blood pressure is raised: 160/110 or more, or 140/90 or more with headache. That is an emergency if the "
        "patient is or could be pregnant, or gave birth within 42 days: call obstetrics now. "
        "Otherwise: no imaging is rated appropriate now."
    )
    assert [question.fact for question in answer(pressed).questions[:2]] == ["pregnancy", "postpartum_days"]
    assert said({**pressed, "sex": "male"}) == "No imaging is rated appropriate now."
    del pressed["seizure"]
    assert "Otherwise, if none of these is present: no imaging" in said(pressed)


def test_what_alone_settles_a_table_shown_as_possible_is_asked_first() -> None:
    lying = {**SIX_DAYS, **NO_FLAG, "worse_upright": False, "better_lying": False, "worse_lying": True}
    assert answer(lying).questions[0].fact == "patch_count"


def test_equally_rated_myelographies_are_alternatives() -> None:
    chronic = {**SIH, **NO_FLAG, "hours_since_onset": 2600, "brain_mri": "normal", "spine_mri": "normal"}
    assert said(chronic) == (
        "Digital subtraction myelography, complete spine or Dynamic CT myelography, complete spine: "
        "usually appropriate."
    )


def test_with_an_unsafe_device_the_headline_does_not_propose_an_mri() -> None:
    text = said({**SIH, **NO_FLAG, "mr_device": "unsafe"})
    assert "MRI head" not in text and "MRI complete spine" not in text
    assert text.startswith("CT myelography")


def test_where_every_study_is_blocked_the_headline_says_so() -> None:
    text = said({**SIH, **NO_FLAG, "mr_device": "unsafe", "anticoagulant": "vitamin_k_antagonist"})
    assert text == "Studies are rated appropriate, but each has something to resolve first for this patient."


def test_missing_facts_are_asked_for_in_the_headline() -> None:
    text = said(NO_FLAG)
    assert text.startswith("Not enough is known to choose a scenario. Ask next: ")


def test_what_no_variant_covers_is_said_to_be_unrated() -> None:
    text = said({"age_years": 42, **NO_FLAG, "brain_mri": "signs_of_hypotension"})
    assert text.startswith("No ACR variant covers this (leak seen, not located); nothing is rated.")


@pytest.mark.parametrize("redirect", KNOWLEDGE.redirects, ids=lambda redirect: redirect.id)
def test_a_redirect_says_why_and_where_to_look(redirect: Any) -> None:
    assert redirect.say.endswith(".") and redirect.instead.say.endswith(".")
    assert redirect.within_topic or redirect.to or redirect.instead.basis == "unchecked"


def test_every_answer_says_how_soon_and_whom_to_call() -> None:
    for facts in (SIH, TWO_DAYS, SIX_DAYS, {"age_years": 12}, {}, {**SIH, "seizure": True}):
        assert urgency(answer(facts)).endswith(".")
    assert "Call: " in urgency(answer(SIH))


def test_the_outcome_sentence_leaves_condition_and_flags_out() -> None:
    assert outcome_sentence(answer(SIX_DAYS)) == CONTESTED
