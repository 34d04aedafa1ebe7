"""Several reports of one study made into one record, whatever the order they were loaded in.

A report sent twice counts once. A later report that repeats the events of an earlier one replaces it (cumulative);
one with other events is added to it (continued). Irradiation event UIDs decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from appropriateness.dose.records import DoseRecord, IrradiationEvent, Outside, Plane

SAME_WITHIN = 0.01
"""Two totals that differ by no more than this share of one are the same total."""


def merged(records: Iterable[DoseRecord]) -> tuple[DoseRecord, ...]:
    """One record for each study and kind of irradiation; the order of `records` changes nothing."""
    ordered = sorted(records, key=_order)
    unique = _without_copies(ordered)
    return tuple(sorted((_one(group) for group in _groups(unique)), key=_order))


def _order(record: DoseRecord) -> tuple[object, ...]:
    """Fixed and total: by content first, so that two loadings of the same reports end the same."""
    return (
        str(record.on or ""), record.study_uid or "", record.kind, -len(record.event_uids), record.written,
        record.sop_uid or "", record.dlp_mgycm or 0, record.dap_gycm2 or 0, record.activity_mbq or 0, record.source,
    )  # fmt: skip


def _without_copies(records: Sequence[DoseRecord]) -> list[DoseRecord]:
    """One of each instance. Of two that carry one instance UID the first in order stays."""
    kept: dict[object, DoseRecord] = {}
    for record in records:
        kept.setdefault((record.sop_uid, record.kind) if record.sop_uid else record, record)
    return list(kept.values())


def _groups(records: Sequence[DoseRecord]) -> list[list[DoseRecord]]:
    """Records of the same kind that share a study or an irradiation event, directly or through others."""
    groups: list[tuple[set[object], list[DoseRecord]]] = []
    for record in records:
        names: set[object] = {(record.kind, "event", uid) for uid in record.event_uids}
        if record.study_uid:
            names.add((record.kind, "study", record.study_uid))
        touched = [group for group in groups if group[0] & names]
        rest = [group for group in groups if not group[0] & names]
        together = [item for _, items in touched for item in items] + [record]
        groups = [*rest, (names.union(*(found for found, _ in touched)), together)]
    return [sorted(items, key=_order) for _, items in groups]


def _one(group: Sequence[DoseRecord]) -> DoseRecord:
    """The group as one record."""
    standing: list[DoseRecord] = []
    left_out: list[DoseRecord] = []
    for record in sorted(group, key=lambda record: (-len(record.event_uids), _order(record))):
        (left_out if any(_repeats(record, other) for other in standing) else standing).append(record)
    result = standing[0] if len(standing) == 1 else _added(standing)
    if not left_out:
        return result
    count = "1 further report" if len(left_out) == 1 else f"{len(left_out)} further reports"
    notices = [*result.notices, f"{count} of this study repeats what this one holds and was not added."]
    if any(not record.event_uids and _quantities(record) != _quantities(result) for record in left_out):
        notices.append("A summary of this study gives other numbers than its report; the report is used.")
    return replace(result, notices=tuple(notices))


def _repeats(record: DoseRecord, other: DoseRecord) -> bool:
    """Whether `other` already holds all that `record` says. Larger event sets are asked first.

    A summary without events says nothing that a report with events does not.
    """
    if record.event_uids or other.event_uids:
        return record.event_uids <= other.event_uids
    return _quantities(record) == _quantities(other)


def _quantities(record: DoseRecord) -> tuple[object, ...]:
    return (record.on, record.dlp_mgycm, record.dap_gycm2, record.activity_mbq, record.effective_msv)


def _added(records: Sequence[DoseRecord]) -> DoseRecord:
    """Reports that each hold events of their own. Events in more than one of them are counted once."""
    first = records[0]
    events = _events(records)
    overlap = len(events) < sum(len(record.events) for record in records)
    notices = [notice for record in records for notice in record.notices]
    if overlap:
        notices.append("Reports of this study share some events; each event was counted once, so totals are sums.")
    else:
        notices.append(f"{len(records)} reports of this study continue one another; their totals were added.")

    def quantity(name: str) -> float | None:
        if name not in ("dlp_mgycm", "dap_gycm2"):
            return added(getattr(record, name) for record in records)
        every_event = added(getattr(event, name) for event in events)
        if overlap:
            return every_event
        running = [getattr(record, name) for record in records if _runs_on(record, name, every_event)]
        return max(running) if running else added(getattr(record, name) for record in records)

    return replace(
        first,
        on=min((record.on for record in records if record.on), default=None),
        sop_uid=None,
        dlp_mgycm=quantity("dlp_mgycm"),
        dap_gycm2=quantity("dap_gycm2"),
        fluoroscopy_s=None if overlap else quantity("fluoroscopy_s"),
        activity_mbq=quantity("activity_mbq"),
        effective_msv=complete_sum(record.effective_msv for record in records),
        planes=() if overlap else _planes(records),
        events=events,
        outside=_outside(records),
        notices=tuple(dict.fromkeys(notices)),
    )


def _runs_on(record: DoseRecord, name: str, every_event: float | None) -> bool:
    """Whether a report's total is that of the whole study although it lists only its own, later events."""
    stated: float | None = getattr(record, name)
    own = added(getattr(event, name) for event in record.events)
    if stated is None or own is None or every_event is None:
        return False
    return abs(stated - own) > SAME_WITHIN * stated and abs(stated - every_event) <= SAME_WITHIN * stated


def _events(records: Sequence[DoseRecord]) -> tuple[IrradiationEvent, ...]:
    """Every event once. Events without a UID cannot be told apart and are all kept."""
    kept: dict[object, IrradiationEvent] = {}
    for number, record in enumerate(records):
        counts: dict[object, int] = {}
        for index, event in enumerate(record.events):
            nth = counts[event.key] = counts.get(event.key, 0) + 1
            kept.setdefault((*event.key, nth) if event.uid else (number, index), event)
    return tuple(kept.values())


def _planes(records: Sequence[DoseRecord]) -> tuple[Plane, ...]:
    names = dict.fromkeys(plane.name for record in records for plane in record.planes)
    found = [(name, [p.rp_mgy for record in records for p in record.planes if p.name == name]) for name in names]
    return tuple(Plane(name, added(values)) for name, values in found)


def _outside(records: Sequence[DoseRecord]) -> tuple[Outside, ...]:
    return tuple(dict.fromkeys(item for record in records for item in record.outside))


def added(values: Iterable[float | None]) -> float | None:
    """The sum of what is stated; None where nothing is."""
    stated = [value for value in values if value is not None]
    return sum(sorted(stated)) if stated else None


def complete_sum(values: Iterable[float | None]) -> float | None:
    """The sum where every part is stated; None where one is missing."""
    listed = list(values)
    return None if not listed or any(value is None for value in listed) else added(listed)
