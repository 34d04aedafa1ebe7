"""What a device wrote of one irradiation, in one set of units: mGy.cm, Gy.cm2, mGy, s, MBq, mSv."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

RecordKind = Literal["ct", "xray", "mammography", "nuclear"]
EventType = Literal["scan", "localizer", "stationary"]
"""stationary: one place scanned again and again, as for bolus tracking or guiding a needle."""


@dataclass(frozen=True, slots=True)
class IrradiationEvent:
    """One irradiation as the device wrote it; None where it wrote nothing.

    `region_code` is the code value of the target region; `plane` tells two tubes of one event apart.
    """

    uid: str | None
    type: EventType = "scan"
    region_code: str | None = None
    plane: str | None = None
    phantom_cm: int | None = None
    dlp_mgycm: float | None = None
    dap_gycm2: float | None = None
    rp_mgy: float | None = None
    effective_msv: float | None = None
    glandular_mgy: float | None = None

    @property
    def key(self) -> tuple[str | None, str | None]:
        return (self.uid, self.plane)


@dataclass(frozen=True, slots=True)
class Plane:
    """What was accumulated by one tube. Skin under one tube is not under the other: never added for the skin."""

    name: str
    rp_mgy: float | None


@dataclass(frozen=True, slots=True)
class Outside:
    """A quantity shown under its own heading and never added to effective dose."""

    kind: Literal["glandular", "organ", "skin"]
    label: str
    mgy: float


@dataclass(frozen=True, slots=True)
class DoseRecord:
    """One dose report, or several reports of one study made into one.

    Totals are the accumulated ones where the device gives them, else the sum over events, and then `notices` says so.
    `patient` tells reports of different patients apart and is never shown, stored or sent.
    """

    kind: RecordKind
    source: str
    sop_uid: str | None = None
    study_uid: str | None = None
    patient: str | None = field(default=None, repr=False)
    on: date | None = None
    written: str = ""
    age_years: int | None = None
    label: str = ""
    place: str = ""
    device: str = ""
    dlp_mgycm: float | None = None
    dap_gycm2: float | None = None
    fluoroscopy_s: float | None = None
    activity_mbq: float | None = None
    agent: str = ""
    effective_msv: float | None = None
    effective_reference: str = ""
    planes: tuple[Plane, ...] = ()
    events: tuple[IrradiationEvent, ...] = ()
    outside: tuple[Outside, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def event_uids(self) -> frozenset[str]:
        return frozenset(event.uid for event in self.events if event.uid)
