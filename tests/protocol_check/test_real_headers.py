"""Headers of real scanners: each is what it truly is, or is left open; never something else."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from appropriateness.protocol_check import geometry, study
from appropriateness.protocol_check.study import Series
from tests.conftest import yaml_file
from tests.protocol_check import headers
from tests.protocol_check.conftest import LIBRARY, compared, read

HEADERS: list[dict[str, Any]] = yaml_file(headers.Path(__file__).with_name("real_headers.yaml"))
NAMES = [item["name"] for item in HEADERS]


def made(item: dict[str, Any]) -> list[Dataset]:
    if "enhanced" in item:
        shared = {
            "MRTimingAndRelatedParametersSequence": item.get("timing", {}),
            "MRModifierSequence": {"InversionTimes": item.get("inversion_ms")},
            "MREchoSequence": {"EffectiveEchoTime": item.get("echo_ms")},
            "PixelMeasuresSequence": {"PixelSpacing": [1.0, 1.0], "SliceThickness": 1.0},
        }
        whole = headers.enhanced(shared=shared, **item["enhanced"])
        if "private" in item:
            inside = Dataset()
            for tag, value in zip((0x0021105A, 0x0021105B, 0x0021105C), item["private"], strict=True):
                inside.add(DataElement(tag, "CS", value))
            groups = whole.SharedFunctionalGroupsSequence[0]
            groups.add(DataElement(0x002110FE, "SQ", Sequence([inside])))
        return [whole]
    found: list[Dataset] = []
    for echo in item.get("echoes", [item["header"].get("EchoTime")]):
        found += headers.images(
            **{"BodyPartExamined": None, **item["header"], "EchoTime": echo, "SeriesInstanceUID": "1.9", "count": 2}
        )
    for one in found:
        for tag, value in zip((0x0019109C, 0x0019109E), item.get("ge_names", ()), strict=False):
            one.add(DataElement(tag, "LO", value))
    return found


def series_of(item: dict[str, Any]) -> list[Series]:
    return study.read(read(made(item)).series, LIBRARY.signatures, LIBRARY.site.tolerances)


def test_there_are_twelve() -> None:
    assert len(HEADERS) == 12


@pytest.mark.parametrize("item", HEADERS, ids=NAMES)
def test_a_real_header_is_never_taken_for_something_else(item: dict[str, Any]) -> None:
    found = series_of(item)
    for series in found:
        if item.get("left_out"):
            assert series.left_out
        by_echo = item.get("classes_by_echo")
        if by_echo:
            assert series.kind.classes == set(by_echo[str(int(series.acquired.echo_ms or 0))])
        elif "classes" in item:
            assert series.kind.classes == set(item["classes"]), series.kind
        for wrong in item.get("never", ()):
            assert series.kind.settled != wrong
        if "phase" in item:
            assert series.phase.found == item["phase"]
        if "region" in item:
            assert series.region.parts == set(item["region"])
        if "isotropic" in item:
            assert geometry.isotropic(series.acquired, 1.1).value == item["isotropic"]


@pytest.mark.parametrize("item", HEADERS, ids=NAMES)
def test_no_blank_attribute_turns_a_real_header_into_something_else(item: dict[str, Any]) -> None:
    whole = {series.kind.settled for series in series_of(item)}
    for keyword in {**item.get("header", {}), **item.get("enhanced", {})}:
        if keyword == "SeriesInstanceUID":
            continue
        part = "header" if "header" in item else "enhanced"
        less = {**item, part: {**item[part], keyword: ""}}
        if keyword == "EchoTime":
            less["echoes"] = [""]
        for series in series_of(less):
            settled = None if series.left_out else series.kind.settled
            assert settled in whole | {None}, (keyword, series.kind)


@pytest.mark.parametrize("item", HEADERS, ids=NAMES)
@pytest.mark.parametrize("protocol", ["mri_brain_ih", "mri_spine_complete_ih", "mrv_head", "mr_myelo_itgd"])
def test_one_series_alone_never_completes_a_protocol(protocol: str, item: dict[str, Any]) -> None:
    assert compared(protocol, read(made(item)).series).outcome != "met" or not protocol.startswith("mri_")
