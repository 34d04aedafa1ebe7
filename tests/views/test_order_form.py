"""The form: nothing is known until it is said, a wrong entry spoils nothing else, an answer shows everywhere."""

from __future__ import annotations

from typing import Any

import pytest

from appropriateness.knowledge.facts import BooleanFact, ChoiceFact, ChoicesFact, QuantityFact
from tests.conftest import KNOWLEDGE, answer, some_of
from tests.views.conftest import Page, asking_for

FACTS = KNOWLEDGE.facts
GROUPS = ("patient", "headache", "spinal_procedure", "patch", "red_flags", "imaging", "safety")
COARSE = {"adult", "patched", "papilloedema_or_visual_loss"}
EXAMPLES = {example.id: example for example in KNOWLEDGE.examples}
UNKNOWN = "Not known"


@pytest.fixture
def empty() -> Page:
    return Page()


def test_every_fact_has_a_field_and_every_field_begins_unknown(empty: Page) -> None:
    for name, fact in FACTS.items():
        if name in COARSE:
            continue
        field = empty.field(name)
        assert field.label.startswith(fact.label)
        match fact:
            case BooleanFact():
                assert field.value == UNKNOWN and [UNKNOWN, UNKNOWN] in field.words
            case ChoiceFact():
                assert field.value == "" and field.words[0] == ["", UNKNOWN]
            case ChoicesFact():
                assert field.value == [] and UNKNOWN.lower() in field.hint
            case QuantityFact():
                assert not field.value and field.hint.startswith(UNKNOWN)
    assert empty.address == {} and empty.faults == []


@pytest.mark.durability
def test_a_coarse_fact_gets_a_field_only_where_it_was_given() -> None:
    page = Page({"adult": True})
    assert page.field("adult").value == "Yes"
    assert not page.has_field("patched")


@pytest.mark.durability
def test_a_group_is_opened_at_first_where_it_holds_an_answer_and_again_where_another_of_its_facts_decides() -> None:
    page = Page({"seizure": True})
    assert page.outcome == "escalate" and page.opens["red_flags"] == 1 and page.opens["safety"] == 0
    before = page.opens
    page.give("seizure", UNKNOWN).give("worse_upright", "Yes")
    assert any(field.said == "Can change the answer." for field in page.fields)
    assert page.opens != before and all(page.opens[group] >= times for group, times in before.items())


@pytest.mark.durability
@pytest.mark.parametrize("sent", [None, [], "x", {"entries": 3}, {"entries": {"age_years.1": 5, "sex.1": {"a": 1}}}])
def test_what_is_no_entry_of_the_form_is_dropped(empty: Page, sent: Any) -> None:
    assert empty.send(sent).address == {} and empty.faults == []


@pytest.mark.durability
@pytest.mark.parametrize(("word", "written"), [("Yes", "yes"), ("No", "no")])
def test_a_yes_or_no_is_taken_and_can_be_taken_back(empty: Page, word: str, written: str) -> None:
    assert empty.give("worse_upright", word).address == {"worse_upright": written}
    assert empty.field("worse_upright").value == word
    assert empty.give("worse_upright", UNKNOWN).address == {}


@pytest.mark.durability
def test_a_choice_is_taken_and_can_be_taken_back(empty: Page) -> None:
    assert empty.give("spinal_procedure", "lumbar_puncture").address == {"spinal_procedure": "lumbar_puncture"}
    assert empty.give("spinal_procedure", "").address == {}


@pytest.mark.durability
def test_several_choices_are_taken_together_and_can_be_taken_back(empty: Page) -> None:
    empty.give("brain_mri", ["signs_of_hypotension", "subdural"])
    assert empty.address == {"brain_mri": "signs_of_hypotension~subdural"}
    assert empty.give("brain_mri", ["subdural"]).address == {"brain_mri": "subdural"}
    assert empty.give("brain_mri", []).address == {}


@pytest.mark.durability
@pytest.mark.parametrize(
    ("typed", "written"),
    [("3 d", "60..84"), (" 1,5 ", "1.5")],
)
def test_a_quantity_is_taken_as_people_type_it(empty: Page, typed: str, written: str) -> None:
    key = empty.field("hours_since_onset").key
    assert empty.give("hours_since_onset", typed).address == {"hours_since_onset": written}
    assert empty.field("hours_since_onset").key == key and empty.faults == []  # so the browser keeps it as typed
    assert empty.give("hours_since_onset", "").address == {}


def test_the_answer_follows_every_change(empty: Page) -> None:
    seen = [empty.outcome]
    for fact, value in (
        ("age_years", "42"),
        ("worse_upright", "Yes"),
        ("spinal_procedure", "none"),
        ("seizure", "Yes"),
    ):
        seen.append(empty.give(fact, value).outcome)
    seen.append(empty.give("seizure", UNKNOWN).outcome)
    assert seen == ["needs_facts", "needs_facts", "needs_facts", "rated", "escalate", "rated"]


WRONG_ENTRIES: list[tuple[str, Any, Any]] = [
    ("hours_since_onset", "soon", "5"),
    ("age_years", "130", "30"),
    ("patch_count", "1.5", "1"),
    ("gcs", "60-84", "15"),
    ("platelets", "3 d", "300"),
    ("brain_mri", ["normal", "subdural"], ["normal"]),
]


@pytest.mark.parametrize("entry", some_of(WRONG_ENTRIES, every=5), ids=lambda entry: entry[0])
def test_a_wrong_entry_keeps_its_text_says_why_and_leaves_the_other_answers(entry: tuple[str, Any, Any]) -> None:
    fact, wrong, right = entry
    page = Page({"sex": "female", "worse_upright": True})
    page.give(fact, wrong)
    assert page.field(fact).value == wrong
    assert len(page.faults) == 2 and len(page.alerts) == 2
    assert any(FACTS[fact].label.lower() in alert.lower() for alert in page.alerts)
    assert page.address == {"sex": "female", "worse_upright": "yes"}
    assert page.outcome
    assert page.give(fact, right).faults == []
    assert fact in page.address


@pytest.mark.durability
def test_a_wrong_entry_makes_the_fact_unknown_and_never_leaves_its_earlier_value() -> None:
    page = Page({"hours_since_onset": 5, "sex": "female"})
    assert page.give("hours_since_onset", "later").address == {"sex": "female"}


@pytest.mark.durability
def test_a_wrong_entry_is_still_there_after_another_answer_and_another_page() -> None:
    page = Page().give("hours_since_onset", "soon").give("worse_upright", "Yes").visit("sources").visit("order")
    assert page.field("hours_since_onset").value == "soon" and len(page.faults) == 2
    assert page.address == {"worse_upright": "yes"}


@pytest.mark.durability
def test_a_page_with_nothing_but_a_wrong_entry_can_be_cleared() -> None:
    page = Page().give("hours_since_onset", "soon").press("Clear")
    assert page.faults == [] and page.field("hours_since_onset").value == ""


def test_a_cleared_case_can_be_brought_back_until_another_begins() -> None:
    page = Page({"age_years": 34, "hours_since_procedure": 48}).press("Clear")
    assert page.address == {}
    assert page.press("Bring the last case back").address == {"age_years": "34", "hours_since_procedure": "48"}
    page.press("Clear").give("age_years", "60")
    assert not [button for button in page.app.button if button.label.startswith("Bring")]


@pytest.mark.durability
def test_no_message_on_the_page_names_a_fact_by_its_id() -> None:
    page = Page({"spinal_procedure": "none", "hours_since_procedure": 48}).give("patch_count", "1.5")
    assert len(page.faults) >= 2
    assert not any(name in fault for name in FACTS if "_" in name for fault in page.faults)


@pytest.mark.durability
def test_several_wrong_entries_are_all_named_above_the_answer() -> None:
    page = Page().give("hours_since_onset", "soon").give("age_years", "old").give("worse_upright", "Yes")
    assert len(page.faults) == 3
    for fact in ("hours_since_onset", "age_years"):
        assert FACTS[fact].label.lower() in page.faults[0].lower()


def test_contradictory_answers_show_a_message_at_each_and_keep_all() -> None:
    page = Page({"better_lying": True, "age_years": 34}).give("worse_lying", "Yes")
    assert page.field("better_lying").value == page.field("worse_lying").value == "Yes"
    assert page.address == {"age_years": "34", "better_lying": "yes", "worse_lying": "yes"}
    assert len(page.faults) == 2 and page.faults[0] == page.faults[1]
    assert not page.html.all(css="answer") and not page.html.all("table")
    (banner,) = page.html.all("section", "banner")
    assert banner.attributes["role"] == "alert" and page.faults[0] in banner.text


@pytest.mark.durability
def test_a_contradiction_ends_when_one_answer_is_corrected() -> None:
    page = Page({"better_lying": True, "worse_lying": True}).give("better_lying", "No")
    assert page.faults == [] and page.outcome
    assert page.address == {"better_lying": "no", "worse_lying": "yes"}


@pytest.mark.durability
def test_a_contradiction_opens_the_groups_it_lies_in() -> None:
    page = Page({"spine_mri": "not_done", "spine_mri_coverage": "partial"})
    assert len(page.faults) == 2
    assert page.field("spine_mri").value == ["not_done"] and page.field("spine_mri_coverage").value == "partial"


def test_none_of_these_is_present_answers_every_red_flag_and_removes_the_condition() -> None:
    page = Page({"age_years": 34, "worse_upright": True, "spinal_procedure": "none", "patch_count": 0})
    asked = answer({"age_years": 34, "worse_upright": True, "spinal_procedure": "none", "patch_count": 0})
    flags = asked.decision.conditional_on
    assert len(flags) > 5 and page.answer.one("h2").text.startswith("If none of these is present")
    page.press("None of these is present")
    assert set(flags) <= set(page.address)
    assert not page.answer.one("h2").text.startswith("If none of these")
    assert page.field("seizure").value == "No" and page.field("cranial_nerve_palsy").value == "none"
    assert page.field("headache_onset").value == "sudden|gradual"


@pytest.mark.durability
def test_none_of_these_is_present_leaves_a_flag_that_was_answered() -> None:
    page = Page({"fever": True}).press("None of these is present")
    assert page.address["fever"] == "yes" and page.address["neck_stiffness"] == "no"


def test_a_question_answered_by_button_shows_in_the_form() -> None:
    case, fact = asking_for("boolean")
    page = Page(case)
    page.asks(fact, "no").click()
    page.run()
    assert page.field(fact).value == "No" and page.address[fact] == "no"


@pytest.mark.durability
def test_a_question_answered_from_its_list_shows_in_the_form() -> None:
    case, fact = asking_for("choice", "choices")
    page = Page(case)
    word = list(FACTS[fact].values)[1]
    page.asks(fact).set_value(word)
    page.run()
    assert page.field(fact).value in (word, [word]) and page.address[fact] == word


@pytest.mark.durability
def test_a_question_answered_in_words_shows_in_the_form_right_or_wrong() -> None:
    case, fact = asking_for("quantity")
    page = Page(case)
    before = page.address
    page.asks(fact).set_value("soon")
    page.run()
    assert page.field(fact).value == "soon" and page.address == before
    page.give(fact, "5")
    assert page.address[fact] == "5" and not any("soon" in fault for fault in page.faults)


@pytest.mark.parametrize("name", some_of(EXAMPLES, every=4))
def test_an_example_loads_all_its_answers_and_clears_again(name: str) -> None:
    facts = EXAMPLES[name].facts
    page = Page({"dialysis": True}).load(name)
    assert set(page.address) == set(facts)
    assert page.outcome == answer(dict(facts)).decision.outcome
    assert page.field("age_years").value == str(facts["age_years"])
    page.press("Clear")
    assert page.address == {} and page.field("age_years").value == ""
    assert page.outcome == answer({}).decision.outcome


@pytest.mark.durability
def test_there_are_eight_examples_with_titles_of_their_own() -> None:
    options = Page().app.selectbox(key="example").options
    assert len(options) == 9 and len(set(options)) == 9


@pytest.mark.durability
def test_nothing_is_loaded_before_an_example_is_chosen() -> None:
    page = Page({"age_years": 34})
    assert page.button("Load the example").disabled
    assert not page.button("Clear").disabled and Page().button("Clear").disabled
