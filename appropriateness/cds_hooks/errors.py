"""What is answered when there is no answer: an OperationOutcome that says what to change, nothing of the request."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from pydantic import ValidationError
from starlette.responses import Response

from appropriateness.cds_hooks.limits import Refused
from appropriateness.wire.json_lines import Json


def json_response(document: Json, status: int = 200) -> Response:
    return Response(orjson.dumps(document, _with_its_digits), status, media_type="application/json")


def _with_its_digits(value: Any) -> orjson.Fragment:
    """A number of a resource that goes back as it came."""
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value))
    raise TypeError(f"{type(value).__name__} is no JSON")


def outcome(status: int, message: str, code: str) -> Response:
    """An error as FHIR says it; `code` is one of its issue types."""
    severity = "fatal" if status >= 500 else "error"
    issue = {"severity": severity, "code": code, "diagnostics": message}
    return json_response({"resourceType": "OperationOutcome", "issue": [issue]}, status)


def refusal(refused: Refused) -> Response:
    return outcome(refused.status, refused.message, refused.code)


def malformed(fault: ValidationError) -> Refused:
    """Which elements are missing or of the wrong kind; their content is not repeated."""
    places = []
    for error in fault.errors(include_url=False, include_input=False, include_context=False)[:5]:
        place = ".".join(str(part) for part in error["loc"] if isinstance(part, int) or part.isidentifier())
        what = "is missing" if error["type"] == "missing" else "is of the wrong kind, too long or empty"
        places.append(f"{place or 'the body'} {what}")
    return Refused(400, f"{'; '.join(places)}.", "required" if "missing" in places[0] else "structure")
