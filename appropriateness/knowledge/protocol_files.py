"""What stands beside the protocols: signatures, names of makers, site defaults, booking."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.knowledge.protocols import Words
from appropriateness.knowledge.scenarios import Statement
from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model

Vote = Literal[
    "t2_flair", "stir", "t2star", "swi", "t1", "t2", "tse_3d", "tse", "pd", "balanced", "venography", "angiography",
    "diffusion", "echo_planar", "field_map", "myelography", "localizer", "fat_suppressed", "head", "cervical",
    "thoracic", "lumbosacral", "whole_spine", "spine", "other_region", "before_contrast", "after_contrast",
    "not_contrast", "gradient",
]  # fmt: skip


class Threshold(Model):
    """A number of physics that tells one kind of series from another."""

    value: Annotated[float, Limits(gt=0)]
    cite: Cite
    say: Text | None = None


class Thresholds(Model):
    """Milliseconds and degrees; `above` and `below` exclude the number itself, `at_least` includes it."""

    t1_repetition_ms_below: Threshold
    t1_echo_ms_below: Threshold
    t2_repetition_ms_above: Threshold
    t2_echo_ms_above: Threshold
    pd_echo_ms_below: Threshold
    flair_inversion_ms_at_least: Threshold
    flair_echo_ms_at_least: Threshold
    stir_inversion_ms_below: Threshold
    t2star_echo_ms_above: Threshold
    t1_gradient_echo_ms_below: Threshold
    t1_tse_3d_repetition_ms_below: Threshold
    balanced_flip_at_least: Threshold
    balanced_repetition_ms_below: Threshold
    myelography_echo_ms_above: Threshold


class WordList(Model):
    """Words of a label that vote for one reading of it."""

    vote: Vote
    words: Annotated[Words, Limits(min_length=1)]
    cite: Cite


class NameList(Model):
    """How names of pulse sequences begin, as scanners write them."""

    vote: Vote
    starts: Annotated[Words, Limits(min_length=1)]
    cite: Cite


class Signatures(Model):
    """How an acquired series is told apart."""

    schema_: Literal["signatures/1"]
    attributes: Cite
    thresholds: Thresholds
    words: tuple[WordList, ...]
    sequence_names: tuple[NameList, ...]


class VendorName(Model):
    name: Text
    unverified: bool = False


Names = tuple[VendorName, ...]


class NamesByVendor(Model):
    """What each maker calls one concept; empty where none is listed."""

    siemens: Names
    ge: Names
    philips: Names
    canon: Names
    fujifilm: Names


class Concept(Model):
    id: Identifier
    title: Text
    names: NamesByVendor


class VendorNamesFile(Model):
    schema_: Literal["vendor_names/1"]
    cite: Cite
    concepts: tuple[Concept, ...]


class Tolerance(Model):
    value: Annotated[float, Limits(gt=0)]
    say: Text


class Tolerances(Model):
    """How exactly two numbers must agree."""

    slice_thickness_mm: Tolerance
    isotropic_ratio: Tolerance
    pair_ratio: Tolerance
    oblique_below: Tolerance
    station_gap_mm: Tolerance


class SequenceDefault(Model):
    """A bound of the site's own; passing it is remarked on and never decides."""

    id: Identifier
    max_slice_thickness_mm: float | None = None
    max_voxel_mm: float | None = None
    say: Text | None = None


class Minutes(Model):
    """How long a slot is booked for; null: not set."""

    protocol: Identifier
    minutes: Annotated[int, Limits(gt=0, le=600)] | None


class SiteDefaults(Model):
    """What a site may change. `say` labels each of its values wherever it is shown."""

    schema_: Literal["site_defaults/1"]
    say: Text
    tolerances: Tolerances
    sequences: tuple[SequenceDefault, ...]
    answers_both: tuple[tuple[Identifier, Identifier], ...] = ()
    minutes: tuple[Minutes, ...]
    observation_minutes: Annotated[int, Limits(gt=0, le=2880)] | None

    def of(self, sequence: str) -> SequenceDefault:
        """The site's bounds for a sequence; none where it sets none."""
        return next((item for item in self.sequences if item.id == sequence), SequenceDefault(id=sequence))

    def minutes_of(self, protocol: str) -> int | None:
        return next((item.minutes for item in self.minutes if item.protocol == protocol), None)


Applies = Literal["all", "mr", "gadolinium", "needle", "prone", "side"]


class BookingQuestion(Model):
    """What is asked before a slot is booked; `facts` are those of the case that may answer it."""

    id: Identifier
    for_: Annotated[tuple[Applies, ...], Limits(min_length=1)]
    ask: Text
    facts: tuple[Identifier, ...] = ()
    cite: Cite | None = None
    basis: Literal["stated", "interpreted", "unchecked"] = "stated"


class Visit(Statement):
    """Procedures that belong on one visit."""

    procedures: Annotated[tuple[Identifier, ...], Limits(min_length=2)]


class Booking(Model):
    schema_: Literal["booking/1"]
    questions: tuple[BookingQuestion, ...]
    visits: tuple[Visit, ...]
