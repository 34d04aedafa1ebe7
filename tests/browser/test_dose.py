"""A clinician brings a history: upload, chart, paths side by side, take the list and the chart along."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.visiting import Visit
from tests.dicom.reporting import ct_event, ct_report

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
CASE = "dose?v=1&age_years=41&worse_upright=yes&spinal_procedure=none"
CSV = """date,study,place,result
2019,ct_head,City,normal
2024-06-04,mri_head_wo_w,City,low pressure
2025,ctm_decubitus,,
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "report.dcm").write_bytes(ct_report(ct_event("1", 502.4)))
    (tmp_path / "history.csv").write_text(CSV, encoding="utf-8")
    return [tmp_path / "report.dcm", tmp_path / "history.csv"]


def with_history(visit: Visit, files: list[Path]) -> Visit:
    visit.page.locator("input[type=file]").set_input_files([str(path) for path in files])
    visit.page.locator("section.answer[aria-label=Sum]").wait_for()
    visit.page.locator(".js-plotly-plot").first.wait_for()
    return visit.settle()


def taken(visit: Visit, label: str, to: Path) -> bytes:
    with visit.page.expect_download() as waiting:
        visit.click(visit.page.get_by_role("button", name=label))
    waiting.value.save_as(to)
    return to.read_bytes()


def test_a_history_is_drawn_compared_and_taken_along_in_either_theme(
    visit: Open, files: list[Path], tmp_path: Path
) -> None:
    window = with_history(visit(CASE), files)
    page = window.page
    assert "3 of 4 examinations have a dose, 1 unknown" in page.locator("section.answer[aria-label=Sum]").inner_text()
    assert page.locator(".js-plotly-plot").count() == 1
    assert "0 mSv" in page.locator("table.doses").inner_text()
    assert "If negative" in page.get_by_role("region", name="Paths").inner_text()
    rows = list(csv.reader(taken(window, "List for the patient, CSV", tmp_path / "l.csv").decode().splitlines()))
    assert rows[0] == ["Date", "Place", "Examination"] and len(rows) == 5
    assert taken(window, "List for the patient, PDF", tmp_path / "l.pdf").startswith(b"%PDF")
    assert taken(window, "Chart, SVG", tmp_path / "c.svg").startswith(b"<svg")
    for scheme in ("light", "dark"):
        assert [rule for rule in violations(window.turn(scheme)) if "stFileUploader" not in rule] == []
    assert window.resize(360).page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
