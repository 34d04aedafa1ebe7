"""Radiation doses: factors, published intervals, positions, and what may follow a study. No decision rests on them."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from appropriateness.knowledge.scenarios import Statement, Statements
from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model

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

    value: Annotated[float, Limits(gt=0, lt=1)]
    say: Text
    confidence: Confidence
    cite: Cite


class KCell(Model):
    """One factor in mSv per mGy.cm. `phantom_cm`: the dosimetry phantom it belongs to; null where not verified."""

    region: Identifier
    k: Annotated[float, Limits(gt=0, lt=0.1)]
    age_years: Annotated[int, Limits(ge=0, le=17)] | None = None
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
    cells: Annotated[tuple[KCell, ...], Limits(min_length=1)]


class RegionSpread(Model):
    region: Identifier
    low: float
    high: float


class KSpread(Model):
    say: Text
    confidence: Confidence
    regions: tuple[RegionSpread, ...]


class Region(Model):
    """A body region. `adult`, `paediatric`: the region of the factor used; null where there is none."""

    id: Identifier
    label: Text
    adult: Identifier | None = None
    paediatric: Identifier | None = None
    substitution: Text | None = None
    codes: tuple[Text, ...]


class DapFactor(Model):
    """Effective dose per dose-area product, as an interval without a central value; adults only."""

    low: Annotated[float, Limits(gt=0)]
    high: float
    unit: Text
    say: Text
    confidence: Confidence
    cite: Cite
    coefficient: float
    regions: tuple[Identifier, ...]
    examinations: tuple[Identifier, ...]
    otherwise: Text


class ExaminationLevel(Model):
    """The relative radiation level a table gives the examination; null where none is published."""

    adult: Annotated[int, Limits(ge=0, le=5)]
    paediatric: Annotated[int, Limits(ge=0, le=5)] | None = None
    confidence: Confidence
    cite: Cite


class TypicalDose(Model):
    """Effective dose of an adult in mSv where nothing was measured; `central` null where none is defensible."""

    low: Annotated[float, Limits(ge=0)]
    central: float | None
    high: float
    basis: DoseBasis
    confidence: Confidence
    cite: Cite
    say: Text

    def __post_init__(self) -> None:
        if not self.low <= (self.low if self.central is None else self.central) <= self.high:
            raise ValueError("low, central and high must stand in that order")


class Published(Model):
    """What one source states, in mSv: a value, a range, or both."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    say: Text
    confidence: Confidence
    cite: Cite

    def __post_init__(self) -> None:
        if self.value is None and self.low is None:
            raise ValueError("a published statement needs a value or a range")
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs low and high")


class ExaminationKind(Model):
    """A kind of examination as a history lists it. `adult` null: no published value was read."""

    id: Identifier
    label: Text
    modality: ExaminationModality
    region: Identifier | None = None
    needle: bool = False
    level: ExaminationLevel | None = None
    adult: TypicalDose | None = None
    published: tuple[Published, ...] = ()
    notes: Statements = ()


class ProcedureDose(Model):
    """The examination an orderable procedure is counted as, `times` where it is made of several.

    `after`: which follow-ups its result leads to; null where none does.
    """

    procedure: Identifier
    examination: Identifier
    times: Annotated[int, Limits(ge=1, le=4)] = 1
    otherwise: tuple[Identifier, ...] = ()
    after: AfterStudy | None = None
    say: Text | None = None


class BackgroundElsewhere(Model):
    msv_per_year: float
    confidence: Confidence
    cite: Cite


class Background(Model):
    """Natural background in mSv a year, for scale only."""

    msv_per_year: Annotated[float, Limits(gt=0)]
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

    scenarios: Annotated[tuple[Identifier, ...], Limits(min_length=1)]
    after: AfterStudy
    result: Result
    label: Text
    examinations: tuple[Identifier, ...]


class DoseKnowledge(Model):
    """Everything `doses.yaml` says."""

    schema_: Literal["doses/1"]
    standing: Text
    interval_share: Share
    k_tables: tuple[KTable, ...]
    k_spread: KSpread
    k_notes: Statements
    regions: tuple[Region, ...]
    spine_rule: Statement
    dap_factor: DapFactor
    examinations: tuple[ExaminationKind, ...]
    procedures: tuple[ProcedureDose, ...]
    background: Background
    fixed_sentence: Statement
    statements: tuple[BodyStatement, ...]
    follow_ups: tuple[FollowUp, ...]

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
