"""What a client sends: our own models, open to fields of later versions. Resources stay as they came."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

HOOKS = ("order-select", "order-sign")
"""The hooks that one service, under one id, answers."""


class Received(BaseModel):
    """Something a client sent: fields nobody here reads are ignored, whatever they hold."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Context(Received):
    """Only the draft orders are needed; a client may leave out the rest, although it should not."""

    draft_orders: dict[str, Any] | list[Any] = Field(
        alias="draftOrders", description="FHIR Bundle of draft orders; read: ServiceRequest."
    )
    patient_id: Annotated[str, Field(max_length=256)] | None = Field(default=None, alias="patientId")
    selections: list[Any] | None = Field(
        default=None, description="order-select: the orders just chosen, as ServiceRequest/id."
    )


class HookRequest(Received):
    """A call of the service. `prefetch` may be left out, be null, or hold null or anything else under any key."""

    hook: Annotated[str, Field(min_length=1, max_length=100, json_schema_extra={"enum": list(HOOKS)})]
    hook_instance: Annotated[str, Field(alias="hookInstance", min_length=1, max_length=256)]
    context: Context
    prefetch: dict[str, Any] | None = None
    fhir_server: Annotated[str, Field(max_length=2048)] | None = Field(default=None, alias="fhirServer")


class AcceptedSuggestion(Received):
    id: Annotated[str, Field(min_length=1, max_length=256)]


class Reason(Received):
    code: Annotated[str, Field(max_length=256)] | None = None
    system: Annotated[str, Field(max_length=2048)] | None = None


class OverrideReason(Received):
    """The reason that was offered with the card. A comment in the user's words is not read: it may name a patient."""

    reason: Reason | None = None


class FeedbackItem(Received):
    card: Annotated[str, Field(min_length=1, max_length=256)]
    outcome: Literal["accepted", "overridden"]
    accepted_suggestions: Annotated[list[AcceptedSuggestion], Field(max_length=100)] | None = Field(
        default=None, alias="acceptedSuggestions"
    )
    override_reason: OverrideReason | None = Field(default=None, alias="overrideReason")
    outcome_timestamp: Annotated[str, Field(max_length=64)] | None = Field(default=None, alias="outcomeTimestamp")


class FeedbackRequest(Received):
    feedback: Annotated[list[FeedbackItem], Field(min_length=1, max_length=1000)]
