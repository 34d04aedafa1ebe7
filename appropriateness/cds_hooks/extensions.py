"""The rating as extensions on an order, with the addresses and codes of the Argonaut guide (CDS Hooks for PAMA)."""

from __future__ import annotations

from typing import Any

from appropriateness.cds_hooks.markdown import plain
from appropriateness.cds_hooks.rating import Rating
from appropriateness.fhir.elements import Resource, items
from appropriateness.wording import CATEGORIES

RATING = "http://fhir.org/argonaut/Extension/pama-rating"
CONSULTED = "http://fhir.org/argonaut/Extension/pama-rating-qcdsm-consulted"
CONSULT_ID = "http://fhir.org/argonaut/Extension/pama-rating-consult-id"
CRITERIA = "http://fhir.org/argonaut/Extension/pama-rating-auc-applied"
RATING_CODES = "http://fhir.org/argonaut/CodeSystem/pama-rating"
NOT_QUALIFIED = "not-a-qcdsm"
"""Stands where the guide wants the code CMS gave a qualified mechanism: this service is none; none are left."""
CATEGORY_PATH = "/CodeSystem/appropriateness-category"
_OURS = {RATING, CONSULTED, CONSULT_ID, CRITERIA}
LONGEST_TEXT = 1000


def rated(order: Resource, rating: Rating, consult_id: str, criteria: str | None, base_url: str) -> dict[str, Any]:
    """The whole order with the rating; an earlier rating is replaced, everything else stays as it came.

    Elements that hold nothing are left out: FHIR has no empty elements, though clients send them.
    """
    kept = [item for item in items(order.get("extension")) if not _is_rating(item)]
    said = {name: value for name, value in order.items() if value not in (None, "", [], {})}
    return {**said, "extension": [*kept, *_extensions(rating, consult_id, criteria, base_url)]}


def _is_rating(extension: object) -> bool:
    return isinstance(extension, dict) and extension.get("url") in _OURS


def _extensions(rating: Rating, consult_id: str, criteria: str | None, base_url: str) -> list[dict[str, Any]]:
    coding = [{"system": RATING_CODES, "code": rating.code}]
    if rating.category is not None:
        display = CATEGORIES[rating.category]
        coding.append({"system": base_url + CATEGORY_PATH, "code": rating.category, "display": display})
    found: list[dict[str, Any]] = [
        {"url": RATING, "valueCodeableConcept": {"coding": coding, "text": plain(rating.text, LONGEST_TEXT)}},
        {"url": CONSULTED, "valueString": NOT_QUALIFIED},
        {"url": CONSULT_ID, "valueUri": f"urn:uuid:{consult_id}"},
    ]
    if criteria is not None:
        found.append({"url": CRITERIA, "valueUri": criteria})
    return found


def category_codes(base_url: str) -> dict[str, Any]:
    """The FHIR CodeSystem of the second coding."""
    return {
        "resourceType": "CodeSystem",
        "url": base_url + CATEGORY_PATH,
        "name": "AppropriatenessCategory",
        "status": "active",
        "content": "complete",
        "concept": [{"code": code, "display": display} for code, display in CATEGORIES.items()],
    }
