"""Calls as clients make them, and the pieces they are made of."""

from __future__ import annotations

import uuid
from typing import Any

Json = dict[str, Any]
LOINC, ICD, SNOMED, CPT = (
    "http://loinc.org",
    "http://hl7.org/fhir/sid/icd-10-cm",
    "http://snomed.info/sct",
    "http://www.ama-assn.org/go/cpt",
)
HEAD_MRI, HEAD_MRI_BOTH, HEAD_CT, SPINE_MRI, DSM = "30657-1", "24587-8", "30799-1", "30854-4", "30808-0"
SPONTANEOUS, ORTHOSTATIC, AFTER_PUNCTURE, HEADACHE, KNEE_PAIN = "G96.811", "R51.0", "G97.1", "R51.9", "M25.561"
PATIENT = "p1"
RED_FLAG_FACTS = {
    "altered_consciousness": False, "seizure": False, "new_focal_deficit": False, "cranial_nerve_palsy": "none",
    "headache_onset": "gradual", "fever": False, "neck_stiffness": False, "sphincter_or_saddle": False,
    "limb_weakness_or_numbness": False, "new_back_or_leg_pain": False, "severe_hypertension": False,
}  # fmt: skip
"""Every emergency asked and denied."""


def concept(system: str, code: str, display: str | None = None) -> Json:
    coding = {"system": system, "code": code}
    return {"coding": [coding | ({"display": display} if display else {})]}


def order(
    code: str | None, reasons: list[str | Json] | None = None, name: str = "order-1", system: str = LOINC, **more: Any
) -> Json:
    """A draft imaging order; reasons are ICD-10-CM codes or whole concepts."""
    found: Json = {
        "resourceType": "ServiceRequest",
        "id": name,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{PATIENT}"},
        "code": concept(system, code) if code else {"coding": [{}]},
        "reasonCode": [concept(ICD, reason) if isinstance(reason, str) else reason for reason in reasons or []],
    }
    return found | more


def bundle(*resources: Any) -> Json:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": item} for item in resources]}


def call(*orders: Any, hook: str = "order-sign", prefetch: Any = "omitted", **more: Any) -> Json:
    """A whole call of a hook with these draft orders."""
    context: Json = {"userId": "Practitioner/d1", "patientId": PATIENT, "draftOrders": bundle(*orders)}
    if hook == "order-select":
        context["selections"] = [f"ServiceRequest/{item['id']}" for item in orders if isinstance(item, dict)]
    found: Json = {"hook": hook, "hookInstance": str(uuid.uuid4()), "context": context | more.pop("context", {})}
    if prefetch != "omitted":
        found["prefetch"] = prefetch
    return found | more


def adult(born: str = "1985-03-01", gender: str = "female") -> Json:
    return {"resourceType": "Patient", "id": PATIENT, "birthDate": born, "gender": gender}


def condition(code: str, system: str = ICD, status: str = "active", name: str = "c1", **more: Any) -> Json:
    return {
        "resourceType": "Condition",
        "id": name,
        "clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/condition-clinical", status),
        "code": concept(system, code),
        "subject": {"reference": f"Patient/{PATIENT}"},
    } | more


def procedure(code: str, when: str, system: str = SNOMED, **more: Any) -> Json:
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": concept(system, code),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "performedDateTime": when,
    } | more


ASKED = [{"text": "no red flags"}]
SIH = [SPONTANEOUS, ORTHOSTATIC]
PDPH = [AFTER_PUNCTURE, ORTHOSTATIC]
CHART = {"patient": adult()}
SECRET_WORDS = "Mrs Example, born in Sampletown"


def punctured(when: str, **more: Any) -> Json:
    """A chart with a lumbar puncture on record."""
    return CHART | {"procedures": bundle(procedure("277762005", when))} | more


TWO_DAYS = punctured("2026-11-18T12:00:00Z")
FIVE_DAYS = punctured("2026-11-15T12:00:00Z")
