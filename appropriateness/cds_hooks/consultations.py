"""One case of facts, answered with the whole consultation: what the page shows, for other programs."""

from __future__ import annotations

from typing import Any

from pydantic import Field
from starlette.responses import Response

from appropriateness.cds_hooks.errors import json_response
from appropriateness.cds_hooks.requests import Received
from appropriateness.cds_hooks.service import Service
from appropriateness.engine.case import read_case
from appropriateness.engine.consultation import consult
from appropriateness.errors import CaseError
from appropriateness.fhir.guidance import guidance_response
from appropriateness.records.keeping import Answer
from appropriateness.wire import consultations as wire


class CaseRequest(Received):
    """`facts` in the vocabulary of the command line; a fact that is absent is unknown."""

    id: str | int | None = Field(default=None, description="The caller's own name of the case; never a patient's.")
    facts: dict[str, Any]


async def answered(document: dict[str, Any], service: Service, accept: str) -> tuple[Response, dict[str, object]]:
    """The consultation as JSON, or as a FHIR GuidanceResponse where the client accepts application/fhir+json."""
    given = CaseRequest.model_validate(document)
    try:
        case = read_case(given.facts, service.knowledge)
    except CaseError as fault:
        return json_response(wire.error(given.id, fault), 422), {"problems": len(fault.problems)}
    consultation = consult(case, service.knowledge, service.clock().date())
    (consult_id,) = await service.keeper.keep([Answer(consultation)])
    told: dict[str, object] = {"outcome": consultation.decision.outcome}
    if "application/fhir+json" in accept:
        return json_response(guidance_response(consultation, service.base_url, consult_id)), told
    return json_response(wire.document(consultation, given.id, consult_id)), told
