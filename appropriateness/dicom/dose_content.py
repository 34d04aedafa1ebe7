"""The dose of one report: accumulated totals, events, planes. An absent value stays absent, a written zero is zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from appropriateness.dicom.content_tree import ContentItem
from appropriateness.dicom.dose_units import Quantity, converted
from appropriateness.dose.merging import added, complete_sum
from appropriateness.dose.records import DoseRecord, EventType, IrradiationEvent, Outside, Plane

DIFFERS_BY = 0.01
"""Events whose sum differs from the accumulated total by more than this share of it are reported as differing."""
_EVENT_UID, _REGION, _PLANE = "113769", "123014", "113764"
_AGENT = ("349358000", "F-61FDB", "C-B02C9")
_FINDING_SITE = ("363698007", "G-C0E3")
_PHANTOMS = {"113690": 16, "113691": 32}
_EVENT_TYPES: dict[str, EventType] = {"113805": "localizer", "113806": "stationary", "113807": "stationary"}
_PLANES = {"113620": "plane A", "113621": "plane B", "113622": "single plane", "113890": "all planes"}
ALL_PLANES = "all planes"


class _Measures:
    """Reads measured values, gathering a notice for each whose unit cannot be used."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def value(self, item: ContentItem | None, quantity: Quantity, name: str) -> float | None:
        if item is None or item.number is None:
            return None
        found = converted(quantity, item.number, item.unit, item.unit_meaning)
        if found is None:
            unit = f'the unit "{item.unit[:20]}"' if item.unit else "no unit"
            self.notices.append(f"The {name} has {unit} and was not used.")
            return None
        if not 0 <= found < float("inf"):
            self.notices.append(f"The {name} is not a number from 0 upwards and was not used.")
            return None
        return found

    def of(self, parent: ContentItem, code: str, quantity: Quantity, name: str) -> float | None:
        return self.value(parent.first(code), quantity, name)


def _reference(
    accumulated: float | None, events: Sequence[float | None], name: str, unit: str, notices: list[str]
) -> float | None:
    """The accumulated total, or the sum of events where there is none; a difference is said."""
    stated = added(events)
    if accumulated is None:
        if stated is not None:
            notices.append(f"No accumulated {name} is stated; the sum of the events is used.")
            if None in events:
                notices.append(f"{sum(value is None for value in events)} events state no {name}.")
        return stated
    if stated is not None and abs(stated - accumulated) > DIFFERS_BY * max(accumulated, stated):
        notices.append(
            f"The events add up to {stated:.4g} {unit}, the accumulated {name} is {accumulated:.4g} {unit}; "
            "the accumulated one is used."
        )
    return accumulated


def ct_record(blank: DoseRecord, root: ContentItem) -> DoseRecord:
    """A CT report. Localisers and scans of one place are in the total and marked among the events."""
    measure = _Measures()
    acquisitions = root.all("113819")
    events = tuple(_ct_event(item, measure) for item in acquisitions)
    totals = [measure.value(item, "dlp", "accumulated dose-length product") for item in root.all("113813")]
    notices = measure.notices
    dlp = _reference(
        _once_or_in_parts(totals, events),
        [event.dlp_mgycm for event in events],
        "dose-length product",
        "mGy.cm",
        notices,
    )
    stated = root.first("113812")
    if stated is not None and stated.number is not None and events and int(stated.number) != len(events):
        notices.append(f"The report counts {stated.number:g} irradiation events and holds {len(events)}.")
    effective = measure.of(root, "113814", "effective_dose", "effective dose")
    if effective is None:
        effective = complete_sum(event.effective_msv for event in events if event.dlp_mgycm != 0)
    if effective == 0 and dlp:
        notices.append("The report states an effective dose of zero beside a dose-length product; it was not used.")
        effective = None
    references = {item.meaning or item.text for item in root.all("121406") if item.meaning or item.text}
    return replace(
        blank,
        kind="ct",
        label=blank.label or "CT",
        dlp_mgycm=dlp,
        effective_msv=effective,
        effective_reference=", ".join(sorted(references))[:80],
        events=events,
        notices=_once(notices),
    )


def _once_or_in_parts(totals: Sequence[float | None], events: Sequence[IrradiationEvent]) -> float | None:
    """Several accumulated totals are parts of one, as by phantom, unless the events show that one holds them all."""
    stated, summed = [total for total in totals if total is not None], added(event.dlp_mgycm for event in events)
    if len(stated) > 1 and summed is not None and abs(max(stated) - summed) < abs(sum(stated) - summed):
        return max(stated)
    return added(stated)


def _ct_event(item: ContentItem, measure: _Measures) -> IrradiationEvent:
    acquisition, phantom = item.first("113820"), item.first("113835")
    return IrradiationEvent(
        uid=_uid(item),
        type=_EVENT_TYPES.get(acquisition.value if acquisition else "", "scan"),
        region_code=_region(item),
        phantom_cm=_PHANTOMS.get(phantom.value) if phantom else None,
        dlp_mgycm=measure.of(item, "113838", "dlp", "dose-length product of an event"),
        effective_msv=measure.of(item, "113839", "effective_dose", "effective dose of an event"),
    )


def _uid(item: ContentItem) -> str | None:
    found = item.first(_EVENT_UID)
    return (found.text or None) if found else None


def _region(item: ContentItem) -> str | None:
    found = item.first(_REGION)
    return (found.value or None) if found else None


def _plane(item: ContentItem) -> str:
    found = item.first(_PLANE)
    return _PLANES.get(found.value, found.meaning[:40].casefold()) if found else "single plane"


def xray_record(blank: DoseRecord, root: ContentItem) -> DoseRecord:
    """A fluoroscopy, radiography or mammography report. Dose-area products add over planes; skin does not."""
    measure = _Measures()
    events = tuple(_xray_event(item, measure) for item in root.all("113706"))
    totals = root.all("113702")
    whole = [item for item in totals if _plane(item) == ALL_PLANES]
    totals = whole or totals
    notices = measure.notices
    accumulated = added(_dap_total(item, measure) for item in totals)
    dap = _reference(accumulated, [event.dap_gycm2 for event in events], "dose-area product", "Gy.cm2", notices)
    glandular = [_glandular(item, measure) for total in totals for item in total.all("111637")]
    planes = tuple(_accumulated_plane(item, measure) for item in totals) or _planes_of(events)
    outside = (
        *(item for item in glandular if item is not None),
        *(Outside("skin", f"dose at the reference point, {p.name}", p.rp_mgy) for p in planes if p.rp_mgy is not None),
    )
    mammography = any(item is not None for item in glandular) or any(e.glandular_mgy is not None for e in events)
    if mammography and not any(item is not None for item in glandular):
        stated = added(event.glandular_mgy for event in events)
        outside = (*outside, *((Outside("glandular", "glandular dose, sum of events", stated),) if stated else ()))
    return replace(
        blank,
        kind="mammography" if mammography else "xray",
        label=blank.label or ("Mammography" if mammography else "Fluoroscopy or radiography"),
        dap_gycm2=dap,
        fluoroscopy_s=added(measure.of(item, "113730", "time", "fluoroscopy time") for item in totals),
        planes=planes,
        events=events,
        outside=tuple(outside),
        notices=_once(notices),
    )


def _dap_total(item: ContentItem, measure: _Measures) -> float | None:
    """The total of a plane; where only its fluoroscopy and acquisition parts are written, their sum."""
    total = measure.of(item, "113722", "dap", "accumulated dose-area product")
    if total is not None:
        return total
    parts = [measure.of(item, code, "dap", "accumulated dose-area product") for code in ("113726", "113727")]
    return added(parts)


def _accumulated_plane(item: ContentItem, measure: _Measures) -> Plane:
    rp = measure.of(item, "113725", "dose", "dose at the reference point")
    if rp is None:
        rp = added(measure.of(item, code, "dose", "dose at the reference point") for code in ("113728", "113729"))
    return Plane(_plane(item), rp)


def _planes_of(events: Sequence[IrradiationEvent]) -> tuple[Plane, ...]:
    names = sorted({event.plane or "single plane" for event in events})
    found = ((name, [e.rp_mgy for e in events if (e.plane or "single plane") == name]) for name in names)
    return tuple(Plane(name, added(values)) for name, values in found)


def _xray_event(item: ContentItem, measure: _Measures) -> IrradiationEvent:
    return IrradiationEvent(
        uid=_uid(item),
        region_code=_region(item),
        plane=_plane(item),
        dap_gycm2=measure.of(item, "122130", "dap", "dose-area product of an event"),
        rp_mgy=measure.of(item, "113738", "dose", "reference-point dose of an event"),
        glandular_mgy=measure.of(item, "111631", "dose", "glandular dose of an event"),
    )


def _glandular(item: ContentItem, measure: _Measures) -> Outside | None:
    dose = measure.value(item, "dose", "accumulated glandular dose")
    side = next((child.meaning for child in item.children if child.meaning), "")
    return None if dose is None else Outside("glandular", f"glandular dose {side.casefold()}".strip(), dose)


def nuclear_record(blank: DoseRecord, root: ContentItem) -> DoseRecord:
    """Radiopharmaceutical administrations. An effective dose counts only where every administration states one."""
    measure = _Measures()
    administrations = root.all("113502")
    given = [measure.of(item, "113507", "activity", "administered activity") for item in administrations]
    doses = [measure.of(item, "113839", "effective_dose", "effective dose") for item in administrations]
    agents = [found for item in administrations for code in _AGENT if (found := item.first(code))]
    organs = [
        Outside(
            "organ", f"organ dose, {site.meaning[:60].casefold() if (site := _site(item)) else 'organ not named'}", dose
        )
        for item in root.all("113518")
        if (dose := measure.value(item, "dose", "organ dose")) is not None
    ]
    authority = root.first("121406")
    return replace(
        blank,
        label=blank.label or "Nuclear medicine",
        activity_mbq=added(given),
        agent=", ".join(dict.fromkeys((item.meaning or item.text)[:60] for item in agents)),
        effective_msv=complete_sum(doses),
        effective_reference=(authority.meaning or authority.text)[:80] if authority else "",
        events=tuple(IrradiationEvent(uid=_administration_uid(item)) for item in administrations),
        outside=tuple(organs),
        notices=_once(measure.notices),
    )


def _site(item: ContentItem) -> ContentItem | None:
    return next((child for child in item.children if child.code in _FINDING_SITE and child.meaning), None)


def _administration_uid(item: ContentItem) -> str | None:
    found = item.first("113503")
    return (found.text or None) if found else None


def _once(notices: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notices))
