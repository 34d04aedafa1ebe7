"""Scenarios: criteria, the ratings each witness reports, and everything said around them."""

from __future__ import annotations

from typing import Annotated, Literal

from appropriateness.knowledge.criteria import AnyExpression, Expressions
from appropriateness.provenance import Basis, Cite, Identifier, Text
from appropriateness.shape import Limits, Model

Category = Literal[
    "usually_appropriate", "may_be_appropriate", "may_be_appropriate_disagreement", "usually_not_appropriate"
]
Evidence = Literal["strong", "moderate", "limited", "expert_consensus", "expert_opinion"]
Stance = Literal["first_line", "consider", "not_routine", "against"]
Treatment = Literal["epidural_patch"]


class Statement(Model):
    """A sentence with its source. Without a citation it must be marked unchecked."""

    say: Text
    cite: Cite | None = None
    basis: Basis = "stated"
    checked: bool = False

    def __post_init__(self) -> None:
        if self.cite is None and self.basis != "unchecked":
            raise ValueError("a statement without cite must say basis: unchecked")


Statements = tuple[Statement, ...]


class Reading(Model):
    """What one witness reports of one rating: a panel rating (1-9), or only a category."""

    witness: Identifier
    rating: Annotated[int, Limits(ge=1, le=9)] | None = None
    category: Category | None = None
    evidence: Evidence | None = None
    locator: Text

    def __post_init__(self) -> None:
        if (self.rating is None) == (self.category is None):
            raise ValueError("a reading takes a rating or a category, not both: a category follows from its rating")

    @property
    def reported_category(self) -> Category:
        """7-9 usually appropriate, 4-6 may be appropriate, 1-3 usually not appropriate."""
        if self.category is not None:
            return self.category
        assert self.rating is not None
        if self.rating >= 7:
            return "usually_appropriate"
        return "may_be_appropriate" if self.rating >= 4 else "usually_not_appropriate"


class Why(Model):
    """One line for the study, one against it, or both where sources disagree."""

    for_: Text | None = None
    against: Text | None = None

    def __post_init__(self) -> None:
        if self.for_ is None and self.against is None:
            raise ValueError("why needs for, against or both")


class RatingRow(Model):
    """One procedure in one scenario. Category and contest are derived from the readings, never written."""

    procedure: Identifier
    why: Why
    cite: Cite
    readings: Annotated[tuple[Reading, ...], Limits(min_length=1)]


class Position(Model):
    """What a source other than the rating guideline says of a procedure (or of imaging at all, where null)."""

    procedure: Identifier | None
    stance: Stance
    source: Identifier
    locator: Text
    say: Text
    when: AnyExpression | None = None
    checked: bool = False


class NextStep(Statement):
    """What follows a result of the study ordered."""

    result: Literal["positive", "negative", "indeterminate"]


class Finding(Statement):
    """A sign to look for on the images."""

    region: Literal["head", "spine"]


class Pointer(Statement):
    """Something to think of outside the imaging options, gated by `when` and carrying its range of disagreement.

    `treatment`: the treatment it speaks for, so that what stops that for a patient is shown with it.
    """

    id: Identifier
    kind: Literal["treatment", "gate", "monitoring", "follow_up", "access", "limit"]
    when: AnyExpression | None = None
    only_when_known: bool = False
    treatment: Treatment | None = None
    range: Text | None = None


class Scenario(Model):
    """A clinical scenario. `acr_variant` null: no variant of the ACR covers it, nothing is rated.

    `short` names it in a line, `column` at the head of a narrow column.
    """

    schema_: Literal["scenario/1"]
    id: Identifier
    title: Text
    short: Text
    column: Text
    acr_variant: int | None
    phase: Text
    require: Annotated[Expressions, Limits(min_length=1)]
    unless: Expressions = ()
    summary: Statement
    instead: Statement | None = None
    urgency: Statement
    call: Statement
    ratings: tuple[RatingRow, ...] = ()
    pairs: tuple[tuple[Identifier, Identifier], ...] = ()
    positions: tuple[Position, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    findings: tuple[Finding, ...] = ()
    pitfalls: Statements = ()
    reassess: Annotated[Statements, Limits(min_length=1)]
    return_precautions: Annotated[Statements, Limits(min_length=1)]
    pointers: tuple[Pointer, ...] = ()
    disagreements: tuple[str, ...] = ()
    gaps: Statements = ()
