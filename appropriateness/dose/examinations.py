"""One examination of a patient's history, or one proposed: what it was, and everything measured of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from appropriateness.dose.records import IrradiationEvent, Outside, Plane
from appropriateness.knowledge.doses import ADULT_YEARS, ExaminationModality, Population

Origin = Literal["dose_report", "fhir", "typed", "proposed"]


@dataclass(frozen=True, slots=True)
class Examination:
    """One row: an examination or one session of it. None and empty mean not stated, never zero.

    `kind` is an examination of `doses.yaml`; `region` and `phantom_cm` are as typed. `when` is the date as given,
    which may be a month or a year; `on` is its first day. `times`: how many alike make up this one.
    """

    label: str
    origin: Origin
    kind: str | None = None
    modality: ExaminationModality = "not_stated"
    on: date | None = None
    when: str = ""
    place: str = ""
    result: str = ""
    age_years: int | None = None
    region: str | None = None
    phantom_cm: int | None = None
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
    times: int = 1
    sources: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def population(self) -> Population:
        """Adult unless the age says otherwise; `assumes_adult` says whether that was assumed."""
        return "paediatric" if self.age_years is not None and self.age_years < ADULT_YEARS else "adult"

    @property
    def assumes_adult(self) -> bool:
        return self.age_years is None

    @property
    def order(self) -> tuple[object, ...]:
        """By date, undated first, then by content, so that rows stand the same however they came in."""
        return (
            str(self.on or ""), self.when, self.label, self.kind or "", self.origin, self.dlp_mgycm or 0,
            self.dap_gycm2 or 0, self.effective_msv or 0, self.place, self.result,
        )  # fmt: skip
