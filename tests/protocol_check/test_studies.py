"""Whole studies: what is grouped, left out, refused, and asked."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.datadict import tag_for_keyword
from pydicom.uid import generate_uid

from appropriateness.dicom.bounded import sources_of
from appropriateness.dicom.series import read_study
from appropriateness.protocol_check import study
from appropriateness.protocol_check.report import Excepted, StudyCheck
from tests.dicom import making
from tests.protocol_check import headers
from tests.protocol_check.conftest import LIBRARY, compared, outcomes, read

BRAIN, SPINE = "mri_brain_ih", "mri_spine_complete_ih"


def without(name: str, *requirements: str, **everywhere: Any) -> list[headers.Dataset]:
    whole = headers.study(name, **everywhere)
    return headers.joined({key: series for key, series in whole.items() if key not in requirements})


def changed(name: str, requirement: str, **attributes: Any) -> StudyCheck:
    """A complete study with one requirement's series written otherwise."""
    series = headers.study(name)
    given = {**headers.STUDIES[name][requirement], **attributes}
    series[requirement] = headers.images(**given)
    return compared(BRAIN, read(headers.joined(series)).series)


def outcome(check: StudyCheck, requirement: str) -> str:
    return outcomes(check)[requirement]


def reason(check: StudyCheck, requirement: str) -> str:
    return next(finding.reason for finding in check.findings if finding.sequence.id == requirement)


def test_an_absent_or_empty_agent_is_never_no_contrast() -> None:
    for agent in (None, "", "NONE"):
        check = changed("siemens_brain", "brain_t1_3d_pre", SeriesDescription="t1_mprage_sag", ContrastBolusAgent=agent,
                        AcquisitionTime=None)  # fmt: skip
        assert outcome(check, "brain_t1_3d_pre") == "cannot_tell"


def test_the_word_contrast_in_a_label_is_no_gadolinium() -> None:
    check = changed(
        "siemens_brain", "brain_t1_3d_post", SeriesDescription="MPRAGE_EnchancedContrast", ContrastBolusAgent=None
    )
    assert outcome(check, "brain_t1_3d_post") == "cannot_tell"


def test_an_unmarked_series_is_before_contrast_where_its_marked_twin_follows() -> None:
    check = changed("siemens_brain", "brain_t1_3d_pre", SeriesDescription="t1_mprage_sag")
    assert outcome(check, "brain_t1_3d_pre") == "met"
    assert "only that one is marked" in str(check.findings)


def test_a_series_acquired_before_the_injection_is_before_contrast() -> None:
    check = changed("siemens_brain", "brain_t1_3d_pre", SeriesDescription="t1 sag", ContrastBolusStartTime="102500")
    assert outcome(check, "brain_t1_3d_pre") == "met"


@pytest.mark.parametrize(
    ("thickness", "expected"), [(5.0, "met"), (5.05, "met"), (5.1, "not_met"), (None, "cannot_tell")]
)
def test_thickness_is_an_upper_bound_with_a_tolerance(thickness: float | None, expected: str) -> None:
    check = changed("siemens_brain", "brain_t2_tse", SliceThickness=thickness, SpacingBetweenSlices=6.0)
    assert outcome(check, "brain_t2_tse") == expected


def test_iso_in_a_name_proves_nothing() -> None:
    check = changed("siemens_brain", "brain_t1_3d_pre", SeriesDescription="t1_ISO_1mm_pre", PixelSpacing=[0.7, 0.7])
    assert outcome(check, "brain_t1_3d_pre") == "not_met"
    assert "isotropic is 3D, 0.7 x 0.7 x 1 mm" in reason(check, "brain_t1_3d_pre")


def test_a_short_echo_does_not_make_a_balanced_sequence_a_t1() -> None:
    ciss = headers.images(
        "sagittal", BodyPartExamined="HEAD", SeriesNumber=9, SeriesDescription="t2_ci3d_tra", MRAcquisitionType="3D",
        ScanningSequence="GR", SequenceVariant=["SS", "SK"], RepetitionTime=17, EchoTime=8.08, FlipAngle=70,
        SliceThickness=0.8, PixelSpacing=[0.8, 0.8],
    )  # fmt: skip
    (series,) = study.read(read(ciss).series, LIBRARY.signatures, LIBRARY.site.tolerances)
    assert series.kind.settled == "heavy_t2_bssfp"


def test_label_and_physics_that_contradict_each_other_conclude_nothing() -> None:
    check = changed("siemens_brain", "brain_t2_tse", SeriesDescription="t1_se_tra")
    assert outcome(check, "brain_t2_tse") == "cannot_tell"
    assert "contradict" in reason(check, "brain_t2_tse")


@pytest.mark.parametrize(
    ("image_type", "said"),
    [
        (["DERIVED", "SECONDARY", "MPR"], "a reformat"),
        (["DERIVED", "PRIMARY", "PROJECTION IMAGE", "MIP"], "a projection"),
        (["DERIVED", "PRIMARY", "DIFFUSION", "ADC"], "an ADC map"),
        (["DERIVED", "SECONDARY", "SUB"], "a subtraction"),
        (["ORIGINAL", "PRIMARY", "P", "ND"], "Phase image"),
    ],
)
def test_derived_series_are_listed_and_answer_nothing(image_type: list[str], said: str) -> None:
    check = changed("siemens_brain", "brain_flair", ImageType=image_type)
    assert outcome(check, "brain_flair") == "not_met"
    assert any(said in one.left_out for one in check.left_out)


def test_localizers_are_listed_and_answer_nothing() -> None:
    check = changed("siemens_brain", "brain_t2_tse", SeriesDescription="t2_haste_localizer")
    assert outcome(check, "brain_t2_tse") == "not_met"
    assert [one.left_out for one in check.left_out] == ["Localizer."]


def test_a_reformat_answers_only_the_midline_sagittal() -> None:
    series = without("siemens_brain", "brain_t1_3d_pre", "brain_t1_3d_post")
    given = {**headers.STUDIES["siemens_brain"]["brain_t1_3d_pre"], "ImageType": ["DERIVED", "SECONDARY", "MPR"]}
    check = compared(BRAIN, read([*series, *headers.images(**given)]).series)
    assert outcome(check, "brain_t1_sag_reformat") == "met"
    assert outcome(check, "brain_t1_3d_pre") == "not_met"


def test_a_spine_series_never_answers_for_the_brain() -> None:
    check = compared(
        BRAIN, read(without("siemens_brain", "brain_t2_tse") + headers.joined(headers.study("siemens_spine"))).series
    )
    assert outcome(check, "brain_t2_tse") == "not_met"


def test_brain_and_spine_in_one_folder_are_told_apart() -> None:
    both = read(without("siemens_brain") + without("siemens_spine")).series
    assert compared(BRAIN, both).outcome == compared(SPINE, both).outcome == "met"


def test_one_region_short_is_not_met_and_is_named() -> None:
    series = [
        one
        for one in read(headers.joined(headers.study("siemens_spine"))).series
        if "tirm_sag thor" not in one.description
    ]
    check = compared(SPINE, series)
    assert outcome(check, "spine_t2_fatsat") == "not_met"
    assert "Missing (thoracic)" in reason(check, "spine_t2_fatsat")


def test_stations_with_different_frames_of_reference_cannot_be_joined() -> None:
    whole = headers.study("siemens_spine")
    for one in whole["spine_t2_sag"]:
        one.FrameOfReferenceUID = f"1.2.3.{one.SeriesNumber}"
    assert outcome(compared(SPINE, read(headers.joined(whole)).series), "spine_t2_sag") == "cannot_tell"


def test_a_gap_between_stations_is_not_met_and_is_measured() -> None:
    whole = headers.study("siemens_spine")
    for one in whole["spine_t2_sag"]:
        if "lumbosacral" in one.SeriesDescription:
            one.ImagePositionPatient = [*one.ImagePositionPatient[:2], one.ImagePositionPatient[2] - 60]
    check = compared(SPINE, read(headers.joined(whole)).series)
    assert outcome(check, "spine_t2_sag") == "not_met"
    assert "mm between two stations are not imaged" in reason(check, "spine_t2_sag")


def test_one_fat_suppressed_series_does_not_answer_two_requirements() -> None:
    whole = headers.study("philips_spine")
    check = compared(
        SPINE, read(headers.joined({key: whole[key] for key in ("spine_t2_fatsat", "spine_3d_heavy_t2")})).series
    )
    assert sorted(outcomes(check)[name] for name in ("spine_t2_fatsat", "spine_t2_sag")) == ["met", "not_met"]
    assert "a second one is needed" in str([finding.reason for finding in check.findings])


def test_only_the_water_image_of_a_dixon_counts_as_fat_suppressed() -> None:
    whole = headers.study("ge_spine")
    for one in whole["spine_t2_fatsat"]:
        one.ImageType = ["ORIGINAL", "PRIMARY", "DIXON", "IN_PHASE"]
        one.SeriesDescription = one.SeriesDescription.replace("WATER", "InPhase")
    assert outcome(compared(SPINE, read(headers.joined(whole)).series), "spine_t2_fatsat") != "met"


def test_a_spine_series_after_contrast_is_a_question_not_an_error() -> None:
    whole = headers.study("siemens_spine")
    for one in whole["spine_t2_sag"]:
        one.ContrastBolusAgent = "Gadoterate"
    check = compared(SPINE, read(headers.joined(whole)).series)
    assert check.outcome == "met" and len(check.questions) == 1


def test_a_recorded_exception_turns_only_not_met_into_excepted() -> None:
    exception = {
        name: Excepted("contrast declined", "ordering physician") for name in ("brain_t1_3d_post", "brain_t2_tse")
    }
    series = read(without("siemens_brain", "brain_t1_3d_post")).series
    check = compared(BRAIN, series, exceptions=exception)
    assert outcomes(check)["brain_t1_3d_post"] == "excepted" and outcomes(check)["brain_t2_tse"] == "met"
    assert check.outcome == "met" and "contrast declined (ordering physician)" in reason(check, "brain_t1_3d_post")


def test_what_could_not_be_read_may_be_what_is_missing() -> None:
    check = compared(BRAIN, read(without("siemens_brain", "brain_flair")).series, hidden=2)
    assert outcome(check, "brain_flair") == "cannot_tell"


def test_two_patients_are_refused_with_a_question_that_names_neither() -> None:
    found = read(without("siemens_brain") + without("siemens_brain", PatientID="SECRET2"))
    assert "Which one is meant?" in found.question and "SECRET2" not in found.question
    assert read(without("siemens_brain", PatientID="") + without("siemens_brain", PatientID="")).question == ""


def test_examinations_days_apart_are_refused_with_a_question() -> None:
    later = without("siemens_brain", StudyDate="20261109", StudyInstanceUID="9.9")
    assert "days apart" in read(without("siemens_brain") + later).question
    midnight = without("siemens_brain", StudyDate="20261102", StudyInstanceUID="9.9")
    assert read(without("siemens_brain") + midnight).question == ""


def test_one_acquisition_stored_twice_counts_once() -> None:
    """Corrected and uncorrected images of one acquisition are not two series."""
    whole = headers.study("philips_spine")
    del whole["spine_t2_sag"]
    twice = []
    for one in whole["spine_t2_fatsat"]:
        copy = headers.dataset(**{element.keyword: element.value for element in one})
        copy.SeriesInstanceUID, copy.SOPInstanceUID = f"{one.SeriesInstanceUID}.1", generate_uid()
        one.AcquisitionTime = copy.AcquisitionTime = f"12{one.SeriesNumber % 10}000"
        twice.append(copy)
    check = compared(SPINE, read([*headers.joined(whole), *twice]).series)
    assert sorted(outcome(check, name) for name in ("spine_t2_sag", "spine_t2_fatsat")) == ["met", "not_met"]
    assert sum("same acquisition" in one.left_out for one in check.left_out) == 3


def test_nothing_that_names_a_patient_is_kept() -> None:
    found = read(without("siemens_brain", PatientName="Secret^Person", PatientID="SECRET", PatientBirthDate="19010203",
                         AccessionNumber="SECRET", InstitutionName="SECRET"))  # fmt: skip
    assert "SECRET" not in repr(found).upper() and "19010203" not in repr(found) and "20261101" not in repr(found)


def test_bad_files_are_named_and_the_rest_is_checked() -> None:
    good = headers.as_files(without("siemens_brain"))
    bad = {
        "text.dcm": b"Dear colleague", "zero.dcm": b"", "torn.dcm": good[0][1][:-30],
        "flat.dcm": making.deflated_bomb(1 << 24),
        "deep.dcm": making.nested(1000), "nameless.dcm": making.content(making.dataset(Modality="MR")),
    }  # fmt: skip
    found = read_study(sources_of([*bad.items(), *good]))
    assert {item.name: item.code for item in found.refused} == {
        "text.dcm": "not_dicom", "zero.dcm": "empty", "torn.dcm": "incomplete", "flat.dcm": "deflated",
        "deep.dcm": "nested_too_deeply", "nameless.dcm": "incomplete",
    }  # fmt: skip
    assert compared(BRAIN, found.series).outcome == "met"


NUMBERS = ["RepetitionTime", "EchoTime", "SliceThickness", "PixelSpacing", "ImagePositionPatient"]


@pytest.mark.parametrize("value", [b"\xff\xfe", b"nan", b"1e999", b"\\\\\\", b"-1"])
def test_malformed_numbers_are_no_numbers(value: bytes) -> None:
    files = []
    for name, file in headers.as_files(without("siemens_brain")):
        for keyword in NUMBERS:
            tag = tag_for_keyword(keyword) or 0
            at = file.find((tag >> 16).to_bytes(2, "little") + (tag & 0xFFFF).to_bytes(2, "little"), 132)
            length = int.from_bytes(file[at + 6 : at + 8], "little")
            file = file[: at + 8] + (value * length)[:length] + file[at + 8 + length :]
        files.append((name, file))
    check = compared(BRAIN, read_study(sources_of(files)).series)
    assert "met" not in {outcome(check, name) for name in ("brain_t2_tse", "brain_t1_3d_pre", "brain_t1_3d_post")}


@pytest.mark.durability
def test_twenty_thousand_files_are_bounded_and_said() -> None:
    image = making.small_image()
    found = read_study(sources_of((f"{number}.dcm", image) for number in range(20_000)))
    assert found.files == 10_001 and [item.code for item in found.refused] == ["too_many"]
