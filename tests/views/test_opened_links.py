"""A case that arrives by its address: what is invalid is said, what has aged is asked, and the case stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appropriateness.wire import links
from tests.conftest import answer
from tests.views.conftest import NOW, Clock, Page, address_of

pytestmark = pytest.mark.durability

CASE: dict[str, Any] = {
    "age_years": 34, "sex": "female", "worse_upright": True, "better_lying": True,
    "spinal_procedure": "lumbar_puncture", "hours_since_procedure": 48,
}  # fmt: skip
WITHOUT_TIME = {name: value for name, value in CASE.items() if name != "hours_since_procedure"}


def made(hours: int) -> str:
    """The hour a link says it was made, that many hours ago."""
    return (NOW - timedelta(hours=hours)).strftime(links.MINUTE)


def test_a_link_of_this_hour_gives_its_whole_case_without_a_question() -> None:
    page = Page(CASE)
    assert page.outcome == answer(CASE).decision.outcome
    assert page.faults == [] and page.alerts == []
    assert page.field("hours_since_procedure").value == "48" and page.field("sex").value == "female"


def test_times_of_an_old_link_are_not_used_until_they_are_confirmed() -> None:
    page = Page(CASE, at=made(30))
    assert page.outcome == answer(WITHOUT_TIME).decision.outcome
    assert "30 hours" in page.html.one("section", "banner").text
    assert "time since the procedure" in page.html.one("section", "banner").text
    assert page.field("hours_since_procedure").value == "48" and page.field("age_years").value == "34"
    assert "Not used until confirmed" in page.field("hours_since_procedure").said


@pytest.mark.parametrize(("pressed", "written"), [("Add 30 hours", "78"), ("Keep as written", "48")])
def test_the_times_of_an_old_link_are_taken_over_as_one_says(pressed: str, written: str) -> None:
    page = Page(CASE, at=made(30)).press(pressed)
    assert page.address == {**page.address, "hours_since_procedure": written}
    assert page.field("hours_since_procedure").value == written
    assert page.outcome == answer(CASE | {"hours_since_procedure": int(written)}).decision.outcome
    assert not page.html.all("section", "banner")


def test_the_times_of_an_old_link_can_be_left_out() -> None:
    page = Page(CASE, at=made(30)).press("Leave the times out")
    assert "hours_since_procedure" not in page.address and page.address["age_years"] == "34"
    assert page.outcome == answer(WITHOUT_TIME).decision.outcome
    assert not page.html.all("section", "banner")


def test_an_interval_and_days_of_an_old_link_move_on_in_their_own_units() -> None:
    page = Page(
        {"sex": "female", "hours_since_onset": {"at_least": 60, "below": 84}, "postpartum_days": 3}, at=made(12)
    )
    page.press("Add 12 hours")
    assert page.address["hours_since_onset"] == "72..96" and page.address["postpartum_days"] == "3.5"


def test_once_confirmed_a_link_is_of_this_hour() -> None:
    page = Page(CASE, at=made(30)).press("Add 30 hours")
    again = Page(**{name: str(value) for name, value in dict(page.app.query_params).items()})
    assert not again.html.all("section", "banner") and again.outcome == page.outcome


def test_an_old_link_without_times_needs_no_confirmation() -> None:
    page = Page(WITHOUT_TIME, at=made(500))
    assert not page.html.all("section", "banner") and page.outcome == answer(WITHOUT_TIME).decision.outcome


@pytest.mark.parametrize("at", ["", "some day", made(-3), made(24 * 367)])
def test_times_of_a_link_without_a_credible_hour_cannot_be_moved_on_only_kept_or_left_out(at: str) -> None:
    page = Page(CASE, at=at)
    assert page.outcome == answer(WITHOUT_TIME).decision.outcome
    assert not [button for button in page.app.button if button.label.startswith("Add")]
    assert page.press("Keep as written").address["hours_since_procedure"] == "48"


def test_a_time_typed_anew_needs_no_confirmation_any_more() -> None:
    page = Page(CASE, at=made(30)).give("hours_since_procedure", "50")
    assert page.address["hours_since_procedure"] == "50"
    assert not page.html.all("section", "banner")


def test_answers_given_while_times_wait_are_kept_in_the_address_beside_them() -> None:
    page = Page(CASE, at=made(30)).give("headache_course", "unchanged")
    assert page.address["headache_course"] == "unchanged" and page.address["hours_since_procedure"] == "48"
    again = Page(**page.parameters)
    assert "30 hours" in again.html.one("section", "banner").text
    assert again.press("Add 30 hours").address["hours_since_procedure"] == "78"
    assert again.address["headache_course"] == "unchanged"


def test_a_time_given_while_others_wait_is_of_this_hour_and_they_are_not() -> None:
    page = Page(CASE, at=made(30)).give("hours_since_onset", "20")
    again = Page(**page.parameters)
    banner = again.html.one("section", "banner").text
    assert "time since the procedure" in banner and "onset" not in banner
    assert again.press("Add 30 hours").address["hours_since_onset"] == "20"


def test_a_time_on_a_page_left_open_is_not_used_until_confirmed() -> None:
    page = Page(CASE)
    Clock.passed = timedelta(minutes=59)
    assert not page.give("headache_course", "unchanged").html.all("section", "banner")
    Clock.passed = timedelta(hours=26)
    page.give("headache_course", "worsening")
    assert "26 hours" in page.html.one("section", "banner").text
    assert page.outcome == answer(WITHOUT_TIME | {"headache_course": "worsening"}).decision.outcome
    assert page.press("Add 26 hours").address["hours_since_procedure"] == "74"
    assert page.outcome == answer(CASE | {"hours_since_procedure": 74, "headache_course": "worsening"}).decision.outcome


def test_a_later_answer_never_makes_a_time_younger() -> None:
    page = Page(CASE)
    before = page.parameters["at"]
    Clock.passed = timedelta(minutes=50)
    assert page.give("headache_course", "worsening").parameters["at"] == before
    assert page.give("hours_since_onset", "20").parameters["at.hours_since_procedure"] == before


def test_an_old_time_moved_beyond_what_its_fact_can_be_is_at_least_that() -> None:
    page = Page({"anticoagulant": "other", "hours_since_last_dose": 8750}, at=made(30)).press("Add 30 hours")
    assert page.address["hours_since_last_dose"] == "8760.." and page.faults == []


def test_a_fact_given_twice_in_a_link_is_named_and_left_out() -> None:
    page = Page({"worse_upright": True}, gcs=["15", "3"])
    assert len(page.alerts) == 1 and page.address == {"worse_upright": "yes"}


def test_an_emptied_address_on_the_same_page_empties_the_case() -> None:
    page = Page(CASE)
    page.app.query_params.clear()
    page.run()
    assert page.address == {} and page.outcome == answer({}).decision.outcome


def test_every_bad_part_of_a_link_is_named_and_the_good_ones_count() -> None:
    page = Page({"worse_upright": True}, sex="unknown", siezure="yes", age_years="old")
    assert len(page.alerts) == 3
    for name in ("sex", "siezure", "“Age”"):
        assert any(name in alert for alert in page.alerts)
    assert page.field("sex").value == "" and page.field("worse_upright").value == "Yes"
    assert page.outcome == answer({"worse_upright": True}).decision.outcome


def test_a_bad_part_is_gone_from_the_address_and_its_message_from_the_page_after_an_answer() -> None:
    page = Page({"worse_upright": True}, sex="unknown")
    assert page.address == {"worse_upright": "yes"}
    assert page.give("age_years", "34").alerts == []


def test_a_link_of_another_version_opens_an_empty_page_that_says_so() -> None:
    page = Page(CASE, v="2")
    assert page.outcome == answer({}).decision.outcome and len(page.alerts) == 1
    assert page.field("age_years").value == ""


def test_a_link_made_with_other_knowledge_is_answered_and_says_that_the_answer_may_differ() -> None:
    page = Page(CASE, k="00000000")
    assert page.outcome == answer(CASE).decision.outcome and len(page.alerts) == 1


def test_contradictory_parts_of_a_link_are_all_kept_and_named() -> None:
    page = Page({"better_lying": True, "worse_lying": True})
    assert len(page.faults) == 2 and page.field("better_lying").value == page.field("worse_lying").value == "Yes"


def test_an_address_that_changes_under_the_page_replaces_the_case() -> None:
    page = Page(CASE)
    page.app.query_params.clear()
    for name, value in address_of(WITHOUT_TIME | {"age_years": 60}).items():
        page.app.query_params[name] = value
    page.run()
    assert page.field("age_years").value == "60" and page.field("hours_since_procedure").value == ""


def test_the_case_survives_a_look_at_the_sources() -> None:
    page = Page(CASE).give("worse_lying", "No")
    before = (page.address, page.outcome)
    page.visit("sources")
    assert page.address == before[0] and not page.html.all(css="answer")
    page.visit("order")
    assert (page.address, page.outcome) == before
    assert page.field("worse_lying").value == "No" and page.field("hours_since_procedure").value == "48"


def test_a_link_opened_on_the_sources_page_keeps_its_case_for_the_order_page() -> None:
    page = Page({})
    page.visit("sources")
    for name, value in address_of(CASE).items():
        page.app.query_params[name] = value
    page.run().visit("order")
    assert page.outcome == answer(CASE).decision.outcome
