"""Records in a real browser: what was asked, why people departed and what was refused, by keyboard and as a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.visiting import Visit

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def test_records_are_filtered_opened_as_tables_and_taken_along_by_keyboard(visit: Open) -> None:
    page = visit("records")
    page.page.locator(".js-plotly-plot .main-svg").nth(2).wait_for(state="attached")
    page.tab_to("summary | The same as a table")
    page.page.keyboard.press("Enter")
    page.page.locator("details[open] table.grid").first.wait_for()
    page.choose("Asked from", "The record system")
    page.page.get_by_text("0 records", exact=True).wait_for()
    page.settle()
    refused = page.page.locator("details", has_text="Refusals and unmet scenarios by day")
    assert "Indication read, no scenario fits" in (refused.text_content() or "")
    page.choose("Asked from", "Saved on the page")
    page.page.get_by_text("24 records", exact=True).wait_for()
    page.settle()
    page.tab_to("Download as CSV")
    with page.page.expect_download() as waiting:
        page.page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "records.csv"
