"""Protocols: the pulse sequences a study needs, what decides whether a series answers one, and how a slot is booked."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.knowledge.scenarios import Statement, Statements
from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model

Level = Literal["required", "recommended", "optional", "conditional", "not_routine"]
Plane = Literal["axial", "sagittal", "coronal"]
Acquisition = Literal["2D", "3D", "2D or 3D", "3D preferred", "any"]
Phase = Literal["pre", "post", "none", "either", "post_or_none", "intrathecal"]
Grade = Literal["primary_abstract", "primary_doc", "secondary", "background_unverified"]
SeriesClass = Literal[
    "t2_tse_2d", "t2_tse_3d", "t2_flair", "stir", "t2star_gre", "swi", "t1_3d_gre", "t1_tse_3d", "t1_se_2d",
    "heavy_t2_bssfp", "mr_myelography", "mr_venography", "dwi", "echo_planar", "proton_density", "angiography",
    "field_map", "other",
]  # fmt: skip
"""What a series is, as physics and label say together. `other` answers no requirement."""

Regions = Literal["head", "cervical", "thoracic", "lumbosacral"]
Words = tuple[Text, ...]
Identifiers = tuple[Identifier, ...]
Cites = tuple[Cite, ...]
Millimetres = Annotated[float, Limits(gt=0, le=100)]


class PulseSequence(Model):
    """One requirement of a protocol, planned.

    `max_slice_thickness_mm` and `max_voxel_mm` are upper bounds as the source states them; null: no source gives a
    number. `phase_decides` false: another contrast phase is asked about, not counted against. `shares_with` names
    requirements whose series may answer this one too. `named`: words one of which the label must hold.
    """

    id: Identifier
    name: Text
    level: Level
    condition: Text | None = None
    basis: Statement
    planes: tuple[Plane, ...] = ()
    usual_plane: Text | None = None
    acquisition: Acquisition
    isotropic: bool = False
    max_voxel_mm: Millimetres | None = None
    classes: Annotated[tuple[SeriesClass, ...], Limits(min_length=1)]
    accepts: Words = ()
    concepts: Identifiers
    max_slice_thickness_mm: Millimetres | None
    thickness_stated: Text | None = None
    fat_suppression: Literal["required", "optional", "not_required", "intrinsic"]
    phase: Phase
    phase_decides: bool = False
    coverage: Literal["complete", "any_level"] = "any_level"
    shares_with: Identifiers = ()
    derived_accepted: bool = False
    named: Words = ()
    purpose: Text
    look_for: Words = ()
    grade: Grade
    notes: Statements = ()
    disagreement: Statement | None = None
    cites: Cites = ()

    def __post_init__(self) -> None:
        if (self.level == "conditional") != (self.condition is not None):
            raise ValueError("a conditional sequence, and only such a one, says its condition")


class OrderedAs(Model):
    """A procedure this protocol carries out; `leaves_out` names sequences that this order does not include."""

    procedure: Identifier
    leaves_out: Identifiers = ()
    say: Text | None = None


class Pair(Statement):
    """Two requirements whose series are compared with each other."""

    pre: Identifier
    post: Identifier


class Coverage(Statement):
    """The regions that all stations together must show."""

    regions: Annotated[tuple[Regions, ...], Limits(min_length=1)]


class Ask(Model):
    """A question the report raises where a series was acquired after contrast."""

    ask: Text
    cite: Cite


class Myelography(Model):
    """How a myelogram is done; `volume` null: stated nowhere that was read."""

    chosen_when: Statement
    position: Text
    phases: Annotated[Statements, Limits(min_length=1)]
    agent: Statement
    volume: Statement | None
    warnings: Statements = ()


class Schedule(Model):
    """What the scheduler needs; `side_decides`: the side must be known before booking."""

    positioning: Text
    side_decides: bool = False
    contrast: Text
    staff: Annotated[Words, Limits(min_length=1)]
    recovery: Statements = ()


class Protocol(Model):
    """One study: what the scanner must run, why, and who says so."""

    schema_: Literal["protocol/1"]
    id: Identifier
    title: Text
    short: Text
    kind: Literal["mr", "myelography"]
    region: Literal["head", "spine"]
    procedures: Annotated[tuple[OrderedAs, ...], Limits(min_length=1)]
    standing: Statement
    statements: Statements = ()
    sequences: tuple[PulseSequence, ...] = ()
    pairs: tuple[Pair, ...] = ()
    coverage: Coverage | None = None
    contrast_question: Ask | None = None
    myelography: Myelography | None = None
    schedule: Schedule

    @property
    def can_be_checked(self) -> bool:
        """Whether there are MR series to look for; a myelogram without MRI has none."""
        return bool(self.sequences)
