"""One page for each outcome: what comes first, what stands in which group, and what was assumed is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from appropriateness import wording
from appropriateness.knowledge.facts import BooleanFact
from tests.conftest import KNOWLEDGE, answer
from tests.views.conftest import Page
from tests.web.elements import Element

Opened = Callable[..., Page]

UPRIGHT: dict[str, Any] = {"age_years": 34, "sex": "female", "worse_upright": True, "better_lying": True}
PUNCTURE = UPRIGHT | {"spinal_procedure": "lumbar_puncture", "hours_since_procedure": 48}
LATE = UPRIGHT | {"spinal_procedure": "lumbar_puncture", "hours_since_procedure": 144, "hours_procedure_to_onset": 24}
NOTHING_ALARMING = {
    "altered_consciousness": False, "seizure": False, "new_focal_deficit": False, "cranial_nerve_palsy": "none",
    "headache_onset": "gradual", "fever": False, "neck_stiffness": False, "sphincter_or_saddle": False,
    "limb_weakness_or_numbness": False, "new_back_or_leg_pain": False, "severe_hypertension": False,
}  # fmt: skip
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "an emergency": ("escalate", PUNCTURE | {"new_focal_deficit": True}),
    "a child": ("out_of_scope", {"age_years": 12}),
    "two that fit": (
        "several_possible",
        UPRIGHT | {"spinal_procedure": "epidural_anaesthesia", "hours_since_procedure": 240}
        | {"hours_procedure_to_onset": 168},
    ),
    "two by an interval": (
        "several_possible",
        PUNCTURE | {"hours_since_procedure": {"at_least": 60, "below": 84}, "headache_course": "unchanged"},
    ),
    "no variant": ("not_covered", {"age_years": 34, "worse_upright": True, "patch_count": 1, "patch_response": "none"}),
    "improving": ("out_of_scope", PUNCTURE | {"hours_since_procedure": 120, "headache_course": "improving"}),
    "a disagreement": ("contested", LATE),
    "nothing to image": ("no_imaging_rated_appropriate", PUNCTURE),
    "a rated study": ("rated", UPRIGHT | {"spinal_procedure": "none", "patch_count": 0}),
    "hardly anything known": ("needs_facts", {"age_years": 34}),
}  # fmt: skip


@cache
def page_of(name: str) -> Page:
    """The page of that outcome, opened once: to be read, not to be worked."""
    return Page(CASES[name][1])


def group(page: Page, caption: str) -> list[list[str]]:
    """The options under that caption: rank, study, category and level of each, as text."""
    tables = [table for table in page.html.all("table", "options") if table.one("caption").text == caption]
    rows = [row for table in tables for row in table.one("tbody").all("tr") if row.all("th")]
    return [[cell.text for cell in row.children if isinstance(cell, Element)] for row in rows]


def captions(page: Page) -> list[str]:
    return [table.one("caption").text for table in page.html.all("table", "options")]


def position(page: Page, wanted: Callable[[Element], bool]) -> int:
    """Where the first such element stands among all elements of the page."""
    return next(place for place, element in enumerate(page.html.walk()) if wanted(element))


def is_answer(element: Element) -> bool:
    return "answer" in element.classes


@pytest.mark.parametrize("name", CASES)
def test_the_page_says_the_outcome_the_engine_decided(name: str) -> None:
    outcome, facts = CASES[name]
    page = page_of(name)
    assert answer(facts).decision.outcome == page.outcome == outcome
    assert page.answer.one(css="kicker").text == wording.OUTCOMES[outcome]
    assert page.answer.attributes["role"] == "status"


@pytest.mark.parametrize("name", CASES)
def test_the_answer_stands_before_every_table(name: str) -> None:
    page = page_of(name)
    tables = [place for place, element in enumerate(page.html.walk()) if element.name == "table"]
    assert all(position(page, is_answer) < place for place in tables)
    assert bool(tables) == bool(answer(CASES[name][1]).decision.shown)


@pytest.mark.parametrize("name", CASES)
def test_every_assumption_the_engine_made_is_printed_with_the_answer(name: str) -> None:
    consultation = answer(CASES[name][1])
    decision = consultation.decision
    assumed = {item.sentence for state in decision.matched for item in state.assumptions}
    if decision.redirect is not None and not decision.shown:
        assumed |= {item.sentence for item in decision.redirect.rule.assumed(consultation.known)}
    printed = page_of(name).answer.all(css="assumed")
    assert bool(printed) == bool(assumed)
    assert all(sentence in printed[0].text for sentence in assumed)


@pytest.mark.parametrize("name", [name for name, (outcome, _) in CASES.items() if outcome != "escalate"])
def test_an_answer_given_before_red_flags_were_asked_is_conditional_on_them(name: str) -> None:
    page = page_of(name)
    assert page.answer.one("h2").text.startswith("If none of these is present")
    assert page.app.button(key="none_present")


def test_an_answer_given_after_red_flags_were_denied_is_unconditional() -> None:
    page = Page(PUNCTURE | NOTHING_ALARMING)
    assert page.outcome == "no_imaging_rated_appropriate"
    assert not page.answer.one("h2").text.startswith("If none of these")
    assert not [button for button in page.app.button if button.key == "none_present"]


def test_an_emergency_stands_above_everything_and_no_study_is_offered_for_a_headache_it_explains() -> None:
    page = page_of("an emergency")
    banner = page.html.one("section", "emergency")
    assert banner.attributes["aria-label"] == "Emergency flag" and "focal deficit" in banner.text
    assert position(page, lambda element: "banner" in element.classes) < position(page, is_answer)
    assert "Emergency first" in page.answer.text
    assert group(page, wording.GROUPS["can_be_ordered"]) == []
    assert "No imaging is rated appropriate" not in page.html.text


def test_an_emergency_comes_before_the_table_it_leaves_standing() -> None:
    page = Page(UPRIGHT | {"spinal_procedure": "none", "patch_count": 0, "seizure": True})
    assert page.outcome == "escalate" and captions(page)
    banner = position(page, lambda element: "emergency" in element.classes)
    assert banner < position(page, lambda element: element.name == "table")


def test_an_urgent_flag_stands_above_an_answer_that_is_still_given() -> None:
    page = Page(LATE | {"cranial_nerve_palsy": "sixth_or_eighth"})
    assert page.outcome == "contested"
    assert page.html.one("section", "urgent").attributes["aria-label"] == "Urgent flag"
    assert position(page, lambda element: "banner" in element.classes) < position(page, is_answer)


def test_a_child_is_sent_elsewhere_with_the_place_named_and_without_any_table() -> None:
    page = page_of("a child")
    decision = answer({"age_years": 12}).decision
    assert decision.redirect is not None
    assert decision.redirect.redirect.say.rstrip(".").lower() in page.answer.text.lower()
    assert decision.redirect.redirect.title in " ".join(title.text for title in page.html.all("h3"))
    assert decision.redirect.redirect.instead.say in page.html.text
    assert not captions(page)


@pytest.mark.parametrize(("name", "word"), [("two that fit", "fit"), ("two by an interval", "possible")])
def test_two_scenarios_stand_side_by_side_each_under_its_own_title(name: str, word: str) -> None:
    page = page_of(name)
    shown = answer(CASES[name][1]).decision.shown
    titles = [title.text for title in page.html.all("h3")]
    for state in shown:
        assert state.scenario.short in page.answer.one("h2").text
        assert [title for title in titles if title.startswith(state.scenario.title)]
    assert word in page.answer.one("h2").text
    assert [title.endswith("(possible)") for title in titles[:2]] == [state.state == "possible" for state in shown]
    assert len(page.html.all("summary")) > len(shown)


def test_scenarios_that_are_only_possible_rest_on_no_assumption() -> None:
    assert not page_of("two by an interval").answer.all(css="assumed")


def test_a_scenario_without_a_variant_borrows_no_rating() -> None:
    page = page_of("no variant")
    assert captions(page) and set(captions(page)) <= {wording.GROUPS["not_rated"], wording.GROUPS["resolve_first"]}
    for rank, _study, category, _level in group(page, wording.GROUPS["not_rated"]):
        assert rank == "" and category.startswith(wording.CATEGORIES["not_rated"])
    assert "No ACR variant" in page.answer.one("h2").text or "no ACR variant" in page.answer.one("h2").text


def test_an_improving_headache_is_reviewed_and_offered_no_study() -> None:
    page = page_of("improving")
    assert not captions(page)
    assert "improving" in page.answer.text and wording.CATEGORIES["usually_appropriate"] not in page.html.text


def test_a_contested_study_shows_both_readings_and_never_a_settled_category() -> None:
    page = page_of("a disagreement")
    ((rank, study, category, _level),) = group(page, wording.GROUPS["sources_disagree"])
    assert rank == "" and study.startswith("Digital subtraction myelography")
    assert category.startswith(wording.CATEGORIES["contested"])
    table = next(t for t in page.html.all("table", "options") if t.one("caption").text == "Sources disagree")
    (opened,) = [part for part in table.all("details") if "open" in part.attributes]
    said = [reading.one("b").text for reading in opened.all(css="reading")]
    assert any(text.startswith("Usually appropriate") for text in said)
    assert any(text.startswith("Usually not appropriate") for text in said)
    assert "one published article" in page.answer.one("h2").text


def test_a_contested_study_stands_in_no_other_group() -> None:
    page = page_of("a disagreement")
    assert captions(page)[0] == wording.GROUPS["sources_disagree"]
    others = [row for caption in captions(page)[1:] for row in group(page, caption)]
    assert others and not any("igital subtraction" in study for _rank, study, _category, _level in others)


def test_no_imaging_is_an_answer_with_what_to_do_instead_and_its_table_folded_but_countable() -> None:
    page = page_of("nothing to image")
    assert "no imaging is rated appropriate" in page.answer.one("h2").text
    assert captions(page) == [wording.GROUPS["usually_not_appropriate"]]
    rows = group(page, wording.GROUPS["usually_not_appropriate"])
    folded = [part for part in page.html.all("details") if part.all("table", "options")]
    assert len(folded) == 1 and "open" not in folded[0].attributes
    assert folded[0].all("summary")[0].text.startswith(str(len(rows)))
    assert "Instead: " in page.answer.text


def test_rated_studies_are_ranked_and_what_is_not_appropriate_comes_last() -> None:
    page = page_of("a rated study")
    rows = group(page, wording.GROUPS["can_be_ordered"])
    assert rows[0][0].startswith("1") and all(rank for rank, _study, _category, _level in rows)
    assert {category.split("rating")[0] for _r, _s, category, _l in rows} <= {
        "Usually appropriate",
        "May be appropriate",
    }
    assert captions(page)[0] == wording.GROUPS["can_be_ordered"]
    assert captions(page)[-1] == wording.GROUPS["usually_not_appropriate"]
    assert "MRI head" in page.answer.one("h2").text and "MRI complete spine" in page.answer.one("h2").text


def test_a_study_stopped_for_this_patient_keeps_its_category_and_names_the_stop_and_what_remains() -> None:
    page = Page(CASES["a rated study"][1] | {"mr_device": "unsafe"})
    stopped = group(page, wording.GROUPS["resolve_first"])
    assert any("MRI" in study and category.startswith("Usually appropriate") for _r, study, category, _l in stopped)
    assert all(rank == "" for rank, _study, _category, _level in stopped)
    table = next(t for t in page.html.all("table", "options") if t.one("caption").text == "Resolve first")
    assert table.all(css="mark-stop")
    assert not any("MRI" in study for _r, study, _c, _l in group(page, wording.GROUPS["can_be_ordered"]))


@pytest.mark.parametrize("name", ["a disagreement", "nothing to image", "a rated study", "two that fit"])
def test_every_option_opens_to_at_least_one_reading_with_its_source(name: str) -> None:
    page = page_of(name)
    for table in page.html.all("table", "options"):
        for below in table.all("tr", "below"):
            assert below.all("details")[0].all(css="reading")


def test_where_facts_are_missing_nothing_is_rated_and_what_to_ask_is_said() -> None:
    page = page_of("hardly anything known")
    assert not captions(page)
    asked = [item for item in answer(CASES["hardly anything known"][1]).questions if not item.red_flags]
    assert asked
    for question in asked:
        claim = isinstance(KNOWLEDGE.facts[question.fact], BooleanFact)
        assert page.asks(question.fact, "yes" if claim else "")


@pytest.mark.durability
@pytest.mark.parametrize("name", CASES)
def test_every_answer_says_with_which_knowledge_and_on_which_day_it_was_given(name: str) -> None:
    page = page_of(name)
    assert answer({}).knowledge.digest[:15] in page.html.text and "Not a medical device" in page.html.text
