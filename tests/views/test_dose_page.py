"""The dose page: upload to sum, unknown said before anything, two patients asked, prior dose changing no option."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import KNOWLEDGE
from tests.dicom.making import small_image
from tests.dicom.reporting import ct_event, ct_report
from tests.views.conftest import Page
from tests.web.elements import HOSTILE, harmless

CASE = {"age_years": 41, "worse_upright": True, "spinal_procedure": "none"}
CSV = "date,study,place,result\n2019,ct_head,City,normal\n2024-06-04,mri_head_wo_w,City,signs of low pressure\n"
CT = ct_report(ct_event("1", 502.4))


def uploaded(page: Page, *files: tuple[str, bytes]) -> Page:
    page.app.file_uploader(key="dose_upload").set_value([(n, c, "application/octet-stream") for n, c in files])
    return page.run()


@pytest.fixture
def page() -> Page:
    return Page(CASE).visit("dose")


@pytest.fixture(scope="module")
def filled() -> Page:
    """The page with a report and rows, for tests that only read it."""
    rows = CSV.encode() + b"2025,ctm_decubitus,,\n"
    return uploaded(Page(CASE).visit("dose"), ("a.dcm", CT), ("b.csv", rows))


def sums(page: Page) -> str:
    return page.html.one("section", "answer").text


def table(page: Page) -> list[list[str]]:
    rows = page.html.one("table", "doses").all("tr")
    return [[cell.text for cell in row.children if not isinstance(cell, str)] for row in rows]


def test_files_come_to_a_sum_with_how_many_have_a_dose(filled: Page) -> None:
    assert "4.8-19 mSv; 3 of 4 examinations have a dose, 1 unknown" in sums(filled)


def test_the_table_shows_mri_at_zero_the_unknown_as_unknown_and_the_results(filled: Page) -> None:
    heads, ct, mri, myelogram, _ = table(filled)
    assert heads.index("Measured") < heads.index("Effective dose")
    assert mri[4].startswith("0 mSv") and "signs of low pressure" in mri[2]
    assert myelogram[4].startswith("Unknown") and "normal" in ct[2]


def test_the_chart_draws_the_interval_of_every_row_and_marks_the_unknown(filled: Page) -> None:
    (chart,) = filled.app.get("plotly_chart")
    assert "dose unknown" in chart.proto.spec and "0 mSv" in chart.proto.spec
    assert "City" not in chart.proto.spec


def test_a_proposed_study_is_added_to_the_sum(page: Page) -> None:
    uploaded(page, ("b.csv", CSV.encode()))
    page.app.selectbox(key="dose_proposed.None").set_value("dsm_complete_spine")
    page.run()
    assert "With the proposed study: 10-38 mSv; 3 of 3 examinations have a dose" in sums(page)


def test_two_patients_are_asked_about_before_anything_is_added_up(page: Page) -> None:
    other = ct_report(ct_event("9", 50), SOPInstanceUID="9", StudyInstanceUID="9.9", PatientID="P-2")
    uploaded(page, ("a.dcm", CT), ("b.dcm", other))
    assert any("about 2 patients" in alert for alert in page.alerts)
    assert not page.html.all("section", "answer")
    page.app.radio(key="dose_patient").set_value(0)
    assert "1 of 1 examination has a dose" in sums(page.run())


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(page: Page) -> None:
    uploaded(page, ("image.dcm", small_image()), ("torn.dcm", CT[:700]), ("a.dcm", CT))
    (fault,) = page.faults
    assert "image.dcm" in fault and "torn.dcm" in fault and "1 of 1 examination has a dose" in sums(page)


def test_a_typed_row_is_taken_only_if_it_can_be_read(page: Page) -> None:
    page.app.selectbox(key="dose_study.0").set_value("ct_head")
    page.app.text_input(key="dose_date.0").set_value("2099-01-01")
    page.run().press("Add the examination")
    assert any("lies in the future" in fault for fault in page.faults)
    page.app.text_input(key="dose_date.0").set_value("2020-01")
    page.run().press("Add the examination")
    assert "1.9 (0.3-8.2) mSv; 1 of 1 examination has a dose" in sums(page) and not page.faults


def test_paths_stand_side_by_side_with_dose_needles_and_visits(filled: Page) -> None:
    paths = filled.html.all("table", "grid")[-1].text
    assert all(word in paths for word in ("If positive", "If negative", "If indeterminate", "4 needles, 5 visits"))
    assert "dose unknown for 1 session" in paths


def test_both_positions_and_the_fixed_sentence_are_on_the_page(filled: Page) -> None:
    text = filled.html.text
    assert "AAPM, ACR and HPS, 2021" in text and "IAEA and eight partner bodies, 2021" in text
    assert "A justified examination should not be refused because of earlier ones." in text


def shown(page: Page) -> list[str]:
    return [option.text for option in page.html.all("table", "options")]


EXAMPLES = [example.id for example in KNOWLEDGE.examples]
LONG_RUN = [pytest.param(example, marks=pytest.mark.durability) for example in EXAMPLES[1:]]


@pytest.mark.parametrize("example", [EXAMPLES[0], *LONG_RUN])
def test_prior_dose_changes_no_option(example: str) -> None:
    facts: dict[str, Any] = next(item.facts for item in KNOWLEDGE.examples if item.id == example)
    page = Page(dict(facts))
    before, answer = shown(page), page.answer.text
    heavy = "date,study,dlp,region\n" + "2024-01-01,CT trunk,99000,trunk\n" * 20
    uploaded(page.visit("dose"), ("h.csv", heavy.encode()))
    assert "of 20 examinations" in sums(page)
    page.visit("order")
    assert (shown(page), page.answer.text) == (before, answer)


def test_no_text_of_a_file_becomes_markup(page: Page) -> None:
    lines = ["study,place,result,dlp"] + [f'"{t}","{t}","{t}",5'.replace("\0", "") for t in HOSTILE if '"' not in t]
    uploaded(page, ("<img src=x>.csv", "\n".join(lines).encode("utf-8", "ignore")), ("<b>.dcm", b"x"))
    harmless(page.html)


def test_an_option_on_the_order_page_leads_to_its_dose() -> None:
    page = Page(CASE)
    labels = [button.label for button in page.app.button if button.label.startswith("Dose: ")]
    assert "Dose: MRI head without + with" in labels
