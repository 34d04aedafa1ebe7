"""Observations of the Radiation Dose Summary guide: both published layouts, units, events; the unreadable is named."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appropriateness.dicom.dose_reports import NotRead
from appropriateness.dose.merging import merged
from appropriateness.dose.records import DoseRecord
from appropriateness.fhir import dose_summary
from tests.dicom.reporting import ct_event, ct_report, record

DCM = "http://dicom.nema.org/resources/ontology/DCM"


def concept(code: str, display: str = "") -> dict[str, Any]:
    return {"coding": [{"system": DCM, "code": code, **({"display": display} if display else {})}]}


def quantity(code: str, value: object, unit: str) -> dict[str, Any]:
    return {"code": concept(code), "valueQuantity": {"value": value, "unit": unit}}


def summary(*components: dict[str, Any], reported: str | None = "77477000", **more: Any) -> dict[str, Any]:
    kind = [{"code": concept("121058"), "valueCodeableConcept": concept(reported, "As reported")}] if reported else []
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "73569-6"}]},
        "subject": {"reference": "Patient/56", "display": "A Name"},
        "effectiveDateTime": "2026-01-01T22:23:30.000Z",
        "component": [*kind, *components],
        **more,
    }


def read(*resources: Any) -> list[DoseRecord | NotRead]:
    document: Any = {"resourceType": "Bundle", "entry": [{"resource": item} for item in resources]}
    return list(dose_summary.read(json.dumps(document).encode(), "bundle.json"))


def one(*resources: Any) -> DoseRecord:
    (found,) = read(*resources)
    assert isinstance(found, DoseRecord), found
    return found


def test_a_ct_summary_gives_its_total_its_day_and_its_study() -> None:
    study = {"type": {"coding": [{"code": "study-instance-uid"}]}, "system": "urn:dicom:uid", "value": "urn:oid:1.2.3"}
    found = one(summary(quantity("113813", 203.12, "mGy.cm"), partOf=[{"identifier": study}]))
    assert (found.kind, found.dlp_mgycm, found.on, found.study_uid) == ("ct", 203.12, date(2026, 1, 1), "1.2.3")
    assert "A Name" not in repr(found)


def test_the_older_layout_with_identifiers_by_system_is_read_too() -> None:
    older = [
        {"system": "study-instance-uid", "value": "1.2.3"}, {"system": "sr-sop-instance-uid", "value": "1.2.3.4"},
    ]  # fmt: skip
    found = one(summary(quantity("113813", 203.12, "mGy.cm"), identifier=older))
    assert (found.study_uid, found.sop_uid) == ("1.2.3", "1.2.3.4")


def test_a_fluoroscopy_summary_is_brought_to_our_units() -> None:
    parts = (quantity("113722", 136.39, "dGy.cm2"), quantity("113725", 0.212, "Gy"), quantity("113730", 450, "s"))
    found = one(summary(*parts, reported="113704"))
    assert found.kind == "xray" and found.dap_gycm2 == pytest.approx(13.639)
    assert found.planes[0].rp_mgy == pytest.approx(212) and found.fluoroscopy_s == 450


def test_a_nuclear_summary_gives_activity_and_a_stated_effective_dose() -> None:
    found = one(summary(quantity("113507", 154, "MBq"), quantity("113839", 3.9, "mSv"), reported="113502"))
    assert (found.kind, found.activity_mbq, found.effective_msv) == ("nuclear", 154, 3.9)


def test_glandular_dose_is_outside_the_sum() -> None:
    found = one(summary(quantity("111637", 1.8, "mGy"), reported="71651007"))
    assert found.kind == "mammography" and [part.kind for part in found.outside] == ["glandular"]


def test_irradiation_events_of_the_bundle_give_region_and_phantom() -> None:
    event = {
        "resourceType": "Observation", "id": "839", "status": "final", "code": concept("113852"),
        "identifier": [{"type": {"coding": [{"code": "irradiation-event-uid"}]}, "value": "urn:oid:7.7"}],
        "bodySite": {"coding": [{"code": "818981001"}]},
        "component": [quantity("113838", 157.07, "mGy.cm"),
                      {"code": concept("113835"), "valueCodeableConcept": concept("113691")}],
    }  # fmt: skip
    found = one(summary(quantity("113813", 157.07, "mGy.cm"), hasMember=[{"reference": "Observation/839"}]), event)
    assert [(e.uid, e.region_code, e.phantom_cm, e.dlp_mgycm) for e in found.events] == [
        ("7.7", "818981001", 32, 157.07)
    ]


def test_the_age_is_counted_from_the_patient_of_the_bundle() -> None:
    patient = {"resourceType": "Patient", "id": "56", "birthDate": "2019-03-18", "name": [{"family": "Secret"}]}
    assert one(summary(quantity("113813", 20, "mGy.cm")), patient).age_years == 6


def test_a_summary_and_the_report_it_was_made_from_count_once() -> None:
    report = record(ct_report(ct_event("1", 203.12), SOPInstanceUID="1.2.3.4", StudyInstanceUID="1.2.3"))
    made = one(
        summary(quantity("113813", 203.12, "mGy.cm"), identifier=[{"system": "study-instance-uid", "value": "1.2.3"}])
    )
    assert [item.dlp_mgycm for item in merged([made, report])] == [203.12]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_withdrawn_summary_is_not_used(status: str) -> None:
    (found,) = read(summary(quantity("113813", 20, "mGy.cm"), status=status))
    assert isinstance(found, NotRead) and status in found.reason


@pytest.mark.parametrize("value", [-5, True, "20", None, 1e400])
def test_a_value_that_is_no_dose_is_not_used(value: object) -> None:
    assert one(summary(quantity("113813", value, "mGy.cm"))).dlp_mgycm is None


def test_an_unknown_unit_is_said() -> None:
    found = one(summary(quantity("113813", 20, "furlong")))
    assert found.dlp_mgycm is None and "unit that is not read" in found.notices[0]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b"[1,null]", b'{"resourceType":"Patient"}', b"[" * 9999]
)
def test_what_is_no_summary_is_named(content: bytes) -> None:
    (found,) = dose_summary.read(content, "x.json")
    assert isinstance(found, NotRead)


ANY = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80)
@given(st.sampled_from(["identifier", "component", "hasMember", "partOf", "subject", "code", "effectiveDateTime"]), ANY)
def test_no_malformed_part_ends_the_reading(key: str, value: Any) -> None:
    good = summary(quantity("113813", 20, "mGy.cm"))
    found = read({**good, key: value}, good)
    assert any(isinstance(item, DoseRecord) and item.dlp_mgycm == 20 for item in found)
