"""The page to teach with: nothing opens before a commitment; a session ends in a result; a link carries a case."""

from __future__ import annotations

from typing import Any

import pytest

from tests.documents.conftest import RATED
from tests.teaching.test_vignettes import TEACHING
from tests.views.conftest import Page

pytestmark = pytest.mark.durability

STEADY = {name: value for name, value in RATED.items() if name != "hours_since_onset"}


def vignette(name: str) -> Page:
    page = Page(v="1", vignette=name)
    page.visit("teach")
    return page


def answer_all(page: Page, scenario: str, study: str, urgency: str) -> Page:
    for field, value in (("scenario", scenario), ("study", study), ("urgency", urgency)):
        next(box for box in page.app.selectbox if box.key.startswith(f"teach.{field}")).set_value(value)
    return page.run()


def commit(page: Page, *given: str) -> Page:
    return answer_all(page, *given).press("Commit and open the answer")


def right(name: str) -> tuple[str, str, str]:
    accept = TEACHING.vignettes[name].accept
    return accept.scenarios[0], accept.studies[0], accept.urgency


def test_nothing_opens_before_all_three_questions_are_answered() -> None:
    page = vignette("puncture_day_two")
    assert page.button("Commit and open the answer").disabled
    assert not page.html.all("section", "answer")
    assert "No imaging is rated appropriate" not in page.html.text


def test_the_source_is_named_after_the_reveal_only_because_its_title_tells_the_answer() -> None:
    page = vignette("puncture_day_two")
    assert "no initial imaging" not in page.html.text
    assert "no initial imaging" in commit(page, *right("puncture_day_two")).html.text


def test_the_reveal_is_the_answer_of_the_order_page_with_the_criterion_that_decided() -> None:
    page = commit(vignette("puncture_day_two"), "iatrogenic_over_72h", "dsm_complete_spine", "not_urgent")
    assert page.outcome == "no_imaging_rated_appropriate"
    table = page.html.one("table", "marks").text
    assert table.count("Differs") == 2 and table.count("Agrees") == 1
    assert "What speaks against “Iatrogenic leak, over 72 hours”" in page.html.text
    assert "What holds for “Iatrogenic leak, within 72 hours”" in page.html.text


def test_one_fact_is_changed_and_the_answer_changes_before_ones_eyes() -> None:
    page = commit(vignette("seventy_hours"), *right("seventy_hours"))
    assert "The answer changes." not in page.html.text
    pair = next(group for group in page.app.button_group if group.key == "near.seventy_hours.0")
    pair.set_value(1)
    text = page.run().html.text
    assert "The answer changes." in text and "Sources disagree" in text


def test_a_session_of_five_ends_in_a_result_to_keep() -> None:
    page = Page().visit("teach").press("Start a session")
    for number in range(1, 6):
        assert f"Case {number} of 5" in page.html.text
        name = page.app.query_params["vignette"]
        commit(page, *right(name if isinstance(name, str) else name[0]))
        page.press("Next case" if number < 5 else "See the result")
    assert "15 of 15 answers agree with the knowledge" in page.html.text
    assert len(page.html.one("table", "marks").all("tr")) == 6


def test_a_link_carries_the_vignette_and_no_case_of_the_sender() -> None:
    page = Page(STEADY).visit("teach")
    page.app.selectbox(key="teach_pick").set_value("day_three")
    page.run().press("Open the vignette")
    assert set(page.app.query_params) == {"v", "vignette"}
    assert page.visit("order").address["age_years"] == "42", "the case of the session is kept"


def test_the_case_of_the_order_page_can_be_taught_with_and_its_link_carries_it() -> None:
    page = Page(STEADY).visit("teach")
    assert "Age: 42 years." in page.html.text
    assert page.address["worse_upright"] == "yes"
    page = commit(page, "sih_initial", "mri_head_wo_w", "not_urgent")
    assert page.html.one("table", "marks").text.count("Agrees") == 3
    assert page.outcome == "rated"


def test_an_answer_given_elsewhere_closes_the_reveal_of_the_own_case_again() -> None:
    page = commit(Page(STEADY).visit("teach"), "sih_initial", "mri_head_wo_w", "not_urgent")
    page.visit("order").give("age_years", "43")
    assert page.visit("teach").button("Commit and open the answer").disabled


@pytest.mark.parametrize("name", ["puncture_day_tow", "<script>alert(1)</script>" * 20])
def test_a_link_to_no_vignette_says_so_and_shows_what_it_was_given_as_text(name: str) -> None:
    page = vignette(name)
    assert page.faults and page.faults[0].startswith("There is no vignette called")
    assert not page.html.all("script")


def test_the_lesson_in_sources_shows_both_readings_of_the_row() -> None:
    text = Page().visit("teach").html.text
    assert "One row, two readings" in text
    assert "Usually appropriate, no rating given" in text and "Usually not appropriate, rating 1" in text


def every_pair() -> list[Any]:
    return [pytest.param(item.id, id=item.id) for item in TEACHING.vignettes.values() if item.near_misses]


@pytest.mark.durability
@pytest.mark.parametrize("name", every_pair())
def test_every_vignette_opens_with_all_its_near_misses(name: str) -> None:
    page = commit(vignette(name), *right(name))
    assert page.html.one("table", "marks").text.count("Agrees") == 3
    for group in page.app.button_group:
        group.set_value(1)
    page.run()
    assert len(page.html.all(css="answer")) == 1 + len(TEACHING.vignettes[name].near_misses)
