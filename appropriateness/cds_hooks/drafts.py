"""Which studies the draft orders ask for. What is no imaging order of this topic's studies is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from appropriateness.fhir.coded import Codes
from appropriateness.fhir.elements import Resource, codings, of_type, reference, word
from appropriateness.knowledge.codes import Together

CLOSED = {"revoked", "completed", "entered-in-error", "ended", "stopped"}
MOST_DRAFTS = 200
"""Orders beyond these are passed over: no clinician reads advice on so many."""
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


@dataclass(frozen=True, eq=False, slots=True)
class Draft:
    """One draft order of a known study.

    `procedures` are empty where it covers one region of the spine only; `part_of` is then the procedure of the whole.
    `one_study`: the references of the orders that together make up the procedure, its own among them.
    """

    resource: Resource
    reference: str
    procedures: tuple[str, ...]
    region: str | None = None
    part_of: str | None = None
    one_study: tuple[str, ...] = ()


def drafts_of(draft_orders: object, patient_id: str | None, codes: Codes) -> tuple[Draft, ...]:
    """The draft orders whose study is known, orders of single regions put together where they make one study."""
    found: list[Draft] = []
    for draft in _recognised(draft_orders, patient_id, codes):
        found.append(draft)
        if len(found) == MOST_DRAFTS:
            break
    return tuple(_put_together(found, codes.together))


def _recognised(draft_orders: object, patient_id: str | None, codes: Codes) -> Iterator[Draft]:
    seen: set[str] = set()
    for order in of_type(draft_orders, "ServiceRequest"):
        name = order.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name) or name in seen:
            continue
        if word(order.get("status")) in CLOSED or order.get("doNotPerform") is True or _of_another(order, patient_id):
            continue
        ordered = codes.order(codings(order.get("code")))
        if ordered is not None:
            seen.add(name)
            yield Draft(order, f"ServiceRequest/{name}", ordered.procedures, ordered.region)


def _of_another(order: Resource, patient_id: str | None) -> bool:
    """Whether the order is for somebody else than the patient whose record came with it."""
    subject = reference(order.get("subject"))
    return bool(patient_id) and subject.startswith("Patient/") and subject != f"Patient/{patient_id}"


def _put_together(drafts: Sequence[Draft], together: Sequence[Together]) -> Iterator[Draft]:
    regions = {draft.region for draft in drafts}
    for draft in drafts:
        whole = next((item for item in together if draft.region in item.parts), None)
        if whole is None:
            yield draft
        elif regions.issuperset(whole.parts):
            names = tuple(other.reference for other in drafts if other.region in whole.parts)
            yield replace(draft, procedures=(whole.procedure,), region=None, one_study=names)
        else:
            yield replace(draft, part_of=whole.procedure)
