"""From an option to its protocol, a check of an upload, and a sheet on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("playwright")
from pypdf import PdfReader

from tests.browser.looking import SIDEWAYS
from tests.browser.visiting import Visit
from tests.dicom import making
from tests.protocol_check import headers

pytestmark = pytest.mark.browser
Open = Callable[..., Visit]
LEAK = "?v=1&age_years=44&spinal_procedure=none&worse_upright=yes&better_lying=yes"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A brain study without its FLAIR."""
    study = headers.study("siemens_brain")
    del study["brain_flair"]
    file = tmp_path / "study.zip"
    file.write_bytes(making.archive(dict(headers.as_files(headers.joined(study)))))
    return file


def test_a_study_is_checked_and_its_sheet_is_printed(visit: Open, archive: Path) -> None:
    at = visit(LEAK)
    at.click(at.page.get_by_role("button", name="Protocol: MRI head without + with"))
    at.page.get_by_role("heading", name="Protocols", exact=True).wait_for()
    at.settle()
    assert "age_years=44" in at.address

    at.click(at.page.get_by_text("Check a study", exact=True))
    at.page.locator("input[type=file]").set_input_files(archive)
    at.page.locator("section.answer[aria-label='Study check']").wait_for()
    at.settle()
    assert "Not met: T2 FLAIR" in at.page.locator("section.answer[aria-label='Study check']").inner_text()
    assert at.page.locator("table.coverage tbody tr").count() == 9
    assert at.resize(360).page.evaluate(SIDEWAYS) == []
    at.resize(1280)

    at.click(at.page.get_by_text("Scheduler sheet", exact=True))
    at.page.locator("article.paper").wait_for()
    at.settle()
    assert at.resize(360).page.evaluate(SIDEWAYS) == []
    at.resize(1280)
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(at.page.pdf(format="A4"))).pages)
    words = " ".join(printed.split())
    assert "Ask before booking" in words and "Studies in sequence" in words
    assert "Download as PDF" not in words and "Names used on" not in words
    with at.page.expect_download() as download:
        at.click(at.page.get_by_role("button", name="Download as PDF"))
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
