"""What the service tells of itself: one id, two hooks, prefetch that may all be left out."""

from __future__ import annotations

from appropriateness.cds_hooks.requests import HOOKS
from appropriateness.wire.json_lines import Json

SERVICE_ID = "csf-leak-imaging"
VERSION = "1.0.0"
PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "procedures": "Procedure?patient={{context.patientId}}",
    "imaging": "ImagingStudy?patient={{context.patientId}}",
    "allergies": "AllergyIntolerance?patient={{context.patientId}}",
}
"""Templates use the patient alone. A client may send none, some, null, or an OperationOutcome."""
TITLE = "Imaging appropriateness: suspected spinal CSF leak"
DESCRIPTION = (
    "Rates draft imaging orders for a suspected spinal CSF leak or intracranial hypotension in adults, and says what "
    "may be better. Silent on every other topic. What the ACR calls may be appropriate is sent as appropriate, with "
    "its own category beside it; not-appropriate is sent only when every emergency has been ruled out."
)
USAGE = (
    "No prefetch is required. Ratings are sent in systemActions and in extension.systemActions. Not a qualified "
    "clinical decision support mechanism of CMS: no G-code is sent."
)


def services() -> Json:
    """The discovery document."""
    return {"services": [_service(hook) for hook in HOOKS]}


def _service(hook: str) -> Json:
    return {
        "hook": hook,
        "id": SERVICE_ID,
        "title": TITLE,
        "description": DESCRIPTION,
        "usageRequirements": USAGE,
        "version": VERSION,
        "prefetch": PREFETCH,
    }
