"""Dose reports as devices write them: totals, units, planes, regions; what is no dose report is refused by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydicom.uid import ImplicitVRLittleEndian

from appropriateness.dicom import dose_reports
from appropriateness.dose.records import DoseRecord, Plane
from tests.dicom.making import small_image
from tests.dicom.reporting import (
    ENHANCED_SR,
    RADIOPHARMACEUTICAL_SR,
    administration,
    big_endian,
    code,
    coded,
    container,
    ct_event,
    ct_report,
    ct_total,
    item,
    number,
    reason,
    record,
    records,
    report,
    text,
    undefined_lengths,
    xray_event,
    xray_total,
)

TWO_SCANS = (ct_event("1.1", 11.5, "T-D0010", "113805"), ct_event("1.2", 708.2))


def test_a_ct_report_gives_its_total_and_what_each_event_was() -> None:
    found = record(ct_report(*TWO_SCANS))
    assert found.kind == "ct" and found.dlp_mgycm == pytest.approx(719.7)
    assert [(e.uid, e.type, e.region_code, e.phantom_cm, e.dlp_mgycm) for e in found.events] == [
        ("1.1", "localizer", "T-D0010", 32, 11.5), ("1.2", "scan", "T-D4000", 32, 708.2),
    ]  # fmt: skip
    assert (found.on, found.age_years, found.place) == (date(2026, 3, 2), 41, "Example Hospital")


@pytest.mark.parametrize("unit", ["mGy.cm", "mGycm", "mGy*cm", "mGy cm", "mGy·cm", "MGY.CM"])
def test_the_spelling_of_the_unit_of_a_dose_length_product_makes_no_difference(unit: str) -> None:
    assert record(ct_report(ct_event("1", 502.4, unit=unit), unit=unit)).dlp_mgycm == pytest.approx(502.4)


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("0.00024126", "Gy.m2"), ("0.00024126", "Gym2"), ("24.126", "dGy.cm2"), ("241.26", "cGy.cm2"),
        ("2412.6", "mGy.cm2"), ("241.26", "uGy.m2"), ("241.26", "µGy·m²"), ("2.4126", "Gy.cm2"), ("2412.6", "mGy*cm^2"),
    ],
)  # fmt: skip
def test_every_unit_of_a_dose_area_product_comes_to_the_same(value: str, unit: str) -> None:
    assert record(report(xray_total(dap=(value, unit)))).dap_gycm2 == pytest.approx(2.4126, rel=1e-9)


@pytest.mark.parametrize(("value", "unit"), [("0.0117317", "Gy"), ("11.7317", "mGy"), ("1.17317", "cGy")])
def test_every_unit_of_the_reference_point_comes_to_the_same(value: str, unit: str) -> None:
    assert record(report(xray_total(rp=(value, unit)))).planes[0].rp_mgy == pytest.approx(11.7317)


@pytest.mark.parametrize("unit", ["Gy", "furlong", ""])
def test_a_value_in_a_unit_of_something_else_is_not_used_and_that_is_said(unit: str) -> None:
    found = record(report(xray_total(dap=(2.0, unit), time=(60, "s"))))
    assert found.dap_gycm2 is None and any("was not used" in notice for notice in found.notices)
    assert found.fluoroscopy_s == 60


def test_the_scheme_of_a_unit_may_be_misspelt() -> None:
    assert record(report(xray_event("1", "0.0001", scheme="UCM"))).dap_gycm2 == pytest.approx(1.0)


def test_without_an_accumulated_total_the_events_are_added_and_that_is_said() -> None:
    found = record(ct_report(*TWO_SCANS, total=None))
    assert found.dlp_mgycm == pytest.approx(719.7)
    assert found.notices == ("No accumulated dose-length product is stated; the sum of the events is used.",)


def test_the_accumulated_total_is_the_reference_where_the_events_differ() -> None:
    found = record(ct_report(*TWO_SCANS, total=900))
    assert found.dlp_mgycm == 900 and "The events add up to 719.7 mGy.cm" in found.notices[0]


def test_totals_by_phantom_are_added_and_a_total_written_twice_counts_once() -> None:
    scans = ct_event("1", 30, phantom="113690"), ct_event("2", 70)
    assert record(report(ct_total(30), ct_total(70), *scans)).dlp_mgycm == 100
    assert record(report(ct_total(100), ct_total(100), *scans)).dlp_mgycm == 100


def test_an_empty_value_is_absent_and_a_written_zero_is_zero() -> None:
    absent = record(report(xray_total(dap=(None, "Gy.m2"), rp=(0, "Gy"))))
    assert absent.dap_gycm2 is None and absent.planes == (Plane("single plane", 0),)
    assert record(report(xray_total(dap=(0, "Gy.m2")))).dap_gycm2 == 0


def test_fluoroscopy_and_acquisition_make_the_total_where_it_is_not_written() -> None:
    found = record(report(xray_total(fluoro_dap=("0.0002", "Gy.m2"), acquired_dap=("0.0001", "Gy.m2"))))
    assert found.dap_gycm2 == pytest.approx(3.0)


def test_planes_are_added_for_the_dose_area_product_and_kept_apart_for_the_skin() -> None:
    first = xray_total("113620", dap=("0.001", "Gy.m2"), rp=("0.2", "Gy"), time=(60, "s"))
    second = xray_total("113621", dap=("0.002", "Gy.m2"), rp=("0.3", "Gy"), time=(30, "s"))
    found = record(report(first, second))
    assert found.dap_gycm2 == pytest.approx(30) and found.fluoroscopy_s == 90
    assert found.planes == (Plane("plane A", 200), Plane("plane B", 300))
    assert [(part.kind, part.mgy) for part in found.outside] == [("skin", 200), ("skin", 300)]


def test_a_total_over_all_planes_is_not_added_to_the_planes() -> None:
    planes = [xray_total(name, dap=("0.001", "Gy.m2")) for name in ("113620", "113621")]
    assert record(report(*planes, xray_total("113890", dap=("0.002", "Gy.m2")))).dap_gycm2 == pytest.approx(20)


def test_one_event_of_two_planes_is_two_irradiations() -> None:
    events = [xray_event("5.1", "0.0001", plane=plane) for plane in ("113620", "113621")]
    assert record(report(*events)).dap_gycm2 == pytest.approx(2.0)


def test_a_unique_identifier_written_as_text_is_one() -> None:
    event = container("113819", text("113769", "4.5.6"), container("113829", number("113838", 10, "mGy.cm")))
    assert record(report(ct_total(10), event)).event_uids == {"4.5.6"}


def test_a_value_may_stand_deeper_than_the_template_says() -> None:
    deep = container("113811", container("121070", number("113813", 55, "mGy.cm")))
    assert record(report(deep)).dlp_mgycm == 55


def test_an_enhanced_report_that_carries_a_dose_is_read() -> None:
    assert record(ct_report(*TWO_SCANS, sop_class=ENHANCED_SR)).dlp_mgycm == pytest.approx(719.7)


def test_codes_are_matched_by_value_whatever_the_names_and_schemes_say() -> None:
    total = container("113811", number("113813", 321, "mGy.cm"))
    total.ConceptNameCodeSequence = [code("113811", "99WRONG", "Something else")]
    assert record(report(total)).dlp_mgycm == 321


def test_every_uncompressed_transfer_syntax_reads_the_same() -> None:
    usual = record(ct_report(*TWO_SCANS))
    assert record(ct_report(*TWO_SCANS, syntax=ImplicitVRLittleEndian)) == usual
    assert record(big_endian(ct_report(*TWO_SCANS))) == usual


def test_sequences_of_undefined_length_read_the_same() -> None:
    usual = ct_report(*TWO_SCANS)
    assert record(undefined_lengths(usual)) == record(usual)


def test_a_stated_effective_dose_counts_only_if_every_scan_has_one() -> None:
    def scan(uid_: str, *more: Any) -> Any:
        return container(
            "113819", coded("123014", "T-D3000"), container("113829", number("113838", 10, "mGy.cm"), *more)
        )

    stated = number("113839", 0.14, "mSv")
    assert record(report(ct_total(20), scan("1", stated), scan("2"))).effective_msv is None
    both = record(report(ct_total(20), scan("1", stated), scan("2", stated)))
    assert both.effective_msv == pytest.approx(0.28)


def test_an_effective_dose_of_zero_beside_a_product_is_not_believed() -> None:
    made = report(container("113811", number("113813", 100, "mGy.cm"), number("113814", 0, "mSv")))
    found = record(made)
    assert found.effective_msv is None and "effective dose of zero" in found.notices[0]


def test_a_radiopharmaceutical_report_gives_activity_agent_and_effective_dose() -> None:
    found = record(report(administration(394, 7.486), sop_class=RADIOPHARMACEUTICAL_SR))
    assert (found.kind, found.activity_mbq, found.effective_msv) == ("nuclear", 394, 7.486)
    assert found.agent == "Fluorodeoxyglucose F^18^"


def test_organ_doses_are_kept_outside_the_sum() -> None:
    organ = item(
        "NUM",
        "113518",
        coded("363698007", "15776009", "SCT", "Bladder"),
        MeasuredValueSequence=number("1", 51.22, "mGy").MeasuredValueSequence,
    )
    event = administration(394, 7.486)
    event.ContentSequence = [*event.ContentSequence, organ]
    found = record(report(event))
    assert [(o.kind, o.label, o.mgy) for o in found.outside] == [("organ", "organ dose, bladder", 51.22)]


def test_glandular_dose_is_kept_outside_the_sum() -> None:
    total = container("113702", number("111637", 1.9, "mGy"))
    found = record(report(total))
    assert found.kind == "mammography" and found.effective_msv is None
    assert [(o.kind, o.mgy) for o in found.outside] == [("glandular", 1.9)]


def test_one_report_of_a_scan_and_an_injection_gives_both() -> None:
    found = records(report(ct_total(100), ct_event("1"), administration(200, 4.0)))
    assert [one.kind for one in found] == ["ct", "nuclear"]


def test_a_structured_report_without_a_dose_is_refused_with_the_reason() -> None:
    finding = report(container("121070", text("121071", "A finding.")), sop_class=ENHANCED_SR)
    assert reason(finding) == dose_reports.NOT_A_DOSE_REPORT


def test_an_image_is_refused_with_the_reason() -> None:
    assert reason(small_image()) == dose_reports.NOT_A_REPORT


@pytest.mark.parametrize("ending", ["73", "76"])
def test_other_dose_classes_are_named_for_what_they_are(ending: str) -> None:
    made = report(container("1", text("2", "x")), sop_class=f"1.2.840.10008.5.1.4.1.1.88.{ending}")
    assert "dose report" in reason(made).casefold() and reason(made) != dose_reports.NOT_A_DOSE_REPORT


def test_no_name_or_number_of_the_patient_is_kept() -> None:
    found = record(ct_report(*TWO_SCANS))
    assert "Nobody" not in str(vars_of(found)) and "P-1" not in str(vars_of(found))
    assert "patient" not in repr(found)


def vars_of(found: DoseRecord) -> dict[str, object]:
    return {name: getattr(found, name) for name in found.__slots__}


@pytest.mark.parametrize(
    ("head", "years"),
    [
        ({"PatientAge": "037Y"}, 37), ({"PatientAge": "18M"}, 1), ({"PatientAge": "020W"}, 0),
        ({"PatientAge": None, "PatientBirthDate": "19600303"}, 65), ({"PatientAge": None}, None),
        ({"PatientAge": None, "PatientBirthDate": "not a date"}, None), ({"PatientAge": "hello"}, None),
    ],
)  # fmt: skip
def test_the_age_at_the_examination_is_stated_or_counted_or_unknown(head: dict[str, Any], years: int | None) -> None:
    assert record(ct_report(*TWO_SCANS, **head)).age_years == years
