"""Saving a consultation on the order page, and what the records page says of everything that was kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from appropriateness.records import schema
from appropriateness.records.keeping import Feedback
from appropriateness.records.store import Store
from appropriateness.settings import RECORDS
from appropriateness.web import kept
from tests.records.conftest import random_consultations, records_of
from tests.site.test_policy import OVER_72H
from tests.views.conftest import Page

pytestmark = pytest.mark.durability

SAVE = "Save this consultation"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "records.db"
    monkeypatch.setenv(RECORDS, str(path))
    yield path
    kept._opened.clear()


def test_a_consultation_is_saved_once_under_an_id_the_page_says(place: Path) -> None:
    page = Page(OVER_72H)
    page.app.selectbox(key="departure").set_value("expert-contradicts")
    page.run().press(SAVE)
    (record,) = Store(str(place)).records()
    assert f"Saved as {record.id}." in page.html.text
    assert (record.origin, record.outcome, record.reason) == ("page", "contested", "expert-contradicts")
    assert page.button(SAVE).disabled


def test_an_answer_that_has_changed_since_can_be_saved_again(place: Path) -> None:
    page = Page(OVER_72H).press(SAVE)
    page.give("age_years", "46")
    assert "Saved as" not in page.html.text
    page.press(SAVE)
    assert len(list(Store(str(place)).records())) == 2


def test_what_could_not_be_saved_is_said_not_to_be(place: Path) -> None:
    place.mkdir()
    page = Page(OVER_72H).press(SAVE)
    assert any(fault.startswith("Not saved. The store of consultations at") for fault in page.faults)
    assert "Saved as" not in page.html.text


def test_an_installation_that_keeps_nothing_offers_nothing_to_save(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RECORDS, raising=False)
    page = Page(OVER_72H)
    assert not [item for item in page.app.button if item.label == SAVE]
    assert "This installation keeps no records." in page.visit("records").html.text


def test_the_records_page_counts_outcomes_reasons_and_refusals_and_says_the_same_in_tables(place: Path) -> None:
    store, records = Store(str(place)), records_of(random_consultations(40, 51))
    card = records[0].card
    assert card is not None
    store.write(records, [Feedback(card.id, "overridden", (), "policy-contradicts")])
    for _ in range(7):
        store.count("indication_refused")
    page = Page().visit("records")
    assert "40 records" in page.html.text
    tables = {table.one("caption").text: table for table in page.html.all("table", "grid")}
    assert set(tables) == {
        "Outcomes by day", "Why people departed from the answer by day", "Refusals and unmet scenarios by day",
    }  # fmt: skip
    totals = {caption: [row.text for row in table.all("tr")][-1] for caption, table in tables.items()}
    assert totals["Outcomes by day"].endswith("40")
    assert "Local policy says otherwise" in tables["Why people departed from the answer by day"].text
    assert "Indication read, no scenario fits" in tables["Refusals and unmet scenarios by day"].text
    unmet = sum(r.record.outcome in ("not_covered", "out_of_scope", "needs_facts") for r in records)
    assert totals["Refusals and unmet scenarios by day"].endswith(str(unmet + 7))


def test_the_filters_narrow_what_is_counted(place: Path) -> None:
    store = Store(str(place))
    store.write([*records_of(random_consultations(10, 52)), *records_of(random_consultations(3, 53), "page")])
    page = Page().visit("records")
    page.app.selectbox(key="origin").set_value("page")
    assert "3 records" in page.run().html.text
    page.app.selectbox(key="outcome").set_value("rated")
    rated = sum(item.decision.outcome == "rated" for item in random_consultations(3, 53))
    assert f"{rated} record{'' if rated == 1 else 's'}" in page.run().html.text


def test_a_store_that_cannot_be_read_is_said_so_and_the_page_stands(place: Path) -> None:
    place.write_bytes(b"no database but a letter" * 40)
    assert any("cannot be opened" in fault for fault in Page().visit("records").faults)


def test_refusals_of_the_reader_are_counted_and_one_that_cannot_be_counted_stops_nothing(place: Path) -> None:
    kept.count_refusal()
    kept.count_refusal()
    assert [row["number"] for row in Store(str(place)).rows(select(schema.counts.c.number))] == [2]
    kept._opened.clear()
    place.unlink()
    place.mkdir()
    kept.count_refusal()


def test_a_text_in_which_no_scenario_is_found_is_counted_and_nothing_of_it_is_kept(place: Path) -> None:
    page = Page()
    page.app.text_area[0].set_value("Jane Doe, 44F, knee pain after a fall")
    page.run().press("Read the text")
    (counted,) = Store(str(place)).rows(select(schema.counts))
    assert (counted["what"], counted["number"]) == ("indication_refused", 1)
    assert not any(b"Doe" in path.read_bytes() for path in place.parent.iterdir())
