"""The order page in a real browser: by mouse, by keyboard, and what the address keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import address_of
from tests.browser.visiting import Visit
from tests.conftest import KNOWLEDGE

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
EXAMPLES = {example.id: example.title for example in KNOWLEDGE.examples}
CONTESTED = EXAMPLES["puncture_four_days_ago"]


def upright_without_procedure(page: Visit) -> Visit:
    """Three answers that lead to a rated scenario."""
    page.enter("age_years", "42")
    page.mark("worse_upright", "Yes")
    return page.pick("Spinal procedure before the headache", "None").outcome("rated")


def case(visit: Open) -> Visit:
    """The same case from its address."""
    return visit(address_of({"age_years": 42, "worse_upright": True, "spinal_procedure": "none"})).outcome("rated")


def test_three_answers_by_mouse_lead_to_options_whose_readings_name_their_sources(visit: Open) -> None:
    page = upright_without_procedure(visit())
    table = page.page.locator("table.options").first
    assert table.locator("caption").inner_text() == "Can be ordered"
    reading = table.locator("details .reading").first
    assert not reading.is_visible()
    page.click(table.locator("details > summary").first)
    reading.wait_for()
    assert any(source.title in reading.inner_text() for source in KNOWLEDGE.sources.values())


def test_an_address_opened_in_another_browser_gives_the_same_answer(visit: Open) -> None:
    first = upright_without_procedure(visit())
    second = visit(first.address).outcome("rated")
    assert second.said == first.said
    assert second.field("age_years").get_by_role("textbox").input_value() == "42"
    assert second.address == first.address


def test_the_same_case_is_answered_and_a_reading_opened_by_keyboard_alone(visit: Open) -> None:
    by_keyboard = visit()
    press = by_keyboard.page.keyboard.press
    by_keyboard.tab_to("Age (years)")
    by_keyboard.page.keyboard.type("42")
    by_keyboard.answered(lambda: press("Enter"))
    by_keyboard.tab_to("radio | Worse upright")
    by_keyboard.answered(lambda: press("ArrowRight"))
    by_keyboard.answered(lambda: press("ArrowRight"))
    assert by_keyboard.focused() == "radio | Worse upright | Yes"
    by_keyboard.tab_to("Spinal procedure before the headache")
    by_keyboard.answered(lambda: by_keyboard.page.keyboard.type("none"))
    by_keyboard.outcome("rated")
    by_keyboard.tab_to("summary | Readings and source", back=True)
    press("Enter")
    by_keyboard.page.locator("details[open] .reading").first.wait_for()
    assert by_keyboard.said.splitlines()[:6] == case(visit).said.splitlines()[:6]


def test_what_is_drawn_after_each_answer_is_what_the_whole_page_would_show(visit: Open) -> None:
    page = case(visit)
    for fact, word in (
        ("better_lying", "No"),
        ("worse_lying", "Yes"),
        ("worse_lying", "Not known"),
        ("seizure", "Yes"),
    ):
        if not page.field(fact).is_visible():
            page.click(page.page.locator("details.group:not([open]) summary", has_text="Red flags"))
        page.mark(fact, word)
        drawn = page.page.locator(".st-key-case").inner_text()
        whole = visit(page.address).settle()
        opened = page.page.locator("details.group[open]").evaluate_all("all => all.map(e => e.dataset.group)")
        for group in opened:
            whole.page.evaluate("g => document.querySelector(`[data-group=${g}]`).open = true", group)
        assert whole.page.locator(".st-key-case").inner_text() == drawn
        whole.page.close()
        page.page.bring_to_front()


def test_what_has_the_focus_is_outlined(visit: Open) -> None:
    page = case(visit)
    for name in ("a | Sources", "button | Clear", "summary | Readings and source", "radio | Worse upright"):
        page.tab_to(name)
        outline = (
            "() => { const e = document.activeElement, s = getComputedStyle(e.closest('.segments label') ?? e);"
            " return [s.outlineStyle, s.outlineWidth] }"
        )
        style, width = page.page.evaluate(outline)
        assert style != "none" and float(width.removesuffix("px")) >= 2, name


def test_an_example_leads_to_a_decision_in_three_clicks(visit: Open) -> None:
    page = visit().example(CONTESTED).outcome("contested")
    assert page.clicks <= 3
    assert page.page.locator("details[open] .reading").count() >= 2


def test_an_unconditional_decision_takes_no_more_than_eight_answers(visit: Open) -> None:
    page = upright_without_procedure(visit())
    page.answered(lambda: page.click(page.page.get_by_role("button", name="None of these is present")))
    page.page.get_by_role("button", name="None of these is present").wait_for(state="detached")
    assert page.answer.get_attribute("class") == "answer rated"
    assert "If none of these" not in page.answer.inner_text()
    assert page.answers <= 8


def test_a_wrong_entry_is_answered_beside_its_field_and_spoils_no_other_answer(visit: Open) -> None:
    page = case(visit)
    page.type("hours_since_onset", "a while")
    message = page.page.locator("details.group").locator(".fault")
    message.wait_for()
    field, said = page.field("hours_since_onset").get_by_role("textbox").bounding_box(), message.bounding_box()
    assert field is not None and said is not None
    assert 0 <= said["y"] - (field["y"] + field["height"]) < 40
    assert abs(said["x"] - field["x"]) < 20
    assert "a while" in message.inner_text() and message.evaluate("e => e.getAttribute('role')") == "alert"
    assert page.field("hours_since_onset").get_by_role("textbox").input_value() == "a while"
    assert page.field("age_years").get_by_role("textbox").input_value() == "42"
    assert page.field("worse_upright").get_by_role("radio", name="Yes").is_checked()
    assert "rated" in (page.answer.get_attribute("class") or "")


def test_reloading_keeps_the_case(visit: Open) -> None:
    page = case(visit)
    said, address = page.said, page.address
    page.page.reload()
    page.outcome("rated")
    assert (page.said, page.address) == (said, address)


def test_going_back_returns_to_the_previous_answer(visit: Open) -> None:
    page = case(visit)
    said, address = page.said, page.address
    page.enter("age_years", "12").outcome("out_of_scope")
    page.page.go_back()
    page.outcome("rated")
    assert (page.said, page.address) == (said, address)
    assert page.field("age_years").get_by_role("textbox").input_value() == "42"


def test_going_back_from_the_first_answer_empties_the_page_and_forward_brings_it_back(visit: Open) -> None:
    page = visit().enter("age_years", "42")
    page.page.go_back()
    page.page.wait_for_function("() => !location.search")
    page.settle()
    page.holds("age_years", "")
    page.page.go_forward()
    page.page.wait_for_function("() => location.search.includes('age_years=42')")
    page.holds("age_years", "42")


def test_correcting_a_red_flag_keeps_the_focus_where_it_was(visit: Open) -> None:
    page = case(visit)
    page.click(page.page.locator("details.group summary", has_text="Red flags"))
    page.mark("seizure", "Yes").outcome("escalate")
    assert page.focused() == "radio | Seizure | Yes"
    page.mark("seizure", "No").outcome("rated")
    assert page.focused() == "radio | Seizure | No"


def test_the_case_survives_a_look_at_the_sources(visit: Open) -> None:
    page = case(visit)
    said, address = page.said, page.address
    page.click(page.page.get_by_role("link", name="Sources"))
    page.page.locator("dl.facts").first.wait_for(state="attached")
    page.settle()
    page.click(page.page.get_by_role("link", name="Order"))
    page.outcome("rated")
    assert (page.said, page.address) == (said, address)


def test_markup_typed_into_a_field_is_shown_and_not_run(visit: Open) -> None:
    page = visit()
    hostile = "<img src=x onerror=document.title='run'>"
    page.type("hours_since_onset", hostile)
    message = page.page.locator(".fault", has_text="hours")
    message.wait_for()
    assert hostile[:20] in message.inner_text()
    assert page.page.locator(".stHtml img").count() == 0
    assert page.page.title() != "run"


def test_a_link_with_a_bad_part_says_so_before_the_answer(visit: Open) -> None:
    page = visit("?v=1&worse_upright=perhaps&age_years=42")
    alert = page.page.get_by_role("alert").filter(has_text="Worse upright")
    alert.wait_for()
    assert (alert.bounding_box() or {})["y"] < (page.answer.bounding_box() or {})["y"]
