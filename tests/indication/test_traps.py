"""Sentences that are easily misread, each with what has to come of it."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.engine.case import read_case
from tests.conftest import KNOWLEDGE
from tests.indication.measuring import outcome_of, reading_of

NOT_READ = [
    ("Told to return if she develops weakness, confusion or seizure. HA upright", "seizure"),
    ("FHx: aneurysm, seizures. HA upright", "seizure"),
    ("hx of seizures on Keppra, HA upright", "seizure"),
    ("possible seizure, HA upright", "seizure"),
    ("r/o CVT, HA upright", "venous_imaging"),
    ("LP 2019 uneventful. New HA upright", "spinal_procedure"),
    ("EBP offered, pt declined. HA upright", "patch_count"),
    ("MRI brain requested. HA upright", "brain_mri"),
    ("Knee pain worse standing, better lying", "worse_upright"),
    ("orthostatic hypotension, HA", "worse_upright"),
    ("chronic leg weakness. HA upright", "limb_weakness_or_numbness"),
]
SAYS = [
    ("There was no fever, photophobia or neck stiffness.", {"fever": False, "neck_stiffness": False}),
    ("No photophobia, phonophobia, fever or neck stiffness. HA", {"fever": False, "neck_stiffness": False}),
    ("ROS neg for fever, neck pain, weakness", {"fever": False, "limb_weakness_or_numbness": False}),
    ("no fever/chills, wound c/d/i", {"fever": False, "wound_leak_or_infection": False}),
    ("(-) fever, HA", {"fever": False}),
    ("No fever, seizure at home", {"fever": False, "seizure": True}),
    ("MRI brain: no evidence of intracranial hypotension", {"brain_mri": "normal"}),
    ("CT head: no acute abnormality", {"ct_head": "normal"}),
    ("headache not changing with posture", {"worse_upright": False, "better_lying": False}),
    ("worse on standing relieved by lying, HA", {"worse_upright": True, "better_lying": True}),
    ("seizure yesterday, no prior seizures, HA", {"seizure": True}),
    ("29-year-old with seizure", {"age_years": 29, "seizure": True}),
    ("hx of migraines p/w new HA worse upright", {"headache_present": True, "worse_upright": True}),
    ("husband reports she had a convulsion, HA", {"seizure": True}),
    ("no LP/epidural/surgery, HA upright", {"spinal_procedure": "none"}),
    ("no spinal surgery, HA after LP", {"spinal_procedure": "lumbar_puncture"}),
]
TIMES = [
    ("HA upright, LP 4d ago", "hours_since_procedure", {"at_least": 84, "below": 108}),
    ("HA upright, LP 3 days ago", "hours_since_procedure", {"at_least": 60, "below": 84}),
    ("HA upright, LP 48 h ago", "hours_since_procedure", 48),
    ("HA upright, LP 72 hours ago", "hours_since_procedure", 72),
    ("HA upright day 3 post LP", "hours_since_procedure", {"at_least": 60, "below": 84}),
    ("HA upright, POD2 spinal", "hours_since_procedure", {"at_least": 36, "below": 60}),
    ("HA upright x6 wks", "hours_since_onset", {"at_least": 907.2, "below": 1108.8}),
    ("2/52 HA upright", "hours_since_onset", {"at_least": 268.8, "below": 403.2}),
    ("3/12 HA upright", "hours_since_onset", {"at_least": 2160, "below": 2592}),
    ("HA upright since Tue after LP last Mon", "hours_since_onset", {"at_least": 60, "below": 84}),
    ("HA upright after LP on 11/15", "hours_since_procedure", {"at_least": 108, "below": 132}),
    ("HA upright within 24 hours of LP", "headache_present", True),
]
"""Read on Friday 20 November 2026."""

CONTRADICTING = [
    (
        "MRI brain without contrast: diffuse pachymeningeal enhancement, HA upright",
        {"brain_mri": "signs_of_hypotension"},
    ),
    ("GCS 13, alert and oriented, HA upright", {"gcs": 13, "worse_upright": True}),
    ("HA better lying, worse lying", {"headache_present": True}),
]
"""Texts that cannot be true, with all that is proposed of them."""


@pytest.mark.parametrize(("text", "fact"), NOT_READ)
def test_what_is_not_true_of_this_patient_now_is_not_read(text: str, fact: str) -> None:
    assert fact not in reading_of(text).values


@pytest.mark.parametrize(("text", "facts"), SAYS)
def test_a_statement_is_read_as_it_is_meant(text: str, facts: dict[str, Any]) -> None:
    values = reading_of(text).values
    assert {fact: values.get(fact) for fact in facts} == facts


@pytest.mark.parametrize(("text", "facts"), CONTRADICTING)
def test_what_contradicts_itself_is_left_to_the_person_but_for_an_alarm(text: str, facts: dict[str, Any]) -> None:
    reading = reading_of(text)
    assert {name: reading.values.get(name) for name in facts} == facts
    assert any(item.why == "conflict" for item in reading.ignored)
    read_case(reading.values, KNOWLEDGE)


@pytest.mark.parametrize(("text", "fact", "value"), TIMES)
def test_a_time_is_an_interval_as_wide_as_its_words(text: str, fact: str, value: object) -> None:
    assert reading_of(text).values.get(fact) == value


@pytest.mark.parametrize(
    "text",
    [
        "EBP yesterday, now leg weakness and urinary retention",
        "LP 2 days ago, fever and stiff neck",
        "obtunded, CT shows SDH",
        "thunderclap headache",
        "PPD5, HA, BP 172/108",
        "MRV: sinus thrombosis after wet tap",
    ],
)
def test_an_emergency_outranks_everything(text: str) -> None:
    assert outcome_of(reading_of(text)) == "escalate"


def test_a_finding_that_is_also_denied_stays_with_the_contradiction_shown() -> None:
    reading = reading_of("No seizure initially. Seizure this morning. HA")
    assert reading.values["seizure"] is True
    assert [left.why for left in reading.ignored] == ["conflict"]


def test_without_the_date_of_the_order_no_weekday_is_guessed() -> None:
    from appropriateness.indication.reading import read
    from tests.conftest import KNOWLEDGE
    from tests.indication.measuring import LEXICON

    values = read("HA upright, LP last Friday", LEXICON, KNOWLEDGE, None).values
    assert "hours_since_procedure" not in values and values["spinal_procedure"] == "lumbar_puncture"
