"""What a record says of a patient: dates with their precision, what is current, what is not on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appropriateness.errors import CaseError
from appropriateness.fhir.coded import compiled
from appropriateness.fhir.dates import age_in_years, hours_ago, span
from appropriateness.fhir.history import allergy_facts, condition_facts, patient_facts, procedure_facts
from appropriateness.fhir.taken import Taken, gather
from appropriateness.knowledge.codes import load_codes
from appropriateness.knowledge.loading import DATA
from tests.cds_hooks.calls import CPT, SNOMED, Json, adult, bundle, concept, condition, procedure
from tests.cds_hooks.conftest import CODES, NOW
from tests.conftest import KNOWLEDGE

BERLIN = ZoneInfo("Europe/Berlin")


def facts(taken: Iterable[Taken]) -> dict[str, Any]:
    return {item.fact: item.value for item in taken}


# dates


@pytest.mark.parametrize(
    ("text", "zone", "first", "last"),
    [
        ("2026-11-18T12:00:00Z", None, "2026-11-18T12:00", "2026-11-18T12:00"),
        ("2026-11-18T12:00:00.123+02:00", None, "2026-11-18T10:00", "2026-11-18T10:00"),
        ("2026-11-18T12:00", BERLIN, "2026-11-18T11:00", "2026-11-18T11:00"),
        ("2026-11-18", BERLIN, "2026-11-17T23:00", "2026-11-18T23:00"),
        ("2026-11-18", None, "2026-11-17T10:00", "2026-11-19T12:00"),
        ("2026-11", UTC, "2026-11-01T00:00", "2026-12-01T00:00"),
        ("2024", UTC, "2024-01-01T00:00", "2025-01-01T00:00"),
    ],
)
def test_a_date_is_as_long_as_its_precision_and_its_zone_leave_open(
    text: str, zone: Any, first: str, last: str
) -> None:
    found = span(text, zone)
    assert found is not None
    assert [moment.isoformat(timespec="minutes").removesuffix("+00:00") for moment in found] == [first, last]


@pytest.mark.parametrize(
    "text", ["", "18.11.2026", "2026-13", "2026-02-30", "2026-11-18T25:00", "0000", 2026, None, []]
)
def test_what_is_no_date_is_nothing(text: Any) -> None:
    assert span(text, UTC) is None


@given(st.integers(0, 24 * 400), st.integers(0, 59))
def test_hours_ago_always_hold_the_true_time(hours: int, minutes: int) -> None:
    when = NOW - timedelta(hours=hours, minutes=minutes)
    found = hours_ago((when, when), NOW)
    assert found is not None
    assert found["at_least"] <= hours + minutes / 60 < found["below"]
    assert found["below"] - found["at_least"] == 1


def test_a_day_without_a_time_spans_the_edge_of_72_hours_where_it_does() -> None:
    day = hours_ago(span("2026-11-17", UTC) or (NOW, NOW), NOW)
    assert day == {"at_least": 60, "below": 85}


def test_what_lies_in_the_future_was_not_done() -> None:
    assert hours_ago((NOW + timedelta(hours=2), NOW + timedelta(hours=3)), NOW) is None


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("1985-03-01", 41),
        ("2008-11-20", 18),
        ("2008-11-21", {"at_least": 17, "below": 19}),
        ("2008-11-22", 17),
        ("2008", {"at_least": 17, "below": 19}),
        ("1990-11", {"at_least": 35, "below": 37}),
        ("1890-01-01", None),
        ("2030-01-01", None),
        ("unknown", None),
    ],
)
def test_age_is_as_exact_as_the_date_of_birth_and_the_time_zone_allow(born: str, age: Any) -> None:
    assert age_in_years(born, NOW) == age


# patient


def test_sex_at_birth_is_taken_before_the_administrative_one() -> None:
    at_birth = {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}
    found = facts(patient_facts(adult(gender="male") | {"extension": [at_birth]}, NOW))
    assert found["sex"] == "female"
    assert "sex" not in facts(patient_facts(adult(gender="other"), NOW))


# diagnoses


@pytest.mark.parametrize("status", ["resolved", "inactive", "remission"])
def test_a_diagnosis_that_is_over_says_nothing(status: str) -> None:
    assert facts(condition_facts(bundle(condition("Z33.1", status=status)), CODES)) == {}


@pytest.mark.parametrize("verification", ["refuted", "entered-in-error", "provisional", "differential", "unconfirmed"])
def test_a_diagnosis_that_is_not_confirmed_gives_no_fact(verification: str) -> None:
    unsure = condition("Z33.1") | {"verificationStatus": concept("http://x", verification)}
    assert facts(condition_facts(bundle(unsure), CODES)) == {}


def test_a_diagnosis_on_record_does_not_name_the_cause_of_this_headache() -> None:
    found = facts(condition_facts(bundle(condition("G96.811"), condition("O89.4", name="c2")), CODES))
    assert "spinal_procedure" not in found
    assert found["postpartum_days"] == {"below": 43}


# procedures


def test_the_latest_puncture_of_the_last_month_may_be_the_cause() -> None:
    done = bundle(procedure("277762005", "2026-11-10T12:00:00Z"), procedure("277762005", "2026-11-18T12:00:00Z"))
    found = facts(procedure_facts(done, CODES, NOW, None))
    assert found["hours_since_procedure"] == {"at_least": 48, "below": 49}
    assert found["spinal_procedure"] == "lumbar_puncture"


def test_an_older_needle_is_only_the_last_needle() -> None:
    found = facts(procedure_facts(bundle(procedure("277762005", "2026-09-01")), CODES, NOW, None))
    assert set(found) == {"hours_since_last_needle"}


def test_no_procedure_on_record_is_not_no_procedure() -> None:
    assert facts(procedure_facts(bundle(), CODES, NOW, None)) == {}
    assert facts(procedure_facts(None, CODES, NOW, None)) == {}


@pytest.mark.parametrize("change", [{"status": "not-done"}, {"status": "entered-in-error"}, {"status": "preparation"}])
def test_what_was_not_done_was_not_done(change: Json) -> None:
    done = bundle(procedure("277762005", "2026-11-18") | change)
    assert facts(procedure_facts(done, CODES, NOW, None)) == {}


def test_patches_count_from_below_and_are_no_cause() -> None:
    done = bundle(procedure("62273", "2026-11-10", CPT), procedure("62273", "2026-11-15", CPT))
    found = facts(procedure_facts(done, CODES, NOW, UTC))
    assert found["patch_count"] == {"at_least": 2}
    assert found["hours_since_patch"] == {"at_least": 108, "below": 133}
    assert "spinal_procedure" not in found


# allergies


def allergy(words: str, **more: Any) -> Json:
    return {"resourceType": "AllergyIntolerance", "code": {"text": words}} | more


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ("Gadobutrol", "gadolinium_reaction"),
        ("Iodinated contrast media", "iodinated_reaction"),
        ("Iohexol 300", "iodinated_reaction"),
    ],
)
def test_a_contrast_agent_is_recognised_by_its_name(words: str, fact: str) -> None:
    severe = allergy(words, reaction=[{"severity": "mild"}, {"severity": "severe"}])
    assert facts(allergy_facts(bundle(severe), CODES)) == {fact: "severe"}
    assert facts(allergy_facts(bundle(allergy(words)), CODES)) == {fact: {"one_of": ["mild", "moderate", "severe"]}}


@pytest.mark.parametrize("words", ["Iodine", "Povidone-iodine", "Shellfish", "Penicillin", "No known allergy"])
def test_iodine_and_shellfish_are_no_contrast_agent(words: str) -> None:
    assert facts(allergy_facts(bundle(allergy(words)), CODES)) == {}


# all together


def test_several_answers_to_one_question_narrow_it_down() -> None:
    case = gather(
        [
            Taken("spinal_procedure", "unknown_kind", "code", "a"),
            Taken("spinal_procedure", "lumbar_puncture", "record", "b"),
            Taken("age_years", {"at_least": 40}, "record", "c"),
            Taken("age_years", 41, "text", "d"),
        ],
        KNOWLEDGE,
    )
    assert case.answers["spinal_procedure"] == {"lumbar_puncture"}


def test_a_contradiction_names_both_places() -> None:
    with pytest.raises(CaseError, match=r"“upright” and code R51\.0 contradict each other"):
        gather(
            [Taken("worse_upright", False, "text", "“upright”"), Taken("worse_upright", True, "code", "code R51.0")],
            KNOWLEDGE,
        )


def test_every_reason_code_says_what_a_case_can_hold() -> None:
    assert compiled(load_codes(DATA, KNOWLEDGE), KNOWLEDGE).reasons


@pytest.mark.parametrize("system", [SNOMED, "urn:oid:2.16.840.1.113883.6.96"])
def test_a_code_counts_only_under_the_address_of_its_system(system: str) -> None:
    found = facts(procedure_facts(bundle(procedure("277762005", "2026-11-18", system)), CODES, NOW, None))
    assert bool(found) == (system == SNOMED)
