"""Radiation doses: factors, published intervals, positions, and what may follow a study. No decision rests on them."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from appropriateness.knowledge.scenarios import Statement, Statements
from appropriateness.provenance import Cite, Freeze, Identifier, Model, Text

Population = Literal["adult", "paediatric"]
Confidence = Literal["verified", "verified_secondary", "derived"]
"""verified: read in the source. verified_secondary: read on a page that reports it. derived: computed here."""
TissueWeights = Literal["icrp60", "icrp103", "not_stated"]
ExaminationModality = Literal["mr", "ultrasound", "ct", "fluoroscopy", "radiography", "nuclear", "not_stated"]
DoseBasis = Literal["no_ionising_radiation", "published", "proxy", "radiation_level"]
AfterStudy = Literal["mri", "myelography", "cisternography"]
Result = Literal["positive", "negative", "indeterminate"]
ADULT_YEARS = 18


class Share(Model):
    """How far a single number is widened each way, as a share of it."""

    value: float = Field(gt=0, lt=1)
    say: Text
    confidence: Confidence
    cite: Cite


class KCell(Model):
    """One factor in mSv per mGy.cm. `phantom_cm`: the dosimetry phantom it belongs to; null where not verified."""

    region: Identifier
    k: float = Field(gt=0, lt=0.1)
    age_years: int | None = Field(default=None, ge=0, le=17)
    phantom_cm: Literal[16, 32] | None = None


class KTable(Model):
    """One table of factors. `central` tables give the value used; the others only widen its interval."""

    id: Identifier
    label: Text
    population: Population
    tissue_weights: TissueWeights
    central: bool
    confidence: Confidence
    cite: Cite
    note: Text | None = None
    needs_phantom_cm: Literal[16, 32] | None = None
    cells: Annotated[tuple[KCell, ...], Freeze] = Field(min_length=1)


class RegionSpread(Model):
    region: Identifier
    low: float
    high: float


class KSpread(Model):
    say: Text
    confidence: Confidence
    regions: Annotated[tuple[RegionSpread, ...], Freeze]


class Region(Model):
    """A body region. `adult`, `paediatric`: the region of the factor used; null where there is none."""

    id: Identifier
    label: Text
    adult: Identifier | None = None
    paediatric: Identifier | None = None
    substitution: Text | None = None
    codes: Annotated[tuple[Text, ...], Freeze]


class DapFactor(Model):
    """Effective dose per dose-area product, as an interval without a central value; adults only."""

    low: float = Field(gt=0)
    high: float
    unit: Text
    say: Text
    confidence: Confidence
    cite: Cite
    coefficient: float
    regions: Annotated[tuple[Identifier, ...], Freeze]
    examinations: Annotated[tuple[Identifier, ...], Freeze]
    otherwise: Text


class ExaminationLevel(Model):
    """The relative radiation level a table gives the examination; null where none is published."""

    adult: int = Field(ge=0, le=5)
    paediatric: int | None = Field(default=None, ge=0, le=5)
    confidence: Confidence
    cite: Cite


class TypicalDose(Model):
    """Effective dose of an adult in mSv where nothing was measured; `central` null where none is defensible."""

    low: float = Field(ge=0)
    central: float | None
    high: float
    basis: DoseBasis
    confidence: Confidence
    cite: Cite
    say: Text

    @model_validator(mode="after")
    def _ordered(self) -> TypicalDose:
        if not self.low <= (self.low if self.central is None else self.central) <= self.high:
            raise ValueError("low, central and high must stand in that order")
        return self


class Published(Model):
    """What one source states, in mSv: a value, a range, or both."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    say: Text
    confidence: Confidence
    cite: Cite

    @model_validator(mode="after")
    def _something(self) -> Published:
        if self.value is None and self.low is None:
            raise ValueError("a published statement needs a value or a range")
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs low and high")
        return self


class ExaminationKind(Model):
    """A kind of examination as a history lists it. `adult` null: no published value was read."""

    id: Identifier
    label: Text
    modality: ExaminationModality
    region: Identifier | None = None
    needle: bool = False
    level: ExaminationLevel | None = None
    adult: TypicalDose | None = None
    published: Annotated[tuple[Published, ...], Freeze] = ()
    notes: Statements = ()


class ProcedureDose(Model):
    """The examination an orderable procedure is counted as, `times` where it is made of several.

    `after`: which follow-ups its result leads to; null where none does.
    """

    procedure: Identifier
    examination: Identifier
    times: int = Field(default=1, ge=1, le=4)
    otherwise: Annotated[tuple[Identifier, ...], Freeze] = ()
    after: AfterStudy | None = None
    say: Text | None = None


class BackgroundElsewhere(Model):
    msv_per_year: float
    confidence: Confidence
    cite: Cite


class Background(Model):
    """Natural background in mSv a year, for scale only."""

    msv_per_year: float = Field(gt=0)
    say: Text
    confidence: Confidence
    cite: Cite
    elsewhere: BackgroundElsewhere


class BodyStatement(Model):
    """What a professional body or a study says about doses, in our words."""

    topic: Literal[
        "earlier_dose_should_not_decide", "recurrent_imaging_should_be_tracked", "what_a_sum_is", "evidence_at_low_dose"
    ]
    body: Text
    say: Text
    cite: Cite


class FollowUp(Statement):
    """One route a source names after a result of the first study. Each examination is one session."""

    scenarios: Annotated[tuple[Identifier, ...], Freeze] = Field(min_length=1)
    after: AfterStudy
    result: Result
    label: Text
    examinations: Annotated[tuple[Identifier, ...], Freeze]


class DoseKnowledge(Model):
    """Everything `doses.yaml` says."""

    schema_: Literal["doses/1"] = Field(alias="schema")
    standing: Text
    interval_share: Share
    k_tables: Annotated[tuple[KTable, ...], Freeze]
    k_spread: KSpread
    k_notes: Statements
    regions: Annotated[tuple[Region, ...], Freeze]
    spine_rule: Statement
    dap_factor: DapFactor
    examinations: Annotated[tuple[ExaminationKind, ...], Freeze]
    procedures: Annotated[tuple[ProcedureDose, ...], Freeze]
    background: Background
    fixed_sentence: Statement
    statements: Annotated[tuple[BodyStatement, ...], Freeze]
    follow_ups: Annotated[tuple[FollowUp, ...], Freeze]

    @cached_property
    def examination(self) -> dict[str, ExaminationKind]:
        return {item.id: item for item in self.examinations}

    @cached_property
    def region(self) -> dict[str, Region]:
        return {item.id: item for item in self.regions}

    @cached_property
    def region_of_code(self) -> dict[str, str]:
        """Region id by the code value a dose report gives, whatever the scheme is called."""
        return {code: item.id for item in self.regions for code in item.codes}

    @cached_property
    def procedure(self) -> dict[str, ProcedureDose]:
        return {item.procedure: item for item in self.procedures}
