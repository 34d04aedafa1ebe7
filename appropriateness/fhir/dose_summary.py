"""Observations of the guide "Radiation Dose Summary for Diagnostic Procedures on FHIR" as dose records.

A Bundle or single resources, R4. Components carry DICOM code numbers and are read by them; text is never read.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from appropriateness.dicom.dose_reports import NotRead
from appropriateness.dicom.dose_units import Quantity, converted
from appropriateness.dose.merging import added, complete_sum
from appropriateness.dose.records import DoseRecord, IrradiationEvent, Outside, Plane, RecordKind

SUMMARY, EVENT = "73569-6", "113852"
WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
MAX_RESOURCES = 5000
_KINDS: dict[str, RecordKind] = {
    "77477000": "ct", "P5-08000": "ct", "113704": "xray", "113502": "nuclear", "71651007": "mammography",
}  # fmt: skip
_BY_CONTENT: tuple[tuple[str, RecordKind], ...] = (
    ("113813", "ct"), ("113507", "nuclear"), ("111637", "mammography"), ("113722", "xray"), ("113725", "xray"),
)  # fmt: skip
_LABELS: dict[RecordKind, str] = {
    "ct": "CT", "xray": "X-ray examination", "mammography": "Mammography", "nuclear": "Nuclear medicine",
}  # fmt: skip
_PHANTOMS = {"113690": 16, "113691": 32}

Json = Mapping[str, Any]


def read(content: bytes, name: str) -> Iterator[DoseRecord | NotRead]:
    """The records of a JSON document; what cannot be read is named, the rest is kept. Never raises."""
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        yield NotRead(name, "It is not JSON in UTF-8 that can be read.")
        return
    resources = list(_resources(document))
    if len(resources) > MAX_RESOURCES:
        yield NotRead(name, f"It holds more than {MAX_RESOURCES:,} resources; only the first were read.")
        resources = resources[:MAX_RESOURCES]
    by_name = {f"{item.get('resourceType')}/{item.get('id')}": item for item in resources if item.get("id")}
    found = 0
    for resource in resources:
        if resource.get("resourceType") != "Observation" or SUMMARY not in _codes(resource.get("code")):
            continue
        found += 1
        try:
            yield _record(resource, name, by_name)
        except _RefusedError as why:
            yield NotRead(f"{name}, Observation {found}", str(why))
        except (TypeError, AttributeError, KeyError, ValueError, RecursionError):
            yield NotRead(f"{name}, Observation {found}", "Its layout is not that of a FHIR R4 Observation.")
    if not found:
        yield NotRead(name, f"It holds no Observation of a radiation dose summary (LOINC {SUMMARY}).")


class _RefusedError(Exception):
    """Why an Observation is not used, in a sentence."""


def _resources(document: Any) -> Iterator[Json]:
    items: Sequence[Any] = document if isinstance(document, list) else [document]
    for item in items:
        if not isinstance(item, dict):
            continue
        if item.get("resourceType") == "Bundle":
            entries = item.get("entry")
            for entry in entries if isinstance(entries, list) else []:
                resource = entry.get("resource") if isinstance(entry, dict) else None
                if isinstance(resource, dict):
                    yield resource
        else:
            yield item
        contained = item.get("contained")
        yield from (part for part in (contained if isinstance(contained, list) else []) if isinstance(part, dict))


def _codes(concept: Any) -> list[str]:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return [str(coding.get("code")) for coding in codings or [] if isinstance(coding, dict) and coding.get("code")]


def _words(concept: Any) -> str:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return str(next((c.get("display") for c in codings or [] if isinstance(c, dict) and c.get("display")), ""))[:60]


class _Components:
    """The components of one Observation by code number."""

    def __init__(self, resource: Json) -> None:
        self.items = [item for item in resource.get("component") or [] if isinstance(item, dict)]
        self.notices: list[str] = []

    def of(self, code: str) -> list[Json]:
        return [item for item in self.items if code in _codes(item.get("code"))]

    def values(self, code: str, quantity: Quantity, name: str) -> list[float]:
        found = []
        for item in self.of(code):
            given = item.get("valueQuantity")
            number = given.get("value") if isinstance(given, dict) else None
            if given is None or isinstance(number, bool) or not isinstance(number, (int, float)):
                continue
            value = converted(quantity, number, str(given.get("code") or ""), str(given.get("unit") or ""))
            if value is None:
                self.notices.append(f"The {name} has a unit that is not read and was not used.")
            elif not 0 <= value < math.inf:
                self.notices.append(f"The {name} is not a number from 0 upwards and was not used.")
            else:
                found.append(value)
        return found

    def total(self, code: str, quantity: Quantity, name: str) -> float | None:
        """The sum over components of one code: one a plane."""
        return added(self.values(code, quantity, name))

    def concept(self, code: str) -> Any:
        return next((item["valueCodeableConcept"] for item in self.of(code) if "valueCodeableConcept" in item), None)


def _record(resource: Json, name: str, by_name: Mapping[str, Json]) -> DoseRecord:
    if resource.get("status") in WITHDRAWN:
        raise _RefusedError(f'Its status is "{resource["status"]}"; it was not used.')
    parts = _Components(resource)
    kind = next((_KINDS[code] for code in _codes(parts.concept("121058")) if code in _KINDS), None)
    kind = kind or next((found for code, found in _BY_CONTENT if parts.of(code)), None)
    if kind is None:
        raise _RefusedError("It states neither a dose nor the kind of examination.")
    on = _day(resource.get("effectiveDateTime") or resource.get("effectiveInstant"))
    subject = resource.get("subject")
    reference = str(subject.get("reference") or "") if isinstance(subject, dict) else ""
    dap = parts.total("113722", "dap", "dose-area product")
    if dap is None:
        dap = added(
            parts.values(code, "dap", "dose-area product")[0] for code in ("113726", "113727") if parts.of(code)
        )
    planes = tuple(Plane("as summarised", rp) for rp in parts.values("113725", "dose", "reference-point dose"))
    glandular = parts.values("111637", "dose", "glandular dose")
    events = tuple(_events(resource, by_name))
    dlp = parts.total("113813", "dlp", "dose-length product")
    record = DoseRecord(
        kind=kind,
        source=f"FHIR {name}",
        sop_uid=_uid(resource, "sop"),
        study_uid=_study_uid(resource, by_name),
        patient=hashlib.sha256(reference.casefold().encode()).hexdigest()[:16] if reference else None,
        on=on,
        age_years=_age(by_name.get(reference), on),
        label=_words(parts.concept("121058"))
        or {"ct": "CT", "nuclear": "Nuclear medicine"}.get(kind, "X-ray examination"),
        dlp_mgycm=dlp if dlp is not None else added(event.dlp_mgycm for event in events),
        dap_gycm2=dap,
        fluoroscopy_s=parts.total("113730", "time", "fluoroscopy time"),
        activity_mbq=parts.total("113507", "activity", "administered activity"),
        agent=next((_words(parts.concept(code)) for code in ("349358000", "F-61FDB") if parts.concept(code)), ""),
        effective_msv=complete_sum(
            parts.values("113839", "effective_dose", "effective dose")
            or parts.values("113814", "effective_dose", "effective dose")
        ),
        planes=planes,
        events=events,
        outside=(
            *(Outside("glandular", "glandular dose", dose) for dose in glandular),
            *(Outside("skin", "dose at the reference point", plane.rp_mgy or 0) for plane in planes),
        ),
    )
    return replace(record, notices=tuple(dict.fromkeys(parts.notices)))


def _events(resource: Json, by_name: Mapping[str, Json]) -> Iterator[IrradiationEvent]:
    """Irradiation events that the summary names and the document holds."""
    for member in resource.get("hasMember") or []:
        event = by_name.get(str(member.get("reference") or "")) if isinstance(member, dict) else None
        if event is None or EVENT not in _codes(event.get("code")):
            continue
        parts = _Components(event)
        phantom = next((_PHANTOMS[c] for c in _codes(parts.concept("113835")) if c in _PHANTOMS), None)
        yield IrradiationEvent(
            uid=_uid(event, "event"),
            region_code=next(iter(_codes(event.get("bodySite"))), None),
            phantom_cm=phantom,
            dlp_mgycm=parts.total("113838", "dlp", "dose-length product"),
            dap_gycm2=parts.total("122130", "dap", "dose-area product"),
        )


def _identifiers(value: Any) -> Iterator[tuple[str, str]]:
    """Kind and value of each identifier; the kind stands in its type or, in older versions, in its system."""
    for item in value if isinstance(value, list) else [value] if isinstance(value, dict) else []:
        if isinstance(item, dict) and item.get("value"):
            kinds = " ".join([*_codes(item.get("type")), str(item.get("system") or "")])
            yield kinds, str(item["value"]).removeprefix("urn:oid:")


def _uid(resource: Json, word: str) -> str | None:
    return next((value for kinds, value in _identifiers(resource.get("identifier")) if word in kinds), None)


def _study_uid(resource: Json, by_name: Mapping[str, Json]) -> str | None:
    own = _uid(resource, "study-instance-uid")
    if own is not None:
        return own
    for reference in [*(resource.get("partOf") or []), *(resource.get("focus") or [])]:
        if not isinstance(reference, dict):
            continue
        study = by_name.get(str(reference.get("reference") or ""))
        pairs = [*_identifiers(reference.get("identifier")), *_identifiers((study or {}).get("identifier"))]
        found = next(
            (value for kinds, value in pairs if "urn:dicom:uid" in kinds or "study-instance-uid" in kinds), None
        )
        if found is not None:
            return found
    return None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _age(patient: Json | None, on: date | None) -> int | None:
    born = _day((patient or {}).get("birthDate"))
    if born is None or on is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
