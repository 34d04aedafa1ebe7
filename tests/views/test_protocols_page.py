"""The Protocols page: what to run, a check of a study, the sheet to book from, always with the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.dicom import making
from tests.protocol_check import headers
from tests.views.conftest import Page

LEAK = {"age_years": 44, "spinal_procedure": "none", "worse_upright": True, "better_lying": True}
CHECK, SHEET = "Check a study", "Scheduler sheet"


def at(page: Page, part: str) -> Page:
    page.app.button_group(key="protocol_part").set_value(part)
    return page.run()


def upload(page: Page, *files: tuple[str, bytes]) -> Page:
    given = [(name, file, "application/octet-stream") for name, file in files]
    page.app.file_uploader(key="protocol_files").set_value(given)
    return page.run()


def opened_protocols(facts: dict[str, Any]) -> Page:
    return Page(facts).visit("protocols")


def test_an_option_leads_to_its_protocol_and_the_case_comes_along(opened: Callable[..., Page]) -> None:
    page = opened(LEAK).press("Protocol: MRI spine without + with")
    assert page.html.one("h1").text == "Protocols"
    assert "MRI complete spine without IV contrast, CSF-leak protocol" in page.html.text
    assert page.address["age_years"] == "44"


def test_every_sequence_is_shown_with_how_far_its_list_can_be_trusted() -> None:
    page = opened_protocols({})
    assert "third-party restatement" in page.html.text and "T2 FLAIR" in page.html.text
    assert "voxel size not stated" in page.html.text and "Site default, not a guideline value" in page.html.text


def test_a_missing_sequence_is_read_first() -> None:
    study = headers.study("siemens_brain")
    del study["brain_flair"]
    archive = making.archive(dict(headers.as_files(headers.joined(study))) | {"notes.dcm": b"hello"})
    page = upload(at(opened_protocols(LEAK), CHECK), ("study.zip", archive))
    said = page.html.one("section", "answer").text
    assert "Not met: T2 FLAIR" in said and "1 not met, 4 met" in said
    assert "study.zip/notes.dcm: This is not a DICOM file" in page.html.text


def test_two_patients_are_a_question_and_nothing_is_compared() -> None:
    both = headers.joined(headers.study("siemens_brain")) + headers.joined(headers.study("ge_brain", PatientID="P2"))
    page = upload(at(opened_protocols(LEAK), CHECK), *headers.as_files(both))
    assert any("2 patients" in fault for fault in page.faults)
    assert not page.html.all("table")


def test_a_planned_list_is_compared_and_marked_as_planned() -> None:
    table = b"series,plane,contrast,thickness,acquisition\nT2 TSE,ax,none,4-5 mm,2D\nFLAIR,ax,none,5,2D\n"
    page = upload(at(opened_protocols(LEAK), CHECK), ("plan.csv", table))
    assert "Planned series" in page.html.text and "check again after acquisition" in page.html.text


def test_a_label_that_looks_like_a_page_is_only_text() -> None:
    study = headers.study("siemens_brain", SeriesDescription="<img src=x onerror=alert(1)>")
    page = upload(at(opened_protocols(LEAK), CHECK), *headers.as_files(headers.joined(study)))
    assert not page.html.all("img") and "<img src=x" in page.html.text


def test_the_sheet_pairs_brain_and_spine_and_asks_what_the_case_leaves_unknown() -> None:
    page = at(opened_protocols({**LEAK, "egfr": 80}), SHEET)
    sheet = page.html.one("article", "paper").text
    assert "Complete-spine MRI and Brain MRI" in sheet and "belong on one visit" in sheet
    assert sheet.index("Implant, pump or stimulator") < sheet.index("Claustrophobia")
    assert "site default, no source states it" in sheet


def test_names_of_a_maker_can_be_switched_and_unverified_ones_are_marked() -> None:
    page = opened_protocols({})
    page.app.selectbox(key="protocol_vendor").set_value("Canon")
    page.run()
    assert "FastFLAIR" in page.html.text and "FSBB (unverified)" in page.html.text


def test_intrathecal_gadolinium_leads_with_its_boxed_warning() -> None:
    page = opened_protocols({})
    (study,) = [item for item in page.app.selectbox if (item.key or "").startswith("protocol_study")]
    study.set_value("mr_myelo_itgd")
    page.run()
    assert "Boxed warning" in page.html.all(css="banner")[0].text
