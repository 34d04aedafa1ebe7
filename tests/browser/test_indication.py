"""From a pasted sentence to a decision, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.visiting import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
SENTENCE = "34F, LP 2 days ago (MS w/u). HA from next day, can't stand up, nearly gone lying. No patch. ?image"


def pasted(page: Visit, text: str) -> Visit:
    page.page.get_by_label("Type or paste the indication").fill(text)
    page.click(page.page.get_by_role("button", name="Read the text"))
    page.page.locator(".st-key-proposed").wait_for()
    return page.settle()


def test_one_paste_and_two_clicks_lead_to_a_decision(visit: Open) -> None:
    page = pasted(visit(), SENTENCE)
    page.answered(lambda: page.click(page.page.get_by_role("button", name="Accept all")))
    page.outcome("no_imaging_rated_appropriate")
    assert page.clicks == 2
    assert page.field("age_years").get_by_role("textbox").input_value() == "34"


def test_the_text_box_is_the_first_control(visit: Open) -> None:
    page = visit()
    page.page.get_by_role("textbox", name="Type or paste the indication").wait_for()
    first = page.page.locator(".stMainBlockContainer").locator("textarea, input, button, select").first
    assert first.get_attribute("aria-label") == "Type or paste the indication"


def test_nothing_enters_the_case_before_it_is_accepted_and_a_dropped_fact_never_does(visit: Open) -> None:
    page = pasted(visit(), SENTENCE)
    assert "age_years" not in page.address
    page.click(page.page.locator(".st-key-chips").get_by_text("Age: 34 years"))
    page.page.get_by_role("button", name="Accept 8 of 9").wait_for()
    page.settle()
    page.answered(lambda: page.click(page.page.get_by_role("button", name="Accept 8 of 9")))
    assert "age_years" not in page.address and "spinal_procedure" in page.address
    assert "days" not in page.address.replace("postpartum_days", "")


def test_a_proposed_fact_is_changed_where_it_stands_by_keyboard_and_enters_the_case_as_the_persons(visit: Open) -> None:
    page = pasted(visit(), SENTENCE)
    press = page.page.keyboard.press
    page.tab_to("Change age")
    press("Enter")
    page.page.get_by_role("button", name="Done age").wait_for()
    assert page.focused() == "button | Done age"
    press("Tab")
    press("Control+A")
    page.page.keyboard.type("44")
    press("Enter")
    page.page.get_by_role("checkbox", name="Age: 44 years, changed").wait_for(state="attached")
    page.settle()
    assert page.page.evaluate("document.activeElement.value") == "44"
    assert "age_years" not in page.address
    page.answered(lambda: page.click(page.page.get_by_role("button", name="Accept all 9")))
    assert "age_years=44" in page.address
    page.page.get_by_text("Changed by you. The text was read as: Age: 34 years.").wait_for()


def test_what_was_read_is_marked_and_what_was_left_out_says_why(visit: Open) -> None:
    page = pasted(visit(), "45F HA upright x6 wks. Mother had a seizure. <img src=x onerror=document.title='run'>")
    marks = page.page.locator(".typed mark").all_inner_texts()
    assert "upright" in " ".join(marks)
    assert "seizure" in page.page.locator(".typed s").inner_text()
    assert "Said of another person." in page.page.locator(".st-key-proposed").inner_text()
    assert page.page.locator(".typed img").count() == 0 and page.page.title() != "run"


def test_a_red_flag_in_the_text_stands_above_everything_before_it_is_accepted(visit: Open) -> None:
    page = pasted(visit(), "EBP yesterday, now leg weakness and urinary retention")
    banner = page.page.locator(".banner.emergency").first
    chips = page.page.get_by_role("button", name="Accept all")
    assert (banner.bounding_box() or {})["y"] < (chips.bounding_box() or {})["y"]


def test_none_fits_is_a_result_with_its_reason_and_where_to_look(visit: Open) -> None:
    page = pasted(visit(), "Knee pain worse standing, better lying down")
    said = page.page.locator("section.answer.none_fits").inner_text()
    assert said.startswith("None fits") and "Instead" in said
