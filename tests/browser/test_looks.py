"""How the pages look: what decides fits one screen, everything reads in light and dark, and it prints."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import address_of
from tests.browser.looking import READ, SIDEWAYS, least_contrast, open_all
from tests.browser.test_accessibility import violations
from tests.browser.visiting import Visit
from tests.conftest import KNOWLEDGE

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
EXAMPLES = {example.id: example for example in KNOWLEDGE.examples}
OUTCOMES = {
    "rated": "two_weeks_no_procedure",
    "contested": "puncture_four_days_ago",
    "no_imaging_rated_appropriate": "puncture_two_days_ago",
    "escalate": "thunderclap_ct_normal",
    "not_covered": "stimulator_patch_failed",
}
FIRST = {
    "rated": "table.options tbody tr",
    "contested": "table.options tbody tr",
    "not_covered": "table.options tbody tr",
    "no_imaging_rated_appropriate": ".st-key-rest details > summary",
}
"""What shows the options first: a row, or how many are usually not appropriate."""


def answered(visit: Open, outcome: str) -> Visit:
    return visit(address_of(EXAMPLES[OUTCOMES[outcome]].facts)).outcome(outcome)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_answer_breaks_no_rule_and_stands_out_in_either_theme_and_fits_a_telephone(
    visit: Open, outcome: str
) -> None:
    page = answered(visit, outcome)
    for scheme in ("light", "dark"):
        assert violations(page.turn(scheme)) == [], scheme
        for kind, selector in READ.items():
            number, least = least_contrast(page, selector)
            assert (number or outcome == "escalate") and least >= 4.5, f"{scheme}, {kind}: {least:.2f}"
    assert page.resize(360).page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("outcome", FIRST)
def test_headline_call_first_options_and_open_questions_fit_one_screen(visit: Open, outcome: str) -> None:
    page = answered(visit, outcome)
    assert "How soon:" in page.answer.inner_text() and "Call:" in page.answer.inner_text()
    for part in ("section.answer", ".st-key-flags", ".st-key-ask", FIRST[outcome]):
        box = page.page.locator(part).first.bounding_box()
        assert box and box["y"] + box["height"] <= 800, part
    for width in (1280, 360):
        page.resize(width)
        control = page.page.get_by_role("button", name="None of these is present").bounding_box()
        answer = page.answer.bounding_box()
        assert control and answer
        beside = control["x"] >= answer["x"] + answer["width"]
        assert beside or control["y"] + control["height"] <= answer["y"], "the red flags stand below their answer"
        assert control["y"] - answer["y"] < 400


def test_a_wrong_entry_and_every_group_of_the_form_fit_a_telephone_and_stand_out(visit: Open) -> None:
    page = visit(width=360)
    for group in ("Red flags", "Imaging so far", "Safety before a study"):
        page.click(page.page.locator("details.group summary", has_text=group))
    page.type("age_years", "x" * 60)
    page.page.locator(".fault", has_text="xxx").first.wait_for()
    page.settle()
    assert page.page.evaluate(SIDEWAYS) == []
    for scheme in ("light", "dark"):
        number, least = least_contrast(page.turn(scheme), ".fault")
        assert number >= 2 and least >= 4.5


def test_every_text_of_the_sources_stands_out_from_its_ground(visit: Open) -> None:
    page = open_all(visit("sources"))
    for scheme in ("light", "dark"):
        number, least = least_contrast(page.turn(scheme), ".stHtml h1, .stHtml h2, .stHtml p, summary, dt, dd, small")
        assert number > 100 and least >= 4.5


def test_an_answer_prints_black_on_white_to_its_end_without_the_form_and_with_every_part_open(visit: Open) -> None:
    page = answered(visit, "contested")
    style = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    ground = "parts => parts.map(e => getComputedStyle(e).backgroundColor)"
    hidden = "parts => parts.filter(e => !e.checkVisibility() || e.getBoundingClientRect().height === 0).length"
    for scheme in ("light", "dark"):
        page.turn(scheme).page.emulate_media(media="print")
        for selector in (".stApp", "section.answer h2", "section.answer p", "table.options td", ".quiet"):
            colour, behind = page.page.locator(selector).first.evaluate(style)
            assert colour == "rgb(0, 0, 0)" and behind in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"), selector
        filled = page.page.locator("table.options").first.locator(".mark, .bars .on").evaluate_all(ground)
        assert len(filled) >= 5 and set(filled) == {"rgb(0, 0, 0)"}
        assert set(page.page.locator(".bars .off").evaluate_all(ground)) == {"rgb(255, 255, 255)"}
        assert not page.page.locator(".st-key-facts, .st-key-entry, header").filter(visible=True).count()
        assert page.page.locator("table.options details:not([open])").count() > 3
        assert page.page.locator("table.options .reading").evaluate_all(hidden) == 0
        page.page.emulate_media(media="screen")
    page.page.emulate_media(media="print")
    assert page.page.evaluate("getComputedStyle(document.querySelector('.stMain')).overflowY") == "visible"
    printed = page.page.pdf(format="A4")
    assert printed.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", printed)) >= 3
