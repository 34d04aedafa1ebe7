"""Teaching and papers in a real browser: a session of five, a link opened elsewhere, a PDF taken along and read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from appropriateness.knowledge.teaching import Vignette
from tests.browser.test_accessibility import violations
from tests.browser.visiting import Visit
from tests.conftest import KNOWLEDGE
from tests.teaching.test_vignettes import TEACHING

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
TITLES = {vignette.title: vignette for vignette in TEACHING.vignettes.values()}
CASE = "v=1&age_years=42&worse_upright=yes&better_lying=yes&spinal_procedure=none"


def choose(page: Visit, question: str, label: str) -> None:
    """Pick from a long list by typing, since only what is in sight of a list exists."""
    page.click(page.page.get_by_role("combobox", name=question, exact=True))
    page.page.keyboard.insert_text(label)
    page.page.get_by_role("option", name=label, exact=True).click()
    page.settle()


def commit(page: Visit, vignette: Vignette) -> None:
    """Answer as the vignette accepts, then open."""
    accept = vignette.accept
    for question, kind, answer in (
        ("Scenario", "scenarios", accept.scenarios[0]),
        ("First study", "studies", accept.studies[0]),
        ("Urgency", "urgencies", accept.urgency),
    ):
        choose(page, question, TEACHING.labels(kind, KNOWLEDGE)[answer])  # type: ignore[arg-type]
    button = page.page.get_by_role("button", name="Commit and open the answer")
    page.page.wait_for_function("() => ![...document.querySelectorAll('button')].find("
                                "b => b.innerText.startsWith('Commit'))?.disabled")  # fmt: skip
    page.click(button)
    page.page.locator("table.marks").wait_for()
    page.settle()


def shown(page: Visit) -> Vignette:
    return TITLES[page.page.locator(".stHtml h2").first.inner_text()]


def taken(page: Visit, button: str, folder: Path) -> Path:
    with page.page.expect_download() as download:
        page.click(page.page.get_by_role("button", name=button))
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def press(page: Visit, label: str) -> None:
    page.click(page.page.get_by_role("button", name=label))
    page.settle()


def test_a_session_of_five_ends_in_a_table_to_keep(visit: Open, tmp_path: Path) -> None:
    page = visit("teach")
    press(page, "Start a session of 5")
    seen = []
    for number in range(1, 6):
        page.page.get_by_text(f"Case {number} of 5").wait_for()
        page.settle()  # the number of the case is drawn before its story
        seen.append(shown(page).id)
        commit(page, shown(page))
        press(page, "Next case" if number < 5 else "See the result")
    page.page.get_by_text("15 of 15 answers agree").wait_for()
    rows = list(csv.DictReader(io.StringIO(taken(page, "Keep the result", tmp_path).read_text(encoding="utf-8"))))
    assert [row["vignette"] for row in rows] == seen
    assert len(set(seen)) == 5


def test_the_link_of_a_vignette_opens_unanswered_in_another_browser(visit: Open) -> None:
    first = visit("teach?v=1&vignette=seventy_hours")
    commit(first, shown(first))
    second = visit(first.address)
    assert shown(second) == shown(first)
    assert second.page.locator("table.marks").count() == 0
    assert second.page.get_by_role("button", name="Commit and open the answer").is_disabled()


def test_a_revealed_vignette_breaks_no_rule_and_one_changed_fact_changes_its_answer_in_place(visit: Open) -> None:
    page = visit("teach?v=1&vignette=seventy_hours")
    commit(page, shown(page))
    for scheme in ("dark", "light"):
        assert violations(page.turn(scheme)) == []
    page.click(page.page.get_by_role("radio", name="74 hours"))
    page.page.get_by_text("The answer changes.").wait_for()
    assert "Sources disagree" in page.page.locator("section.answer").last.inner_text()


def test_an_edited_order_is_taken_along_as_pdf_and_holds_what_was_typed(visit: Open, tmp_path: Path) -> None:
    page = visit(f"papers?{CASE}")
    notes = page.page.get_by_role("textbox", name="Notes to stand in the paper")
    notes.fill("Señora Müller, <b>not bold</b>\nשלום")
    notes.press("Control+Enter")
    paper = page.page.get_by_role("textbox", name="The paper, to be edited")
    page.page.wait_for_function("() => [...document.querySelectorAll('textarea')].at(-1).value.includes('Müller')")
    assert "Müller" not in page.address and "bold" not in page.address
    paper.fill(paper.input_value() + "\nAdded by hand.")
    paper.press("Control+Enter")
    page.settle()
    reader = pypdf.PdfReader(taken(page, "Download as PDF", tmp_path))
    text = "".join("".join(part.extract_text().split()) for part in reader.pages)
    for part in ("Imagingorder:MRIheadwithoutandwithIVcontrast", "SeñoraMüller", "<b>notbold</b>", "Addedbyhand."):
        assert part in text
    assert set("שלום") <= set(text)


def test_the_papers_are_reached_from_the_answer_with_the_case(visit: Open) -> None:
    page = visit(f"?{CASE}")
    page.outcome("rated")
    page.click(page.page.get_by_role("link", name="Order text, letters and a sheet for the patient"))
    page.page.get_by_role("heading", name="Papers for this decision").wait_for()
    page.settle()
    value: Any = page.page.get_by_role("textbox", name="The paper, to be edited").input_value()
    assert "Age: 42 years." in value
