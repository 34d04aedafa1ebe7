"""What is missing from a header can only make the report less sure, never better."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.protocol_check.acquired import AcquiredSeries
from tests.protocol_check import headers
from tests.protocol_check.conftest import compared, outcomes, read

WORSE_OR_EQUAL = {"met": {"met", "not_met", "cannot_tell"}, "cannot_tell": {"not_met", "cannot_tell"}}
WORSE_OR_EQUAL["not_met"] = WORSE_OR_EQUAL["cannot_tell"]

BLANK = {field.name: field.default for field in fields(AcquiredSeries) if field.name not in ("key", "planned", "study")}


SERIES = {name: read(headers.joined(headers.study(name))).series for name in headers.STUDIES}
PROTOCOL = {"brain": "mri_brain_ih", "spine": "mri_spine_complete_ih"}


def protocol_of(study: str) -> str:
    return PROTOCOL[study.rpartition("_")[2]]


@pytest.mark.parametrize("study", SERIES)
def test_a_complete_study_is_met_as_every_maker_writes_it(study: str) -> None:
    found = compared(protocol_of(study), SERIES[study])
    assert {
        f.sequence.id: f.reason for f in found.findings if f.sequence.level == "required" and f.outcome != "met"
    } == {}


@pytest.mark.parametrize("study", SERIES)
def test_each_requirement_is_answered_by_the_series_acquired_for_it(study: str) -> None:
    found = compared(protocol_of(study), SERIES[study])
    for finding in found.findings:
        if finding.sequence.level == "required":
            label = headers.STUDIES[study][finding.sequence.id]["SeriesDescription"]
            assert all(one.acquired.description.startswith(label) for one in finding.answered_by), finding.reason


@pytest.mark.parametrize("study", SERIES)
def test_every_series_that_is_taken_away_is_missed(study: str) -> None:
    series = SERIES[study]
    for index in range(len(series)):
        found = compared(protocol_of(study), series[:index] + series[index + 1 :])
        unmarked = study in ("philips_brain", "canon_brain")  # alone, a T1 without a mark may be either of the two
        assert found.outcome in (("not_met", "cannot_tell") if unmarked else ("not_met",)), series[index].name


POOL = [replace(one, key=f"{name} {one.key}") for name, study in SERIES.items() for one in study]


@settings(max_examples=60)
@given(st.data())
def test_blank_attributes_never_improve_an_outcome(data: st.DataObject) -> None:
    protocol = data.draw(st.sampled_from(list(PROTOCOL.values())))
    series = data.draw(st.lists(st.sampled_from(POOL), min_size=1, max_size=16, unique_by=lambda one: one.key))
    before = outcomes(compared(protocol, series))
    blanked = list(series)
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(series) - 1))
        names = data.draw(st.lists(st.sampled_from(sorted(BLANK)), min_size=1, max_size=6))
        blanked[index] = replace(blanked[index], **{name: BLANK[name] for name in names})
    after = outcomes(compared(protocol, blanked))
    for name, outcome in after.items():
        assert outcome in WORSE_OR_EQUAL[before[name]], (name, before[name], outcome)
