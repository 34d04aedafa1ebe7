"""What the OpenAPI description says of bodies that are read by hand, within limits."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from appropriateness.cds_hooks.consultations import CaseRequest
from appropriateness.cds_hooks.requests import FeedbackRequest, HookRequest

_BODIES: tuple[type[BaseModel], ...] = (HookRequest, FeedbackRequest, CaseRequest)
_PLACE = "#/components/schemas/{model}"


NO_SERVICE = {404: "No such service"}
NO_CASE = {422: "No case: its problems, named"}


def described(summary: str, body: type[BaseModel] | None = None, more: dict[int, str] | None = None) -> dict[str, Any]:
    """What a route says of itself: its summary, its body, what may go wrong."""
    errors = {401: "No valid token", **(more or {})}
    if body is not None:
        errors |= {400: "Malformed", 413: "Too long", 415: "Not JSON", 503: "Could not be kept"}
    found: dict[str, Any] = {
        "summary": summary,
        "response_model": None,
        "responses": {status: {"description": text} for status, text in errors.items()},
    }
    if body is not None:
        content = {"application/json": {"schema": {"$ref": _PLACE.format(model=body.__name__)}}}
        found["openapi_extra"] = {"requestBody": {"required": True, "content": content}}
    return found


def describe_bodies(app: FastAPI) -> None:
    """Add the shapes of the bodies to the description of `app`."""
    generated = app.openapi

    def with_bodies() -> dict[str, Any]:
        description = generated()
        _, shapes = models_json_schema([(body, "validation") for body in _BODIES], ref_template=_PLACE)
        description.setdefault("components", {}).setdefault("schemas", {}).update(shapes["$defs"])
        return description

    app.openapi = with_bodies  # type: ignore[method-assign]
