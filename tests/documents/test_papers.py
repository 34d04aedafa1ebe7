"""What a paper says in every outcome: emergencies first, nothing invented, what is missing marked, sources named."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings

from appropriateness.documents import building, plain_text, study
from appropriateness.documents.paper import Heading, Paragraph
from appropriateness.engine.case import read_case
from tests.conftest import KNOWLEDGE, answer
from tests.documents.conftest import (
    CONTESTED,
    DOCUMENTS,
    NONE_PRESENT,
    ONE_OF_EACH_OUTCOME,
    PUNCTURE_DAY_TWO,
    RATED,
    made,
    text_of,
)
from tests.engine import strategies

KINDS = tuple(DOCUMENTS.papers)
CLINICAL = tuple(name for name, paper in DOCUMENTS.papers.items() if paper.reader == "clinician")
EACH_KIND = pytest.mark.parametrize("kind", KINDS)
EACH_OUTCOME = pytest.mark.parametrize("outcome", ONE_OF_EACH_OUTCOME)


def study_for(kind: str, facts: dict[str, Any]) -> str | None:
    """The study a paper is about: the first one offered, or any where the paper cannot be without."""
    first = study.first_choice(answer(facts))
    return first or ("mri_head_wo_w" if DOCUMENTS.papers[kind].study == "required" else None)


@EACH_OUTCOME
def test_the_cases_stand_for_the_outcomes_they_are_named_after(outcome: str) -> None:
    assert answer(ONE_OF_EACH_OUTCOME[outcome]).decision.outcome == outcome


@EACH_KIND
@EACH_OUTCOME
def test_every_paper_can_be_made_in_every_outcome_and_names_dated_sources(kind: str, outcome: str) -> None:
    facts = ONE_OF_EACH_OUTCOME[outcome]
    paper = made(kind, facts, study_for(kind, facts))
    text = plain_text.write(paper, width=None)
    assert not re.search(r"[{}]|None\b|\bnan\b", text), "a place left unfilled or a value of the program"
    assert paper.sources or outcome == "needs_facts", "before a scenario is chosen an order may rest on no source"
    for source in paper.sources:
        assert re.search(r"\b(19|20)\d\d\b|date not stated|no source", source), source


@EACH_OUTCOME
@pytest.mark.parametrize("kind", CLINICAL)
def test_every_number_behind_a_sentence_has_its_source_below(kind: str, outcome: str) -> None:
    facts = ONE_OF_EACH_OUTCOME[outcome]
    body, _, sources = text_of(kind, facts, study_for(kind, facts)).rpartition("Sources\n")
    cited = {number for marks in re.findall(r" \[(\d[\d, -]*)\]", body) for number in re.findall(r"\d+", marks)}
    listed = set(re.findall(r"^- \[(\d+)\]", sources, re.MULTILINE))
    assert cited == listed


@pytest.mark.parametrize("kind", CLINICAL)
def test_an_emergency_leads_every_paper_for_clinicians(kind: str) -> None:
    facts = {**CONTESTED, "seizure": True}
    first, second, *_ = made(kind, facts, study_for(kind, facts)).blocks
    assert first == Heading("Emergency")
    assert isinstance(second, Paragraph) and second.strong and second.text.startswith("A seizure")


@pytest.mark.parametrize("kind", [name for name in KINDS if name not in CLINICAL])
def test_a_paper_for_patients_begins_with_the_warning_where_there_is_one(kind: str) -> None:
    first = made(kind, {**CONTESTED, "seizure": True}).blocks[0]
    assert isinstance(first, Paragraph) and first.strong and "help right now" in first.text
    assert "today" in made(kind, {**CONTESTED, "cranial_nerve_palsy": "sixth_or_eighth"}).blocks[0].text


def test_what_stops_a_study_stands_before_its_name() -> None:
    facts = {**CONTESTED, **NONE_PRESENT, "anticoagulant": "vitamin_k_antagonist"}
    text = text_of("order_text", facts, "dsm_complete_spine")
    assert text.index("Stop: resolve before this study") < text.index("Vitamin K antagonist") < text.index("Study\n-")


def test_a_paper_says_what_nobody_asked_and_no_longer_does_once_all_is_answered() -> None:
    assert "only if none of these is present" in text_of("order_text", RATED)
    assert "only if none of these is present" not in text_of("order_text", {**RATED, **NONE_PRESENT})


def test_what_is_missing_in_an_order_is_marked_and_never_filled_in() -> None:
    text = text_of("order_text", {"headache_present": True}, "ct_myelography_dynamic")
    for label in ("Age", "Spinal procedure", "Patches", "Brain MRI", "Anticoagulant or antiplatelet", "INR"):
        assert f"\n{label}: not stated\n" in text
    assert "Not stated: worse lying." in text_of("order_text", RATED)


def test_an_order_asks_only_the_safety_questions_of_its_study() -> None:
    magnet = text_of("order_text", RATED, "mri_head_wo_w")
    needle = text_of("order_text", RATED, "dsm_complete_spine")
    assert "eGFR: not stated" in magnet and "INR:" not in magnet
    assert "INR: not stated" in needle and "eGFR" not in needle
    assert "Pregnancy (gadolinium)" not in text_of("order_text", {**RATED, "sex": "male"}, "mri_head_wo_w")


def test_a_disputed_study_is_never_ordered_as_settled() -> None:
    assert study.first_choice(answer(CONTESTED)) is None
    for kind in ("order_text", "necessity_letter", "reconsideration"):
        text = text_of(kind, CONTESTED, "dsm_complete_spine")
        assert "this is not settled" in text
        assert "usually appropriate, no panel rating given" in text and "panel rating 1" in text
        assert "Confirm with the publisher or neuroradiology" in text


def test_a_letter_for_a_study_rated_usually_not_appropriate_says_so_and_asks_for_the_reason() -> None:
    text = text_of("necessity_letter", PUNCTURE_DAY_TWO, "mri_head_wo_w")
    assert "usually not appropriate (panel rating 1" in text
    assert "reason for ordering it nevertheless has to be written here: ____" in text


def test_no_imaging_is_a_paper_of_its_own() -> None:
    text = text_of("order_text", {**PUNCTURE_DAY_TWO, **NONE_PRESENT})
    assert text.startswith("Imaging decision: no study ordered")
    assert "No imaging is rated appropriate now." in text
    assert "no scan is planned" in text_of("patient_sheet", PUNCTURE_DAY_TWO)


def test_a_patient_in_an_emergency_is_not_told_that_no_scan_is_planned() -> None:
    text = text_of("patient_sheet", {**CONTESTED, "fever": True, "neck_stiffness": True}, None)
    assert "no scan" not in text and "help right now" in text


def test_a_child_is_told_nothing_about_a_leak_or_a_patch() -> None:
    text = text_of("patient_sheet", ONE_OF_EACH_OUTCOME["out_of_scope"], None)
    assert "blood patch" not in text and "may leak" not in text


@pytest.mark.parametrize("procedure", ["ct_myelography", "ct_myelography_dynamic", "dsm_complete_spine"])
def test_a_patient_reads_of_the_needle_and_of_the_dose_in_words(procedure: str) -> None:
    text = text_of("patient_sheet", RATED, procedure)
    assert "headache, bleeding, an infection, or a sore nerve" in text
    assert f"its usual level is {KNOWLEDGE.procedures[procedure].rrl.adult}" in text and "not your own amount" in text
    assert "mSv" not in text


def test_a_patient_is_never_told_to_stop_a_drug() -> None:
    text = text_of("patient_sheet", RATED, "dsm_complete_spine")
    assert "Do not stop any drug unless your doctor tells you to" in text


def test_a_normal_mri_is_no_all_clear() -> None:
    assert "A normal MRI does not rule out a leak" in text_of("patient_sheet", RATED, "mri_complete_spine_wo")


def test_a_myelogram_with_gadolinium_is_called_not_approved() -> None:
    assert "not approved for use in the spine fluid" in text_of("patient_sheet", RATED, "mr_myelography")


def test_a_letter_without_a_study_is_refused_with_the_next_step() -> None:
    with pytest.raises(ValueError, match=r"needs a study\. Choose"):
        made("necessity_letter", CONTESTED, None)


def test_a_ct_called_for_in_an_emergency_is_not_repeated_where_brain_mri_was_read() -> None:
    obtunded = {"age_years": 62, "altered_consciousness": True, "brain_mri": "signs_of_hypotension"}
    assert study.first_choice(answer(obtunded)) == "mri_complete_spine_wo"
    assert study.first_choice(answer({**obtunded, "brain_mri": "not_done"})) == "ct_head_wo"


def test_notes_stand_in_the_paper_as_typed() -> None:
    typed = "José Ñandú, שלום, <b>bold</b> {study} **x**\n- second line"
    text = text_of("referral", RATED, None, typed)
    assert all(line in text for line in typed.splitlines())


def test_notes_of_five_thousand_characters_fit_and_longer_ones_are_refused() -> None:
    assert text_of("referral", RATED, None, "n" * building.MOST_NOTES).count("n" * building.MOST_NOTES) == 1
    with pytest.raises(ValueError, match="Shorten them"):
        made("referral", RATED, None, "n" * (building.MOST_NOTES + 1))


@given(strategies.valid_facts())
@settings(max_examples=15)
def test_no_case_keeps_a_paper_from_being_made(facts: dict[str, Any]) -> None:
    consultation = answer(facts)
    for template in DOCUMENTS.papers.values():
        chosen = study.first_choice(consultation) or "mri_head_wo_w"
        paper = building.build(template, DOCUMENTS, consultation, chosen)
        assert plain_text.write(paper, width=None).startswith(paper.title)
    assert read_case(facts, KNOWLEDGE)
