"""Reading pieces of FHIR as real systems send them: a piece of the wrong shape is nothing, never an error.

What is read is JSON as it was parsed: an object is a dict, an array a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Resource = Mapping[str, Any]
LONGEST_TEXT = 4000


class Coding(NamedTuple):
    """One coding; what was not sent is an empty string."""

    system: str
    code: str
    display: str


def items(value: object) -> Sequence[Any]:
    """The value as a list: a list itself, one element where something stands alone, empty where nothing does."""
    if isinstance(value, list):
        return value
    return () if value is None else (value,)


def mappings(value: object) -> Iterator[Resource]:
    return (item for item in items(value) if isinstance(item, dict))


def word(value: object) -> str:
    """A string, cut to a sensible length; empty where it is anything else."""
    return value[:LONGEST_TEXT].strip() if isinstance(value, str) else ""


def prose(value: object) -> str:
    """A text as a whole, however long: cut short, it might say the opposite."""
    return value.strip() if isinstance(value, str) else ""


def codings(concepts: object) -> Iterator[Coding]:
    """Every coding with a code of one or several CodeableConcepts."""
    for concept in mappings(concepts):
        for coding in mappings(concept.get("coding")):
            code = word(coding.get("code"))
            if code:
                yield Coding(word(coding.get("system")), code, word(coding.get("display")))


def status_of(value: object) -> str:
    """The code of a status that is a plain word (older versions) or a CodeableConcept."""
    if isinstance(value, str):
        return value
    return next((coding.code for coding in codings(value)), "")


def resources(value: object) -> Iterator[Resource]:
    """The resources of a Bundle, of a list, or the one resource that stands there. Entries without a type are left out.

    An OperationOutcome in place of a resource says that the client could not get it: it is left out too.
    """
    if isinstance(value, dict) and value.get("resourceType") == "Bundle":
        candidates: Iterator[Any] = (entry.get("resource") for entry in mappings(value.get("entry")))
    else:
        candidates = iter(items(value))
    for found in candidates:
        if isinstance(found, dict) and isinstance(found.get("resourceType"), str):
            yield found


def of_type(value: object, kind: str) -> Iterator[Resource]:
    return (found for found in resources(value) if found["resourceType"] == kind)


def reference(value: object) -> str:
    """The end of a reference, "Patient/12" of "https://fhir.example/r4/Patient/12"; empty where there is none."""
    target = word(value.get("reference")) if isinstance(value, dict) else ""
    return "/".join(target.split("/")[-2:])
