"""The list a patient keeps, and the chart drawn without a browser."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.documents import examination_list, pdf
from appropriateness.documents.dose_chart import svg, ticks
from appropriateness.dose.estimates import estimate
from appropriateness.dose.examinations import Examination
from appropriateness.dose.timeline import Timeline, timelines
from tests.conftest import KNOWLEDGE
from tests.dose.knowledge import DOSES
from tests.web.elements import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


def row(label: str = "CT head", kind: str | None = "ct_head", **given_: str) -> Examination:
    return Examination(label, "typed", kind=kind, **given_)


def timeline(*rows: Examination) -> Timeline:
    (found,) = timelines(estimate(item, DOSES, KNOWLEDGE.radiation) for item in rows)
    return found


def test_the_list_has_date_place_and_study_and_no_dose() -> None:
    text = examination_list.as_csv([row(when="2026-03-02", place="City"), row(kind="mri", label="MRI head")])
    assert list(csv.reader(io.StringIO(text))) == [
        ["Date", "Place", "Examination"],
        ["2026-03-02", "City", "CT head"],
        ["not stated", "not stated", "MRI head"],
    ]
    assert "mSv" not in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_run_by_a_spreadsheet(start: str) -> None:
    cell = list(csv.reader(io.StringIO(examination_list.as_csv([row(label=f"{start}1+1")]))))[1][2]
    assert cell == f"'{start}1+1"


def test_the_list_is_printed_as_pdf() -> None:
    from pypdf import PdfReader

    made = pdf.write(examination_list.paper([row(when="2026-03-02", place="Spital Zürich")]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    assert "2026-03-02" in text and "Spital Zürich" in text and "CT head" in text


def test_the_chart_shows_every_row_the_unknown_and_the_zero() -> None:
    made = ElementTree.fromstring(svg(timeline(row(), row(kind="mri"), row(kind="ctm_decubitus"))))
    texts = [item.text for item in made.iter(f"{SVG}text")]
    assert "?" in texts and "0 mSv" in texts
    titles = [item.text or "" for item in made.iter(f"{SVG}title")]
    assert "CT head: 1.9 (0.3-8.2) mSv" in titles[1] and len(titles) == 4


def test_the_height_of_a_bar_is_its_interval() -> None:
    made = ElementTree.fromstring(svg(timeline(row(kind="dsm_complete_spine"), row(kind="ctm_dynamic_prone"))))
    bars = [float(bar.attrib["height"]) for group in made.iter(f"{SVG}g") for bar in group.iter(f"{SVG}rect")]
    assert bars[1] / bars[0] == pytest.approx((62 - 13) / (30 - 10), rel=0.01)


def test_the_chart_refers_to_nothing_and_runs_nothing() -> None:
    for text in HOSTILE:
        drawn = svg(timeline(row(label="".join(c for c in text if c.isprintable()), when="2026")))
        made = ElementTree.fromstring(drawn)
        names = {item.tag.removeprefix(SVG) for item in made.iter()}
        assert names <= {"svg", "title", "desc", "rect", "defs", "pattern", "path", "polygon", "text", "g"}
        assert not any(key.startswith("on") or "href" in key for item in made.iter() for key in item.attrib)


def test_the_same_history_gives_the_same_bytes() -> None:
    assert svg(timeline(row(), row(kind="mri"))) == svg(timeline(row(), row(kind="mri")))


@settings(max_examples=60)
@given(st.floats(1, 1e6))
def test_ticks_are_few_and_reach_the_top(top: float) -> None:
    found = ticks(top)
    assert found[0] == 0 and 3 <= len(found) <= 8 and found[-1] <= top * 1.0001
