"""A consultation as a FHIR R4 GuidanceResponse: a portable record of one answer, without a patient."""

from __future__ import annotations

from appropriateness import wording
from appropriateness.engine.consultation import Consultation
from appropriateness.headline import headline
from appropriateness.wire.json_lines import Json

FACT_CODES = "/CodeSystem/facts"


def guidance_response(consultation: Consultation, base_url: str, consult_id: str | None = None) -> Json:
    """success: answered. data-requested: answered, more would sharpen it. data-required: not answerable yet.

    What is asked stands in `dataRequirement`; outcome and options in the contained Parameters.
    """
    found: Json = {
        "resourceType": "GuidanceResponse",
        "contained": [_parameters(consultation)],
        "moduleUri": f"{base_url}/consultations",
        "status": _status(consultation),
        "occurrenceDateTime": consultation.on.isoformat(),
        "note": [{"text": headline(consultation)}],
        "outputParameters": {"reference": "#answer"},
    }
    if consult_id is not None:
        found["identifier"] = [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{consult_id}"}]
    wanted = dict.fromkeys(
        fact for question in consultation.questions for fact in question.red_flags or (question.fact,)
    )
    if wanted:
        found["dataRequirement"] = [_wanted(fact, consultation, base_url) for fact in wanted]
    return found


def _status(consultation: Consultation) -> str:
    if consultation.decision.outcome == "needs_facts":
        return "data-required"
    return "data-requested" if consultation.questions else "success"


def _wanted(fact: str, consultation: Consultation, base_url: str) -> Json:
    label = consultation.knowledge.facts[fact].label
    coding = {"system": base_url + FACT_CODES, "code": fact, "display": label}
    return {"type": "Observation", "codeFilter": [{"path": "code", "code": [coding]}]}


def _parameters(consultation: Consultation) -> Json:
    decision, knowledge = consultation.decision, consultation.knowledge
    said: list[Json] = [
        {"name": "outcome", "valueCode": decision.outcome.replace("_", "-")},
        {"name": "knowledge-edition", "valueString": knowledge.edition.edition},
        {"name": "knowledge-digest", "valueString": knowledge.digest},
    ]
    said += [{"name": "conditional-on", "valueString": fact} for fact in decision.conditional_on]
    said += [{"name": "flag", "valueString": f"{item.flag.message} {item.flag.action}"} for item in decision.flags]
    said += [
        {
            "name": "option",
            "part": [
                {"name": "scenario", "valueString": option.scenario},
                {"name": "procedure", "valueString": option.row.procedure.id},
                {"name": "label", "valueString": option.row.procedure.label},
                {"name": "category", "valueString": wording.CATEGORIES[option.row.category]},
                *([{"name": "rating", "valueInteger": option.row.rating}] if option.row.rating is not None else []),
            ],
        }
        for option in consultation.options
    ]
    return {"resourceType": "Parameters", "id": "answer", "parameter": said}
