"""The page of papers: made for the case at hand, edited, taken along; notes stay in the paper."""

from __future__ import annotations

from typing import Any

from tests.documents.conftest import CONTESTED, RATED
from tests.views.conftest import Page

STEADY = {**RATED}
del STEADY["hours_since_onset"]


def papers(facts: dict[str, Any]) -> Page:
    return Page(facts).visit("documents")


def text(page: Page) -> str:
    return str(next(area for area in page.app.text_area if area.key.startswith("paper_text")).value)


def study(page: Page) -> Any:
    return next(box for box in page.app.selectbox if box.key.startswith("paper_study"))


def choose(page: Page, paper: str) -> Page:
    page.app.selectbox(key="paper_kind").set_value(paper)
    return page.run()


def write_notes(page: Page, notes: str) -> Page:
    page.app.text_area(key="paper_notes").set_value(notes)
    return page.run()


def test_the_paper_is_made_for_the_case_of_the_order_page() -> None:
    page = papers(STEADY)
    assert study(page).value == "mri_head_wo_w"
    assert text(page).startswith("Imaging order: MRI head without and with IV contrast")
    assert "Age: 42 years." in text(page)


def test_where_sources_disagree_no_study_is_chosen_and_a_letter_asks_for_one() -> None:
    page = papers(CONTESTED)
    assert study(page).value is None
    assert text(page).startswith("Imaging decision: no study ordered")
    choose(page, "necessity_letter")
    assert page.faults[-1].startswith("Medical necessity needs a study.")
    study(page).set_value("dsm_complete_spine")
    assert "this is not settled" in text(page.run())


def test_notes_stand_in_the_paper_and_neither_in_the_address_nor_in_the_session_once_the_page_is_left() -> None:
    page = papers(STEADY)
    assert "not stored, not part of the address" in page.html.text
    write_notes(page, "Erika Mustermann, born 1 May 1980")
    assert "Erika Mustermann, born 1 May 1980" in text(page)
    page.visit("order")
    assert "Mustermann" not in str(page.app.query_params)
    assert "Mustermann" not in str(page.app.session_state)


def test_markup_in_notes_is_shown_as_typed() -> None:
    typed = "<img src=x onerror=alert(1)> **b** [a](http://example.org)"
    page = write_notes(papers(STEADY), typed)
    assert typed in text(page)
    assert not page.html.all("img") and not page.html.all("a")


def test_another_note_starts_the_edited_text_afresh() -> None:
    page = papers(STEADY)
    area = next(area for area in page.app.text_area if area.key.startswith("paper_text"))
    area.set_value("edited")
    assert text(page.run()) == "edited"
    assert "second" in text(write_notes(page, "second"))


def test_an_emergency_stands_above_the_papers() -> None:
    page = papers({**STEADY, "seizure": True})
    assert page.html.one("section", "banner").text.startswith("Emergency")
    assert text(page).splitlines()[3] == "Emergency"


def test_contradictory_answers_make_no_paper() -> None:
    page = papers({"spinal_procedure": "none", "dural_puncture": "confirmed"})
    assert not page.app.text_area
    assert "contradict" in page.alerts[0]


def test_times_of_an_old_link_are_said_to_be_left_out() -> None:
    page = Page(RATED, at="2026-11-18T09").visit("documents")
    assert "time since onset" in page.faults[0]
    assert "Time since onset: not stated" in text(page)
