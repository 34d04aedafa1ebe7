"""Sources and witnesses: who says something, of what kind, when, and under which rights."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.provenance import Cite, Identifier, Text
from appropriateness.shape import Limits, Model

SourceKind = Literal[
    "guideline",
    "transcript",
    "article",
    "consensus_guideline",
    "paper",
    "label",
    "standard",
    "terminology",
    "machine_written",
    "patient_organisation",
    "project",
]
"""In falling trust, as far as ratings go; `project` marks our own choice."""

CAN_CONTEST: frozenset[str] = frozenset({"guideline", "transcript", "article"})
"""Kinds whose disagreement about one rating makes it contested. A machine-written witness is only a note."""


class Source(Model):
    """One source. `read_as` says how much of it was read; `checked` whether a person compared it with the original.

    `reviewer`: the person who did.
    `cited_in`: the file read apart that cites it, where no part of a consultation does.
    """

    id: Identifier
    kind: SourceKind
    title: Text
    year: int | None = None
    date: Text | None = None
    citation: Text | None = None
    doi: Text | None = None
    url: Text | None = None
    rights: Text
    read_as: Text
    checked: bool
    reviewer: Text | None = None
    note: Text | None = None
    cited_in: Literal["doses.yaml"] | None = None


class Voice(Model):
    """What one source says in a disagreement, in our words."""

    source: Identifier
    says: Text
    locator: Text


class Disagreement(Model):
    """A question on which sources differ, and how the difference is shown."""

    id: Annotated[str, Limits(pattern=r"^C[0-9]+$")]
    title: Text
    question: Text
    voices: Annotated[tuple[Voice, ...], Limits(min_length=1)]
    shown_as: Text
    safety_critical: bool = False


class AdjacentRating(Model):
    """A rating of a neighbouring topic, shown only where a user is sent there."""

    procedure: Text
    category: Literal["usually_appropriate", "may_be_appropriate", "may_be_appropriate_disagreement"]
    rating: Annotated[int, Limits(ge=1, le=9)] | None
    rrl_adult: Annotated[int, Limits(ge=0, le=5)] | None


class AdjacentVariant(Model):
    """One variant of a neighbouring topic; rows rated usually not appropriate are left out."""

    id: Identifier
    topic: Text
    number: int | None
    when: Text
    ratings: tuple[AdjacentRating, ...] = ()
    cite: Cite
    checked: bool = False
