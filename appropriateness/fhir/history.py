"""From the resources of a record to facts of a case. What is not on record is unknown, never absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from typing import Literal

from appropriateness.fhir.coded import PATCH, Codes
from appropriateness.fhir.dates import age_in_years, hours_ago, period, span
from appropriateness.fhir.elements import Resource, codings, mappings, of_type, resources, status_of, word
from appropriateness.fhir.taken import Taken

CURRENT = {"", "active", "recurrence", "relapse"}
REFUTED = {"refuted", "entered-in-error"}
SUSPECTED = {"unconfirmed", "provisional", "differential"}
SAYS_NOTHING_OF_THE_CAUSE = frozenset({"spinal_procedure", "dural_puncture"})
"""A diagnosis on record does not tell which procedure caused the present headache; the order's own reason may."""
_SEVERITIES = ("mild", "moderate", "severe")
_BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
Certainty = Literal["confirmed", "suspected"]


def patient_facts(prefetched: object, now: datetime) -> Iterator[Taken]:
    """Age from the date of birth; sex from the sex at birth where it is recorded, else from the administrative one."""
    for patient in of_type(prefetched, "Patient"):
        age = age_in_years(patient.get("birthDate"), now)
        if age is not None:
            yield Taken("age_years", age, "record", "date of birth on record")
        at_birth = next(
            (
                word(item.get("valueCode"))
                for item in mappings(patient.get("extension"))
                if item.get("url") == _BIRTH_SEX
            ),
            "",
        )
        sex = {"F": "female", "M": "male"}.get(at_birth)
        if sex is not None:
            yield Taken("sex", sex, "record", "sex at birth on record")
        elif patient.get("gender") in ("female", "male"):
            yield Taken("sex", patient["gender"], "record", "administrative sex on record")


def certainty(condition: Resource) -> Certainty | None:
    """How sure a Condition is; None where it is past, refuted or entered in error."""
    verification = status_of(condition.get("verificationStatus"))
    if status_of(condition.get("clinicalStatus")) not in CURRENT or verification in REFUTED:
        return None
    return "suspected" if verification in SUSPECTED else "confirmed"


def condition_facts(prefetched: object, codes: Codes) -> Iterator[Taken]:
    """What current, confirmed diagnoses say of the patient, but not of the cause of the headache."""
    for condition in of_type(prefetched, "Condition"):
        if certainty(condition) != "confirmed":
            continue
        for coding in codings(condition.get("code")):
            reason = codes.reason(coding)
            for fact, value in reason.facts.items() if reason is not None else ():
                if fact not in SAYS_NOTHING_OF_THE_CAUSE:
                    yield Taken(fact, value, "record", f"diagnosis {coding.code} on record")


def procedure_facts(prefetched: object, codes: Codes, now: datetime, zone: tzinfo | None) -> Iterator[Taken]:
    """The latest needle, a possible cause within the last month, and patches: only what was done and is dated."""
    done = sorted(_done(prefetched, codes, now, zone), key=lambda item: item[1]["below"])
    if not done:
        return
    yield Taken("hours_since_last_needle", done[0][1], "record", f"{_named(done[0][0])} on record")
    patches = [ago for kind, ago in done if kind == PATCH]
    if patches:
        found = "epidural patch on record"
        yield Taken("patch_count", {"at_least": len(patches)}, "record", found)
        yield Taken("hours_since_patch", patches[0], "record", found)
    causes = [(kind, ago) for kind, ago in done if kind != PATCH and ago["below"] <= codes.file.cause_within_hours]
    if causes:
        kind, ago = causes[0]
        found = f"{_named(kind)} on record"
        yield Taken("spinal_procedure", kind, "record", found)
        yield Taken("hours_since_procedure", ago, "record", found)


def _done(prefetched: object, codes: Codes, now: datetime, zone: tzinfo | None) -> Iterator[tuple[str, dict[str, int]]]:
    for procedure in of_type(prefetched, "Procedure"):
        if procedure.get("status") != "completed" or procedure.get("notPerformed") is True:
            continue
        kind = codes.performed_kind(codings(procedure.get("code")))
        when = period(procedure, zone, "performedDateTime", "performedPeriod", "occurrenceDateTime", "occurrencePeriod")
        ago = hours_ago(when, now) if when is not None else None
        if kind is not None and ago is not None:
            yield kind, ago


def _named(kind: str) -> str:
    return kind.replace("_", " ")


def allergy_facts(prefetched: object, codes: Codes) -> Iterator[Taken]:
    """Reactions to contrast agents, told by words; without a severity any of the three is possible."""
    for allergy in of_type(prefetched, "AllergyIntolerance"):
        if certainty(allergy) != "confirmed":
            continue
        words = " ".join(_words(allergy)).lower()
        for agents in codes.file.contrast_agents:
            if any(name in words for name in agents.words):
                graded = {word(reaction.get("severity")) for reaction in mappings(allergy.get("reaction"))}
                worst = next((severity for severity in reversed(_SEVERITIES) if severity in graded), None)
                value: object = worst or {"one_of": list(_SEVERITIES)}
                yield Taken(agents.fact, value, "record", "contrast reaction on record")


def _words(allergy: Resource) -> Iterable[str]:
    concepts = [allergy.get("code"), *(reaction.get("substance") for reaction in mappings(allergy.get("reaction")))]
    for concept in mappings(concepts):
        yield word(concept.get("text"))
        yield from (word(coding.get("display")) for coding in mappings(concept.get("coding")))


def studies_on_record(prefetched: object, codes: Codes) -> Iterator[tuple[tuple[str, ...], str]]:
    """Studies of this topic that are on record, each with its day as the record gives it; results are not read.

    From ImagingStudy or DiagnosticReport. How a study turned out has to be said by whoever orders the next one.
    """
    for found in resources(prefetched):
        kind = found["resourceType"]
        if kind not in ("ImagingStudy", "DiagnosticReport") or word(found.get("status")) in ("cancelled", *REFUTED):
            continue
        ordered = codes.order(codings(found.get("procedureCode" if kind == "ImagingStudy" else "code")))
        day = word(found.get("started" if kind == "ImagingStudy" else "effectiveDateTime"))[:10]
        if ordered is not None and ordered.procedures and span(day, None) is not None:
            yield ordered.procedures, day
