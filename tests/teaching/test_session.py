"""A session of five: different cases, results that stay, a table to keep; and what feedback names."""

from __future__ import annotations

import csv
import io
from datetime import date
from random import Random

import pytest

from appropriateness.teaching.answers import Expected, expected
from appropriateness.teaching.feedback import Commitment, deciding, marks
from appropriateness.teaching.session import LENGTH, Result, Session, as_csv, draw
from appropriateness.truth import Truth
from tests.conftest import answer
from tests.documents.conftest import PUNCTURE_DAY_TWO, RATED

RIGHT = Expected(frozenset({"sih_initial"}), frozenset({"mri_head_wo", "mri_head_wo_w"}), "not_urgent")
GIVEN = Commitment("sih_initial", "mri_head_wo_w", "urgent")


def test_a_session_holds_five_different_vignettes() -> None:
    drawn = draw([f"case_{n}" for n in range(30)], Random(7))
    assert len(set(drawn.vignettes)) == LENGTH == 5
    assert drawn.current == drawn.vignettes[0]


def test_fewer_vignettes_than_five_make_a_shorter_session() -> None:
    assert draw(["one", "two"], Random(1)).vignettes in (("one", "two"), ("two", "one"))


def test_any_accepted_answer_agrees_and_the_sum_counts_each_question() -> None:
    assert marks(GIVEN, RIGHT).count == 2
    session = Session(("a", "b")).with_result(Result("a", GIVEN, RIGHT))
    assert (session.right, session.asked, session.current) == (2, 3, "b")


def test_a_result_for_another_case_than_the_one_asked_is_refused() -> None:
    with pytest.raises(ValueError, match='is "a", not "b"'):
        Session(("a", "b")).with_result(Result("b", GIVEN, RIGHT))


def test_the_result_is_a_table_with_a_row_for_each_case() -> None:
    session = Session(("a",)).with_result(Result("a", GIVEN, RIGHT))
    rows = list(csv.DictReader(io.StringIO(as_csv(session, date(2026, 11, 20), "2026-11-20"))))
    assert len(rows) == 1
    assert rows[0]["scenario_right"] == "yes" and rows[0]["urgency_right"] == "no"
    assert rows[0]["study_accepted"] == "mri_head_wo mri_head_wo_w"
    assert rows[0]["date"] == "2026-11-20"


def test_a_wrong_scenario_is_answered_with_the_criterion_that_speaks_against_it() -> None:
    reasons = deciding(answer(PUNCTURE_DAY_TWO), "iatrogenic_over_72h")
    assert {reason.truth for reason in reasons} == {Truth.FALSE}
    assert any("72 hours" in reason.sentence and reason.cite is not None for reason in reasons)


def test_the_right_scenario_is_answered_with_the_criteria_that_hold() -> None:
    assert {reason.truth for reason in deciding(answer(RATED), "sih_initial")} == {Truth.TRUE}


def test_an_answer_that_is_no_scenario_has_no_criteria() -> None:
    assert deciding(answer(RATED), "none_fits") == ()


def test_a_scenario_that_is_merely_possible_is_never_read_for_its_table() -> None:
    day_three = {**PUNCTURE_DAY_TWO, "hours_since_procedure": {"at_least": 60, "below": 84}}
    assert expected(answer(day_three)).studies == {"ask_first", "no_imaging"}


def test_an_emergency_without_a_study_of_its_own_accepts_no_study() -> None:
    meningitis = {**RATED, "fever": True, "neck_stiffness": True}
    assert expected(answer(meningitis)).studies == {"elsewhere"}


def test_a_subdural_is_never_answered_with_no_imaging() -> None:
    assert "no_imaging" not in expected(answer({**PUNCTURE_DAY_TWO, "ct_head": "subdural"})).studies
