"""Procedures: orderable examinations with their contrast use, radiation level and codes."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model

Contrast = Literal[
    "none",
    "iv_gadolinium",
    "iv_iodinated",
    "intrathecal_iodinated",
    "intrathecal_gadolinium",
    "intrathecal_radionuclide",
    "not_stated",
]
Modality = Literal["mr", "ct", "fluoroscopy", "nuclear"]


class Code(Model):
    """A code for an order, and how far it was checked. Names are quoted as the code system's licence asks."""

    system: Literal["loinc", "radlex"]
    code: Text
    name: Text
    status: Literal["verified", "verified_secondary", "unverified"]
    source: Text
    note: Text | None = None


class ProcedureLevel(Model):
    """Relative radiation level of a procedure per population; null where no source states one."""

    adult: Annotated[int, Limits(ge=0, le=5)] | None
    paediatric: Annotated[int, Limits(ge=0, le=5)] | None
    cite: Cite
    checked: bool = False


class Procedure(Model):
    """An orderable examination. With, without, and without-and-with contrast are three procedures.

    `rated` is false for studies that flags call for but that no table of this topic rates.
    """

    id: Identifier
    label: Text
    short: Text
    modality: Modality
    region: Literal["head", "spine"]
    contrast: Contrast
    needle: bool
    rated: bool = True
    rrl: ProcedureLevel
    codes: tuple[Code, ...] = ()
    codes_note: Text | None = None
    technique: Text | None = None

    @property
    def ionising(self) -> bool:
        """True unless the adult level is stated as none; an unstated level is taken as ionising."""
        return self.rrl.adult != 0


class Band(Model):
    """Effective dose in mSv from `low` (included) to `high` (excluded; the top band includes it)."""

    low: float
    high: float


class RadiationLevel(Model):
    """One relative radiation level: a population average for a procedure, never a patient's dose."""

    level: Annotated[int, Limits(ge=0, le=5)]
    symbol: Text
    words: Text
    adult: Band
    paediatric: Band
    cite: Cite
    checked: bool = False
